"""A file of notes as lines, of which one note can be removed, edited and put back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from deck.diagnostics import Location
from deck.render.content_folder import Folder
from deck.source.notes import ParsedFile, parse_notes


@dataclass(frozen=True)
class SourceFile:
    """A file of notes: its bytes, where it is in messages, and the folder that it belongs to."""

    data: bytes
    location: Location
    folder: Folder

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, each with the carriage return that it may end in."""
        return self.data.decode().split("\n")

    @cached_property
    def parsed(self) -> ParsedFile:
        """Its notes."""
        return parse_notes(self.data, self.location, self.folder.decks)

    def index(self, first_id: str) -> int:
        """Return which of its notes, from 0, has this first id."""
        return next(n for n, note in enumerate(self.parsed.notes) if note.first_id == first_id)

    def part(self, number: int) -> SourceFile:
        """Return a file with what is above the first note, with only this note, and with a line end after it."""
        first, last = self._span(number)
        return self.with_lines([*self.lines[: self._span(0)[0]], *self.lines[first:last], ""])

    def with_part(self, number: int, part: SourceFile) -> SourceFile:
        """Return this file with a note as it is in *part*."""
        first, last = self._span(number)
        return self.with_lines([*self.lines[:first], *part.lines[self._span(0)[0] : -1], *self.lines[last:]])

    def with_lines(self, lines: list[str]) -> SourceFile:
        """Return a file with other lines."""
        return SourceFile("\n".join(lines).encode(), self.location, self.folder)

    def _span(self, number: int) -> tuple[int, int]:
        """Return the lines of a note, from 0."""
        notes = self.parsed.notes
        last = notes[number + 1].location.line - 1 if number + 1 < len(notes) else len(self.lines)
        return notes[number].location.line - 1, last
