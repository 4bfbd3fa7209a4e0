"""A registry of functions by name, whose keyword arguments are checked against their annotations.

It parses calls: a call is an entry with all its settings, and can be printed and hashed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cached_property
from inspect import Parameter, signature
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from figures.calls import parse

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
MOST_LISTED = 25  # names in a message


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A registered function; its *version* is raised by hand when its pictures are meant to change."""

    name: str
    label: str
    function: Callable[..., T]
    version: int
    shown: tuple[str, ...] | None

    def __call__(self, *arguments: Any, **settings: Any) -> T:
        """Call the function with validated settings."""
        return self.function(*arguments, **self.check(settings))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out cached properties: another process computes its own."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The settings and their defaults: the function's keyword-only arguments."""
        return {name: parameter.default for name, parameter in self._parameters.items()}

    def check(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return all settings, validated and with defaults filled in; ValueError names every mistake."""
        for name in settings:
            if name not in self.defaults:
                raise ValueError(f"{self.name!r} has no setting {name!r}; {nearest(name, self.defaults)}")
        try:
            return dict(self._model(**settings))
        except ValidationError as error:
            raise ValueError(", and ".join(_sentence(self.name, mistake) for mistake in error.errors())) from None

    @cached_property
    def _parameters(self) -> dict[str, Parameter]:
        parameters = signature(self.function).parameters
        return {name: each for name, each in parameters.items() if each.kind is Parameter.KEYWORD_ONLY}

    @cached_property
    def _model(self) -> type[BaseModel]:
        fields: dict[str, Any] = {name: (each.annotation, each.default) for name, each in self._parameters.items()}
        return create_model(self.name, __config__=ConfigDict(frozen=True), **fields)


@dataclass(frozen=True)
class Call(Generic[T]):
    """An entry with all its settings; calling it calls the function with them."""

    entry: Entry[T]
    settings: Mapping[str, Any]

    def __call__(self, *arguments: Any) -> T:
        """Call the function with these settings."""
        return self.entry.function(*arguments, **self.settings)

    @property
    def changed(self) -> dict[str, Any]:
        """The settings that differ from the default."""
        return {name: value for name, value in self.settings.items() if value != self.entry.defaults[name]}

    @property
    def shown(self) -> dict[str, Any]:
        """The settings to print: those that the entry always shows, and those that were changed."""
        always = self.settings if self.entry.shown is None else self.entry.shown
        return {name: value for name, value in self.settings.items() if name in always or name in self.changed}

    @property
    def canonical(self) -> list[Any]:
        """The call as JSON, independent of how it was written."""
        return [self.entry.name, self.entry.version, self.changed]


class Registry(Mapping[str, Entry[T]]):
    """Entries by name, in the order of their registration; only the decorator adds to it."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._entries: dict[str, Entry[T]] = {}

    def __getitem__(self, name: str) -> Entry[T]:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def register(self, label: str, *, version: int = 1, shown: tuple[str, ...] | None = None) -> Callable[[F], F]:
        """Register the decorated function under its own name.

        A picture prints the settings in *shown* (by default all), and those that differ from their default.
        """

        def add(function: F) -> F:
            self._entries[function.__name__] = Entry(function.__name__, label, function, version, shown)
            return function

        return add

    def call(self, name: str, settings: Mapping[str, Any]) -> Call[T]:
        """Bind settings to an entry; ValueError if there is no such entry or a setting is wrong."""
        if name not in self:
            raise ValueError(f"no {self._noun} is called {name!r}; {nearest(name, self)}")
        return Call(self[name], self[name].check(settings))

    def read(self, text: object) -> Call[T]:
        """Parse a call such as ``adam(lr=0.5)``; ValueError says what is wrong with it."""
        return self.call(*parse(text))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the advice that ends a message about an unknown *name*.

    That is the known name that was probably meant, or else all names, or of many the three most similar ones.
    """
    names = sorted(set(known))
    lower = {each.lower(): each for each in names}
    if close := get_close_matches(name, names, n=1) or get_close_matches(name.lower(), lower, n=1):
        return f"did you mean '{lower.get(close[0], close[0])}'?"
    if len(names) > MOST_LISTED:
        return f"the most similar of {len(names)} names are {_quoted(get_close_matches(name, names, n=3, cutoff=0))}"
    choice = "one of " if len(names) > 1 else ""
    return f"use {choice}{_quoted(names)}" if names else "there are none"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _sentence(name: str, mistake: Any) -> str:
    where, *rest = mistake["loc"]
    place = "".join([str(where), *(f"[{index}]" for index in rest)])
    advice = mistake["msg"].replace("Input should", "it should")
    return f"{place!r} of {name!r} is {mistake['input']!r}; {advice[0].lower()}{advice[1:]}"
