"""Runs over the levels of a surface of two coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.arrows import draw_arrows, draw_key, passed_by
from figures.drawing.axes import draw_axes, framed
from figures.drawing.contour_levels import draw_levels, is_plain
from figures.drawing.foot import foot, free_corner
from figures.drawing.frame_grid import WIDTH
from figures.drawing.frames import Frame
from figures.drawing.geometry import distinct
from figures.drawing.inset import draw_inset
from figures.drawing.limits import view
from figures.drawing.moments import moments_of
from figures.drawing.names import draw_names
from figures.drawing.placing import along, within
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.stills_and_reels import Scene, draw_scenes
from figures.drawing.symbols import Symbols
from figures.drawing.trails import Trail, trails_of
from figures.figure import Drawing
from figures.surfaces import Surface

AREA = Area(0, 0, WIDTH, 211)


@dataclass(frozen=True)
class Stage:
    """Where runs are drawn: the scales, the area that they fill, what lies under all runs, the name of the abscissa."""

    plane: Plane
    area: Area
    ground: str
    abscissa: str = ""


@np.errstate(all="ignore")
def draw_landscape(frames: Sequence[Frame], moments: int = 1) -> Drawing:
    """Draw the runs of each frame over the levels of its surface, all in one window."""
    paths = [trace.path for frame in frames for trace in frame.traces]
    window = view(frames[0].surface, paths)
    scenes = [_scene(frame, _stage(frame.surface, window), moments) for frame in frames]
    return draw_scenes(scenes, len(paths[0]) - 1, moments)


def _stage(surface: Surface, window: Vector) -> Stage:
    """Fill the cell with the levels of a surface; a plain, which has none, has axes."""
    if is_plain(surface, window):
        scales, area = framed(window)
        x, y = surface.axes
        return Stage(scales, area, draw_axes(scales, area, (x, y)), x)
    scales = plane(window, AREA)
    return Stage(scales, AREA, draw_levels(surface, scales, AREA))


def _scene(frame: Frame, stage: Stage, moments: int) -> Scene:
    to_cell, area = stage.plane, stage.area
    tracks = [to_cell(each.path) for each in frame.traces]
    trails = trails_of(tracks, [each.pen for each in frame.traces], area)
    symbols = _symbols(frame, trails, stage)
    inset, covered = draw_inset(frame.surface, trails, symbols, to_cell, area)
    lines = [along(each.track, area) for each in trails]
    taken = [symbols.points, covered]
    corner = free_corner([*taken, *lines])
    taken += [corner.covered] if moments > 1 else []
    key, keyed = draw_key([(each.arrows, each.pen) for each in frame.traces if each.arrows], [*taken, *lines], area)
    words, worded = symbols.write([*taken, keyed, *lines], area)
    shown = moments_of(len(frame.traces[0].path) - 1, moments)[:-1]
    passed = [passed_by(each.arrows, shown, to_cell) for each in frame.traces if each.arrows]
    names = draw_names(frame.traces, [each.track for each in trails], [*taken, *passed, keyed, worded], area)

    def arrows(step: int) -> str:
        drawn = (draw_arrows(each.arrows, step, to_cell, each.pen) for each in frame.traces if each.arrows)
        return marks.rimmed("".join(drawn))

    foreground = symbols.drawn + inset + words + key + names + foot(frame.note, stage.abscissa)
    return Scene(stage.ground, trails, foreground, area, corner, arrows=arrows)


def _symbols(frame: Frame, trails: Sequence[Trail], stage: Stage) -> Symbols:
    surface = frame.surface
    starts = distinct(np.array([each.track[0] for each in trails]), 2 * marks.RING)
    stars = within(stage.plane(np.reshape(surface.minima, (-1, 2))), stage.area)
    crosses = within(stage.plane(np.reshape(surface.saddle or (), (-1, 2))), stage.area)
    words = [("saddle point", each) for each in crosses] if frame.labelled else []
    return Symbols(starts, stars, crosses, np.array([each.track[-1] for each in trails]), words)
