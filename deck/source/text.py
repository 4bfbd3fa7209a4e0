"""The bytes of a text file that an author wrote, as lines without invisible characters."""

from __future__ import annotations

from itertools import groupby
from unicodedata import combining, normalize

from deck.diagnostics import ContentError, Location, diagnostic
from deck.files import text_of
from deck.safety.characters import invisible_fault

MOST_MARKS = 30  # as in Unicode's stream-safe text


def read_lines(data: bytes, location: Location) -> list[str]:
    """Return the bytes of a file as lines, with accents composed; raise `ContentError` for what is not text."""
    text = text_of(data, location)
    if piled := [n for n, line in enumerate(text.split("\n")) if not line.isascii() and _marks(line) > MOST_MARKS]:
        message = f"has more than {MOST_MARKS} accents on one letter; remove them"
        raise ContentError(diagnostic(location.down(n), "T014", message) for n in piled)
    lines = normalize("NFC", text).split("\n")
    if faults := [(n, fault) for n, line in enumerate(lines) if (fault := _line_fault(line))]:
        raise ContentError(diagnostic(location.down(n), "T014", fault) for n, fault in faults)
    return lines


def _line_fault(line: str) -> str:
    if "\r" in line:
        return "contains a carriage return without a line feed; save the file with LF or CRLF line ends"
    return invisible_fault(line)


def _marks(line: str) -> int:
    """Return the largest number of accents on a letter; with thousands, normalising takes minutes."""
    runs = groupby(line, key=lambda char: combining(char) > 0)
    return max((sum(1 for _ in run) for marks, run in runs if marks), default=0)
