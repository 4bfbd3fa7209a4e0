"""Surfaces with a saddle point."""

from math import inf

from figures.surfaces.surface import Surface, surface


@surface("a saddle")
def saddle() -> Surface:
    """A saddle without a lower bound along y."""
    return Surface(
        formula="x² - y²",
        f=lambda x, y: x**2 - y**2,
        partials=lambda x, y: (2 * x, -2 * y),
        window=((-1.5, 1.5), (-1.5, 1.5)),
        start=(0.8, 0.01),
        saddle=(0, 0),
        lowest=-inf,
    )


@surface("a bounded saddle")
def bounded_saddle() -> Surface:
    """A saddle between two minima."""
    return Surface(
        formula="x² / 2 - y² / 2 + y⁴ / 4",
        f=lambda x, y: 0.5 * x**2 - 0.5 * y**2 + 0.25 * y**4,
        partials=lambda x, y: (x, y**3 - y),
        window=((-1.5, 1.5), (-1.5, 1.5)),
        start=(1.2, 0.05),
        minima=((0, -1), (0, 1)),
        saddle=(0, 0),
        lowest=-0.25,
    )


@surface("a monkey saddle")
def monkey_saddle() -> Surface:
    """Three ways down, and a gradient that vanishes in the middle with its slope."""
    return Surface(
        formula="x³ - 3 x y²",
        f=lambda x, y: x**3 - 3 * x * y**2,
        partials=lambda x, y: (3 * x**2 - 3 * y**2, -6 * x * y),
        window=((-1.5, 1.5), (-1.5, 1.5)),
        start=(1, 0.01),
        saddle=(0, 0),
        lowest=-inf,
    )
