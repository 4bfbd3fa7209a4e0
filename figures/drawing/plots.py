"""The pictures: paths over contours or along a graph, curves, ranges and maps."""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from threading import Lock
from typing import NamedTuple, ParamSpec

import numpy as np
from matplotlib import rc_context, rc_params_from_file
from matplotlib.figure import Figure as MatplotlibFigure

from figures.arrays import Vector
from figures.drawing.layout import page, panels, settle
from figures.drawing.limits import counts, levels, reach, scale, stride, window
from figures.drawing.maps import draw_maps
from figures.drawing.motion import Move, animate
from figures.drawing.svg import AXES, CONTOUR, save
from figures.drawing.tracks import draw_measures, draw_ranges, draw_runs
from figures.figure import Drawing
from figures.runs import LETTERS
from figures.surfaces import Interval, Surface

P = ParamSpec("P")
STYLE = Path(__file__).parent.with_name("deck.mplstyle")
DASHED = (0, (4, 2.5))
ALONE = Lock()  # matplotlib's settings are those of the whole process, so its threads take turns


class Scaled(NamedTuple):
    """The name of an axis, its scale, and a value that is not far on it."""

    name: str
    scale: str
    usual: float = 0.0


class Axis(NamedTuple):
    """An axis: its name, its scale (linear or log) and its limits."""

    name: str
    scale: str
    limits: Interval


def _styled(draw: Callable[P, Drawing]) -> Callable[P, Drawing]:
    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Drawing:
        with ALONE, rc_context(rc_params_from_file(STYLE)), np.errstate(all="ignore"):
            return draw(*args, **kwargs)

    return styled


@_styled
def contours(
    surface: Surface, paths: Sequence[Vector], note: str, key: Sequence[str], *, moving: bool = False
) -> Drawing:
    """Draw paths, of shape (steps + 1, 2), over the contours of the surface."""
    figure, axes = page(key, _explained(note, surface, paths), (surface.axes[0], surface.axes[1]))
    (left, right), (low, high) = window(surface, paths)
    x, y = np.linspace(left, right, 91), np.linspace(low, high, 91)
    values = surface.value(np.stack(np.meshgrid(x, y)))
    if np.ptp(values):
        heights = levels(surface, values)
        dashes = [DASHED if surface.saddle and each < surface.f(*surface.saddle) else "solid" for each in heights]
        axes.contour(x, y, values, levels=heights, colors=CONTOUR, linewidths=0.8, linestyles=dashes)
    scale(axes, "x", "linear", left, right)
    scale(axes, "y", "linear", low, high)
    settle(figure)
    moves = draw_runs(axes, paths, np.reshape(surface.minima, (-1, 2)), surface.saddle)
    return _save(figure, moves if moving else [], len(paths[0]) - 1)


@_styled
def graph(surface: Surface, paths: Sequence[Vector], note: str, key: Sequence[str], *, moving: bool = False) -> Drawing:
    """Draw paths, of shape (steps + 1, 1), along the graph of the surface, one above the other."""
    (name,) = surface.axes
    figure, axes = page(key, _explained(note, surface, paths), (name, f"f({name})"))
    ((left, right),) = window(surface, paths)
    x = np.linspace(left, right, 301)
    values = surface.value(x[None])
    axes.plot(x, values, color=AXES, linewidth=1)
    height = np.ptp(values) or 1.0
    scale(axes, "x", "linear", left, right)
    on_graph = [np.column_stack([path, surface.value(path.T)]) for path in paths]
    highest = max(values.max() + height / 6, *(path[0, 1] + height / 4 for path in on_graph))
    scale(axes, "y", "linear", values.min() - height / 8, highest)
    settle(figure)
    minima = np.reshape([(x, surface.f(x)) for (x,) in surface.minima], (-1, 2))
    moves = draw_runs(axes, on_graph, minima, lane=5)
    return _save(figure, moves if moving else [], len(paths[0]) - 1)


