"""Measures of runs against the step, or against a number that is varied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from figures.arrays import Vector
from figures.drawing.axes import draw_axes, framed
from figures.drawing.foot import TOP_RIGHT, foot
from figures.drawing.frames import Frame
from figures.drawing.limits import counts, reach
from figures.drawing.marks import DOT
from figures.drawing.names import draw_names
from figures.drawing.placing import box
from figures.drawing.scales import Area, Plane
from figures.drawing.stills_and_reels import Scene, draw_scenes
from figures.drawing.trails import Trail, trail
from figures.figure import Drawing

END = np.full(2, 2 * (DOT + 1))  # what a dot or an arrow at the end of a curve covers
LATE = 16.0  # names are rather at the end of a curve
DOTTED = 6.0  # the least distance of dots


@dataclass(frozen=True)
class Axis:
    """The name of an axis, its scale, and a value that is not far on it."""

    name: str
    scale: str
    usual: float = 0.0


@np.errstate(all="ignore")
def draw_curves(frames: Sequence[Frame], x: Axis, y: Axis, moments: int = 1) -> Drawing:
    """Draw the measures of each frame's runs, of shape (n, 2): steps and what was measured there."""
    first = 1 if x.scale == "log" else 0
    frames = [_from(frame, first) for frame in frames]
    measures = [trace.path for frame in frames for trace in frame.traces]
    last = measures[0][-1, 0]
    window = np.array([(first, max(last, first + 1)), reach(measures, y.scale, y.usual)])
    return _draw(frames, window, (x, y), moments)


@np.errstate(all="ignore")
def draw_sweep(frame: Frame, x: Axis, y: Axis) -> Drawing:
    """Draw measures of runs, of shape (n, 2): values of a setting and what was measured there, or infinity."""
    measures = [trace.path for trace in frame.traces]
    low, high = reach(measures, y.scale) if y.name.startswith("loss") else counts(measures, y.scale)
    near = [replace(each, path=np.minimum(each.path, (np.inf, 2 * high))) for each in frame.traces]
    window = np.array([measures[0][[0, -1], 0], (low, high)])
    return _draw([replace(frame, traces=near)], window, (x, y), dotted=False)


def _draw(
    frames: Sequence[Frame], window: Vector, axes: tuple[Axis, Axis], moments: int = 1, *, dotted: bool = True
) -> Drawing:
    x, y = axes
    scales, area = framed(window, (x.scale, y.scale))
    ground = draw_axes(scales, area, (x.name, y.name))
    counted = [TOP_RIGHT.covered] if moments > 1 else []
    scenes = []
    for frame in frames:
        trails = _trails(frame, scales, area, dotted=dotted)
        ends = [box(each.track[-1], END) for each in trails]
        names = draw_names(frame.traces, [each.track for each in trails], [*counted, *ends], area, LATE)
        first = int(frame.traces[0].path[0, 0])
        scenes.append(Scene(ground, trails, names + foot(frame.note, x.name), area, first=first))
    return draw_scenes(scenes, int(window[0, 1]), moments)


def _trails(frame: Frame, scales: Plane, area: Area, *, dotted: bool) -> list[Trail]:
    """Return the trails of the measures; they have dots if these are not too many."""
    apart = (area.right - area.left) / max(len(each.path) for each in frame.traces)
    dotted = dotted and apart >= DOTTED
    return [trail(scales(each.path), each.pen, area, dotted=dotted) for each in frame.traces]


def _from(frame: Frame, first: int) -> Frame:
    traces = [replace(each, path=each.path[each.path[:, 0] >= first]) for each in frame.traces]
    return replace(frame, traces=traces)
