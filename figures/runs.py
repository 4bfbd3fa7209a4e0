"""A path of a figure: as an author writes it, and the run that it describes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from keyword import iskeyword
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from figures.arrays import Gradient, Vector, np
from figures.optimizers import OPTIMIZERS, Iterates
from figures.parameters import Number, Positive
from figures.registry import Call
from figures.schedules import SCHEDULES, Schedule
from figures.simulator import clipped, follow, scheduled
from figures.surfaces import SURFACES, Point, Surface

LETTERS = "ABCDEF"
MOST = 4  # paths of a figure
LATIN, GREEK_AND_CYRILLIC = r"!#-;=?-~\u00a1-\u00ac\u00ae-\u024f", r"\u0386-\u038a\u038e-\u03a1\u03a3-\u04ff"
SIGNS = r"\u2010-\u2019\u2026\u2080-\u208e\u2090-\u209c\u2200-\u22ff"
LETTER = f"[{LATIN}{GREEK_AND_CYRILLIC}{SIGNS}]"
LABEL = re.compile(f"{LETTER}+( {LETTER}+)*")  # the typeface has these


def _surface(text: object) -> Call[Surface]:
    call = SURFACES.read(text)
    call()
    return call


def _schedule(text: object) -> Call[Schedule]:
    call = SCHEDULES.read(text)
    call()
    return call


def _identifier(name: str) -> str:
    if iskeyword(name):
        raise ValueError(f"{name!r} is a reserved word and cannot be a name; choose another")
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(f"{name!r} cannot be a name; use a-z, A-Z, 0-9 and _, and do not begin with a digit")
    return name


def _label(name: str) -> str:
    if not LABEL.fullmatch(name):
        raise ValueError(
            f"{name!r} cannot be written in a picture; use Latin, Greek or Cyrillic letters, digits and signs"
        )
    return name


def _coordinates(start: object) -> object:
    if isinstance(start, str) and "," in start:
        raise ValueError(f"the coordinates {start!r} are a text; write a list, as in [{start.strip('()[]')}]")
    return start if isinstance(start, list | tuple) else (start,)


OptimizerCall: TypeAlias = Annotated[Call[Iterates], PlainValidator(OPTIMIZERS.read, json_schema_input_type=str)]
ScheduleCall: TypeAlias = Annotated[Call[Schedule], PlainValidator(_schedule, json_schema_input_type=str)]
SurfaceCall: TypeAlias = Annotated[
    Call[Surface], PlainValidator(_surface, json_schema_input_type=str), Field(examples=["quadratic(a=1, b=50)"])
]
Name: TypeAlias = Annotated[str, Field(max_length=40), AfterValidator(_identifier)]
Label: TypeAlias = Annotated[str, Field(max_length=30), AfterValidator(_label)]
Coordinates: TypeAlias = Annotated[tuple[Number, ...], Field(min_length=1, max_length=2)]
Start: TypeAlias = Annotated[Coordinates, BeforeValidator(_coordinates, json_schema_input_type=float | Coordinates)]


@dataclass(frozen=True)
class Run:
    """An optimizer, the surface that it runs on, and its start; a name, if its author gave it one."""

    optimizer: Call[Iterates]
    surface: Call[Surface]
    start: Point
    schedule: Call[Schedule] | None = None
    clip: float | None = None
    name: str | None = None

    @property
    def canonical(self) -> list[Any]:
        """The run as JSON, independent of how it was written."""
        further = {"schedule": self.schedule and self.schedule.canonical, "clip": self.clip, "name": self.name}
        given = {name: each for name, each in further.items() if each is not None}
        return [self.optimizer.canonical, self.surface.canonical, self.start, *([given] if given else [])]

    def rate(self, step: int) -> float:
        """Return the learning rate of the step after so many."""
        rate: float = self.schedule()(step) if self.schedule else self.optimizer.settings["lr"]
        return rate

    def rates(self, steps: int) -> Vector:
        """Return the learning rates of so many steps: shape (steps,)."""
        return np.array([self.rate(step) for step in range(steps)])

    def positions(self) -> Iterator[Vector]:
        """Yield the iterates of the run, each of shape (dim,), for ever."""
        return follow(self._rule(), self._oracle(), self.start)

    def iterates(self, steps: int) -> Vector:
        """Simulate the run: shape (steps + 1, dim)."""
        with np.errstate(all="ignore"):
            return np.stack(list(islice(self.positions(), steps + 1)))

    def states(self, steps: int) -> tuple[dict[str, Vector], Vector]:
        """Simulate the run: the named state before each of so many steps, and the gradients taken in them.

        Each has the shape (steps, dim).
        """
        oracle, gradients = self._oracle(), []

        def recorded(x: Vector) -> Vector:
            gradients.append(oracle(x))
            return gradients[-1]

        with np.errstate(all="ignore"):
            states = list(islice(self._rule()(recorded, np.array(self.start, dtype=np.float64)), steps + 1))
        return {name: np.stack([state[name] for state in states[:-1]]) for name in states[0]}, np.stack(gradients)

    def ends(self, starts: Vector, steps: int) -> Vector:
        """Return the last iterates of runs from other starts: both of shape (dim, ...)."""
        with np.errstate(all="ignore"):
            return next(islice(follow(self._rule(), self._oracle(), starts), steps, None))

    def losses(self, varied: str, values: Vector, steps: int) -> Vector:
        """Return the losses for n values of a setting or of a coordinate of the start: shape (steps + 1, n)."""
        surface, settings = self.surface(), dict(self.optimizer.settings)
        starts = np.outer(self.start, np.ones_like(values))
        if varied in settings:
            settings[varied] = values
        else:
            starts["xy".index(varied)] = values
        rule = self._rule(settings)
        with np.errstate(all="ignore"):
            return np.stack([surface.value(x) for x in islice(follow(rule, self._oracle(), starts), steps + 1)])

    def _oracle(self) -> Gradient:
        """Return the gradient that the run is given, whose norm may be clipped [Pascanu et al. 2013; torch's form]."""
        gradient, most = self.surface().oracle(), self.clip
        return clipped(gradient, most) if most else gradient

    def _rule(self, settings: Mapping[str, Any] | None = None) -> Callable[[Gradient, Vector], Iterates]:
        """Return the update rule, with its own settings or others, and with its schedule."""
        rule, settings = self.optimizer.entry.function, settings or self.optimizer.settings
        return scheduled(rule, settings, self.schedule()) if self.schedule else partial(rule, **settings)


class Path(BaseModel):
    """A path as written: its optimizer, its surface and start if they differ from the figure's, what it is called."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    optimizer: OptimizerCall
    surface: SurfaceCall | None = None
    start: Start | None = None
    schedule: ScheduleCall | None = None
    clip: Positive | None = None
    name: Label | None = None

    @field_validator("schedule")
    @classmethod
    def _check_schedule(cls, schedule: Call[Schedule] | None, info: ValidationInfo) -> Call[Schedule] | None:
        if schedule and "lr" in getattr(info.data.get("optimizer"), "changed", ()):
            raise ValueError("the schedule sets the learning rate; leave 'lr' out of the optimizer")
        return schedule

    @model_validator(mode="before")
    @classmethod
    def _from_call(cls, written: object) -> object:
        if isinstance(written, Mapping):
            return written
        OPTIMIZERS.read(written)  # so that a mistake is reported at the path, not at a field that nobody wrote
        return {"optimizer": written}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow a call without a table, as `_from_call` does."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    def run(self, surface: Call[Surface], start: Point | None) -> Run:
        """Return the run, given the figure's surface and start."""
        own = self.surface or surface
        place = self.start or start or tuple(map(float, own().start))
        return Run(self.optimizer, own, place, self.schedule, self.clip, self.name)


EXAMPLE = {"plain": "gd(lr=0.036)"}
Paths: TypeAlias = Annotated[dict[Name, Path], Field(min_length=1, max_length=MOST, examples=[EXAMPLE])]


def surfaces_of(fields: Mapping[str, Any]) -> list[Surface]:
    """Return the surfaces of a figure, of those fields that are valid."""
    calls = [fields.get("surface"), *(path.surface for path in fields.get("paths", {}).values())]
    return [call() for call in calls if call]
