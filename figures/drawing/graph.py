"""Runs along the graph of a surface of one coordinate: short steps on the graph, long ones as jumps above it."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.colours import Pen
from figures.drawing.foot import foot, free_corner
from figures.drawing.frames import Frame
from figures.drawing.geometry import distinct
from figures.drawing.limits import view
from figures.drawing.names import draw_names, label
from figures.drawing.placing import along, box
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.scenes import Scene, draw_scenes
from figures.drawing.sheet import WIDTH
from figures.drawing.svg import element, line, stroke
from figures.drawing.trails import Trail, trail
from figures.figure import Drawing
from figures.surfaces import Surface

AREA = Area(0, 0, WIDTH, 211)
DENSE = 401
LANE = 4.0  # runs lie above one another
JUMP = 14.0  # a longer step is drawn as a jump
ARC = 12
ROOM = (0.16, 0.3)  # of the height of the graph, below it and above


def draw_graph(frames: Sequence[Frame], moments: int = 1) -> Drawing:
    """Draw the runs of each frame along the graph of its surface, all in one window."""
    surface = frames[0].surface
    paths = [trace.path for frame in frames for trace in frame.traces]
    to_cell = _plane(surface, paths)
    scenes = [_scene(frame, to_cell, moving=moments > 1) for frame in frames]
    return draw_scenes(scenes, len(paths[0]) - 1, moments)


def _plane(surface: Surface, paths: Sequence[Vector]) -> Plane:
    ((left, right),) = view(surface, paths)
    heights = surface.value(np.linspace(left, right, DENSE)[None])
    seen = np.concatenate([path[(path[:, 0] >= left) & (path[:, 0] <= right)] for path in paths])
    top = max(float(surface.value(seen.T).max()), float(np.quantile(heights, 0.5)))
    low, high = float(heights.min()), top
    height = (high - low) or 1.0
    return plane(np.array([(left, right), (low - ROOM[0] * height, high + ROOM[1] * height)]), AREA)


def _scene(frame: Frame, to_cell: Plane, *, moving: bool) -> Scene:
    surface = frame.surface
    trails = [_along(surface, each.path, to_cell, each.pen, LANE * i) for i, each in enumerate(frame.traces)]
    starts = distinct(np.array([each.track[0] for each in trails]), 2 * marks.RING)
    minima = [(x, float(surface.f(np.float64(x)))) for (x,) in surface.minima]
    stars = to_cell(np.reshape(minima, (-1, 2)))
    graph = _graph(surface, to_cell)
    taken = [*(box(each, np.array([2 * marks.STAR] * 2)) for each in (*stars, *starts)), along(graph, AREA)]
    lines = [along(each.track, AREA) for each in trails]
    corner = free_corner([*taken, *lines])
    taken += [corner.covered] if moving else []
    texts = ""
    for start in starts:
        written, covered = label("start", start[None], [*taken, *lines], AREA)
        taken.append(covered)
        texts += written
    minima = np.array([height for _, height in minima])
    if frame.labelled and len(minima) > 1:
        for point, height in zip(stars, minima, strict=True):
            kind = "global minimum" if height == minima.min() else "local minimum"
            written, covered = label(kind, point[None], [*taken, *lines], AREA)
            taken.append(covered)
            texts += written
    names = draw_names(frame.traces, lines, taken, AREA)
    symbols = "".join([*map(marks.ring, starts), *map(marks.star, stars)])
    return Scene(_ground(graph), trails, symbols + texts + names + foot(frame.note), AREA, corner)


def _graph(surface: Surface, to_cell: Plane) -> Vector:
    x = np.linspace(to_cell.x.low, to_cell.x.high, DENSE)
    return to_cell(np.column_stack([x, surface.value(x[None])]))


def _ground(graph: Vector) -> str:
    """Draw the graph, and fill what lies below it."""
    below = np.vstack([graph, [(WIDTH + 9, AREA.bottom), (-9, AREA.bottom)]])
    return element("path", d=line(below, closed=True), fill="$below") + stroke(line(graph), "axis", 2)


def _along(surface: Surface, path: Vector, to_cell: Plane, pen: Pen, lane: float) -> Trail:
    """Return the trail of a path along the graph, with its jumps as arcs."""
    points = to_cell(np.column_stack([path, surface.value(path.T)])) - np.array([0, lane])
    track, stops = [points[0]], [0]
    for before, now in zip(points, points[1:], strict=False):
        if np.hypot(*(now - before)) > JUMP:
            track += list(_arc(before, now))
        track.append(now)
        stops.append(len(track) - 1)
    return trail(np.array(track), pen, AREA, stops=stops)


def _arc(before: Vector, now: Vector) -> Vector:
    """Return points between the ends of a jump, on an arc above the straight line."""
    share = np.arange(1, ARC) / ARC
    height = 0.28 * np.hypot(*(now - before))
    rise = np.minimum(4 * share * (1 - share) * height, AREA.bottom)
    points = before + share[:, None] * (now - before)
    points[:, 1] -= rise
    return points
