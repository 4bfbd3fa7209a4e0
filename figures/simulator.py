"""Simulate runs of optimizers."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice
from typing import Any

from figures.arrays import ArrayLike, Gradient, Vector, np
from figures.optimizers import OPTIMIZERS, Iterates
from figures.schedules import Schedule
from figures.surfaces import SURFACES, Surface


def simulate(
    optimizer: str,
    gradient: Callable[[Vector], ArrayLike],
    start: ArrayLike,
    steps: int,
    **hyperparameters: Any,
) -> Vector:
    """Return the iterates of a run, of shape (steps + 1, dim), float64; the first is *start*.

    *gradient* is called exactly once per step, at the current iterate. A diverging run ends in inf or nan.
    ValueError for an unknown optimizer, an unknown hyperparameter or a value out of its range.
    """
    rule = OPTIMIZERS.call(optimizer, hyperparameters)
    with np.errstate(all="ignore"):
        return np.stack(list(islice(follow(rule, gradient, start), steps + 1)))


def follow(
    rule: Callable[[Gradient, Vector], Iterates], gradient: Callable[[Vector], ArrayLike], start: ArrayLike
) -> Iterator[Vector]:
    """Yield the iterates of a run endlessly; *start* may be many starts, of shape (dim, ...)."""
    x = np.array(start, dtype=np.float64, ndmin=1)
    return (state["x"] for state in rule(_in_float64(gradient), x))


def scheduled(
    rule: Callable[..., Iterates], settings: Mapping[str, Any], rates: Schedule
) -> Callable[[Gradient, Vector], Iterates]:
    """Return a rule whose learning rate follows a schedule.

    The rate is an array of no dimension: rules read it anew in each step.
    """

    def states(gradient: Gradient, x: Vector) -> Iterates:
        rate = np.array(0.0)
        states = rule(gradient, x, **{**settings, "lr": rate})
        yield next(states)
        for step in count():
            rate[...] = rates(step)
            yield next(states)

    return states


def clipped(gradient: Gradient, most: float) -> Gradient:
    """Return a gradient of the same direction whose norm is *most* or less, as torch's clip_grad_norm_ makes it."""

    def clip(x: Vector) -> Vector:
        found = gradient(x)
        scaled: Vector = found * np.minimum(1.0, most / (np.linalg.norm(found, axis=0) + 1e-6))
        return scaled

    return clip


def surface(name: str, **settings: Any) -> Surface:
    """Return the surface of that name; ValueError for an unknown name or setting."""
    return SURFACES.call(name, settings)()


def _in_float64(gradient: Callable[[Vector], ArrayLike]) -> Gradient:
    return lambda x: np.asarray(gradient(x), dtype=np.float64)
