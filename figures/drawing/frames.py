"""What a kind of figure hands to be drawn: frames of runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from figures.arrays import Vector
from figures.drawing.colours import Pen, pens
from figures.figure import Figure
from figures.surfaces import Surface


@dataclass(frozen=True, eq=False)
class Trace:
    """A run as drawn: its path or its measures, of shape (n, dim), its pen, and what is written beside it.

    The arrows, of shape (n, 2, 2), lead from one point of the plane to another at each step.
    """

    path: Vector
    pen: Pen
    name: str = ""
    detail: str = ""
    gradients: Vector | None = None
    velocities: Vector | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """The runs that a cell shows, on their surface, and the line at its foot."""

    surface: Surface
    traces: Sequence[Trace]
    note: str = ""
    axes: Sequence[str] = field(default=())


def frame(figure: Figure, paths: Sequence[Vector]) -> Frame:
    """Return the frame of a figure whose runs are drawn as these paths or measures."""
    naming = figure.naming
    own = pens([run.optimizer.entry.name for run in figure.runs], neutral=not figure.labels)
    traces = [Trace(*each) for each in zip(paths, own, naming.names, naming.details, strict=True)]
    return Frame(figure.surface(), traces, figure.foot)
