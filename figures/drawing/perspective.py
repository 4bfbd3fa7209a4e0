"""A surface in perspective: facets from the farthest to the nearest, with the runs on top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.colours import HEIGHTS
from figures.drawing.foot import foot, free_corner
from figures.drawing.frame_grid import WIDTH
from figures.drawing.frames import Frame, Trace
from figures.drawing.geometry import leave
from figures.drawing.lettering import SMALL, haloed, width, write
from figures.drawing.limits import window
from figures.drawing.names import draw_names
from figures.drawing.placing import along, box
from figures.drawing.scales import Area, plane
from figures.drawing.stills_and_reels import Scene, draw_scenes
from figures.drawing.svg import element, group, line, tenths
from figures.drawing.symbols import Symbols
from figures.drawing.trails import Trail, trail
from figures.figure import Drawing
from figures.surfaces import Surface

AREA = Area(0, 0, WIDTH, 211)
FACETS = 24
PIECES = 12  # of the line from one step to the next
HEIGHT = 0.9  # of the surface, in units of half its width
TALLEST = 0.93  # the share of heights that are drawn; higher ones are cut off
MARGIN = 14.0
LIFT = 0.012
BESIDE, EDGE = 12.0, 20.0  # of the axis: from the surface, and from the edge of the picture
HEIGHT_OF = "loss"


@dataclass(frozen=True, eq=False)
class _Eye:
    """Where the surface is seen from: angles in radians, and how points of the scene are brought into the area."""

    window: Vector
    heights: tuple[float, float]
    angles: tuple[float, float]
    scale: float = 1.0
    centre: tuple[float, float] = (0.0, 0.0)

    def __call__(self, points: Vector, heights: Vector) -> tuple[Vector, Vector]:
        """Return where points of shape (n, 2) at such heights are drawn, and how far away they are."""
        low, high = self.heights
        flat = (points - self.window.mean(axis=1)) / np.ptp(self.window, axis=1) * 2
        up = HEIGHT * (2 * (np.clip(heights, low, high) - low) / ((high - low) or 1.0) - 1)
        turn, tilt = self.angles
        right = flat[:, 0] * np.cos(turn) - flat[:, 1] * np.sin(turn)
        away = flat[:, 0] * np.sin(turn) + flat[:, 1] * np.cos(turn)
        raised = up * np.cos(tilt) + away * np.sin(tilt)
        depth = away * np.cos(tilt) - up * np.sin(tilt)
        nearness = 6.0 / (6.0 + depth)
        drawn = np.column_stack([right, -raised]) * nearness[:, None] * self.scale + np.array(self.centre)
        return drawn, depth


def draw_view(frames: Sequence[Frame], angles: tuple[float, float], moments: int = 1) -> Drawing:
    """Draw the runs of each frame on its surface, all in one window, seen under angles in degrees."""
    paths = [trace.path for frame in frames for trace in frame.traces]
    shown = window(frames[0].surface, paths)
    scenes = [_scene(frame, _eye(frame.surface, shown, angles), moving=moments > 1) for frame in frames]
    return draw_scenes(scenes, len(paths[0]) - 1, moments)


def _mesh(window: Vector) -> Vector:
    """Return the corners of the facets, of shape (n, n, 2)."""
    x, y = (np.linspace(low, high, FACETS + 1) for low, high in window.tolist())
    return np.stack(np.meshgrid(x, y), axis=-1)


def _eye(surface: Surface, window: Vector, angles: tuple[float, float]) -> _Eye:
    """Return the eye that sees all of a surface."""
    corners = _mesh(window).reshape(-1, 2)
    heights = surface.value(corners.T)
    heights = heights[np.isfinite(heights)]
    turn, tilt = np.radians(angles).tolist()
    limits = float(heights.min()), float(np.quantile(heights, TALLEST))
    plain = _Eye(window, limits, (turn, tilt))
    seen, _ = plain(corners, surface.value(corners.T))
    low, high = seen.min(axis=0), seen.max(axis=0)
    room = AREA.corners[1] - AREA.corners[0] - 2 * MARGIN
    scale = float((room / (high - low)).min())
    centre = AREA.corners.mean(axis=0) - scale * (low + high) / 2
    return _Eye(window, limits, (turn, tilt), scale, tuple(centre.tolist()))


def _scene(frame: Frame, eye: _Eye, *, moving: bool) -> Scene:
    surface = frame.surface
    trails = [_along(surface, eye, each) for each in frame.traces]
    stars = _on(surface, eye, np.reshape(surface.minima, (-1, 2)))
    crosses = _on(surface, eye, np.reshape(surface.saddle or (), (-1, 2)))
    starts = np.array([each.track[0] for each in trails[:1]])
    words = [("saddle point", each) for each in crosses] if frame.labelled else []
    symbols = Symbols(starts, stars, crosses, words=words)
    tracks = [each.track for each in trails]
    axis, beside = _axis(eye)
    taken = [symbols.points, beside, *(along(each, AREA) for each in tracks)]
    corner = free_corner(taken)
    counted = [corner.covered] if moving else []
    texts, covered = symbols.write([*taken, *counted], AREA)
    ends = [box(each[-1], np.full(2, 2 * marks.HEAD)) for each in tracks]
    names = draw_names(frame.traces, tracks, [symbols.points, beside, covered, *ends, *counted], AREA)
    return Scene(_facets(surface, eye) + axis, trails, symbols.drawn + texts + names + foot(frame.note), AREA, corner)


def _axis(eye: _Eye) -> tuple[str, Vector]:
    """Draw which way the loss grows, left of the surface; also return what that covers."""
    corners = _mesh(eye.window)[[0, 0, -1, -1], [0, -1, 0, -1]]
    floor, ceiling = (eye(corners, np.full(len(corners), height))[0] for height in eye.heights)
    corner = int(floor[:, 0].argmin())
    left = np.vstack([floor, ceiling])[:, 0].min() - BESIDE
    tail, tip = np.clip([(left, floor[corner, 1]), (left, ceiling[corner, 1])], EDGE, None)
    told = tip - np.array([0, 5])
    text = haloed(write(HEIGHT_OF, *told, colour="muted", anchor="middle"))
    return marks.arrow(tail, tip, "muted", 1.6) + text, np.vstack(
        [along(np.array([tail, tip]), AREA), box(told, np.array([width(HEIGHT_OF), SMALL]))]
    )


def _along(surface: Surface, eye: _Eye, trace: Trace) -> Trail:
    """Return the trail of a run, which follows the surface from step to step and ends in an arrow at its edge."""
    flat = plane(eye.window, AREA)
    seen, left = leave(flat(trace.path[np.isfinite(trace.path).all(axis=1)]), AREA)
    last = len(seen) - 1
    places = np.linspace(0, last, PIECES * last + 1)
    x, y = (np.interp(places, np.arange(last + 1), each) for each in seen.T)
    track = _on(surface, eye, np.column_stack([flat.x.values(x), flat.y.values(y)]))
    drawn = trail(track, trace.pen, AREA, stops=range(0, len(track), PIECES))
    return drawn if left is None else replace(drawn, direction=track[-1] - track[-2])


def _on(surface: Surface, eye: _Eye, points: Vector) -> Vector:
    """Return where points of the surface, of shape (n, 2), are drawn, a little above it."""
    if not len(points):
        return np.empty((0, 2))
    low, high = eye.heights
    drawn, _ = eye(points, surface.value(points.T) + LIFT * (high - low))
    return drawn


def _facets(surface: Surface, eye: _Eye) -> str:
    """Draw the surface from the farthest facet to the nearest, each in the colour of its height."""
    corners = _mesh(eye.window)
    values = surface.value(corners.reshape(-1, 2).T).reshape(corners.shape[:2])
    places, depths = eye(corners.reshape(-1, 2), values.ravel())
    places, depths = places.reshape(corners.shape), depths.reshape(values.shape)
    low, high = eye.heights
    facets = []
    for row in range(FACETS):
        for column in range(FACETS):
            index = np.array([(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]).T
            height = float(np.clip(values[tuple(index)].mean(), low, high) - low) / ((high - low) or 1.0)
            shade = f"$height{min(int(height * HEIGHTS), HEIGHTS - 1)}"
            facets.append((float(depths[tuple(index)].mean()), line(places[tuple(index)], closed=True), shade))
    facets.sort(key=lambda facet: -facet[0])
    return group(_runs_of(facets), stroke="$mesh", stroke_width=tenths(0.5))


def _runs_of(facets: Sequence[tuple[float, str, str]]) -> str:
    """Write facets; neighbours of one colour share a path."""
    drawn, data, last = "", "", ""
    for _, outline, shade in facets:
        if shade != last and data:
            drawn += element("path", d=data, fill=last)
            data = ""
        data, last = data + outline, shade
    return drawn + element("path", d=data, fill=last)
