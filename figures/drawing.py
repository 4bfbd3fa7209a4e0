"""The pictures: paths over contours, paths along a graph, and curves against the step."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import numpy as np
from matplotlib import rc_context, rc_params_from_file

from figures.arrays import Vector
from figures.layout import page, settle
from figures.limits import levels, reach, scale, stride, window
from figures.requests import Drawing
from figures.surfaces import Surface
from figures.svg import AXES, CONTOUR, save
from figures.tracks import draw_measures, draw_runs

P = ParamSpec("P")
STYLE = Path(__file__).with_name("deck.mplstyle")


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
    (left, right), (low, high) = window(surface, paths)
    x, y = np.linspace(left, right, 91), np.linspace(low, high, 91)
    values = surface.value(np.stack(np.meshgrid(x, y)))
    axes.contour(x, y, values, levels=levels(surface, values), colors=CONTOUR, linewidths=0.8)
    scale(axes, "x", "linear", left, right)
    scale(axes, "y", "linear", low, high)
    settle(figure)
    draw_runs(axes, paths, np.reshape(surface.minima, (-1, 2)))
    return save(figure)


@_styled
def graph(surface: Surface, paths: Sequence[Vector], note: str, key: Sequence[str]) -> Drawing:
    """Draw paths, of shape (steps + 1, 1), along the graph of the surface, one above the other."""
    (name,) = surface.axes
    figure, axes = page(key, _explained(note, surface, paths), (name, f"f({name})"))
    ((left, right),) = window(surface, paths)
    x = np.linspace(left, right, 301)
    values = surface.value(x[None])
    axes.plot(x, values, color=AXES, linewidth=1)
    height = np.ptp(values)
    scale(axes, "x", "linear", left, right)
    scale(axes, "y", "linear", values.min() - height / 8, values.max() + height / 6)
    settle(figure)
    on_graph = [np.column_stack([path, surface.value(path.T)]) for path in paths]
    minima = np.reshape([(x, surface.f(x)) for (x,) in surface.minima], (-1, 2))
    draw_runs(axes, on_graph, minima, lane=5)
    return save(figure)


@_styled
def curves(
    measures: Sequence[Vector], names: tuple[str, str], scales: tuple[str, str], note: str, key: Sequence[str]
) -> Drawing:
    """Draw measures of runs, of shape (n, 2): steps and what was measured there."""
    figure, axes = page(key, note, names)
    x_scale, y_scale = scales
    first = 1 if x_scale == "log" else 0
    measures = [measure[measure[:, 0] >= first] for measure in measures]
    low, high = reach(measures, y_scale)
    scale(axes, "x", x_scale, first, measures[0][-1, 0])
    scale(axes, "y", y_scale, low, high)
    settle(figure)
    if y_scale == "log":
        measures = [np.maximum(measure, (0, low)) for measure in measures]
    draw_measures(axes, measures)
    return save(figure)


def _explained(note: str, surface: Surface, paths: Sequence[Vector]) -> str:
    every = stride(len(paths[0]) - 1)
    marks = f"a mark every {every} steps" if every > 1 else "a mark every step"
    return "; ".join([note, marks, *(["★ minimum"] if surface.minima else [])])
