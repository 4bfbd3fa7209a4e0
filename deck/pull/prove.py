"""Find the edit of a source that makes the HTML that Anki has, and prove it: the note is rendered again.

Accepted is an edit after which the field shows what it shows in Anki, while all other fields, all other notes, and what
the author decided about figures, claims and citations are as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape, unescape

from deck.checks.lint import check_structure
from deck.diagnostics import ContentError, Location
from deck.markup.from_html import FIGURE_MARK, to_markdown
from deck.markup.html_tree import TooDeep
from deck.markup.normal_html import Block, normal_form
from deck.pull.merge import merges
from deck.pull.passages import field_text, with_field
from deck.pull.tokens import tokenise_source
from deck.render.note import Folder, RenderedNote, render
from deck.source.bibliography import CITATION
from deck.source.notes import VERBATIM, Note, ParsedFile, parse_notes


@dataclass(frozen=True)
class SourceFile:
    """A file of notes: its bytes, and where it is in messages."""

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
        return parse_notes(self.data, self.location, self.folder.settings.name)

    def index(self, first_id: str) -> int:
        """Return which of its notes, from 0, has this first id."""
        return next(n for n, note in enumerate(self.parsed.notes) if note.first_id == first_id)

    def span(self, number: int) -> tuple[int, int]:
        """Return the lines of a note, from 0."""
        notes = self.parsed.notes
        last = notes[number + 1].location.line - 1 if number + 1 < len(notes) else len(self.lines)
        return notes[number].location.line - 1, last

    def part(self, number: int) -> SourceFile:
        """Return a file with the same front matter and only this note."""
        first, last = self.span(number)
        start = self.span(0)[0]
        return self._of([*self.lines[:start], *self.lines[first:last]])

    def with_part(self, number: int, part: SourceFile) -> SourceFile:
        """Return this file with a note as it is in *part*."""
        first, last = self.span(number)
        return self._of([*self.lines[:first], *part.lines[self.span(0)[0] :], *self.lines[last:]])

    def _of(self, lines: list[str]) -> SourceFile:
        return SourceFile("\n".join(lines).encode(), self.location, self.folder)


def find_edit(file: SourceFile, first_id: str, field: str, html: str) -> SourceFile | None:
    """Return *file* with the edit after which *field* shows *html*, or nothing if none can be proved."""
    number = file.index(first_id)
    part = file.part(number)
    note = part.parsed.notes[0]
    before = render(note, file.folder)
    try:
        shown, wanted = normal_form(before.fields[field]), normal_form(html)
    except TooDeep:
        return None
    for text in _candidates(before, field, shown, wanted):
        lines = with_field(part.lines, note, field, text)
        if lines is None:
            continue
        edited = part._of(lines)  # noqa: SLF001
        if _is_proof(edited, before, field, wanted):
            whole = file.with_part(number, edited)
            return whole if _others_stay(file, whole, number) else None
    return None


def _candidates(
    rendered: RenderedNote, field: str, shown: tuple[Block, ...], wanted: tuple[Block, ...]
) -> Iterator[str]:
    if field in VERBATIM:
        yield "\n".join(each for block in wanted for each in block.inline if isinstance(each, str))
        return
    kinds = {*(each.kind for each in rendered.requests), "check"}
    marks = [FIGURE_MARK.format(each.kind) for each in shown if each.tag == "figure"]
    ours = tokenise_source(field_text(rendered.note, field), kinds, marks)
    yield from merges(to_markdown(shown), to_markdown(wanted), ours)


def _is_proof(edited: SourceFile, before: RenderedNote, field: str, wanted: tuple[Block, ...]) -> bool:
    try:
        (note,) = edited.parsed.notes
        if not _is_same_note(note, before.note):
            return False
        after = render(note, edited.folder)
    except (ContentError, ValueError):
        return False
    others = {name: html for name, html in after.fields.items() if name != field}
    return (
        all(before.fields[name] == html for name, html in others.items())
        and normal_form(after.fields[field]) == wanted
        and _decided(after) == _decided(before)
        and not [*check_structure(note)][len([*check_structure(before.note)]) :]
    )


def _is_same_note(note: Note, before: Note) -> bool:
    said = [(each.id, each.first_id, each.kind, each.deck, each.tags, each.suppressed) for each in (note, before)]
    return note.well_formed >= before.well_formed and said[0] == said[1]


def _decided(rendered: RenderedNote) -> tuple[object, ...]:
    """Return what an author decides that no learner edits: figures, claims and citations."""
    experiments = [each.experiment for each in rendered.experiments]
    figures = [each.model_copy(update={"caption": ""}) for each in (*rendered.figures, *experiments)]
    passages = (rendered.note.above, rendered.note.below, *rendered.note.fields.values())
    return figures, [CITATION.findall(each.text) for each in passages[-1:]], rendered.pictures


def _others_stay(before: SourceFile, after: SourceFile, number: int) -> bool:
    """Return whether all notes but one are as before, and the file is no worse."""
    old, new = before.parsed, after.parsed
    return (
        [_text(each) for n, each in enumerate(old.notes) if n != number]
        == [_text(each) for n, each in enumerate(new.notes) if n != number]
        and old.lead.text == new.lead.text
        and len(new.diagnostics) <= len(old.diagnostics)
    )


def _text(note: Note) -> tuple[object, ...]:
    passages = {"title": note.title, "above": note.above, "below": note.below, **note.fields}
    said = (note.id, note.first_id, note.kind, note.tags, note.suppressed)
    return *said, {name: each.text for name, each in passages.items()}
