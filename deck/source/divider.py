"""The ``---`` line that divides a front from its back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.diagnostics import Diagnostic, diagnostic
from deck.markup.fences import outside_fences
from deck.source.passage import Passage, passage_of

DIVIDER = re.compile(r" {0,3}---+[ \t]*")
SETEXT = re.compile(r" {0,3}(?:-+|=+)[ \t]*")


def split_at_divider(whole: Passage) -> tuple[Passage, Passage]:
    """Return what is above the first ``---`` line (nothing without one), and what is below."""
    lines = whole.text.split("\n")
    divider = next((n for n, setext in _dividers(whole) if not setext), -1)
    above = passage_of(lines, 0, max(divider, 0), whole.location)
    below = passage_of(lines, divider + 1, len(lines), whole.location)
    return above, below


def divider_diagnostics(passage: Passage, allowed: int = 0) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each ``---`` line beyond those *allowed*, and for each that makes a heading of a line."""
    dividers = _dividers(passage)
    for n in [n for n, setext in dividers if setext]:
        message = "the line above would become a heading; put an empty line between them"
        yield diagnostic(passage.location.down(n), "N013", message)
    for n in [n for n, setext in dividers if not setext][allowed:]:
        message = "a note may have one '---' line, above its first '###'; remove this one"
        yield diagnostic(passage.location.down(n), "N013", message)


def _dividers(passage: Passage) -> list[tuple[int, bool]]:
    if all(line.strip(" \t-=") for line in passage.text.split("\n") if line):
        return []
    outside = dict(outside_fences(passage.text))
    setext = {n for n, line in outside.items() if SETEXT.fullmatch(line) and outside.get(n - 1, "").strip()}
    return [(n, n in setext) for n, line in outside.items() if n in setext or DIVIDER.fullmatch(line)]
