"""A path of a figure: as an author writes it, and the run that it describes."""

from collections.abc import Iterator, Mapping
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
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from figures.arrays import Vector, np
from figures.optimizers import OPTIMIZERS, Iterates
from figures.parameters import Number
from figures.registry import Call
from figures.simulator import follow, simulate
from figures.surfaces import SURFACES, Point, Surface

LETTERS = "ABCD"


def _surface(text: object) -> Call[Surface]:
    call = SURFACES.read(text)
    call()
    return call


def _identifier(name: str) -> str:
    if iskeyword(name):
        raise ValueError(f"{name!r} is a reserved word and cannot name a path; choose another name")
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(f"{name!r} cannot name a path; use a-z, A-Z, 0-9 and _, and do not begin with a digit")
    return name


def _coordinates(start: object) -> object:
    return start if isinstance(start, list | tuple) else (start,)


OptimizerCall: TypeAlias = Annotated[Call[Iterates], PlainValidator(OPTIMIZERS.read, json_schema_input_type=str)]
SurfaceCall: TypeAlias = Annotated[Call[Surface], PlainValidator(_surface, json_schema_input_type=str)]
Name: TypeAlias = Annotated[str, Field(max_length=40), AfterValidator(_identifier)]
Coordinates: TypeAlias = Annotated[tuple[Number, ...], Field(min_length=1, max_length=2)]
Start: TypeAlias = Annotated[Coordinates, BeforeValidator(_coordinates, json_schema_input_type=float | Coordinates)]


@dataclass(frozen=True)
class Run:
    """An optimizer, the surface that it runs on, and its start."""

    optimizer: Call[Iterates]
    surface: Call[Surface]
    start: Point

    @property
    def canonical(self) -> list[Any]:
        """The run as JSON, independent of how it was written."""
        return [self.optimizer.canonical, self.surface.canonical, self.start]

    def positions(self) -> Iterator[Vector]:
        """Yield the iterates of the run, each of shape (dim,), for ever."""
        return follow(self.optimizer, self.surface().oracle(), self.start)

    def iterates(self, steps: int) -> Vector:
        """Simulate the run: shape (steps + 1, dim)."""
        rule = self.optimizer
        return simulate(rule.entry.name, self.surface().oracle(), self.start, steps, **rule.settings)

    def ends(self, starts: Vector, steps: int) -> Vector:
        """Return the last iterates of runs from other starts: both of shape (dim, ...)."""
        with np.errstate(all="ignore"):
            return next(islice(follow(self.optimizer, self.surface().oracle(), starts), steps, None))

    def losses(self, varied: str, values: Vector, steps: int) -> Vector:
        """Return the losses for n values of a setting or of a coordinate of the start: shape (steps + 1, n)."""
        surface, settings = self.surface(), dict(self.optimizer.settings)
        starts = np.outer(self.start, np.ones_like(values))
        if varied in settings:
            settings[varied] = values
        else:
            starts["xy".index(varied)] = values
        rule = partial(self.optimizer.entry.function, **settings)
        with np.errstate(all="ignore"):
            return np.stack([surface.value(x) for x in islice(follow(rule, surface.oracle(), starts), steps + 1)])


class Path(BaseModel):
    """A path as written: its optimizer, and its surface and start if they differ from the figure's."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    optimizer: OptimizerCall
    surface: SurfaceCall | None = None
    start: Start | None = None

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
        return Run(self.optimizer, own, tuple(map(float, self.start or start or own().start)))


Paths: TypeAlias = Annotated[dict[Name, Path], Field(min_length=1, max_length=len(LETTERS))]


def surfaces_of(fields: Mapping[str, Any]) -> list[Surface]:
    """Return the surfaces of a figure, of those fields that are valid."""
    calls = [fields.get("surface"), *(path.surface for path in fields.get("paths", {}).values())]
    return [call() for call in calls if call]
