"""Runs over the levels of a surface of two coordinates."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.foot import COUNTER, foot
from figures.drawing.frames import Frame
from figures.drawing.geometry import distinct
from figures.drawing.levels import draw_levels
from figures.drawing.limits import view
from figures.drawing.names import draw_names, label
from figures.drawing.placing import along, box
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.scenes import Scene, draw_scenes
from figures.drawing.sheet import WIDTH
from figures.drawing.trails import Trail, trail
from figures.figure import Drawing

AREA = Area(0, 0, WIDTH, 211)


def draw_landscape(frames: Sequence[Frame], moments: int = 1) -> Drawing:
    """Draw the runs of each frame over the levels of its surface, all in one window."""
    paths = [trace.path for frame in frames for trace in frame.traces]
    to_cell = plane(view(frames[0].surface, paths), AREA)
    scenes = [_scene(frame, to_cell, moving=moments > 1) for frame in frames]
    return draw_scenes(scenes, len(paths[0]) - 1, moments)


def _scene(frame: Frame, to_cell: Plane, *, moving: bool) -> Scene:
    surface = frame.surface
    trails = [trail(to_cell(each.path), each.pen, AREA) for each in frame.traces]
    starts = distinct(np.array([each.track[0] for each in trails]), 2 * marks.RING)
    stars = _inside(to_cell(np.reshape(surface.minima, (-1, 2))))
    crosses = _inside(to_cell(np.reshape(surface.saddle or (), (-1, 2))))
    symbols = [*map(marks.ring, starts), *map(marks.star, stars), *map(marks.cross, crosses)]
    texts = _texts(frame, trails, starts, np.vstack([stars, crosses]), [COUNTER] if moving else [])
    background = draw_levels(surface, to_cell, AREA) + foot(frame.note)
    return Scene(background, trails, "".join(symbols) + texts)


def _texts(
    frame: Frame, trails: Sequence[Trail], starts: Vector, symbols: Vector, taken: Sequence[Vector]
) -> str:
    """Write the names of the runs, and where they start."""
    lines = [along(each.track, AREA) for each in trails]
    wide = np.array([2 * marks.STAR] * 2)
    ends = [each.track[-1] for each in trails]
    taken = [*taken, *(box(each, wide) for each in (*symbols, *starts, *ends))]
    drawn = ""
    for start in starts:
        written, covered = label("start", start[None], [*taken, *lines], AREA)
        taken.append(covered)
        drawn += written
    return drawn + draw_names(frame.traces, lines, taken, AREA)


def _inside(points: Vector) -> Vector:
    corners = AREA.corners
    return points[((points >= corners[0]) & (points <= corners[1])).all(axis=1)]
