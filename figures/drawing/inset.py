"""An inset: a part of a picture that is seen larger, where the runs end in a small cloud."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing.levels import draw_levels
from figures.drawing.marks import star
from figures.drawing.placing import along, box
from figures.drawing.scales import Area, Plane, Scale
from figures.drawing.svg import group, line, rectangle, stroke, tenths
from figures.drawing.text import haloed, write
from figures.drawing.trails import LINE, Trail
from figures.surfaces import Surface

SIZE = np.array([132.0, 104.0])
INSIDE = 8.0  # from the edge of the picture
LEAST, MOST = 9.0, 64.0  # how wide and high a cloud is that is worth an inset
LARGER = 2.5
MANY = 60  # steps


def draw_inset(
    surface: Surface, trails: Sequence[Trail], stars: Vector, to_cell: Plane, area: Area, taken: Vector
) -> tuple[str, Vector]:
    """Draw the second half of the runs larger, if they end in a cloud and there is room; also return what it covers."""
    nothing = "", np.empty((0, 2))
    tails = [each.track[len(each.track) // 2 :] for each in trails]
    cloud = _cloud(trails, tails)
    if cloud is None:
        return nothing
    seen = np.concatenate([taken, *(along(each.track, area) for each in trails)])
    corner = _corner(area, seen)
    if corner is None:
        return nothing
    middle, zoom = cloud
    part = Area(*corner, *(corner + SIZE))
    half = SIZE / 2 / zoom
    inner = Plane(
        _scale(to_cell.x, middle[0], half[0], part.left, part.right),
        _scale(to_cell.y, middle[1], half[1], part.top, part.bottom),
    )
    frame = {"rx": tenths(3), "stroke": "$muted", "stroke_width": tenths(1.2)}
    centre = (part.corners[0] + part.corners[1]) / 2
    lines = [
        stroke(line(centre + zoom * (tail - middle)), each.pen.line, LINE)
        for tail, each in zip(tails, trails, strict=True)
    ]
    marks = [star(each) for each in centre + zoom * (stars - middle) if (np.abs(each - centre) <= SIZE / 2).all()]
    source = rectangle(*(middle - half), *(2 * half), **frame)
    border = rectangle(part.left, part.top, *SIZE, **frame)
    told = haloed(write(f"second half × {zoom:g}", part.left + 5, part.bottom - 6))
    drawn = draw_levels(surface, inner, part) + part.clip(group(*lines, *marks)) + border + source + told
    return drawn, np.vstack([box(centre, SIZE + 4), box(middle, 2 * half)])


def _cloud(trails: Sequence[Trail], tails: Sequence[Vector]) -> tuple[Vector, float] | None:
    """Return the middle of the cloud in which all runs end, and how many times larger it can be seen."""
    if any(each.direction is not None or each.last < MANY for each in trails):
        return None
    points = np.concatenate(tails)
    low, high = points.min(axis=0), points.max(axis=0)
    if not (np.hypot(*(high - low)) >= LEAST and (high - low <= MOST).all()):
        return None
    zoom = float(np.floor((SIZE / (1.25 * (high - low) + 4)).min() * 2) / 2)
    return ((low + high) / 2, zoom) if zoom >= LARGER else None


def _corner(area: Area, taken: Vector) -> Vector | None:
    """Return a corner of the picture where nothing is, for the inset."""
    for x in (area.right - INSIDE - SIZE[0], area.left + INSIDE):
        for y in (area.bottom - INSIDE - SIZE[1], area.top + INSIDE):
            corner = np.array([x, y])
            if not ((taken >= corner - 4) & (taken <= corner + SIZE + 4)).all(axis=1).any():
                return corner
    return None


def _scale(scale: Scale, middle: float, half: float, start: float, end: float) -> Scale:
    low, high = scale.values(np.array([middle - half, middle + half])).tolist()
    return Scale("linear", low, high, start, end)
