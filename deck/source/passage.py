"""A passage of Markdown with its location."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from deck.diagnostics import Diagnostic, Location, diagnostic

LONGEST = 20_000  # characters
MOST_OPEN = 100  # brackets
BRACKET, OPENING = re.compile(r"[][()]|\n[ \t]*\n"), str.maketrans(")]", "([")


@dataclass(frozen=True)
class Passage:
    """Some Markdown, and the location where it begins."""

    text: str
    location: Location

    def __bool__(self) -> bool:
        return bool(self.text)

    def location_at(self, offset: int) -> Location:
        """Return the location of the character at *offset*."""
        lines, begins = self.text.count("\n", 0, offset), self.text.rfind("\n", 0, offset) + 1
        line = self.location.down(lines) if lines else self.location
        return line.right(offset - begins)

    def location_of_address(self, address: str) -> Location:
        """Return the location of *address* in the first link or picture that has it, or else of the same text."""
        match = re.search(rf"\]\(\s*+<?+({re.escape(address)})(?=[\s>)])", self.text)
        return self.location_at(match.start(1)) if match else self.location_of(address)

    def location_of(self, text: str) -> Location:
        """Return the first location of *text* in this passage, or the beginning of the passage."""
        return self.location_at(max(0, self.text.find(text)))


def passage_of(lines: list[str], first: int, last: int, location: Location) -> Passage:
    """Return the lines from *first* up to *last* without empty lines around them; *location* is that of line 0."""
    while first < last and not lines[first].strip():
        first += 1
    return Passage("\n".join(lines[first:last]).rstrip(), location.down(first))


def size_diagnostics(passage: Passage) -> Iterator[Diagnostic]:
    """Yield a diagnostic for what would take minutes to render: a long passage, or many brackets open at once."""
    if len(passage.text) > LONGEST:
        message = f"a text of {len(passage.text)} characters is too long for a card; shorten it to {LONGEST}"
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
