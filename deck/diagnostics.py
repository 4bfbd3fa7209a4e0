"""Mistakes in content, told to its author: ``path:line: what is wrong; what to do``.

A stage that finds mistakes in one thing raises them together as a `ContentError`; `collect` runs a stage
over many things, so that all mistakes of a run are reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Location(NamedTuple):
    """A line (from 1) of a file, whose path is written as the author would type it."""

    path: str
    line: int = 1
    column: int = 1

    def down(self, lines: int) -> Location:
        """Return the place so many lines further down, at the line's beginning."""
        return Location(self.path, self.line + lines)

    def right(self, columns: int) -> Location:
        """Return the place so many characters further right."""
        return Location(self.path, self.line, self.column + columns)


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding: where, which rule, how bad (``error`` or ``warning``), and what to do."""

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
    """What was found in content, and what of it the author silenced with a reason."""

    found: tuple[Diagnostic, ...] = ()
    suppressed: tuple[Diagnostic, ...] = ()


class ContentError(Exception):
    """The content has mistakes, all of which its author should see."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(set(diagnostics)))
        super().__init__("\n".join(map(str, self.diagnostics)))


def diagnostic(location: Location, rule: str, message: str, level: str = "error") -> Diagnostic:
    """Make a finding of *rule* at *location*, told in one line whatever it quotes."""
    return Diagnostic(location.path, location.line, location.column, rule, level, " ".join(message.splitlines()))


def content_error(location: Location, rule: str, message: str) -> ContentError:
    """Make an exception of a single mistake."""
    return ContentError([diagnostic(location, rule, message)])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the advice that ends a message about an unknown *name*: the nearest known one, or all of them."""
    names = sorted(known)
    close = get_close_matches(name.lower(), [each.lower() for each in names], n=1)
    if close:
        return f"did you mean '{next(each for each in names if each.lower() == close[0])}'?"
    return f"known are {', '.join(names)}" if names else "there is none"


def collect(function: Callable[[T], R], things: Iterable[T]) -> tuple[list[R], list[Diagnostic]]:
    """Apply *function* to each thing and return the results together with the problems of those that failed."""
    results: list[R] = []
    diagnostics: list[Diagnostic] = []
    for thing in things:
        try:
            results.append(function(thing))
        except ContentError as error:
            diagnostics += error.diagnostics
    return results, diagnostics
