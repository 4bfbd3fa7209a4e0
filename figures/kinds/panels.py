"""Small multiples: the same surface once for each run."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from figures.arrays import Lazy
from figures.figure import Drawing, Figure
from figures.registry import Call
from figures.runs import LETTERS, Name, Path
from figures.surfaces import Surface

if TYPE_CHECKING:
    from figures.drawing import frames, small_multiples
else:
    frames, small_multiples = map(Lazy, ("figures.drawing.frames", "figures.drawing.small_multiples"))

FEWEST = 3


class Panels(Figure):
    """The same surface side by side, with one run on each."""

    paths: Annotated[dict[Name, Path], Field(min_length=FEWEST, max_length=len(LETTERS))]

    @field_validator("surface")
    @classmethod
    def _check_plane(cls, surface: Call[Surface]) -> Call[Surface]:
        if surface().dim != len("xy"):
            raise ValueError(f"panels need a surface of two coordinates; {surface.entry.name!r} has one")
        return surface

    @field_validator("paths")
    @classmethod
    def _check_same_surface(cls, paths: dict[str, Path]) -> dict[str, Path]:
        for name, path in paths.items():
            if path.start or path.surface:
                raise ValueError(f"panels share surface and start; remove them from {name!r}")
        return paths

    @property
    def heading(self) -> str:
        """What the figure shows."""
        return "Small contour plots of"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw a panel of each for both themes."""
        return small_multiples.draw_panels(frames.frame(self, [run.iterates(self.steps) for run in self.runs]))
