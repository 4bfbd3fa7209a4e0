"""What a rule is, and how a function that looks for what breaks it is registered.

A rule has a code: the letter of its family and three digits, which never get another meaning. Rules of structure find
what would make a card wrong, lost, unreadable or unsafe, and are always errors. All others are about quality: an author
sets their levels in ``deck.toml`` and suppresses their findings on a note, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import Generic, Literal, Protocol, TypeVar

from deck.diagnostics import Location

Subject = TypeVar("Subject")
Level = Literal["error", "warning", "off"]
Example = str | Mapping[str, str]


class Located(Protocol):
    """A note, whatever of it is at hand."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def location(self) -> Location:
        """The location of its heading."""


def location_of_finding(about: Located | Location) -> Location:
    """Return the location of what a finding is about."""
    return about if isinstance(about, Location) else about.location


Findings = Iterator[tuple[Located | Location, str]]
CodedFindings = Iterator[tuple[str, Located | Location, str]]


@dataclass(frozen=True)
class Rule:
    """A rule: its code and name, what it asks for, what breaks it and what does not, and its default level.

    A rule that knows *english* looks at English decks only.
    An example is the Markdown of some notes; the text of each file of a content folder, by name; or, where no content
    can show it, a command, which begins with ``$``.
    """

    code: str
    name: str
    text: str
    bad: Example
    good: Example
    level: Level = "error"
    english: bool = False


@dataclass(frozen=True)
class Check(Generic[Subject]):
    """A function that looks for what breaks some rules: it yields codes, what each finding is about, and messages.

    A finding is about a location, or about a note, on which it can be suppressed. With *marks*, it finds something only
    in Markdown that has one of them.
    """

    rules: tuple[Rule, ...]
    find: Callable[[Subject], CodedFindings]
    marks: frozenset[str] = frozenset()


class Checks(Generic[Subject]):
    """The checks of one kind of subject, in the order in which they were written; their rules have a default level."""

    def __init__(self, level: Level) -> None:
        self.all: list[Check[Subject]] = []
        self._marks: frozenset[str] = frozenset()
        self._level = level

    @property
    def rules(self) -> list[Rule]:
        """The rules that these checks look for."""
        return [rule for check in self.all for rule in check.rules]

    def in_text(self, text: str) -> list[Check[Subject]]:
        """Return the checks that can find something in a note with this *text*, whose marks are looked for once."""
        found = {mark for mark in self._marks if mark in text}
        return [check for check in self.all if not check.marks or not check.marks.isdisjoint(found)]

    def rule(
        self,
        code: str,
        *marks: str,
        bad: Example,
        good: Example,
        level: Level | None = None,
        english: bool = False,
    ) -> Callable[[Callable[[Subject], Findings]], Callable[[Subject], Findings]]:
        """Return a decorator for a function that looks for one rule, in Markdown with one of the *marks*, if any.

        The name and docstring of the function are those of the rule.
        """

        def register(find: Callable[[Subject], Findings]) -> Callable[[Subject], Findings]:
            name, text = find.__name__.replace("_", "-"), cleandoc(find.__doc__ or "")
            rule = Rule(code, name, text, bad, good, level or self._level, english)
            self._add(Check((rule,), lambda subject: ((code, *found) for found in find(subject)), frozenset(marks)))
            return find

        return register

    def scan(
        self, *rules: Rule, marks: Collection[str] = ()
    ) -> Callable[[Callable[[Subject], CodedFindings]], Callable[[Subject], CodedFindings]]:
        """Return a decorator for a function that looks for several rules at once, and says which of them is broken."""

        def register(find: Callable[[Subject], CodedFindings]) -> Callable[[Subject], CodedFindings]:
            levelled = tuple(replace(rule, level=self._level) for rule in rules)
            self._add(Check(levelled, find, frozenset(marks)))
            return find

        return register

    def _add(self, check: Check[Subject]) -> None:
        self.all.append(check)
        self._marks |= check.marks


REPORTED: list[Rule] = []  # rules of structure that an earlier stage than the checks looks for


def reported(code: str, name: str, text: str, *, bad: Example, good: Example) -> None:
    """Add a rule of structure whose diagnostics an earlier stage makes, such as reading, rendering or building."""
    REPORTED.append(Rule(code, name, text, bad, good))
