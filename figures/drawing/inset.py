"""An inset: a part of a picture that is seen larger, where the runs end in a small cloud."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing.contour_levels import draw_levels
from figures.drawing.lettering import haloed, write
from figures.drawing.marks import star
from figures.drawing.placing import along, box, within
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.svg import group, rectangle, tenths
from figures.drawing.symbols import NOWHERE, Symbols
from figures.drawing.trails import Trail, draw_trail, trail
from figures.surfaces import Surface

SIZE = np.array([132.0, 104.0])
INSIDE = 8.0  # from the edge of the picture
LEAST, MOST = 9.0, 64.0  # how wide and high a cloud is that is worth an inset
LARGER = 2.5
MANY = 60  # steps


def draw_inset(
    surface: Surface, trails: Sequence[Trail], symbols: Symbols, to_cell: Plane, area: Area
) -> tuple[str, Vector]:
    """Draw the second half of the runs larger, if they end in a cloud and there is room; also return what it covers."""
    tails = [each.track[len(each.track) // 2 :] for each in trails]
    lines = [along(each.track, area) for each in trails]
    corner = _corner(area, np.concatenate([symbols.points, *lines]))
    cloud = _cloud(trails, tails)
    if cloud is None or corner is None:
        return "", NOWHERE
    middle, zoom = cloud
    part, half = Area(*corner, *(corner + SIZE)), SIZE / 2 / zoom
    centre = corner + SIZE / 2
    larger = [
        draw_trail(trail(centre + zoom * (tail - middle), each.pen, part))
        for tail, each in zip(tails, trails, strict=True)
    ]
    stars = map(star, within(centre + zoom * (symbols.stars - middle), part))
    shown = draw_levels(surface, _closer(to_cell, middle, half, part), part) + part.clip(group(*larger, *stars))
    told = haloed(write(f"second half, ×{zoom:g}", part.left + 5, part.bottom - 6))
    return shown + _border(corner, SIZE) + _border(middle - half, 2 * half) + told, np.vstack(
        [box(centre, SIZE + 4), box(middle, 2 * half)]
    )


def _border(corner: Vector, size: Vector) -> str:
    return rectangle(*corner, *size, rx=tenths(3), stroke="$muted", stroke_width=tenths(1.2))


def _closer(to_cell: Plane, middle: Vector, half: Vector, part: Area) -> Plane:
    """Return the scales on which what is near a point fills a part of the cell."""
    window = [
        scale.values(np.array([at - far, at + far]))
        for scale, at, far in zip((to_cell.x, to_cell.y), middle, half, strict=True)
    ]
    (left, right), (top, bottom) = np.array(window).tolist()
    return plane(np.array([(left, right), (bottom, top)]), part)


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
