"""What a kind of figure hands to be drawn: frames of runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from figures.arrays import Vector
from figures.drawing.arrows import Arrows
from figures.drawing.colours import Pen, pens
from figures.figure import Figure
from figures.outcomes import outcome
from figures.surfaces import Surface


@dataclass(frozen=True, eq=False)
class Trace:
    """A run as drawn: its path or its measures, of shape (n, dim), its pen, and what is written beside it."""

    path: Vector
    pen: Pen
    name: str = ""
    details: Sequence[str] = ()
    arrows: Arrows | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """The runs that a cell shows, on their surface, and the line at its foot."""

    surface: Surface
    traces: Sequence[Trace]
    note: str = ""
    labelled: bool = True


def frame(
    figure: Figure,
    paths: Sequence[Vector],
    targets: Mapping[str, float] = MappingProxyType({}),
    arrows: Sequence[Arrows | None] = (),
) -> Frame:
    """Return the frame of a figure whose runs are drawn as these paths or measures.

    Beside each path with a target the picture says after how many steps its loss stays below it.
    """
    naming = figure.naming
    own = pens(figure.coloured_as, neutral=not figure.labels)
    traces = []
    for index, (name, run) in enumerate(zip(figure.paths, figure.runs, strict=True)):
        outcomes = [outcome(run, targets[name], figure.steps)] if name in targets else []
        details = [*filter(None, [*naming.details[index].split(" · "), *outcomes])]
        moved = arrows[index] if arrows else None
        traces.append(Trace(paths[index], own[index], naming.names[index], details, moved))
    return Frame(figure.surface(), traces, figure.foot, figure.labels)
