"""Mistakes in what is read once for each value of a number: what is wrong with every value is reported once."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails

from figures import notation

T = TypeVar("T")


class Attempt(NamedTuple, Generic[T]):
    """What was read, or the mistakes in it."""

    read: T | None
    mistakes: list[ErrorDetails]


def attempt(read: Callable[[Any], T], written: object) -> Attempt[T]:
    """Read what is written."""
    try:
        return Attempt(read(written), [])
    except ValidationError as error:
        return Attempt(None, error.errors(include_url=False))


def merged(
    whole: Attempt[Any], frames: Mapping[float, Attempt[Any]], name: str, of_the_whole: Collection[str]
) -> list[InitErrorDetails]:
    """Return the mistakes of the whole, and those that only some values cause, at the first value of each kind.

    Those at a key *of_the_whole* are not mistakes of a frame.
    """
    everywhere = set.intersection(*({_key(each) for each in frame.mistakes} for frame in frames.values()))
    common = {_key(each): each for each in whole.mistakes if each["loc"][0] in of_the_whole or _key(each) in everywhere}
    found = [
        InitErrorDetails(type=each["type"], loc=each["loc"], input=each["input"], ctx=each.get("ctx", {}))
        for each in common.values()
    ]
    reported: set[Any] = set()
    for index, (value, frame) in enumerate(frames.items()):
        for each in frame.mistakes:
            if _key(each) not in everywhere and each["loc"] not in reported:
                reported.add(each["loc"])
                message = each["msg"].removeprefix("Value error, ")
                found.append(mistake(("vary", name, index), f"with {name} = {notation.plain(value)}: {message}", value))
    return found


def mistake(loc: tuple[int | str, ...], message: str, read: object) -> InitErrorDetails:
    """Return a mistake at a place of a request."""
    return InitErrorDetails(type="value_error", loc=loc, input=read, ctx={"error": ValueError(message)})


def _key(each: ErrorDetails) -> tuple[Any, ...]:
    return each["loc"], each["msg"]
