"""A surface in perspective, with its run."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from figures.arrays import Lazy
from figures.figure import Drawing
from figures.kinds.strips_and_reels import Moving
from figures.registry import Call
from figures.surfaces import Surface

if TYPE_CHECKING:
    from figures.drawing import frames, perspective
else:
    frames, perspective = map(Lazy, ("figures.drawing.frames", "figures.drawing.perspective"))


class View(Moving):
    """A surface of two coordinates seen from a side, with the paths on it.

    *angle* turns it about its height (degrees); *elevation* is how high the eye is above the plane (degrees).
    """

    angle: Annotated[float, Field(ge=-360, le=360)] = 35.0
    elevation: Annotated[float, Field(ge=5, le=85)] = 32.0

    @field_validator("surface")
    @classmethod
    def _check_plane(cls, surface: Call[Surface]) -> Call[Surface]:
        if surface().dim != len("xy"):
            raise ValueError(f"a view needs a surface of two coordinates; {surface.entry.name!r} has one")
        return surface

    @property
    def plot(self) -> str:
        """How the paths are drawn."""
        return "Perspective view of"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        drawn = [frames.frame(each, [run.iterates(self.steps) for run in each.runs]) for each in self.frames.values()]
        return perspective.draw_view(drawn, (self.angle, self.elevation), self.moments)
