"""Axes, where numbers matter: ticks on two sides, thin lines across, the name of each axis at its end."""

import numpy as np

from figures.arrays import Vector
from figures.drawing.foot import is_long
from figures.drawing.frame_grid import WIDTH
from figures.drawing.lettering import SMALL, width, write
from figures.drawing.scales import Area, Plane, Scale, plane
from figures.drawing.svg import line, stroke

TOP, BOTTOM, RIGHT = 22.0, 192.0, WIDTH - 10.0
TICKS = (6, 5)
GAP = 5.0
BASE = 16.0
NEAR = 5.0  # a number that is as near to the top would touch the name of the axis


def framed(window: Vector, kinds: tuple[str, str] = ("linear", "linear")) -> tuple[Plane, Area]:
    """Return the scales of a window, of shape (2, 2), and the area they fill beside the numbers of the ordinate."""
    y = plane(window, Area(0, TOP, RIGHT, BOTTOM), kinds).y
    left = max([width(y.written(tick)) for tick in y.ticks(TICKS[1])], default=0) + GAP + 3
    area = Area(left, TOP, RIGHT, BOTTOM)
    return plane(window, area, kinds), area


def draw_axes(scales: Plane, area: Area, names: tuple[str, str]) -> str:
    """Draw the axes of an area, called *names*."""
    return _ordinate(scales.y, area, names[1]) + draw_axis(scales.x, area, names[0])


def _ordinate(scale: Scale, area: Area, name: str) -> str:
    drawn = write(name, 3, SMALL + 1)
    for tick in scale.ticks(TICKS[1]):
        y = float(scale(np.array(tick)))
        drawn += stroke(line(np.array([(area.left, y), (area.right, y)])), "grid", 1)
        if y > area.top + NEAR:
            drawn += write(scale.written(tick), area.left - GAP, y + 4.4, colour="muted", anchor="end")
    return drawn


def draw_axis(scale: Scale, area: Area, name: str) -> str:
    """Draw the axis at the foot of an area; `foot` writes a long name."""
    drawn = stroke(line(np.array([(area.left, area.bottom), (area.right, area.bottom)])), "axis", 1.2)
    name = "" if is_long(name) else name
    free = area.right + 6 - width(name) - 8 if name else WIDTH + 1
    drawn += write(name, area.right + 6, area.bottom + BASE, anchor="end")
    for tick in scale.ticks(TICKS[0]):
        x, half = float(scale(np.array(tick))), width(scale.written(tick)) / 2
        drawn += stroke(line(np.array([(x, area.bottom), (x, area.bottom + 3)])), "axis", 1.2)
        if x + half < free:
            drawn += write(
                scale.written(tick),
                min(max(x, half), WIDTH - half),
                area.bottom + BASE,
                colour="muted",
                anchor="middle",
            )
    return drawn
