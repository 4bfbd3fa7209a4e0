"""The bytes of a text file that an author wrote, as lines without invisible characters and merge conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import combining, normalize

from deck.diagnostics import ContentError, Diagnostic, Location, diagnostic
from deck.files import text_of
from deck.safety.characters import invisible_fault

MOST_MARKS = 30  # as in Unicode's stream-safe text
CONFLICT = re.compile(r"(?:<{7}|>{7})(?: .*)?")


def read_lines(data: bytes, location: Location) -> list[str]:
    """Return the bytes of a file as lines, with accents composed; raise `ContentError` for what is not text."""
    text = text_of(data, location)
    if piled := [] if text.isascii() else [n for n, line in enumerate(text.split("\n")) if _marks(line) > MOST_MARKS]:
        message = f"has more than {MOST_MARKS} accents on one letter; remove them"
        raise ContentError(diagnostic(location.down(n), "T014", message) for n in piled)
    text = normalize("NFC", text)
    lines = text.split("\n")
    if _line_fault(text):
        faults = ((location.down(n), _line_fault(line)) for n, line in enumerate(lines))
        raise ContentError(diagnostic(where, "T014", fault) for where, fault in faults if fault)
    return lines


def find_conflicts(lines: Iterable[tuple[int, str]]) -> Iterator[int]:
    """Yield the number of each line that begins a conflict which Git left in a text, or ends one that did not begin."""
    inside = False
    for number, line in lines:
        if line[:7] in ("<<<<<<<", ">>>>>>>") and CONFLICT.fullmatch(line):
            begins = line[0] == "<"
            if begins or not inside:
                yield number
            inside = begins


def refuse_conflicts(lines: Iterable[tuple[int, str]], location: Location) -> None:
    """Raise `ContentError` if numbered lines hold a conflict that Git left there; *location* is that of line 0."""
    if found := [_conflict(location.down(number)) for number in find_conflicts(lines)]:
        raise ContentError(found)


def _conflict(location: Location) -> Diagnostic:
    advice = "keep what is right, and remove the lines '<<<<<<<', '=======' and '>>>>>>>'"
    return diagnostic(location, "N030", f"Git left a merge conflict here; {advice}")


def _line_fault(line: str) -> str:
    if "\r" in line:
        return "contains a carriage return without a line feed; save the file with LF or CRLF line ends"
    return invisible_fault(line)


def _marks(line: str) -> int:
    """Return the largest number of accents on a letter; with thousands, normalising takes minutes."""
    runs = groupby(line, key=lambda char: combining(char) > 0)
    return max((sum(1 for _ in run) for marks, run in runs if marks), default=0)
