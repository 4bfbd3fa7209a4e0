"""What a rule is: a generator over its subject whose name, code and docstring are all that is told of it elsewhere.

A structure rule finds what would make a card wrong, lost, unreadable or unsafe; it always fails a build, and its
findings bear its name. A quality rule finds what could make a card better; it has a code, by which ``deck.toml``
makes it an error or leaves it out, and by which a note silences it with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Generic, Protocol, TypeVar

from deck.diagnostics import Location

Subject = TypeVar("Subject")
Findings = Iterator[tuple[Location, str]]


class Located(Protocol):
    """A note, whatever of it is at hand."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def location(self) -> Location:
        """Where its heading stands."""


def location_of_finding(about: Located | Location) -> Location:
    """Return the place of what a finding is about."""
    return about if isinstance(about, Location) else about.location


NoteFindings = Iterator[tuple[Located | Location, str]]
Find = Callable[[Subject], NoteFindings]


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """A rule: what its findings are called, and how they are found in a subject.

    A finding stands at a place, or is about a note, which can silence it.
    """

    code: str
    find: Find[Subject]

    @property
    def name(self) -> str:
        """The name of the rule's function, its words joined by dashes."""
        return self.find.__name__.replace("_", "-")

    @property
    def text(self) -> str:
        """What the rule asks for, and why."""
        return cleandoc(self.find.__doc__ or "")


class Rules(Generic[Subject]):
    """The rules about one kind of subject, in the order in which they were written."""

    def __init__(self) -> None:
        self.all: list[Rule[Subject]] = []

    def rule(self, code: str = "") -> Callable[[Find[Subject]], Find[Subject]]:
        """Return a decorator that adds a rule, whose findings are called by its *code* or else by its name."""

        def add(find: Find[Subject]) -> Find[Subject]:
            self.all.append(Rule(code or find.__name__.replace("_", "-"), find))
            return find

        return add