@_styled
def curves(
    measures: Sequence[Vector], axes: tuple[Scaled, Scaled], note: str, key: Sequence[str], *, moving: bool = False
) -> Drawing:
    """Draw measures of runs, of shape (n, 2): steps and what was measured there."""
    x, y = axes
    first = 1 if x.scale == "log" else 0
    measures = [measure[measure[:, 0] >= first] for measure in measures]
    last = measures[0][-1, 0]
    steps, limits = (first, max(last, first + 1)), reach(measures, y.scale, y.usual)
    figure, moves = _plot(measures, Axis(x.name, x.scale, steps), Axis(y.name, y.scale, limits), note, key)
    begun = [move.begun(int(measures[0][0, 0])) for move in moves]
    return _save(figure, begun if moving else [], int(last))


@_styled
def sweeps(
    measures: Sequence[Vector], names: tuple[str, str], scales: tuple[str, str], note: str, key: Sequence[str]
) -> Drawing:
    """Draw measures of runs, of shape (n, 2): values of a setting and what was measured there, or infinity."""
    (x_name, y_name), (x_scale, y_scale) = names, scales
    low, high = reach(measures, y_scale) if y_name == "loss" else counts(measures, y_scale)
    x = Axis(x_name, x_scale, (measures[0][0, 0], measures[0][-1, 0]))
    beyond = [np.minimum(measure, (np.inf, 2 * high)) for measure in measures]
    figure, _ = _plot(beyond, x, Axis(y_name, y_scale, (low, high)), note, key)
    return save(figure)


@_styled
def ranges(values: Vector, usable: Sequence[Vector], x: tuple[str, str], note: str, key: Sequence[str]) -> Drawing:
    """Draw a bar for each run over the values that are usable."""
    name, x_scale = x
    figure, axes = page(key, note, (name, ""))
    scale(axes, "x", x_scale, values[0], values[-1])
    letters = LETTERS[: len(usable)] if len(usable) > 1 else [""]
    axes.set(ylim=(len(usable) - 0.5, -0.9), yticks=range(len(usable)), yticklabels=letters)
    settle(figure)
    draw_ranges(axes, values, usable)
    return save(figure)


@_styled
def maps(surface: Surface, ends: Sequence[Callable[[Vector], Vector]], note: str, key: Sequence[str]) -> Drawing:
    """Draw a map of starts for each run, coloured by the minimum whose index *ends* tells."""
    told = f"{note}; colour: the minimum ★ reached"
    figure, (first, *others) = panels(key, told, (surface.axes[0], surface.axes[1]), len(ends))
    for which, limits in zip("xy", surface.window, strict=True):
        scale(first, which, "linear", *limits)
    if others:
        first.locator_params(axis="x", nbins=3)
    for letter, axes in zip(LETTERS, [first, *others] if others else [], strict=False):
        axes.set_title(letter, weight="bold", fontsize=10, pad=2)
    settle(figure)
    draw_maps([first, *others], ends, np.array(surface.minima, dtype=np.float64))
    return save(figure)


def _plot(
    measures: Sequence[Vector], x: Axis, y: Axis, note: str, key: Sequence[str]
) -> tuple[MatplotlibFigure, list[Move]]:
    figure, axes = page(key, note, (x.name, y.name))
    scale(axes, "x", x.scale, *x.limits)
    scale(axes, "y", y.scale, *y.limits)
    settle(figure)
    if y.scale == "log":
        measures = [np.maximum(measure, (0, y.limits[0])) for measure in measures]
    return figure, draw_measures(axes, measures)


def _save(figure: MatplotlibFigure, moves: Sequence[Move], steps: int) -> Drawing:
    """Print a page, on which the moves, if any, take so many steps."""
    if not moves:
        return save(figure)
    for index, move in enumerate(moves):
        move.name(index)
    return save(figure, partial(animate, moves=moves, steps=steps, height=figure.bbox.height))


def _explained(note: str, surface: Surface, paths: Sequence[Vector]) -> str:
    every = stride(len(paths[0]) - 1)
    told = [note, f"a mark every {every} steps" if every > 1 else "a mark every step"]
    told += ["runs drawn apart"] if surface.dim == 1 and len(paths) > 1 else []
    told += ["★ minimum"] if surface.minima else []
    told += ["✖ saddle, dashes below it"] if surface.saddle else []
    return "; ".join(told)
