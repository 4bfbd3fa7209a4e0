"""Runs over the levels of a surface of two coordinates."""

from collections.abc import Sequence

import numpy as np

from figures.drawing import marks
from figures.drawing.arrows import draw_arrows, draw_key
from figures.drawing.foot import foot, free_corner
from figures.drawing.frames import Frame
from figures.drawing.geometry import distinct
from figures.drawing.inset import draw_inset
from figures.drawing.levels import draw_levels
from figures.drawing.limits import view
from figures.drawing.names import draw_names
from figures.drawing.placing import along, within
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.scenes import Scene, draw_scenes
from figures.drawing.sheet import WIDTH
from figures.drawing.symbols import Symbols
from figures.drawing.trails import Trail, trails_of
from figures.figure import Drawing

AREA = Area(0, 0, WIDTH, 211)


@np.errstate(all="ignore")
def draw_landscape(frames: Sequence[Frame], moments: int = 1) -> Drawing:
    """Draw the runs of each frame over the levels of its surface, all in one window."""
    paths = [trace.path for frame in frames for trace in frame.traces]
    to_cell = plane(view(frames[0].surface, paths), AREA)
    scenes = [_scene(frame, to_cell, moving=moments > 1) for frame in frames]
    return draw_scenes(scenes, len(paths[0]) - 1, moments)


def _scene(frame: Frame, to_cell: Plane, *, moving: bool) -> Scene:
    tracks = [to_cell(each.path) for each in frame.traces]
    trails = trails_of(tracks, [each.pen for each in frame.traces], AREA)
    symbols = _symbols(frame, trails, to_cell)
    inset, covered = draw_inset(frame.surface, trails, symbols, to_cell, AREA)
    lines = [along(each.track, AREA) for each in trails]
    taken = [symbols.points, covered]
    corner = free_corner([*taken, *lines])
    taken += [corner.covered] if moving else []
    key, keyed = draw_key([each.arrows for each in frame.traces if each.arrows], [*taken, *lines], AREA)
    words, worded = symbols.write([*taken, keyed, *lines], AREA)
    names = draw_names(frame.traces, [each.track for each in trails], [*taken, keyed, worded], AREA)
    background = draw_levels(frame.surface, to_cell, AREA) + foot(frame.note)

    def arrows(step: int) -> str:
        drawn = (draw_arrows(each.arrows, step, to_cell, each.pen) for each in frame.traces if each.arrows)
        return AREA.clip("".join(drawn))

    return Scene(background, trails, symbols.drawn + inset + words + key + names, AREA, corner, arrows=arrows)


def _symbols(frame: Frame, trails: Sequence[Trail], to_cell: Plane) -> Symbols:
    surface = frame.surface
    starts = distinct(np.array([each.track[0] for each in trails]), 2 * marks.RING)
    stars = within(to_cell(np.reshape(surface.minima, (-1, 2))), AREA)
    crosses = within(to_cell(np.reshape(surface.saddle or (), (-1, 2))), AREA)
    words = [("saddle point", each) for each in crosses] if frame.labelled else []
    return Symbols(starts, stars, crosses, np.array([each.track[-1] for each in trails]), words)
