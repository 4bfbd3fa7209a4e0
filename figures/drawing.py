"""Draw runs: paths over contours, paths along a graph, and curves against the step.

Limits come from the surface's window and the starts, never from a path: a run that diverges leaves the picture
at an arrow and spoils nothing.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import numpy as np
from matplotlib import rc_context, rc_params_from_file
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from figures import wording
from figures.arrays import Vector
from figures.geometry import dense, leave, place
from figures.layout import MARKERS, POINTS, WIDTHS, page, settle, text_size
from figures.requests import LETTERS, Drawing
from figures.surfaces import Surface
from figures.svg import AXES, CONTOUR, INK, PALETTE, save

P = ParamSpec("P")
STYLE = Path(__file__).with_name("deck.mplstyle")
FAR = 1e12
NOWHERE = np.empty((0, 2))


def _styled(draw: Callable[P, Drawing]) -> Callable[P, Drawing]:
    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Drawing:
        with rc_context(rc_params_from_file(STYLE)), np.errstate(all="ignore"):
            return draw(*args, **kwargs)

    return styled


@_styled
def contours(surface: Surface, paths: Sequence[Vector], note: str, key: Sequence[str]) -> Drawing:
    """Draw paths, of shape (steps + 1, 2), over the contours of the surface."""
    figure, axes = page(key, _explained(note, surface, paths), (surface.axes[0], surface.axes[1]))
    (left, right), (low, high) = _window(surface, paths)
    x, y = np.linspace(left, right, 91), np.linspace(low, high, 91)
    values = surface.value(np.stack(np.meshgrid(x, y)))
    axes.contour(x, y, values, levels=_levels(surface, values), colors=CONTOUR, linewidths=0.8)
    _scale(axes, "x", "linear", left, right)
    _scale(axes, "y", "linear", low, high)
    settle(figure)
    _draw_runs(axes, paths, np.reshape(surface.minima, (-1, 2)))
    return save(figure)


@_styled
def graph(surface: Surface, paths: Sequence[Vector], note: str, key: Sequence[str]) -> Drawing:
    """Draw paths, of shape (steps + 1, 1), along the graph of the surface."""
    (name,) = surface.axes
    figure, axes = page(key, _explained(note, surface, paths), (name, f"f({name})"))
    ((left, right),) = _window(surface, paths)
    x = np.linspace(left, right, 301)
    values = surface.value(x[None])
    axes.plot(x, values, color=AXES, linewidth=1)
    height = np.ptp(values)
    _scale(axes, "x", "linear", left, right)
    _scale(axes, "y", "linear", values.min() - height / 8, values.max() + height / 6)
    settle(figure)
    on_graph = [np.column_stack([path, surface.value(path.T)]) for path in paths]
    _draw_runs(axes, on_graph, np.array([(m, surface.f(m)) for (m,) in surface.minima]), lane=5)
    return save(figure)


@_styled
def curves(
    measures: Sequence[Vector], names: tuple[str, str], scales: tuple[str, str], note: str, key: Sequence[str]
) -> Drawing:
    """Draw measures of runs, of shape (n, 2): steps and what was measured there."""
    figure, axes = page(key, note, names)
    x_scale, y_scale = scales
    _scale(axes, "x", x_scale, 1 if x_scale == "log" else 0, measures[0][-1, 0])
    _scale(axes, "y", y_scale, *_reach(measures, y_scale))
    settle(figure)
    tracks = [_in_points(axes, measure) for measure in measures]
    lines = [_line(axes, index, track, _spread(track, index)) for index, track in enumerate(tracks)]
    _write_letters(axes, lines, [])
    return save(figure)


def _explained(note: str, surface: Surface, paths: Sequence[Vector]) -> str:
    stride = _stride(len(paths[0]) - 1)
    marks = f"a mark every {stride} steps" if stride > 1 else "a mark every step"
    return "; ".join([note, marks, *(["★ minimum"] if surface.minima else [])])


def _stride(steps: int) -> int:
    """Return the steps between two marks, 1, 2, 5, 10, 20, ..., so that there are at most twelve."""
    strides = (digit * 10**power for power in range(5) for digit in (1, 2, 5))
    return next(stride for stride in strides if steps <= 12 * stride)


def _window(surface: Surface, paths: Sequence[Vector]) -> Vector:
    """Return the surface's window, wide enough for the starts: shape (dim, 2)."""
    low, high = np.array(surface.window, dtype=np.float64).T
    starts, margin = np.array([path[0] for path in paths]), 0.06 * (high - low)
    first, last = starts.min(axis=0), starts.max(axis=0)
    return np.column_stack(
        [np.where(first < low, first - margin, low), np.where(last > high, last + margin, high)]
    )


def _levels(surface: Surface, values: Vector) -> Vector:
    """Space contours evenly in the logarithm of the height above the lowest point."""
    floor = surface.lowest if np.isfinite(surface.lowest) else values.min()
    return floor + (values.max() - floor) * np.geomspace(1e-3, 1, 8)[:-1]


