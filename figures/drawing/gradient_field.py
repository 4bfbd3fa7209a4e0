"""The gradient of a surface as arrows over its levels, and one step of each run."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.contour_levels import draw_levels
from figures.drawing.foot import foot
from figures.drawing.frame_grid import WIDTH, Cell, save
from figures.drawing.frames import Frame
from figures.drawing.geometry import shortened
from figures.drawing.limits import view
from figures.drawing.names import label
from figures.drawing.placing import along, box, distances, within
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.svg import group
from figures.figure import Drawing
from figures.surfaces import Surface

AREA = Area(0, 0, WIDTH, 211)
GRID = (11, 7)
LENGTHS = (5.0, 25.0)  # of the arrows of the grid, which grow with the root of the gradient
LIMITS = (34.0, 96.0)  # of the gradient at the start
GAP = 11.0  # between the middle of an arrow and what else is drawn
INNER = 8.0  # between the tip of an arrow and the edge


def draw_field(frames: Sequence[Frame], *, labels: bool) -> Drawing:
    """Draw the gradient over the window of a surface, and the step of each frame's runs."""
    paths = [trace.path for frame in frames for trace in frame.traces]
    to_cell = plane(equal_scale(view(frames[0].surface, paths)), AREA)
    return save([[_cell(frame, to_cell, labels=labels) for frame in frames]])


def equal_scale(window: Vector) -> Vector:
    """Return a window that is as wide and as high as the area: there a gradient is at right angles to the levels."""
    middle, sides = window.mean(axis=1), np.ptp(window, axis=1)
    shape = AREA.corners[1] - AREA.corners[0]
    half = shape * (sides / shape).max() / 2
    return np.column_stack([middle - half, middle + half])


def _cell(frame: Frame, to_cell: Plane, *, labels: bool) -> Cell:
    surface = frame.surface
    start = frame.traces[0].path[0]
    own, steps = to_cell(start[None])[0], [to_cell(trace.path) for trace in frame.traces]
    tip = own + _bounded(_direction(surface, start[:, None], to_cell)[0], own)
    stars, crosses = (
        within(to_cell(np.reshape(each or (), (-1, 2))), AREA) for each in (surface.minima, surface.saddle)
    )
    drawn = marks.arrow(own, tip, "ink")
    drawn += "".join(
        marks.arrow(step[0], step[1], trace.pen.line) for step, trace in zip(steps, frame.traces, strict=True)
    )
    drawn += "".join([*map(marks.star, stars), *map(marks.cross, crosses)]) + marks.dot(own, "ink")
    arrows = [along(each, AREA) for each in (np.vstack([own, tip]), *steps)]
    texts, covered = _texts(frame, arrows, np.vstack([stars, crosses])) if labels else _letters(frame, arrows[1:])
    grid = _grid(surface, to_cell, [own[None], *covered])
    note = foot(f"{frame.note} · arrows: direction of the gradient")
    return Cell(draw_levels(surface, to_cell, AREA) + grid + note, drawn, texts)


def _texts(frame: Frame, arrows: Sequence[Vector], critical: Vector) -> tuple[str, list[Vector]]:
    """Write what the arrows are; also return what is covered."""
    step = "one step −η∇L" if len(frame.traces) == 1 and frame.traces[0].name == "gradient descent" else ""
    names = [("∇L: steepest ascent", "ink"), *((step or each.name, each.pen.text) for each in frame.traces)]
    taken = [*arrows, *(box(each, np.array([2 * marks.STAR] * 2)) for each in critical)]
    drawn = ""
    for (name, colour), own in zip(names, arrows, strict=True):
        written, covered = label(name, own[-1:], taken, AREA, colour)
        taken.append(covered)
        drawn += written
    for each in critical:
        written, covered = label("∇L = 0", each[None], taken, AREA)
        taken.append(covered)
        drawn += written
    return drawn, taken


def _letters(frame: Frame, steps: Sequence[Vector]) -> tuple[str, list[Vector]]:
    taken = list(steps)
    pairs = zip(frame.traces, steps, strict=True)
    written = [label(each.name, step[-1:], taken, AREA, "ink") for each, step in pairs if each.name]
    return "".join(text for text, _ in written), [*taken, *(covered for _, covered in written)]


def _grid(surface: Surface, to_cell: Plane, taken: Sequence[Vector]) -> str:
    """Draw an arrow at each point of a grid, but where something else is."""
    corner, far = AREA.corners
    columns, rows = ((np.arange(count) + 0.5) / count for count in GRID)
    centres = corner + np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2) * (far - corner)
    centres = centres[distances(centres, np.concatenate(taken)) > GAP]
    points = np.stack([to_cell.x.values(centres[:, 0]), to_cell.y.values(centres[:, 1])])
    directions = _direction(surface, points, to_cell)
    norms = np.hypot(*directions.T)
    lengths = np.maximum(LENGTHS[1] * np.sqrt(norms / (norms.max() or 1.0)), LENGTHS[0])
    halves = directions / np.maximum(norms, 1e-300)[:, None] * lengths[:, None] / 2
    shown = norms > 1e-9 * norms.max()
    pairs = zip(centres[shown] - halves[shown], centres[shown] + halves[shown], strict=True)
    return group("".join(marks.pointer(*pair, "muted") for pair in pairs), opacity="0.75")


def _direction(surface: Surface, points: Vector, to_cell: Plane) -> Vector:
    """Return the gradients at points of shape (2, n) as drawn: shape (n, 2)."""
    gradients = surface.gradient(points)
    unit = (AREA.right - AREA.left) / (to_cell.x.high - to_cell.x.low)
    return np.column_stack([gradients[0], -gradients[1]]) * unit


def _bounded(vector: Vector, tail: Vector) -> Vector:
    """Return a vector of the same direction whose arrow is neither too short nor too long, and ends in the area."""
    length = float(np.hypot(*vector)) or 1.0
    return shortened(vector / length * np.clip(length, *LIMITS), tail, AREA.shrunk(INNER), 0.2)
