"""What a surface is, and the registry of them all."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

from figures.arrays import Gradient, Vector, np
from figures.registry import Registry

Point: TypeAlias = tuple[float, ...]
Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Surface:
    """An objective of one or two coordinates, which *f* and *partials* have as separate arguments.

    *lowest* is its greatest lower bound. At *saddle* it is flat, and rises and falls from there. If the gradient
    depends on the step, *sample* returns the partial derivatives at a step, counted from 0.
    """

    formula: str
    f: Callable[..., Any]
    partials: Callable[..., tuple[Any, ...]]
    window: tuple[Interval, ...]
    start: Point
    minima: tuple[Point, ...] = ()
    saddle: Point | None = None
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
        """Return the gradient for one run; if it depends on the step, it counts its own calls."""
        sample, steps = self.sample, count()
        return self.gradient if sample is None else lambda p: np.stack(sample(next(steps))(*p))


SURFACES: Registry[Surface] = Registry("surface")
surface = SURFACES.register
