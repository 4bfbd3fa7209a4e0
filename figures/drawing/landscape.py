"""Runs over the levels of a surface of two coordinates."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.arrows import draw_arrows, draw_key
from figures.drawing.foot import foot, free_corner
from figures.drawing.frames import Frame
from figures.drawing.geometry import distinct
from figures.drawing.inset import draw_inset
from figures.drawing.levels import draw_levels
from figures.drawing.limits import view
from figures.drawing.names import draw_names, label
from figures.drawing.placing import along, box
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.scenes import Scene, draw_scenes
from figures.drawing.sheet import WIDTH
from figures.drawing.trails import Trail, trails_of
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
    tracks = [to_cell(each.path) for each in frame.traces]
    trails = trails_of(tracks, [each.pen for each in frame.traces], AREA)
    symbols = _Symbols(frame, trails, to_cell)
    inset, covered = draw_inset(surface, trails, symbols.stars, to_cell, AREA, symbols.points)
    lines = [along(each.track, AREA) for each in trails]
    taken = [symbols.points, covered]
    corner = free_corner([*taken, *lines])
    taken += [corner.covered] if moving else []
    key, keyed = draw_key([each.arrows for each in frame.traces if each.arrows], [*taken, *lines], AREA)
    texts, labels = symbols.labels([*taken, keyed, *lines])
    taken += [keyed, labels]
    names = draw_names(frame.traces, lines, taken, AREA, tracks)
    background = draw_levels(surface, to_cell, AREA)
    foreground = symbols.drawn + inset + texts + key + names + foot(frame.note)

    def arrows(step: int) -> str:
        drawn = (draw_arrows(each.arrows, step, to_cell, each.pen) for each in frame.traces if each.arrows)
        return AREA.clip("".join(drawn))

    return Scene(background, trails, foreground, AREA, corner, arrows=arrows)


class _Symbols:
    """The starts, minima and saddle of a frame."""

    def __init__(self, frame: Frame, trails: Sequence[Trail], to_cell: Plane) -> None:
        surface = frame.surface
        self.starts = distinct(np.array([each.track[0] for each in trails]), 2 * marks.RING)
        self.stars = _inside(to_cell(np.reshape(surface.minima, (-1, 2))))
        self.crosses = _inside(to_cell(np.reshape(surface.saddle or (), (-1, 2))))
        self.labelled = frame.labelled
        ends = [each.track[-1:] for each in trails]
        self.points = np.concatenate([*map(_around, np.vstack([self.stars, self.crosses, self.starts, *ends]))])

    @property
    def drawn(self) -> str:
        """The marks."""
        drawn = [*map(marks.ring, self.starts), *map(marks.star, self.stars), *map(marks.cross, self.crosses)]
        return "".join(drawn)

    def labels(self, taken: Sequence[Vector]) -> tuple[str, Vector]:
        """Write what the marks are; also return what that covers."""
        drawn, boxes = "", [np.empty((0, 2))]
        saddles = [("saddle point", each) for each in self.crosses] if self.labelled else []
        for text, point in [*(("start", each) for each in self.starts), *saddles]:
            written, covered = label(text, point[None], [*taken, *boxes], AREA)
            boxes.append(covered)
            drawn += written
        return drawn, np.concatenate(boxes)


def _around(centre: Vector) -> Vector:
    return box(centre, np.array([2 * marks.STAR] * 2))


def _inside(points: Vector) -> Vector:
    corners = AREA.corners
    return points[((points >= corners[0]) & (points <= corners[1])).all(axis=1)]
