"""Learning rates of schedules against the step."""

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from figures import notation
from figures.arrays import Lazy, Vector, np
from figures.figure import Drawing
from figures.kinds.strips_and_reels import Strip
from figures.naming import Naming, name_calls
from figures.registry import Call
from figures.runs import LETTERS, MOST, Name, Path, Run, SurfaceCall
from figures.schedules import SCHEDULES
from figures.surfaces import SURFACES, Point, Surface

if TYPE_CHECKING:
    from figures.drawing import curves, frames
else:
    curves, frames = map(Lazy, ("figures.drawing.curves", "figures.drawing.frames"))

COLOURS = ("gd", "momentum", "adagrad", "adam")
GROUND = SURFACES.read("slope")  # there a step of gradient descent is as long as its learning rate


def _followed(written: object) -> object:
    SCHEDULES.read(written)
    return {"optimizer": "gd", "schedule": written}


class Schedule(Strip):
    """The learning rate of each schedule against the step."""

    surface: SurfaceCall = Field(default_factory=lambda: GROUND)  # which a JSON schema does not write
    paths: Annotated[
        dict[Name, Annotated[Path, BeforeValidator(_followed, json_schema_input_type=str)]],
        Field(min_length=1, max_length=MOST),
    ]

    @field_validator("surface")
    @classmethod
    def _check_surface(cls, _: Call[Surface]) -> Call[Surface]:
        raise ValueError("a schedule needs no surface; remove it")

    @field_validator("start")
    @classmethod
    def _check_start(cls, start: Point | None, _: ValidationInfo) -> Point | None:
        if start:
            raise ValueError("a schedule needs no start; remove it")
        return start

    @property
    def heading(self) -> str:
        """What the figure shows."""
        return "Plot of the learning rate against step,"

    @property
    def note(self) -> str:
        """How many steps are shown."""
        return f"{self.steps} steps"

    @property
    def legend(self) -> list[str]:
        """The schedules and their settings."""
        called = [run.schedule for run in self.runs if run.schedule]
        return [f"{each.entry.label} ({notation.settings(each.shown)})" for each in called]

    @property
    def naming(self) -> Naming:
        """What is written beside the schedules, and what they share."""
        if self.labels:
            return name_calls([run.schedule for run in self.runs if run.schedule])
        letters = LETTERS[: len(self.runs)] if len(self.runs) > 1 else ""
        return Naming(tuple(letters) or ("",), ("",) * len(self.runs), ())

    @property
    def coloured_as(self) -> list[str]:
        """Optimizers whose colours can be distinguished."""
        return list(COLOURS[: len(self.runs)])

    @property
    def foot(self) -> str:
        """The line at the foot of the picture."""
        return " · ".join([*self._shared, self.note])

    def draw(self) -> Drawing:
        """Draw the rates for both themes."""
        drawn = [frames.frame(each, [each.measure(run) for run in each.runs]) for each in self.frames.values()]
        return curves.draw_curves(drawn, curves.Axis("step", "linear"), curves.Axis("learning rate", "linear"))

    def measure(self, run: Run) -> Vector:
        """Return steps and the learning rate there, of shape (steps + 1, 2)."""
        return np.column_stack([np.arange(self.steps + 1), run.rates(self.steps + 1)])
