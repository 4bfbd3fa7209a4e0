"""A passage of Markdown with its place, and the ``---`` line that divides a front from its back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from deck.diagnostics import Diagnostic, Location, diagnostic
from deck.markup.fences import outside_fences

DIVIDER = re.compile(r" {0,3}---+[ \t]*")
LONGEST = 20_000  # characters
MOST_OPEN = 100  # brackets
BRACKET, OPENING = re.compile(r"[][()]|\n[ \t]*\n"), str.maketrans(")]", "([")
SETEXT = re.compile(r" {0,3}(?:-+|=+)[ \t]*")


@dataclass(frozen=True)
class Passage:
    """Some Markdown, and where it begins."""

    text: str
    location: Location

    def __bool__(self) -> bool:
        return bool(self.text)

    def location_at(self, offset: int) -> Location:
        """Return the place of the character at *offset*."""
        lines, begins = self.text.count("\n", 0, offset), self.text.rfind("\n", 0, offset) + 1
        line = self.location.down(lines) if lines else self.location
        return line.right(offset - begins)

    def location_of_target(self, address: str) -> Location:
        """Return where a link or picture leads to *address* first, or where that is first written."""
        match = re.search(rf"\]\(\s*<?({re.escape(address)})(?=[\s>)])", self.text) if address else None
        return self.location_at(match.start(1)) if match else self.location_of(address)

    def location_of(self, text: str) -> Location:
        """Return where *text* first stands in this passage, or its beginning."""
        return self.location_at(max(0, self.text.find(text)))


def passage_of(lines: list[str], first: int, last: int, location: Location) -> Passage:
    """Return the lines from *first* up to *last* without empty ones around; *location* is that of line 0."""
    while first < last and not lines[first].strip():
        first += 1
    return Passage("\n".join(lines[first:last]).rstrip(), location.down(first))


def divide(whole: Passage) -> tuple[Passage, Passage]:
    """Return what stands above the first ``---`` line (nothing without one) and what stands below."""
    lines = whole.text.split("\n")
    divider = next((n for n, glued in _dividers(whole) if not glued), -1)
    above = passage_of(lines, 0, max(divider, 0), whole.location)
    below = passage_of(lines, divider + 1, len(lines), whole.location)
    return above, below


def divider_diagnostics(passage: Passage, allowed: int = 0) -> Iterator[Diagnostic]:
    """Yield a problem for each ``---`` line over those *allowed*, and for each that makes a heading of a line."""
    dividers = _dividers(passage)
    for n in [n for n, glued in dividers if glued]:
        message = "the line above would become a heading; put an empty line between them"
        yield diagnostic(passage.location.down(n), "N013", message)
    for n in [n for n, glued in dividers if not glued][allowed:]:
        message = "one '---' line at most, above a note's first '###'; remove this one"
        yield diagnostic(passage.location.down(n), "N013", message)


def size_diagnostics(passage: Passage) -> Iterator[Diagnostic]:
    """Yield what would take minutes to render: a passage too long, or too many brackets open at once."""
    if len(passage.text) > LONGEST:
        message = f"a text of {len(passage.text)} characters is too long for a card; make it {LONGEST} at most"
        yield diagnostic(passage.location, "T016", message)
    if passage.text.count("(") + passage.text.count("[") <= MOST_OPEN:
        return
    opened = Counter[str]()
    for match in BRACKET.finditer(passage.text):
        kind = match[0].translate(OPENING)
        opened[kind] = max(0, opened[kind] + (1 if match[0] == kind else -1))
        if opened[kind] > MOST_OPEN:
            message = f"more than {MOST_OPEN} brackets '{kind}' are open at once; close them, or write fewer"
            yield diagnostic(passage.location_at(match.start()), "T016", message)
            return
        if kind.isspace():
            opened.clear()


def _dividers(passage: Passage) -> list[tuple[int, bool]]:
    if all(line.strip(" \t-=") for line in passage.text.split("\n") if line):
        return []
    outside = dict(outside_fences(passage.text))
    glued = {n for n, line in outside.items() if SETEXT.fullmatch(line) and outside.get(n - 1, "").strip()}
    return [(n, n in glued) for n, line in outside.items() if n in glued or DIVIDER.fullmatch(line)]
