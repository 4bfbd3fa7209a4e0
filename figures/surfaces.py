"""Surfaces to descend: value and gradient side by side, with the window worth looking at.

To add a surface, add one function that returns a Surface; its keyword arguments are its settings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from math import acos, cos, hypot, inf, pi, sqrt
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from figures.arrays import Gradient, Vector, np
from figures.datasets import Dataset, mean_square, normal_equations, read
from figures.parameters import Number, Positive
from figures.registry import Registry

Point: TypeAlias = tuple[float, ...]
Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Surface:
    """An objective of one or two coordinates; *value* and *partials* take the coordinates one by one.

    *lowest* is its greatest lower bound. Where the gradient depends on the step, *sample* gives the partials
    at a step, counted from 0.
    """

    formula: str
    f: Callable[..., Any]
    partials: Callable[..., tuple[Any, ...]]
    window: tuple[Interval, ...]
    start: Point
    minima: tuple[Point, ...] = ()
    lowest: float = 0.0
    axes: tuple[str, ...] = ("x", "y")
    sample: Callable[[int], Callable[..., tuple[Any, ...]]] | None = None

    @property
    def dim(self) -> int:
        """The number of coordinates."""
        return len(self.start)

    def value(self, p: Vector) -> Vector:
        """Return the values, of shape (...), at points of shape (dim, ...)."""
        return np.asarray(self.f(*p))

    def gradient(self, p: Vector) -> Vector:
        """Return the gradients, of shape (dim, ...), at points of shape (dim, ...)."""
        return np.stack(self.partials(*p))

    def oracle(self) -> Gradient:
        """Return a gradient for one run; where the gradient depends on the step, it counts its own calls."""
        sample, steps = self.sample, count()
        return self.gradient if sample is None else lambda p: np.stack(sample(next(steps))(*p))


Batch: TypeAlias = Annotated[int, Field(strict=True, ge=1)]

SURFACES: Registry[Surface] = Registry("surface")
surface = SURFACES.register


@surface("a slope")
def slope(*, g: Positive = 1.0) -> Surface:
    """Descend for ever: a constant gradient."""
    return Surface(
        formula="g x",
        f=lambda x: g * x,
        partials=lambda x: (np.full_like(x, g),),
        window=((-10, 2),),
        axes=("x",),
        start=(0,),
        lowest=-inf,
    )


@surface("a parabola")
def parabola(*, a: Positive = 1.0) -> Surface:
    """A bowl of one coordinate, with curvature a."""
    return Surface(
        formula="a x² / 2",
        f=lambda x: 0.5 * a * x**2,
        partials=lambda x: (a * x,),
        window=((-4, 4),),
        axes=("x",),
        start=(-3,),
        minima=((0,),),
    )


@surface("a double well")
def double_well(*, k: Annotated[Number, Field(ge=-1.5, le=1.5)] = 0.3) -> Surface:
    """Two valleys, of which k > 0 makes the left one deeper; they are the outer roots of 4x³ - 4x + k."""
    thirds = (acos(-0.375 * sqrt(3) * k) / 3 - 2 * pi * j / 3 for j in (0, 2))
    right, left = (2 / sqrt(3) * cos(third) for third in thirds)

    def f(x: Any) -> Any:
        return (x**2 - 1) ** 2 + k * x

    return Surface(
        formula="(x² - 1)² + k x",
        f=f,
        partials=lambda x: (4 * x * (x**2 - 1) + k,),
        window=((-1.7, 2.1),),
        axes=("x",),
        start=(2,),
        minima=((left,), (right,)),
        lowest=min(f(left), f(right)),
    )


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
def rotated_quadratic(*, a: Positive = 1.0, b: Positive = 20.0, c: Number = 0.8, s: Number = 0.6) -> Surface:
    """A ravine turned by the angle of cosine c and sine s."""
    if round(hypot(c, s), 2) != 1:
        raise ValueError(f"c {c} and s {s} are no cosine and sine; c² + s² should be 1")
    return Surface(
        formula="(a u² + b v²) / 2, u = c x + s y, v = c y - s x",
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


@surface("a saddle")
def saddle() -> Surface:
    """Down for ever along y."""
    return Surface(
        formula="x² - y²",
        f=lambda x, y: x**2 - y**2,
        partials=lambda x, y: (2 * x, -2 * y),
        window=((-1.5, 1.5), (-1.5, 1.5)),
        start=(0.8, 0.01),
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
        lowest=-0.25,
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


@surface("least squares", shown=("dataset",))
def least_squares(*, dataset: Dataset = "ls32", batch: Batch | None = None) -> Surface:
    """Half the mean squared residual of y = w₁x₁ + w₂x₂; a run sees *batch* rows a step, in turn."""
    rows = read(dataset)
    size = len(rows) if batch is None else batch
    if size > len(rows):
        raise ValueError(f"batch {batch} is more than the rows of {dataset!r}; take at most {len(rows)}")
    f, partials = mean_square(rows)
    minimum = normal_equations(rows)
    return Surface(
        formula="mean of (w₁x₁ + w₂x₂ - y)² / 2",
        f=f,
        partials=partials,
        window=((-1.5, 3), (-1.5, 2.5)),
        start=(-1, 2) if dataset == "ls32" else (0, 0),
        minima=(minimum,),
        lowest=f(*minimum),
        axes=("w₁", "w₂"),
        sample=lambda t: mean_square([rows[(t * size + j) % len(rows)] for j in range(size)])[1],
    )
