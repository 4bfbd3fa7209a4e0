"""The gradient everywhere on a surface, and one step from a point."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field as Bounds
from pydantic import field_validator

from figures.arrays import Lazy
from figures.experiment import Steps
from figures.figure import Drawing
from figures.kinds.strips_and_reels import Strip
from figures.registry import Call
from figures.runs import Name, Path
from figures.surfaces import Surface

if TYPE_CHECKING:
    from figures.drawing import frames, gradient_field
else:
    frames, gradient_field = map(Lazy, ("figures.drawing.frames", "figures.drawing.gradient_field"))

MOST = 2


class Field(Strip):
    """The gradient of a surface as arrows, and the first step of one or two runs."""

    steps: Steps = 1
    paths: Annotated[dict[Name, Path], Bounds(min_length=1, max_length=MOST)]

    @field_validator("surface")
    @classmethod
    def _check_plane(cls, surface: Call[Surface]) -> Call[Surface]:
        if surface().dim != len("xy"):
            raise ValueError(f"arrows need a surface of two coordinates; {surface.entry.name!r} has one")
        return surface

    @field_validator("steps")
    @classmethod
    def _check_steps(cls, steps: int) -> int:
        if steps != 1:
            raise ValueError(f"a field shows one step, not {steps}; remove 'steps'")
        return steps

    @property
    def heading(self) -> str:
        """What the figure shows."""
        return "Levels with gradient arrows, and"

    def draw(self) -> Drawing:
        """Take the step of each run and draw it for both themes."""
        drawn = [frames.frame(each, [run.iterates(1) for run in each.runs]) for each in self.frames.values()]
        return gradient_field.draw_field(drawn, labels=self.labels)
