"""Limits and scales of the axes, contour levels and the distance of marks.

Limits come from the surface's window and the starts, never from a path: a run that diverges spoils nothing.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from figures import labels
from figures.arrays import Vector
from figures.surfaces import Surface

LARGEST = 1e300  # of which some times as much is still a number
NARROW = 20
PLAIN = (1e-5, 1e6)  # between them powers of ten are short when written out
STRIDES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def window(surface: Surface, paths: Sequence[Vector]) -> Vector:
    """Return the surface's window, wide enough for the starts: shape (dim, 2)."""
    low, high = np.array(surface.window, dtype=np.float64).T
    starts, margin = np.array([path[0] for path in paths]), 0.06 * (high - low)
    first, last = starts.min(axis=0), starts.max(axis=0)
    return np.column_stack([np.where(first < low, first - margin, low), np.where(last > high, last + margin, high)])


def levels(surface: Surface, values: Vector) -> Vector:
    """Space contours evenly in the logarithm of the height above the lowest point.

    Round a saddle without a lowest point they are even in the root of the height, up and down.
    """
    if surface.saddle and not surface.minima:
        middle = surface.f(*surface.saddle)
        heights = np.square(np.arange(1, 5) / 5) * abs(values - middle).max()
        return np.concatenate([middle - heights[::-1], [middle], middle + heights])
    floor = surface.lowest if np.isfinite(surface.lowest) else values.min()
    heights = floor + (values.max() - floor) * np.geomspace(1e-3, 1, 8)[:-1]
    return np.union1d(heights, surface.f(*surface.saddle) if surface.saddle else [])


def reach(measures: Sequence[Vector], scale: str, usual: float = 0.0) -> tuple[float, float]:
    """Return limits that hold all values, but those of a run that grows far beyond the usual or where it began."""
    values = np.concatenate([measure[:, 1] for measure in measures])
    values = values[~np.isnan(values)]
    values = values if values.size else np.zeros(1)
    firsts = np.abs([measure[0, 1] for measure in measures])
    first = min(max([usual, *firsts[np.isfinite(firsts)]]), LARGEST) or 1.0
    if scale == "log":
        positive = np.append(values[values > 0], first)
        return max(positive.min(), 1e-12 * first) / 2, min(positive.max(), 1e3 * first) * 2
    low, high = np.clip((values.min(), values.max()), -3 * first, 3 * first)
    margin = 0.12 * (high - low) or max(0.5, 1e-3 * abs(high))
    return low - margin, high + margin


def counts(measures: Sequence[Vector], scale: str) -> tuple[float, float]:
    """Return limits that hold all numbers of steps, but those without end."""
    values = np.concatenate([measure[:, 1] for measure in measures])
    finite = values[np.isfinite(values) & (values > 0)]
    finite = finite if finite.size else np.ones(1)
    return (finite.min() / 1.5, finite.max() * 1.5) if scale == "log" else (0, 1.1 * finite.max())


def stride(steps: int) -> int:
    """Return the steps between two marks, so that there are at most twelve."""
    return next(each for each in STRIDES if steps <= 12 * each)


def scale(axes: Axes, which: str, scale: str, low: float, high: float) -> None:
    """Scale the x or the y axis, with few ticks and plain numbers."""
    axis = getattr(axes, f"{which}axis")
    if scale == "log":
        axes.set(**{f"{which}scale": "log"})
        subs = (1.0,) if high > NARROW * low else (1.0, 2.0, 5.0)
        axis.set(major_locator=LogLocator(subs=subs, numticks=5), minor_locator=NullLocator())
    else:
        axis.set(major_locator=MaxNLocator(6 if which == "x" else 4, steps=[1, 2, 2.5, 5, 10]))
    told = labels.power if scale == "log" and not PLAIN[0] < low < high < PLAIN[1] else labels.number
    axis.set(major_formatter=FuncFormatter(lambda value, _: told(float(f"{value:.6g}"))))
    axes.set(**{f"{which}lim": (low, high)})
