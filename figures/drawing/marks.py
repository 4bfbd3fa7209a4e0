"""Small marks: the star of a minimum, the cross of a saddle, the ring of a start, the dot of an end, arrows."""

import numpy as np

from figures.arrays import Vector
from figures.drawing.svg import circle, element, group, line, stroke, tenths

STAR, CROSS, RING, DOT = 8.0, 6.0, 5.5, 4.4  # their radii
HEAD = 8.0
BARB = np.pi / 7


def star(centre: Vector, radius: float = STAR) -> str:
    """Draw the star of a minimum."""
    angles = np.pi / 2 + np.arange(10) * np.pi / 5
    radii = radius * np.where(np.arange(10) % 2, 0.45, 1)
    corners = centre + np.column_stack([radii * np.cos(angles), -radii * np.sin(angles)])
    return stroke(line(corners, closed=True), "rim", 1.1, fill="$star")


def cross(centre: Vector, radius: float = CROSS) -> str:
    """Draw the cross of a saddle point."""
    data = "".join(line(centre + radius * np.array([(-1, each), (1, -each)])) for each in (-1, 1))
    return stroke(data, "rim", 5) + stroke(data, "star", 2.6)


def ring(centre: Vector) -> str:
    """Draw the ring of a start."""
    return circle(centre, RING, "paper", stroke="$ink", stroke_width=tenths(1.6))


def dot(centre: Vector, colour: str) -> str:
    """Draw the dot at the end of a run."""
    return circle(centre, DOT, colour, stroke="$paper", stroke_width=tenths(1.2))


def head(tip: Vector, direction: Vector, colour: str, size: float = HEAD) -> str:
    """Draw the head of an arrow."""
    angle = np.arctan2(direction[1], direction[0]) + np.pi + np.array([-BARB, BARB])
    back = tip + size * np.column_stack([np.cos(angle), np.sin(angle)])
    return element("path", d=line(np.vstack([tip, back]), closed=True), fill=f"${colour}")


def pointer(tail: Vector, tip: Vector, colour: str) -> str:
    """Draw a thin small arrow."""
    return stroke(line(np.vstack([tail, tip])), colour, 1.1) + head(tip, tip - tail, colour, 5)


def arrow(tail: Vector, tip: Vector, colour: str, width: float = 2.4) -> str:
    """Draw an arrow with a rim in the colour of the paper."""
    along = tip - tail
    length = float(np.hypot(*along)) or 1.0
    neck = tail + along * max(1 - 0.7 * HEAD / length, 0)
    shaft, point = line(np.vstack([tail, neck])), head(tip, along, colour)
    rim = group(stroke(shaft, "paper", width + 2.4), point, stroke="$paper", stroke_width=tenths(2.4))
    return rim + stroke(shaft, colour, width) + point
