"""What the name of a path refers to in claims: its run, simulated once and only as far as claims need it.

A kind of figure whose paths refer to something else adds a subclass of Subject here, and functions of it to the
vocabulary.
"""

from functools import cached_property, partial
from itertools import islice

from figures.arrays import Vector, np
from figures.runs import Run

MAX_STEPS = 10_000
NEAR = 0.05


class UndefinedError(ValueError):
    """A quantity is not defined for this run."""


class Subject:
    """What the name of a path refers to."""


class RunTrace(Subject):
    """A run, simulated once and only as far as a claim asks."""

    def __init__(self, run: Run, steps: int) -> None:
        self.steps = steps
        self.surface = run.surface()
        self._run = run
        self._iterates = run.positions()
        self._path = np.empty((0, self.surface.dim))

    def until(self, step: int) -> Vector:
        """Return the iterates up to a step: shape (step + 1, dim)."""
        if (missing := step + 1 - len(self._path)) > 0:
            with np.errstate(all="ignore"):
                further = list(islice(self._iterates, missing))
            self._path = np.concatenate([self._path, further])
        return self._path[: step + 1]

    def losses(self, step: int) -> Vector:
        """Return the values of the surface up to a step: shape (step + 1,)."""
        with np.errstate(all="ignore"):
            return self.surface.value(self.until(step).T)

    def distances(self, step: int) -> Vector:
        """Return the distances to the nearest minimum up to a step: shape (step + 1,)."""
        with np.errstate(all="ignore"):
            path = self.until(step)[:, None] - self._minima
            nearest: Vector = np.linalg.norm(path, axis=2).min(axis=1)
            return nearest

    def lengths(self, step: int) -> Vector:
        """Return the lengths of the steps up to a step: shape (step,)."""
        with np.errstate(all="ignore"):
            lengths: Vector = np.linalg.norm(np.diff(self.until(step), axis=0), axis=1)
            return lengths

    def coordinate(self, axis: int) -> Vector:
        """Return a coordinate over the figure's steps: shape (steps + 1,); UndefinedError if it diverges."""
        path = self.until(self.steps)
        if not np.isfinite(path).all():
            raise UndefinedError("the run diverges; use fewer steps")
        return path[:, axis]

    def rate(self, step: int) -> float:
        """Return the learning rate of the step after so many."""
        return self._run.rate(step)

    @property
    def _minima(self) -> Vector:
        if not self.surface.minima:
            raise UndefinedError("its surface has no minimum; use loss, x or y")
        return np.array(self.surface.minima)


class BasinMap(Subject):
    """A run from every start in the window of its surface: a path of a map of basins."""

    def __init__(self, run: Run, steps: int) -> None:
        self.steps = steps
        self.surface = run.surface()
        self._run = run

    def reached(self, starts: Vector) -> Vector:
        """Return the index of the minimum near which a run from each start, of shape (2, ...), ends; -1 if none."""
        distances = self._distances(self._run.ends(starts, self.steps))
        near = NEAR * np.ptp(self.surface.window[0])
        return np.where((distances < near).any(axis=0), distances.argmin(axis=0), -1)

    @cached_property
    def ends(self) -> Vector:
        """The index of the minimum that a run from each start of a grid reaches: shape (120, 120)."""
        return self.reached(self._grid)

    @cached_property
    def nearest(self) -> Vector:
        """The index of the minimum nearest to each start of the grid."""
        indices: Vector = self._distances(self._grid).argmin(axis=0)
        return indices

    @property
    def _grid(self) -> Vector:
        return np.stack(np.meshgrid(*(np.linspace(*limits, 120) for limits in self.surface.window)))

    def _distances(self, points: Vector) -> Vector:
        with np.errstate(all="ignore"):
            return np.stack([np.hypot(points[0] - x, points[1] - y) for x, y in self.surface.minima])


class SweepRuns(Subject):
    """A run with one of its numbers varied, a setting or a coordinate of its start: a path of a sweep."""

    def __init__(self, run: Run, steps: int, varied: str, values: Vector, target: float) -> None:
        self.values = values
        self.target = target
        self._losses = partial(run.losses, varied, steps=steps)

    def steps(self, values: Vector) -> Vector:
        """Return the first step from which the loss stays below the target, for each value; infinite if none."""
        above = ~(self._losses(values) < self.target)[::-1]
        steps = np.where(above[0], np.inf, len(above) - above.argmax(axis=0))
        return np.where(above.any(axis=0), steps, 0)

    def loss(self, values: Vector) -> Vector:
        """Return the loss after the last step, for each value."""
        last: Vector = self._losses(values)[-1]
        return last

    @cached_property
    def usable(self) -> Vector:
        """For each of its values, whether the loss ends below the target and never exceeds its first value."""
        losses = self._losses(self.values)
        usable: Vector = (losses[-1] < self.target) & (losses.max(axis=0) <= losses[0])
        return usable
