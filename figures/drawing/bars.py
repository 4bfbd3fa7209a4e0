"""Ranges of a number in which runs succeed: a bar for each run."""

import numpy as np

from figures import notation
from figures.arrays import Vector
from figures.drawing.axes import BOTTOM, RIGHT, draw_axis
from figures.drawing.curves import Axis
from figures.drawing.foot import foot
from figures.drawing.frame_grid import Cell, save
from figures.drawing.frames import Frame, Trace
from figures.drawing.lettering import NAME, SMALL, width, write
from figures.drawing.scales import Area, Scale
from figures.drawing.svg import group, line, stroke
from figures.figure import Drawing

LEFT, TOP = 8.0, 10.0
BAR = 11.0


def draw_bars(frame: Frame, x: Axis, values: Vector) -> Drawing:
    """Draw a bar over the values that are usable: the path of each trace shows whether a value is."""
    scale = Scale(x.scale, values[0], values[-1], LEFT, RIGHT)
    area = Area(LEFT, TOP, RIGHT, BOTTOM)
    height = (area.bottom - area.top) / len(frame.traces)
    lanes = [_lane(trace, scale, values, area.top + i * height, height) for i, trace in enumerate(frame.traces)]
    return save([[Cell(draw_axis(scale, area, x.name) + foot(frame.note, x.name), "".join(lanes))]])


def _lane(trace: Trace, scale: Scale, values: Vector, top: float, height: float) -> str:
    """Write the name of a run over its bars, and the ends of the widest."""
    base = top + height / 2
    edges = np.diff(np.pad(trace.path.astype(int), 1))
    stretches = list(zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1, strict=True))
    rail = stroke(line(np.array([(LEFT, base + BAR), (RIGHT, base + BAR)])), "grid", 1)
    drawn = [rail] + [_bar(scale(values[[first, last]]), base + BAR, trace.pen.line) for first, last in stretches]
    if stretches:
        first, last = max(stretches, key=lambda ends: ends[1] - ends[0])
        shown = " to ".join(notation.number(float(f"{value:.3g}")) for value in values[[first, last]])
    else:
        shown = "none"
    name = write(trace.name, LEFT, base - 2, NAME, colour=trace.pen.text, bold=True)
    after = LEFT + width(trace.name, NAME, bold=True) + (10 if trace.name else 0)
    return group(*drawn) + name + write(shown, after, base - 2, SMALL)


def _bar(ends: Vector, y: float, colour: str) -> str:
    return stroke(line(np.column_stack([ends, [y, y]])), colour, BAR)