def _reach(measures: Sequence[Vector], scale: str) -> tuple[float, float]:
    """Return limits that hold all values, but those of a run that grows far beyond where the runs began."""
    values = np.concatenate([measure[:, 1] for measure in measures])
    first = max(abs(measure[0, 1]) for measure in measures) or 1.0
    if scale == "log":
        low, high = np.append(values[values > 0], first).min(), np.nanmax(values)
        return max(low, 1e-12 * first) / 2, min(high, 1e3 * first) * 2
    low, high = max(np.nanmin(values), -3 * first), min(np.nanmax(values), 3 * first)
    margin = 0.12 * (high - low) or 0.5
    return low - margin, high + margin


def _scale(axes: Axes, which: str, scale: str, low: float, high: float) -> None:
    """Scale the x or the y axis, with few ticks and plain numbers."""
    axis: Axis = getattr(axes, f"{which}axis")
    if scale == "log":
        axes.set(**{f"{which}scale": "log"})
        axis.set(major_locator=LogLocator(numticks=5), minor_locator=NullLocator())
    else:
        axis.set(major_locator=MaxNLocator(6 if which == "x" else 4, steps=[1, 2, 2.5, 5, 10]))
    axis.set(major_formatter=FuncFormatter(lambda value, _: wording.number(float(f"{value:.6g}"))))
    axes.set(**{f"{which}lim": (low, high)})


def _in_points(axes: Axes, path: Vector) -> Vector:
    """Return a path in points of the page, without what cannot be drawn: nan, or zero on a log scale."""
    points: Vector = axes.transData.transform(np.clip(path, -FAR, FAR))
    return points[np.isfinite(points).all(axis=1)]


def _draw_runs(axes: Axes, paths: Sequence[Vector], minima: Vector, lane: float = 0) -> None:
    """Draw paths with a mark every few steps, their starts and the minima; each path *lane* above the one before."""
    tracks = [_in_points(axes, path) + (0, lane * index) for index, path in enumerate(paths)]
    stars, starts = _in_points(axes, minima), _in_points(axes, np.unique([path[0] for path in paths], axis=0))
    stride = _stride(len(paths[0]) - 1)
    _marks(axes, stars, marker="*", markersize=11, color=INK, zorder=2)
    lines = [
        _line(axes, index, track, [*range(stride, len(track), stride), len(track) - 1])
        for index, track in enumerate(tracks)
    ]
    _marks(
        axes,
        starts,
        marker="o",
        markersize=8,
        color=INK,
        markerfacecolor="none",
        markeredgewidth=1.3,
        zorder=4,
    )
    taken = [stars, starts]
    for start in starts:
        taken.append(_write(axes, "start", start[None], NOWHERE, [*taken, *lines]))
    _write_letters(axes, lines, taken)


def _marks(axes: Axes, points: Vector, **style: Any) -> None:
    axes.plot(*points.T, linestyle="none", transform=POINTS, **style)


def _line(axes: Axes, index: int, track: Vector, marks: Sequence[int]) -> Vector:
    """Draw a track until it leaves the axes, which an arrow shows; return points along what was drawn."""
    area = axes.bbox.get_points()
    shown, direction = leave(track, area)
    seen = [mark for mark in marks if mark < len(shown) - (direction is not None)]
    style = {"color": PALETTE[index], "zorder": 3}
    axes.plot(
        *shown.T, marker=MARKERS[index], markevery=seen, linewidth=WIDTHS[index], transform=POINTS, **style
    )
    if direction is not None:
        angle = np.degrees(np.arctan2(direction[1], direction[0])) - 90
        _marks(axes, shown[-1:], marker=(3, 0, angle), markersize=9, clip_on=False, **style)
    return dense(shown, area)


def _spread(track: Vector, index: int) -> list[int]:
    """Return eight marks at equal distances along the x axis, elsewhere on each track."""
    x = np.linspace(track[0, 0], track[-1, 0], 9)[:-1] + (index + 0.5) * (track[-1, 0] - track[0, 0]) / 32
    return sorted(set(np.searchsorted(track[:, 0], x).tolist()))


def _write_letters(axes: Axes, lines: Sequence[Vector], taken: Sequence[Vector]) -> None:
    """Write the letter of each line beside it, if there are several lines."""
    boxes = list(taken)
    for index, line in enumerate(lines if len(lines) > 1 else []):
        anchors = line[:: 1 + len(line) // 60]
        others = [*boxes, *lines[:index], *lines[index + 1 :]]
        boxes.append(_write(axes, LETTERS[index], anchors, line, others, weight="bold"))


def _write(
    axes: Axes, text: str, anchors: Vector, own: Vector, others: Sequence[Vector], weight: str = "normal"
) -> Vector:
    """Write a text beside one of the anchors and return points that cover it."""
    size = np.array(text_size(text, weight))
    x, y = centre = place(size, anchors, own, np.concatenate(others), axes.bbox.get_points())
    axes.text(x, y, text, weight=weight, ha="center", va="center", transform=POINTS, zorder=5)
    return centre + [(i * size[0] / 2, j * size[1] / 2) for i in (-1, 0, 1) for j in (-1, 0, 1)]
