"""The fields with which a number is varied, and how the figure is read once for each value.

A frame is an ordinary figure in which the value replaces the name, so nothing else needs to know of this. Where
`Varied` is a base, its fields come before those of an experiment, whose claims name the values.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from figures import notation
from figures.calls import with_number
from figures.claims.vocabulary import CONSTANTS
from figures.optimizers import OPTIMIZERS
from figures.parameters import Number
from figures.registry import Call
from figures.runs import Name
from figures.schedules import SCHEDULES
from figures.surfaces import SURFACES
from figures.varied.mistakes import attempt, merged, mistake

FEWEST, MOST = 3, 9
NAMES: Mapping[str, Collection[str]] = MappingProxyType(
    {"a constant": CONSTANTS, "an optimizer": OPTIMIZERS, "a schedule": SCHEDULES, "a surface": SURFACES}
)
NUMBERS = {"start", "clip"}  # keys of numbers, beside the calls
OF_THE_WHOLE = {"vary", "first", "claims", "caption", "alt"}  # and not of a frame


def _unused(name: str) -> str:
    for noun, names in NAMES.items():
        if name in names:
            raise ValueError(f"{name!r} is the name of {noun}; choose another, such as eta")
    return name


def _check_values(values: tuple[float, ...]) -> tuple[float, ...]:
    if not FEWEST <= len(values) <= MOST:
        raise ValueError(f"a varied name has {FEWEST} to {MOST} values, not {len(values)}; {_advice(len(values))}")
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"the value {notation.plain(value)} is given twice; remove one")
    return values


def _advice(count: int) -> str:
    return "add some" if count < FEWEST else "remove some"


def one_name(vary: object) -> object:
    """Return what is varied; ValueError unless it is one name with something."""
    if not isinstance(vary, Mapping) or len(vary) != 1:
        raise ValueError("'vary' takes one name with its values; write it like vary: {eta: [0.01, 0.02, 0.03]}")
    return vary


VariedName: TypeAlias = Annotated[Name, AfterValidator(_unused)]
Values: TypeAlias = Annotated[tuple[Number, ...], AfterValidator(_check_values)]
Vary: TypeAlias = Annotated[dict[VariedName, Values], BeforeValidator(one_name)]


class _Vary(BaseModel):
    """What is varied, read before all else."""

    vary: Vary


class Varied(BaseModel):
    """Something whose calls may use one name in place of a number, with several values, of which one is shown first."""

    vary: Vary | None = None
    first: Number | None = None

    _frames: tuple[Any, ...] = PrivateAttr(default=())
    _in_symbols: Any = PrivateAttr(default=None)  # the same, with the varied number as a symbol: for words alone

    @field_validator("first")
    @classmethod
    def _check_first(cls, first: float | None, info: ValidationInfo) -> float | None:
        if first is None or "vary" not in info.data:
            return first
        if not info.data["vary"]:
            raise ValueError("'first' is a value of 'vary', which is missing; add 'vary', or remove 'first'")
        ((name, values),) = info.data["vary"].items()
        if first not in values:
            nearest = min(values, key=lambda value: abs(value - first))
            raise ValueError(
                f"{notation.plain(first)} is not a value of {name!r}; the nearest is {notation.plain(nearest)}"
            )
        return first

    @model_validator(mode="wrap")
    @classmethod
    def _read_frames(cls, written: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(written, Mapping) or written.get("vary") is None:
            return handler(written)
        _Vary.model_validate({"vary": written["vary"]})  # where this is wrong, nothing else can be read
        ((name, values),) = written["vary"].items()
        common = {key: value for key, value in written.items() if key not in OF_THE_WHOLE}
        requests = [_with_number(common, name, value) for value in values]
        shown = values.index(written["first"]) if written.get("first") in values else _middle(values)
        whole = attempt(handler, dict(written) | requests[shown])
        frames = {value: attempt(cls.model_validate, each) for value, each in zip(values, requests, strict=True)}
        mistakes = merged(whole, frames, name, OF_THE_WHOLE)
        if common in requests:
            message = f"no call uses {name!r}; write it where a number is, as in gd(lr={name})"
            mistakes.append(mistake(("vary", name), message, values))
        if mistakes or whole.read is None:
            raise ValidationError.from_exception_data(cls.__name__, mistakes)
        made = [frame.read for frame in frames.values() if frame.read]
        symbolic = _in_symbols(made, name)
        return whole.read.framed([frame.framed((), symbolic) for frame in made], symbolic)

    def framed(self, frames: Sequence[Self], symbolic: Self) -> Self:
        """Take the frames, and what prints the varied number as a symbol."""
        self._frames, self._in_symbols = tuple(frames), symbolic
        return self

    @property
    def varied(self) -> str:
        """The name that has several values, or nothing."""
        return next(iter(self.vary or ()), "")

    @property
    def values(self) -> tuple[float, ...]:
        """The values of the varied name, if there is one."""
        return next(iter((self.vary or {"": ()}).values()))

    @property
    def shown(self) -> int:
        """Which of the values is shown first: the index of the author's choice, else of the lower middle one."""
        return _middle(self.values) if self.first is None else self.values.index(self.first)


def _middle(values: Sequence[float]) -> int:
    return (len(values) - 1) // 2


def _with_number(written: Any, name: str, number: float) -> Any:
    """Put a number in place of a name in the calls, lists and numbers of a request."""
    match written:
        case Mapping():
            return {
                key: number if key in NUMBERS and value == name else _with_number(value, name, number)
                for key, value in written.items()
            }
        case list() | tuple():
            return [number if each == name else _with_number(each, name, number) for each in written]
        case str():
            return with_number(written, name, number)
    return written


def _in_symbols(frames: Sequence[Any], name: str) -> Any:
    """Return what frames have in common, with a named number where they differ."""
    one, *others = frames
    match one:
        case _ if all(one == other for other in others):
            return one
        case BaseModel():
            parts = _in_symbols([dict(each) for each in frames], name)
            return one.model_copy(update=parts)
        case Call():
            return Call(one.entry, _in_symbols([each.settings for each in frames], name))
        case Mapping():
            return {key: _in_symbols([each[key] for each in frames], name) for key in one}
        case tuple():
            return tuple(_in_symbols(each, name) for each in zip(*frames, strict=True))
    return notation.named(one, name)
