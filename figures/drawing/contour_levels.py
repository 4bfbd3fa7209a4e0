"""The levels of a surface, filled from high to low: each is one path, on top of the higher ones."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.path import Path

from figures.arrays import Vector
from figures.drawing.colours import LEVELS
from figures.drawing.scales import Area, Plane
from figures.drawing.svg import element, group, lines, rectangle, tenths
from figures.surfaces import Surface

Fill: TypeAlias = Callable[[float, float], Any]
POINTS = (97, 65)
BEYOND = 6.0  # the outline of a level closes outside the area, where nobody sees it
SIMPLE = (0.4, 0.8)  # units by which an outline may be off: the coarser where there are very many points
MANY = 5000


def draw_levels(surface: Surface, plane: Plane, area: Area) -> str:
    """Draw a surface over an area: the lower, the deeper; lines part the levels."""
    x = np.linspace(area.left - BEYOND, area.right + BEYOND, POINTS[0])
    y = np.linspace(area.top - BEYOND, area.bottom + BEYOND, POINTS[1])
    values = surface.value(np.stack(np.meshgrid(plane.x.values(x), plane.y.values(y))))
    top = f"$level{LEVELS - 1}"
    ground = rectangle(area.left, area.top, area.right - area.left, area.bottom - area.top, fill=top, stroke="none")
    fill = contour_generator(x, y, values, fill_type=FillType.OuterOffset).filled
    regions = [_outlines(fill, height) for height in heights_of(surface, values)[::-1]]
    coarse = SIMPLE[sum(len(ring) for rings in regions for ring in rings) > MANY]
    drawn = [_region(rings, coarse, f"$level{LEVELS - 2 - index}") for index, rings in enumerate(regions)]
    return ground + area.clip(group(*drawn, stroke="$contour", stroke_width=tenths(0.8)))


def is_plain(surface: Surface, window: Vector) -> bool:
    """Return whether a surface is equally high all over a window, of shape (2, 2)."""
    grid = np.meshgrid(*(np.linspace(low, high, 7) for low, high in window))
    return not np.ptp(surface.value(np.stack(grid)))


def heights_of(surface: Surface, values: Vector) -> Vector:
    """Return the heights of the lines, so that they are about as far from one another everywhere.

    One goes through the saddle, if there is one.
    """
    heights = np.quantile(values, np.square(np.arange(1, LEVELS) / LEVELS))
    if surface.saddle:
        middle = float(surface.f(*surface.saddle))
        heights[np.argmin(np.abs(heights - middle))] = middle
    return heights


def _outlines(fill: Fill, height: float) -> list[Vector]:
    """Return the outlines of the part of the area that is lower than a height."""
    polygons, offsets = fill(-np.inf, height)
    return [polygon[a:b] for polygon, each in zip(polygons, offsets, strict=True) for a, b in pairwise(each)]


def _region(rings: Sequence[Vector], coarse: float, colour: str) -> str:
    """Draw a part of the area that has such outlines."""
    data = lines((_simple(ring, coarse) for ring in rings), closed=True)
    return element("path", d=data, fill=colour) if data else ""


def _simple(ring: Vector, coarse: float) -> Vector:
    path = Path(ring)
    path.simplify_threshold = coarse
    return np.asarray(path.cleaned(simplify=True).vertices)[:-1]
