"""Draw paths on axes whose place is fixed: lines with marks, starts, minima, a letter beside each line.

All is drawn in points of the page. A path that leaves the axes for good ends in an arrow at their edge.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from figures.arrays import Vector
from figures.geometry import dense, leave, place, thin
from figures.layout import MARKERS, POINTS, WIDTHS, text_size
from figures.limits import stride
from figures.paths import LETTERS
from figures.svg import INK, PALETTE

FAR = 1e12
MOST = 1200
NOWHERE = np.empty((0, 2))


def draw_runs(axes: Axes, paths: Sequence[Vector], minima: Vector, lane: float = 0) -> None:
    """Draw paths with a mark every few steps, their starts and the minima.

    Each path lies *lane* points above the one before.
    """
    stars = _in_points(axes, minima)
    starts = _in_points(axes, np.unique([path[0] for path in paths], axis=0))
    _symbols(axes, stars, "*", 11, filled=True)
    every, last = stride(len(paths[0]) - 1), len(paths[0]) - 1
    tracks = [_in_points(axes, path) + np.array([0, lane * index]) for index, path in enumerate(paths)]
    marks = {*range(every, last, every), last}
    lines = [_line(axes, index, track, marks, MOST // len(tracks)) for index, track in enumerate(tracks)]
    _symbols(axes, starts, "o", 8, filled=False)
    taken = [stars, starts]
    for start in starts:
        taken.append(_write(axes, "start", start[None], NOWHERE, [*taken, *lines]))
    _write_letters(axes, lines, taken)


def draw_measures(axes: Axes, measures: Sequence[Vector]) -> None:
    """Draw measures with marks at equal distances along the x axis, elsewhere on each line."""
    tracks = [_in_points(axes, measure) for measure in measures]
    lines = []
    for index, track in enumerate(tracks):
        first, last = track[0, 0], track[-1, 0]
        x = np.linspace(first, last, 9)[:-1] + (index + 0.5) * (last - first) / 32
        marks = set(np.searchsorted(track[:, 0], x).tolist())
        lines.append(_line(axes, index, track, marks, MOST // len(tracks)))
    _write_letters(axes, lines, [])


def _in_points(axes: Axes, path: Vector) -> Vector:
    points: Vector = axes.transData.transform(np.clip(path, -FAR, FAR))
    return points[np.isfinite(points).all(axis=1)]


def _symbols(axes: Axes, points: Vector, marker: str, size: float, *, filled: bool) -> None:
    fill = INK if filled else "none"
    (symbols,) = axes.plot(*points.T, color=INK, marker=marker, markersize=size, markerfacecolor=fill)
    symbols.set(linestyle="none", markeredgewidth=1.3, transform=POINTS, clip_on=False, zorder=2 if filled else 4)


def _line(axes: Axes, index: int, track: Vector, marks: set[int], most: int) -> Vector:
    """Draw a track as far as it is seen, by no more than *most* points, and return points along it."""
    area, colour = axes.bbox.get_points(), PALETTE[index]
    shown, direction = leave(track, area)
    marked = shown[sorted(mark for mark in marks if mark < len(shown) - (direction is not None))]
    axes.plot(*thin(shown, most).T, color=colour, linewidth=WIDTHS[index], transform=POINTS, zorder=3)
    axes.plot(*marked.T, MARKERS[index], color=colour, transform=POINTS, zorder=3)
    if direction is not None:
        angle = np.degrees(np.arctan2(direction[1], direction[0])) - 90
        (arrow,) = axes.plot(*shown[-1:].T, color=colour, marker=(3, 0, angle), markersize=9)
        arrow.set(transform=POINTS, clip_on=False, zorder=3)
    return dense(shown, area)


def _write_letters(axes: Axes, lines: Sequence[Vector], taken: Sequence[Vector]) -> None:
    """Write its letter beside each line, if there are several."""
    boxes = list(taken)
    for index, line in enumerate(lines if len(lines) > 1 else []):
        others = [*boxes, *lines[:index], *lines[index + 1 :]]
        boxes.append(_write(axes, LETTERS[index], line[:: 1 + len(line) // 60], line, others))


def _write(axes: Axes, text: str, anchors: Vector, own: Vector, others: Sequence[Vector]) -> Vector:
    """Write a text beside one of the anchors, and return points that cover it."""
    weight = "bold" if text in LETTERS else "normal"
    width, height = text_size(text, weight)
    x, y = place((width, height), anchors, own, np.concatenate(others), axes.bbox.get_points())
    axes.text(x, y, text, weight=weight, ha="center", va="center", transform=POINTS, zorder=5)
    return np.array([(x + i * width / 2, y + j * height / 2) for i in (-1, 0, 1) for j in (-1, 0, 1)])
