"""Surfaces with several minima."""

from math import e, inf, pi, sqrt
from typing import Any

from figures.arrays import np
from figures.parameters import Positive
from figures.surfaces.surface import Surface, surface


@surface("Himmelblau's function")
def himmelblau() -> Surface:
    """Four equally deep minima [Himmelblau 1972]."""
    return Surface(
        formula="(x² + y - 11)² + (x + y² - 7)²",
        f=lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        partials=lambda x, y: (
            4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
            2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
        ),
        window=((-5, 5), (-5, 5)),
        start=(0.25, -0.5),
        minima=(
            (3, 2),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
    )


@surface("Styblinski and Tang's function")
def styblinski_tang() -> Surface:
    """Four minima, of which one is the deepest [Styblinski & Tang 1990]."""
    low, high = -2.903534027771177, 2.746802770990837
    return Surface(
        formula="(x⁴ - 16x² + 5x + y⁴ - 16y² + 5y) / 2",
        f=lambda x, y: 0.5 * (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y),
        partials=lambda x, y: (2 * x**3 - 16 * x + 2.5, 2 * y**3 - 16 * y + 2.5),
        window=((-4.5, 4.5), (-4.5, 4.5)),
        start=(0.3, -0.6),
        minima=((low, low), (low, high), (high, low), (high, high)),
        lowest=-78.33233140754282,
    )


@surface("the three-hump camel")
def three_hump_camel() -> Surface:
    """Three minima in a row, of which the middle one is the deepest [Jamil & Yang 2013]."""
    far = sqrt(2.1 + sqrt(0.91))  # y = -x/2 leaves x⁴ - 4.2x² + 3.5 = 0, whose inner roots are saddles
    return Surface(
        formula="2x² - 1.05x⁴ + x⁶/6 + x y + y²",
        f=lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
        partials=lambda x, y: (4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y),
        window=((-2.3, 2.3), (-2, 2)),
        start=(-2, 1.5),
        minima=((0, 0), (-far, far / 2), (far, -far / 2)),
    )


@surface("Rastrigin's function")
def rastrigin(*, amplitude: Positive = 10.0) -> Surface:
    """A bowl full of dimples, of which only the deepest counts as a minimum [Rastrigin 1974]."""
    return Surface(
        formula="x² + y² + amplitude (2 - cos 2πx - cos 2πy)",
        f=lambda x, y: x**2 + y**2 + amplitude * (2 - np.cos(2 * pi * x) - np.cos(2 * pi * y)),
        partials=lambda x, y: (
            2 * x + 2 * pi * amplitude * np.sin(2 * pi * x),
            2 * y + 2 * pi * amplitude * np.sin(2 * pi * y),
        ),
        window=((-1.7, 1.7), (-1.7, 1.7)),
        start=(-1.4, 1.2),
        minima=((0, 0),),
    )


@surface("Ackley's function")
def ackley() -> Surface:
    """A dimpled plain around a funnel with a tip, which is the only minimum that counts [Ackley 1987]."""

    def f(x: Any, y: Any) -> Any:
        r, waves = np.sqrt(0.5 * (x**2 + y**2)), np.cos(2 * pi * x) + np.cos(2 * pi * y)
        return 20 * (1 - np.exp(-0.2 * r)) + e - np.exp(0.5 * waves)

    def partials(x: Any, y: Any) -> tuple[Any, Any]:
        r, waves = np.sqrt(0.5 * (x**2 + y**2)), np.exp(0.5 * (np.cos(2 * pi * x) + np.cos(2 * pi * y)))
        funnel = 2 * np.exp(-0.2 * r) / np.where(r > 0, r, inf)
        return x * funnel + pi * np.sin(2 * pi * x) * waves, y * funnel + pi * np.sin(2 * pi * y) * waves

    return Surface(
        formula="20 (1 - exp(-r/5)) + e - exp((cos 2πx + cos 2πy)/2), r² = (x² + y²)/2",
        f=f,
        partials=partials,
        window=((-3, 3), (-3, 3)),
        start=(-2.4, 1.7),
        minima=((0, 0),),
    )
