"""The levels of a surface, filled from high to low: each is one path, on top of the higher ones."""

from collections.abc import Callable
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
SIMPLE = 0.35


def draw_levels(surface: Surface, plane: Plane, area: Area) -> str:
    """Draw a surface over an area: the lower, the deeper; lines part the levels."""
    x = np.linspace(area.left - BEYOND, area.right + BEYOND, POINTS[0])
    y = np.linspace(area.top - BEYOND, area.bottom + BEYOND, POINTS[1])
    values = surface.value(np.stack(np.meshgrid(plane.x.values(x), plane.y.values(y))))
    top = f"$level{LEVELS - 1}"
    ground = rectangle(area.left, area.top, area.right - area.left, area.bottom - area.top, fill=top, stroke="none")
    if not np.ptp(values):
        return ground
    fill = contour_generator(x, y, values, fill_type=FillType.OuterOffset).filled
    heights = heights_of(surface, values)
    drawn = [_region(fill, height, f"$level{LEVELS - 2 - i}") for i, height in enumerate(heights[::-1])]
    return ground + area.clip(group(*drawn, stroke="$contour", stroke_width=tenths(0.8)))


def heights_of(surface: Surface, values: Vector) -> Vector:
    """Return the heights of the lines, so that they are about as far from one another everywhere.

    One goes through the saddle, if there is one.
    """
    heights = np.quantile(values, np.square(np.arange(1, LEVELS) / LEVELS))
    if surface.saddle:
        middle = float(surface.f(*surface.saddle))
        heights[np.argmin(np.abs(heights - middle))] = middle
    return heights


def _region(fill: Fill, height: float, colour: str) -> str:
    """Draw the part of the area that is lower than a height."""
    polygons, offsets = fill(-np.inf, height)
    rings = [polygon[a:b] for polygon, each in zip(polygons, offsets, strict=True) for a, b in zip(each, each[1:])]
    return element("path", d=lines(map(_simple, rings), closed=True), fill=colour) if rings else ""


def _simple(ring: Vector) -> Vector:
    path = Path(ring)
    path.simplify_threshold = SIMPLE
    return path.cleaned(simplify=True).vertices[:-1]
