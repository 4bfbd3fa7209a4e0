"""What is written beside the runs: the name of each in its colour, and under it what else is worth telling."""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing.frames import Trace
from figures.drawing.placing import box, place
from figures.drawing.scales import Area
from figures.drawing.svg import line, stroke
from figures.drawing.text import NAME, SMALL, haloed, width, write

ROW = 15.0
ASCENT = 10.5
NEAR = 16.0  # a text that is farther from its line is tied to it


def draw_names(
    traces: Sequence[Trace], tracks: Sequence[Vector], taken: Sequence[Vector], area: Area
) -> str:
    """Write the name of each trace near its track, off the others and off what is taken."""
    drawn, boxes = "", list(taken)
    for index, (trace, own) in enumerate(zip(traces, tracks, strict=True)):
        if not trace.name or not len(own):
            continue
        others = [*boxes, *tracks[:index], *tracks[index + 1 :]]
        size = _size(trace)
        centre = place(size, own, others, area)
        drawn += _tie(centre, size, own, trace.pen.text) + _lines(trace, centre, size)
        boxes.append(box(centre, size))
    return drawn


def label(text: str, own: Vector, taken: Sequence[Vector], area: Area, colour: str = "muted") -> tuple[str, Vector]:
    """Write a small text beside a point; also return what it covers."""
    size = np.array([width(text), SMALL])
    centre = place(size, own, taken, area)
    return haloed(write(text, centre[0], centre[1] + 4.4, colour=colour, anchor="middle")), box(centre, size)


def _size(trace: Trace) -> Vector:
    wide = max(width(trace.name, NAME, bold=True), width(trace.detail))
    return np.array([wide, ROW * (1 + bool(trace.detail)) - 1])


def _lines(trace: Trace, centre: Vector, size: Vector) -> str:
    top, colour = centre[1] - size[1] / 2, trace.pen.text
    name = write(trace.name, centre[0], top + ASCENT + 0.5, NAME, colour=colour, bold=True, anchor="middle")
    detail = write(trace.detail, centre[0], top + ROW + ASCENT, colour=colour, anchor="middle") if trace.detail else ""
    return haloed(name + detail)


def _tie(centre: Vector, size: Vector, own: Vector, colour: str) -> str:
    """Draw a thin line from a text to its track if it is far from it."""
    near = np.clip(own, centre - size / 2, centre + size / 2)
    gaps = np.hypot(*(own - near).T)
    nearest = int(np.argmin(gaps))
    return stroke(line(np.array([near[nearest], own[nearest]])), colour, 0.9) if gaps[nearest] > NEAR else ""
