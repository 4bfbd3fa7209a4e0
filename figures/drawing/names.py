"""What is written beside the runs: the name of each in its colour, and under it what else is worth telling.

Runs that coincide have one text for all of them, which says so.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from figures.arrays import Vector
from figures.drawing.frames import Trace
from figures.drawing.geometry import alike
from figures.drawing.lettering import NAME, SMALL, haloed, width, write
from figures.drawing.placing import along, box, place, within
from figures.drawing.scales import Area
from figures.drawing.svg import line, stroke

ROW = 14.5
ASCENT = 10.5
NEAR = 16.0  # a text that is farther from its line is tied to it
WIDEST = 128.0
SAME = 0.95
COINCIDE = "coincide"


class Line(NamedTuple):
    """A line of a text."""

    text: str
    colour: str
    size: float
    bold: bool

    @property
    def width(self) -> float:
        """How wide it is."""
        return width(self.text, self.size, bold=self.bold)


def draw_names(
    traces: Sequence[Trace], tracks: Sequence[Vector], taken: Sequence[Vector], area: Area, late: float = 4.0
) -> str:
    """Write the name of each trace near its track, off the others and off what is taken.

    A name is rather at the end of its track, the more so the larger *late* is.
    """
    drawn, boxes, lines = "", list(taken), [along(track, area) for track in tracks]
    for own, rows in _texts(traces, tracks):
        if not len(within(lines[own[0]], area)):
            continue
        others = [*boxes, *(each for index, each in enumerate(lines) if index not in own)]
        size = np.array([max(each.width for each in rows), ROW * len(rows) - 1])
        centre = place(size, lines[own[0]], others, area, late)
        drawn += _tie(centre, size, lines[own[0]], rows[0].colour) + _written(rows, centre, size)
        boxes.append(box(centre, size))
    return drawn


def label(text: str, own: Vector, taken: Sequence[Vector], area: Area, colour: str = "muted") -> tuple[str, Vector]:
    """Write a small text beside a point; also return what it covers."""
    size = np.array([width(text), SMALL])
    centre = place(size, own, taken, area)
    return haloed(write(text, centre[0], centre[1] + 4.4, colour=colour, anchor="middle")), box(centre, size)


def _texts(traces: Sequence[Trace], tracks: Sequence[Vector]) -> Iterator[tuple[list[int], list[Line]]]:
    """Yield the runs that have a text together, and the lines of that."""
    left = [index for index, trace in enumerate(traces) if trace.name]
    while left:
        first, *rest = left
        own = [first, *(index for index in rest if alike(tracks[first], tracks[index]) >= SAME)]
        left = [index for index in left if index not in own]
        lines = [each for index in own for each in _lines(traces[index], traces[own[0]] if index > own[0] else None)]
        yield own, lines + ([Line(COINCIDE, "ink", SMALL, bold=False)] if len(own) > 1 else [])


def _lines(trace: Trace, before: Trace | None) -> list[Line]:
    """Return the lines of a trace; below another one of the same name it has none of its own."""
    own = [] if before and before.name == trace.name else [Line(trace.name, trace.pen.text, NAME, bold=True)]
    told = [each for each in trace.details if not before or each not in before.details or own]
    rows: list[str] = []
    for each in told:
        if rows and width(joined := f"{rows[-1]} · {each}") <= WIDEST:
            rows[-1] = joined
        else:
            rows.append(each)
    return own + [Line(row, trace.pen.text, SMALL, bold=False) for row in rows]


def _written(lines: Sequence[Line], centre: Vector, size: Vector) -> str:
    baseline, drawn = centre[1] - size[1] / 2 + ASCENT, ""
    for each in lines:
        drawn += write(each.text, centre[0], baseline, each.size, colour=each.colour, bold=each.bold, anchor="middle")
        baseline += ROW
    return haloed(drawn)


def _tie(centre: Vector, size: Vector, own: Vector, colour: str) -> str:
    """Draw a thin line from a text to its track if it is far from it."""
    near = np.clip(own, centre - size / 2, centre + size / 2)
    gaps = np.hypot(*(own - near).T)
    nearest = int(np.argmin(gaps))
    return stroke(line(np.array([near[nearest], own[nearest]])), colour, 0.9) if gaps[nearest] > NEAR else ""
