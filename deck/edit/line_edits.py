"""Edits: what a fix changes in the lines of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deck.source.passage import Passage

Replacement = tuple[int, str, str]  # an offset in a passage, what is written there, and what takes its place


@dataclass(frozen=True, order=True)
class Edit:
    """Text that replaces *length* characters of a line from a column on; line and column count from 0."""

    line: int
    column: int
    length: int
    text: str


def edits_in(passage: Passage, replacements: Sequence[Replacement], lines: Sequence[str]) -> Iterator[Edit]:
    """Yield replacements in a passage as edits of its file: all or none, since letters may be decomposed there."""
    edits = []
    for offset, written, text in replacements:
        where = passage.location_at(offset)
        line, column = where.line - 1, where.column - 1
        if not lines[line].startswith(written, column):
            return
        edits.append(Edit(line, column, len(written), text))
    yield from edits


def edited(lines: Iterable[str], edits: Iterable[Edit]) -> list[str]:
    """Return lines after edits that do not overlap."""
    after = list(lines)
    for edit in sorted(edits, reverse=True):
        line = after[edit.line]
        after[edit.line] = line[: edit.column] + edit.text + line[edit.column + edit.length :]
    return after
