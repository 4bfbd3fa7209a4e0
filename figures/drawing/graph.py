"""Runs along the graph of a surface of one coordinate: short steps on the graph, long ones as jumps above it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.colours import Pen
from figures.drawing.foot import foot, free_corner
from figures.drawing.frame_grid import WIDTH
from figures.drawing.frames import Frame
from figures.drawing.geometry import distinct
from figures.drawing.limits import view
from figures.drawing.names import draw_names
from figures.drawing.placing import along
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.stills_and_reels import Scene, draw_scenes
from figures.drawing.svg import element, line, stroke
from figures.drawing.symbols import Symbols
from figures.drawing.trails import Trail, trail
from figures.figure import Drawing
from figures.surfaces import Surface

AREA = Area(0, 0, WIDTH, 211)
DENSE = 401
LANE = 4.0  # runs lie above one another
JUMP = 18.0  # a longer step is drawn as a jump
ARC = 12
ROUND = 0.28  # the height of a jump, as a share of its length
ROOM = (0.16, 0.3)  # of the height of the graph, below it and above


@np.errstate(all="ignore")
def draw_graph(frames: Sequence[Frame], moments: int = 1) -> Drawing:
    """Draw the runs of each frame along the graph of its surface, all in one window."""
    to_cell = _plane(frames)
    scenes = [_scene(frame, to_cell, moving=moments > 1) for frame in frames]
    return draw_scenes(scenes, len(frames[0].traces[0].path) - 1, moments)


def _plane(frames: Sequence[Frame]) -> Plane:
    """Return the scales: as high as the runs of all frames that are seen, and as the middle of each graph."""
    ((left, right),) = view(frames[0].surface, [trace.path for frame in frames for trace in frame.traces])
    lows, highs = np.array([_heights(frame, left, right) for frame in frames]).T
    low, high = float(lows.min()), float(highs.max())
    height = (high - low) or 1.0
    return plane(np.array([(left, right), (low - ROOM[0] * height, high + ROOM[1] * height)]), AREA)


def _heights(frame: Frame, left: float, right: float) -> tuple[float, float]:
    """Return between which heights a graph and its runs are seen."""
    value = frame.surface.value
    heights = value(np.linspace(left, right, DENSE)[None])
    runs = np.concatenate([trace.path[:, 0] for trace in frame.traces])
    seen = runs[(runs >= left) & (runs <= right)]
    return heights.min(), max(value(seen[None]).max(), np.median(heights))


def _scene(frame: Frame, to_cell: Plane, *, moving: bool) -> Scene:
    surface, graph = frame.surface, _graph(frame.surface, to_cell)
    trails = [_along(surface, each.path, to_cell, each.pen, LANE * i) for i, each in enumerate(frame.traces)]
    symbols = _symbols(frame, to_cell)
    lines = [along(each.track, AREA) for each in trails]
    taken = [symbols.points, along(graph, AREA)]
    corner = free_corner([*taken, *lines])
    taken += [corner.covered] if moving else []
    words, worded = symbols.write([*taken, *lines], AREA)
    names = draw_names(frame.traces, [each.track for each in trails], [*taken, worded], AREA)
    foreground = symbols.drawn + words + names + foot(frame.note)
    return Scene(_ground(graph), trails, foreground, AREA, corner)


def _symbols(frame: Frame, to_cell: Plane) -> Symbols:
    surface = frame.surface
    firsts = distinct(to_cell(_on_graph(surface, np.array([each.path[0] for each in frame.traces]))), 2 * marks.RING)
    minima = _on_graph(surface, np.reshape(surface.minima, (-1, 1)))
    stars, lowest = to_cell(minima), minima[:, 1].min(initial=np.inf)
    kinds = ["global minimum" if height == lowest else "local minimum" for height in minima[:, 1]]
    words = list(zip(kinds, stars, strict=True)) if frame.labelled and len(stars) > 1 else []
    return Symbols(firsts, stars, words=words)


def _on_graph(surface: Surface, path: Vector) -> Vector:
    return np.column_stack([path, surface.value(path.T)])


def _graph(surface: Surface, to_cell: Plane) -> Vector:
    return to_cell(_on_graph(surface, np.linspace(to_cell.x.low, to_cell.x.high, DENSE)[:, None]))


def _ground(graph: Vector) -> str:
    """Draw the graph, and fill what lies below it."""
    below = np.vstack([graph, [(WIDTH + 9, AREA.bottom), (-9, AREA.bottom)]])
    return AREA.clip(element("path", d=line(below, closed=True), fill="$below") + stroke(line(graph), "axis", 2))


def _along(surface: Surface, path: Vector, to_cell: Plane, pen: Pen, lane: float) -> Trail:
    """Return the trail of a path so far above the graph, with its jumps as arcs."""
    points = to_cell(_on_graph(surface, path)) - np.array([0, lane])
    track, stops = [points[0]], [0]
    for before, now in pairwise(points):
        if np.hypot(*(now - before)) > JUMP:
            track += list(_arc(before, now))
        track.append(now)
        stops.append(len(track) - 1)
    return trail(np.array(track), pen, AREA, stops=stops)


def _arc(before: Vector, now: Vector) -> Vector:
    """Return points between the ends of a jump, on an arc above the straight line."""
    share = np.arange(1, ARC) / ARC
    height = min(ROUND * float(np.hypot(*(now - before))), AREA.bottom)
    return before + share[:, None] * (now - before) - np.outer(4 * share * (1 - share) * height, (0, 1))
