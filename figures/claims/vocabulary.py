"""The functions that claims may call: of runs, and a few of plain numbers. Each returns a number or a truth value.

To add a word, add one function here. Its annotations say what its arguments are: a *Subject* is the name of a path,
an ``int`` a step, a ``float`` a number.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType

from figures.arrays import Vector, np
from figures.claims.subjects import MAX_STEPS, BasinMap, RunTrace, SweepRuns, UndefinedError
from figures.claims.word import WORDS, word

__all__ = ["CONSTANTS", "WORDS"]

BOUNDS = 1e9

CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": math.pi, "inf": math.inf})


@word
def loss(run: RunTrace, t: int) -> float:
    """Return the value of the surface after t steps; over all rows, also if a run uses batches."""
    return float(run.losses(t)[t])


@word
def x(run: RunTrace, t: int) -> float:
    """Return the first coordinate after t steps."""
    return float(run.until(t)[t, 0])


@word
def y(run: RunTrace, t: int) -> float:
    """Return the second coordinate after t steps."""
    if run.surface.dim == 1:
        raise UndefinedError("its surface has one coordinate; use x")
    return float(run.until(t)[t, 1])


@word
def distance(run: RunTrace, t: int) -> float:
    """Return the distance to the nearest minimum after t steps."""
    return float(run.distances(t)[t])


@word
def step_size(run: RunTrace, t: int) -> float:
    """Return the length of step t over the learning rate; the first step is step 1."""
    if t == 0:
        raise UndefinedError("a run begins with step 1; use a step from 1 on")
    return float(run.lengths(t)[-1] / run.rate(t - 1))


@word
def rate(run: RunTrace, t: int) -> float:
    """Return the learning rate after t steps, with which the next one is taken."""
    return run.rate(t)


@word
def lowest(run: RunTrace) -> float:
    """Return the lowest value of the surface, or its greatest lower bound."""
    return run.surface.lowest


@word
def steps_to(run: RunTrace, e: float, last: int = MAX_STEPS) -> float:
    """Return the first step from which the loss stays below e up to step *last*; inf if there is none."""
    return _settled(run.losses(last), e)


@word
def steps_near(run: RunTrace, d: float, last: int = MAX_STEPS) -> float:
    """Return the first step from which the distance stays below d up to step *last*; inf if there is none."""
    return _settled(run.distances(last), d)


@word
def diverged(run: RunTrace) -> bool:
    """Return whether a coordinate goes beyond 1e9 within 10,000 steps."""
    with np.errstate(all="ignore"):
        return not bool((np.abs(run.until(MAX_STEPS)) <= BOUNDS).all())


@word
def mean_distance(run: RunTrace, first: int, last: int) -> float:
    """Return the mean of the distances to the nearest minimum after steps first to last."""
    if first > last:
        raise UndefinedError("the first step comes after the last; swap them")
    return float(run.distances(last)[first:].mean())


@word
def path_length(run: RunTrace) -> float:
    """Return the length of the path over the figure's steps."""
    return float(run.lengths(run.steps).sum())


@word
def overshoot(run: RunTrace) -> float:
    """Return how far the run goes past the minimum along x, seen from its start, over the figure's steps."""
    if len(run.surface.minima) != 1:
        raise UndefinedError("its surface has no minimum, or several; use x")
    ((minimum, *_),) = run.surface.minima
    beyond = run.coordinate(0) - minimum
    return float((-np.sign(beyond[0]) * beyond).max(initial=0.0))


@word
def sign_changes(run: RunTrace, least: float = 0.0) -> float:
    """Count the sign changes of the last coordinate over the figure's steps.

    That is y, or x on a surface of one coordinate. A coordinate no larger than *least* has no sign.
    """
    values = run.coordinate(-1)
    signs = np.sign(values[np.abs(values) > least])
    return int(np.count_nonzero(np.diff(signs)))


@word
def stray(run: BasinMap) -> float:
    """Return the share of starts from which the run does not end in the nearest minimum."""
    return float((run.ends != run.nearest).mean())


@word
def settled(run: BasinMap) -> float:
    """Return the share of starts from which the run ends near a minimum."""
    return float((run.ends >= 0).mean())


@word
def fringe(run: BasinMap) -> float:
    """Return the share of neighbouring starts from which the run ends in different minima."""
    pairs = [np.diff(run.ends, axis=axis) != 0 for axis in (0, 1)]
    return float(np.mean([each.mean() for each in pairs]))


@word
def steps_at(run: SweepRuns, v: float) -> float:
    """Return the first step from which the loss stays below the target where the varied number is v."""
    return float(run.steps(np.array([v]))[0])


@word
def loss_at(run: SweepRuns, v: float) -> float:
    """Return the loss after the last step where the varied number is v."""
    return float(run.loss(np.array([v]))[0])


@word
def usable_from(run: SweepRuns) -> float:
    """Return the lowest usable value of the varied number; inf if there is none."""
    return float(min(run.values[run.usable], default=math.inf))


@word
def usable_to(run: SweepRuns) -> float:
    """Return the highest usable value of the varied number; -inf if there is none."""
    return float(max(run.values[run.usable], default=-math.inf))


def _settled(values: Vector, bound: float) -> float:
    """Return the first index from which the values stay below the bound; nan is not below."""
    first = 1 + max(np.flatnonzero(~(values < bound)), default=-1)
    return math.inf if first == len(values) else int(first)


@word
def sqrt(a: float) -> float:
    """Return the square root."""
    return math.sqrt(a)


@word
def exp(a: float) -> float:
    """Return e to the power of a."""
    return math.exp(a)


@word
def log(a: float) -> float:
    """Return the natural logarithm."""
    return math.log(a)


@word
def ceil(a: float) -> float:
    """Return the smallest whole number that is not less."""
    return math.ceil(a)


@word
def floor(a: float) -> float:
    """Return the largest whole number that is not more."""
    return math.floor(a)


@word
def abs_(a: float) -> float:
    """Return the number without its sign."""
    return abs(a)


@word
def min_(a: float, b: float) -> float:
    """Return the smaller of two numbers."""
    return min(a, b)


@word
def max_(a: float, b: float) -> float:
    """Return the larger of two numbers."""
    return max(a, b)
