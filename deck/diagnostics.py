"""Diagnostics: mistakes in content, reported to its author as ``path:line: what is wrong; what to do``.

A stage that finds mistakes in one thing raises them together as a `ContentError`; `collect` runs a stage
over many things, so that all mistakes of a run are reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from msgspec import Struct

T = TypeVar("T")
R = TypeVar("R")


class Location(NamedTuple):
    """A position in a file: the path as the author would type it, line and column, both from 1."""

    path: str
    line: int = 1
    column: int = 1

    def down(self, lines: int) -> Location:
        """Return the location *lines* further down, in the first column."""
        return Location(self.path, self.line + lines)

    def right(self, columns: int) -> Location:
        """Return the location *columns* further right."""
        return Location(self.path, self.line, self.column + columns)


class Diagnostic(Struct, frozen=True, order=True):
    """One finding: its location, rule, level (``error`` or ``warning``) and message."""

    path: str
    line: int
    column: int
    rule: str
    level: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class LintResult:
    """What was found in content, and what of it the author suppressed with a reason."""

    found: tuple[Diagnostic, ...] = ()
    suppressed: tuple[Diagnostic, ...] = ()


class ContentError(Exception):
    """The content has mistakes, all of which its author should see."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(set(diagnostics)))
        super().__init__("\n".join(map(str, self.diagnostics)))


def diagnostic(location: Location, rule: str, message: str, level: str = "error") -> Diagnostic:
    """Make a diagnostic whose message is on one line, even if it quotes several lines."""
    return Diagnostic(location.path, location.line, location.column, rule, level, " ".join(message.splitlines()))


def content_error(location: Location, rule: str, message: str) -> ContentError:
    """Make an exception with a single diagnostic."""
    return ContentError([diagnostic(location, rule, message)])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the advice that ends a message about an unknown *name*; see `figures.registry.nearest`."""
    from figures.registry import nearest as advice  # costs time, which only a mistake is worth

    return advice(name, known)


def collect(function: Callable[[T], R], things: Iterable[T]) -> tuple[list[R], list[Diagnostic]]:
    """Apply *function* to each thing and return the results, and the diagnostics of those that failed."""
    results: list[R] = []
    diagnostics: list[Diagnostic] = []
    for thing in things:
        try:
            results.append(function(thing))
        except ContentError as error:
            diagnostics += error.diagnostics
    return results, diagnostics
