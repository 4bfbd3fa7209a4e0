"""Measures of runs against the step, or against a number that is varied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from figures.arrays import Vector
from figures.drawing.axes import draw_axes, framed
from figures.drawing.foot import TOP_RIGHT, foot
from figures.drawing.frames import Frame
from figures.drawing.limits import counts, reach
from figures.drawing.names import draw_names
from figures.drawing.placing import along
from figures.drawing.scales import Area, Plane
from figures.drawing.scenes import Scene, draw_scenes
from figures.drawing.trails import trail
from figures.figure import Drawing

LATE = 16.0  # names are rather at the end of a curve
DOTTED = 4.5  # the least distance of dots


@dataclass(frozen=True)
class Axis:
    """The name of an axis, its scale, and a value that is not far on it."""

    name: str
    scale: str
    usual: float = 0.0


def draw_curves(frames: Sequence[Frame], x: Axis, y: Axis, moments: int = 1) -> Drawing:
    """Draw the measures of each frame's runs, of shape (n, 2): steps and what was measured there."""
    first = 1 if x.scale == "log" else 0
    frames = [_from(frame, first) for frame in frames]
    measures = [trace.path for frame in frames for trace in frame.traces]
    last = measures[0][-1, 0]
    window = np.array([(first, max(last, first + 1)), reach(measures, y.scale, y.usual)])
    return _draw(frames, window, x, y, moments)


def draw_sweep(frame: Frame, x: Axis, y: Axis) -> Drawing:
    """Draw measures of runs, of shape (n, 2): values of a setting and what was measured there, or infinity."""
    measures = [trace.path for trace in frame.traces]
    low, high = reach(measures, y.scale) if y.name.startswith("loss") else counts(measures, y.scale)
    near = [replace(each, path=np.minimum(each.path, (np.inf, 2 * high))) for each in frame.traces]
    window = np.array([measures[0][[0, -1], 0], (low, high)])
    return _draw([replace(frame, traces=near)], window, x, y, dotted=False)


def _draw(
    frames: Sequence[Frame], window: Vector, x: Axis, y: Axis, moments: int = 1, *, dotted: bool = True
) -> Drawing:
    scales, area = framed(window, (x.scale, y.scale))
    axes = draw_axes(scales, area, (x.name, y.name))
    scenes = [_scene(frame, scales, area, axes, moving=moments > 1, dotted=dotted) for frame in frames]
    return draw_scenes(scenes, int(window[0, 1]), moments)


def _scene(frame: Frame, scales: Plane, area: Area, axes: str, *, moving: bool, dotted: bool) -> Scene:
    dense = (area.right - area.left) / max(len(each.path) for each in frame.traces) < DOTTED
    tracks = [scales(each.path) for each in frame.traces]
    trails = [
        trail(track, each.pen, area, dotted=dotted and not dense)
        for track, each in zip(tracks, frame.traces, strict=True)
    ]
    lines = [along(each.track, area) for each in trails]
    names = draw_names(frame.traces, lines, [TOP_RIGHT.covered] if moving else [], area, tracks, late=LATE)
    return Scene(axes, trails, names + foot(frame.note), area, first=int(frame.traces[0].path[0, 0]))


def _from(frame: Frame, first: int) -> Frame:
    traces = [replace(each, path=each.path[each.path[:, 0] >= first]) for each in frame.traces]
    return replace(frame, traces=traces)
