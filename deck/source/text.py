"""The bytes of a text file that an author wrote as lines, without anything that nobody sees."""

from __future__ import annotations

from itertools import groupby
from unicodedata import combining, normalize

from deck.diagnostics import ContentError, Location, diagnostic
from deck.files import UNSEEN, text_of

MOST_MARKS = 30  # as in Unicode's stream-safe text


def read_lines(data: bytes, location: Location) -> list[str]:
    """Return the bytes of a file as lines, letters with accents composed; raise `ContentError` for what is no text."""
    text = text_of(data, location)
    if piled := [n for n, line in enumerate(text.split("\n")) if not line.isascii() and _marks(line) > MOST_MARKS]:
        message = f"piles more than {MOST_MARKS} marks on a letter; remove them"
        raise ContentError(diagnostic(location.down(n), "T014", message) for n in piled)
    lines = normalize("NFC", text).split("\n")
    unseen = [
        (n, found[0]) for n, line in enumerate(lines) if not line.isprintable() and (found := UNSEEN.search(line))
    ]
    if unseen:
        raise ContentError(diagnostic(location.down(n), "T014", _message(char)) for n, char in unseen)
    return lines


def _message(unseen: str) -> str:
    if unseen == "\r":
        return "ends lines as no system does now; save the file with the line ends of Linux or Windows"
    return f"holds the character U+{ord(unseen):04X}, which nobody sees; remove it"


def _marks(line: str) -> int:
    """Return how many marks a letter has at most; thousands would take Unicode's normal form minutes."""
    runs = groupby(line, key=lambda char: combining(char) > 0)
    return max((sum(1 for _ in run) for marks, run in runs if marks), default=0)
