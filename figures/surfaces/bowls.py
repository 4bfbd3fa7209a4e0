"""Surfaces with one minimum."""

from math import cos, radians, sin
from typing import Any

from figures.arrays import np
from figures.parameters import Number, Positive
from figures.surfaces.surface import Surface, surface


@surface("a quadratic")
def quadratic(*, a: Positive = 1.0, b: Positive = 1.0) -> Surface:
    """A bowl with curvatures a and b; a ravine where they differ."""
    return Surface(
        formula="(a x² + b y²) / 2",
        f=lambda x, y: 0.5 * (a * x**2 + b * y**2),
        partials=lambda x, y: (a * x, b * y),
        window=((-4.5, 2.5), (-1.5, 1.5)),
        start=(-4, 1),
        minima=((0, 0),),
    )


@surface("a rotated quadratic")
def rotated_quadratic(*, a: Positive = 1.0, b: Positive = 20.0, angle: Number = 30.0) -> Surface:
    """A ravine turned anticlockwise by an angle φ, in degrees."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Surface(
        formula="(a u² + b v²) / 2, u = x cos φ + y sin φ, v = y cos φ - x sin φ",
        f=lambda x, y: 0.5 * (a * (c * x + s * y) ** 2 + b * (c * y - s * x) ** 2),
        partials=lambda x, y: (
            a * c * (c * x + s * y) - b * s * (c * y - s * x),
            a * s * (c * x + s * y) + b * c * (c * y - s * x),
        ),
        window=((-4.5, 2.5), (-3, 2)),
        start=(-3, 1),
        minima=((0, 0),),
    )


@surface("Rosenbrock's function")
def rosenbrock(*, a: Number = 1.0, b: Positive = 100.0) -> Surface:
    """A curved valley with a flat floor [Rosenbrock 1960]."""
    return Surface(
        formula="(a - x)² + b (y - x²)²",
        f=lambda x, y: (a - x) ** 2 + b * (y - x**2) ** 2,
        partials=lambda x, y: (-2 * (a - x) - 4 * b * x * (y - x**2), 2 * b * (y - x**2)),
        window=((-2, 2), (-1, 3)),
        start=(-1.5, 2),
        minima=((a, a**2),),
    )


@surface("Beale's function")
def beale() -> Surface:
    """A valley between a flat plain and steep walls [Beale 1958]."""
    terms = ((1.5, 1), (2.25, 2), (2.625, 3))
    return Surface(
        formula="(1.5 - x + x y)² + (2.25 - x + x y²)² + (2.625 - x + x y³)²",
        f=lambda x, y: sum((c - x + x * y**n) ** 2 for c, n in terms),
        partials=lambda x, y: (
            sum(2 * (c - x + x * y**n) * (y**n - 1) for c, n in terms),
            sum(2 * (c - x + x * y**n) * n * x * y ** (n - 1) for c, n in terms),
        ),
        window=((-0.5, 4.5), (-1.5, 2)),
        start=(1, 1.5),
        minima=((3, 0.5),),
    )


@surface("Booth's function")
def booth() -> Surface:
    """A slanted bowl between two lines [Jamil & Yang 2013]."""
    return Surface(
        formula="(x + 2y - 7)² + (2x + y - 5)²",
        f=lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
        partials=lambda x, y: (
            2 * (x + 2 * y - 7) + 4 * (2 * x + y - 5),
            4 * (x + 2 * y - 7) + 2 * (2 * x + y - 5),
        ),
        window=((-5, 7), (-3, 8)),
        start=(-4, 0),
        minima=((1, 3),),
    )


@surface("a Gaussian well")
def gaussian_well(*, sx: Positive = 1.0, sy: Positive = 1.0) -> Surface:
    """A hole in a plateau."""

    def bell(x: Any, y: Any) -> Any:
        return np.exp(-0.5 * (x**2 / sx**2 + y**2 / sy**2))

    return Surface(
        formula="1 - exp(-(x²/sx² + y²/sy²) / 2)",
        f=lambda x, y: 1 - bell(x, y),
        partials=lambda x, y: (x / sx**2 * bell(x, y), y / sy**2 * bell(x, y)),
        window=((-4, 4), (-2.5, 2.5)),
        start=(3.5, 1.5),
        minima=((0, 0),),
    )
