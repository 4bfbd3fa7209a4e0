"""The limits of what is shown: what matters fills it, and a run that diverges spoils nothing."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.surfaces import Surface

LEAST = 0.06  # of the surface's own window
MARGIN = 0.12
NEAR = 0.35
BELOW, ABOVE = 0.12, 0.17  # of the range of a measure; above it there is room for a name
LARGEST = 1e300  # of which some times as much is still a number


def view(surface: Surface, paths: Sequence[Vector]) -> Vector:
    """Return the limits of the coordinates, of shape (dim, 2).

    They hold the starts, the minima that are near the runs, and the runs as far as they stay in the surface's own
    window, wide enough for the starts.
    """
    usual = window(surface, paths)
    seen = np.concatenate([path[((path >= usual[:, 0]) & (path <= usual[:, 1])).all(axis=1)] for path in paths])
    if not surface.minima and not surface.saddle and surface.dim > 1:
        return usual
    low, high = seen.min(axis=0), seen.max(axis=0)
    whole = usual[:, 1] - usual[:, 0]
    for point in np.reshape([*surface.minima, *([surface.saddle] if surface.saddle else [])], (-1, surface.dim)):
        if (np.maximum(low - point, point - high) <= NEAR * whole).all():
            low, high = np.minimum(low, point), np.maximum(high, point)
    middle, half = (low + high) / 2, np.maximum((high - low) * (0.5 + MARGIN), LEAST * whole)
    return np.column_stack([middle - half, middle + half])


def window(surface: Surface, paths: Sequence[Vector]) -> Vector:
    """Return the surface's window, wide enough for the starts: shape (dim, 2)."""
    low, high = np.array(surface.window, dtype=np.float64).T
    starts, margin = np.array([path[0] for path in paths]), 0.06 * (high - low)
    first, last = starts.min(axis=0), starts.max(axis=0)
    return np.column_stack([np.where(first < low, first - margin, low), np.where(last > high, last + margin, high)])


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
    margin = (high - low) or max(4.0, 1e-2 * abs(high))
    return low - BELOW * margin, high + ABOVE * margin


def counts(measures: Sequence[Vector], scale: str) -> tuple[float, float]:
    """Return limits that hold all numbers of steps, but those without end."""
    values = np.concatenate([measure[:, 1] for measure in measures])
    finite = values[np.isfinite(values) & (values > 0)]
    finite = finite if finite.size else np.ones(1)
    return (finite.min() / 1.5, finite.max() * 1.5) if scale == "log" else (0, 1.1 * finite.max())
