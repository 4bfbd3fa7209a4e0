"""Draw paths on axes whose place is fixed: lines with marks, starts, minima, a letter beside each line.

All is drawn in points of the page. A path that leaves the axes for good ends in an arrow at their edge.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from figures import labels
from figures.arrays import Vector
from figures.drawing.geometry import around, dense, distinct, leave, place, thin
from figures.drawing.layout import MARKERS, POINTS, WIDTHS, text_size
from figures.drawing.limits import stride
from figures.drawing.motion import Move
from figures.drawing.svg import INK, PALETTE, PAPER
from figures.runs import LETTERS
from figures.surfaces import Point

FAR = 1e12
MOST = 1200
STAR, CROSS, START = 12, 9, 8
NOWHERE = np.empty((0, 2))


def draw_runs(
    axes: Axes, paths: Sequence[Vector], minima: Vector, saddle: Point | None = None, lane: float = 0
) -> list[Move]:
    """Draw paths with a mark every few steps, their starts, the minima and the saddle.

    Each path lies *lane* points above the one before.
    """
    stars, crosses = _in_points(axes, minima), _in_points(axes, np.reshape(saddle or (), (-1, 2)))
    starts = distinct(_in_points(axes, np.unique([path[0] for path in paths], axis=0)), START)
    every, last = stride(len(paths[0]) - 1), len(paths[0]) - 1
    tracks = [_in_points(axes, path) + np.array([0, lane * index]) for index, path in enumerate(paths)]
    marks = {*range(every, last, every), last}
    moves = [_line(axes, index, track, marks, MOST // len(tracks)) for index, track in enumerate(tracks)]
    lines = [dense(move.track, axes.bbox.get_points()) for move in moves]
    _symbols(axes, starts, "o", START, filled=False)
    _symbols(axes, stars, "*", STAR, filled=True)
    if len(crosses):
        _symbols(axes, crosses, "X", CROSS, filled=True)
    taken = [around(stars, STAR / 2), around(crosses, CROSS / 2), around(starts, START / 2)]
    for start in starts:
        taken.append(_write(axes, "start", start[None], NOWHERE, [*taken, *lines]))
    _write_letters(axes, lines, taken)
    return moves


def draw_measures(axes: Axes, measures: Sequence[Vector]) -> list[Move]:
    """Draw measures with marks at equal distances along the x axis, elsewhere on each line."""
    tracks = [_in_points(axes, measure) for measure in measures]
    moves, lines, area = [], [], axes.bbox.get_points()
    for index, track in enumerate(tracks):
        if not ((track >= area[0]) & (track <= area[1])).all(axis=1).any():
            lines.append(NOWHERE)
            continue
        first, last = track[0, 0], track[-1, 0]
        x = np.linspace(first, last, 9)[:-1] + (index + 0.5) * (last - first) / 32
        marks = set(np.searchsorted(track[:, 0], x).tolist())
        moves.append(_line(axes, index, track, marks, MOST // len(tracks)))
        lines.append(dense(moves[-1].track, area))
    _write_letters(axes, lines, [])
    return moves


def draw_ranges(axes: Axes, values: Vector, usable: Sequence[Vector]) -> None:
    """Draw a bar over each run of usable values, one lane below the other, and write the ends of the widest."""
    for lane, each in enumerate(usable):
        edges = np.diff(np.pad(each, 1).astype(int))
        bars = _in_points(axes, np.array([(value, lane) for value in values])).reshape(-1, 2)
        stretches = list(zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1, strict=True))
        for first, last in stretches:
            axes.plot(*bars[[first, last]].T, color=PALETTE[lane], linewidth=5, transform=POINTS)
            axes.plot(*bars[[first, last]].T, MARKERS[lane], color=PALETTE[lane], markersize=7, transform=POINTS)
        if stretches:
            first, last = max(stretches, key=lambda ends: ends[1] - ends[0])
            text = " to ".join(labels.number(float(f"{value:.3g}")) for value in values[[first, last]])
            at = bars[[first, last]].mean(axis=0)
        else:
            text, at = "none", bars[[0, -1]].mean(axis=0)
        half = text_size(text)[0] / 2
        left, right = axes.bbox.get_points()[:, 0] + (half + 2, -half - 2)
        axes.text(np.clip(at[0], left, right), at[1] + 6, text, ha="center", transform=POINTS)


def _in_points(axes: Axes, path: Vector) -> Vector:
    points: Vector = axes.transData.transform(np.clip(path, -FAR, FAR))
    return points[np.isfinite(points).all(axis=1)]


def _symbols(axes: Axes, points: Vector, marker: str, size: float, *, filled: bool) -> None:
    """Draw symbols on top of the paths: open ones, or filled ones with a rim in the colour of the ground."""
    face, rim, width = (INK, PAPER, 0.9) if filled else ("none", INK, 1.3)
    (symbols,) = axes.plot(*points.T, marker, markersize=size, markerfacecolor=face, markeredgecolor=rim)
    symbols.set(markeredgewidth=width, transform=POINTS, clip_on=False, zorder=4)


def _line(axes: Axes, index: int, track: Vector, marks: set[int], most: int) -> Move:
    """Draw a track as far as it is seen, by no more than *most* points."""
    area, colour = axes.bbox.get_points(), PALETTE[index]
    shown, direction = leave(track, area)
    seen = sorted(mark for mark in marks if mark < len(shown) - (direction is not None))
    (line,) = axes.plot(*thin(shown, most).T, color=colour, linewidth=WIDTHS[index], transform=POINTS, zorder=3)
    (dots,) = axes.plot(*shown[seen].T, MARKERS[index], color=colour, transform=POINTS, zorder=3)
    arrow = None
    if direction is not None:
        angle = np.degrees(np.arctan2(direction[1], direction[0])) - 90
        (arrow,) = axes.plot(*shown[-1:].T, color=colour, marker=(3, 0, angle), markersize=9)
        arrow.set(transform=POINTS, clip_on=False, zorder=3)
    return Move(shown, seen, line, dots, arrow)


def _write_letters(axes: Axes, lines: Sequence[Vector], taken: Sequence[Vector]) -> None:
    """Write its letter beside each line, if there are several."""
    boxes = list(taken)
    for index, line in enumerate(lines if len(lines) > 1 else []):
        if not len(line):
            continue
        others = [*boxes, *lines[:index], *lines[index + 1 :]]
        boxes.append(_write(axes, LETTERS[index], line[:: 1 + len(line) // 60], line, others))


def _write(axes: Axes, text: str, anchors: Vector, own: Vector, others: Sequence[Vector]) -> Vector:
    """Write a text beside one of the anchors, and return points that cover it."""
    weight = "bold" if text in LETTERS else "normal"
    width, height = text_size(text, weight)
    x, y = place((width, height), anchors, own, np.concatenate(others), axes.bbox.get_points())
    axes.text(x, y, text, weight=weight, ha="center", va="center", transform=POINTS, zorder=5)
    return np.array([(x + i * width / 2, y + j * height / 2) for i in (-1, 0, 1) for j in (-1, 0, 1)])
