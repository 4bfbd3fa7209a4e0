"""Parse Markdown files into notes.

A file belongs to one deck. ``## Question {#id .type key="value"}`` starts a note: the heading is its front and
the text below it its back; text above a ``---`` line also belongs to the front; ``### Name`` starts another
field. Nothing is rendered here: a note has its Markdown, and the location of each passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from deck.diagnostics import Diagnostic, Location, collect, diagnostic
from deck.files import read_file, visible_files
from deck.markup.fences import find_fences, outside_fences, without_fences
from deck.source.content_files import deck_files
from deck.source.divider import divider_diagnostics, split_at_divider
from deck.source.fields import field_diagnostics, shape_diagnostics
from deck.source.front_matter import Decks, FrontMatter, read_front_matter
from deck.source.heading import (
    CODE_OR_MATHS,
    FIELD,
    FILE,
    HARMLESS,
    NOTE,
    Heading,
    marks_outside,
    read_heading,
    read_title,
)
from deck.source.passage import Passage, passage_of, size_diagnostics
from deck.source.text import read_lines, refuse_conflicts
from deck.source.unique_ids import identity_diagnostics
from deck.source.written_note import Note

ODD_SPACE = re.compile(r" {0,3}(?P<marks>#{1,6})(?P<space>[^\S \t])")  # such as a no-break space
STRAY_ID = re.compile(r" {0,3}\S.*?(?<!\\)(?P<list>\{:?\s*#[\w-]+[^{}]*\})\s*")
OPEN_COMMENT = re.compile(r"<!--(?!.*?-->)", re.DOTALL)
WHOLE_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class ParsedFile(NamedTuple):
    """What a file holds: its lead, which is the first paragraph above its notes, the notes, and what is wrong."""

    lead: Passage
    notes: list[Note]
    diagnostics: list[Diagnostic]


@dataclass(frozen=True)
class _File:
    lines: list[str]
    location: Location
    front_matter: FrontMatter
    headings: list[Heading]


def read_notes(content: Path, decks: Decks) -> tuple[list[Note], list[Diagnostic]]:
    """Parse all notes below *content*, in the order of their files' POSIX paths, and find what is wrong in them."""
    of_files, diagnostics = collect(
        lambda file: parse_notes(read_file(file[0], content, file[1].path), file[1], decks),
        deck_files(visible_files(content), content, decks.display_path),
    )
    notes = [note for file in of_files for note in file.notes]
    diagnostics += [each for file in of_files for each in file.diagnostics]
    return notes, [*diagnostics, *identity_diagnostics(note.identity for note in notes)]


def parse_notes(data: bytes, location: Location, decks: Decks) -> ParsedFile:
    """Parse a file of notes and find what is wrong in it; raise `ContentError` if it is unreadable."""
    lines = read_lines(data, location)
    text = "\n".join(lines)
    numbered = list(outside_fences(text))
    refuse_conflicts(numbered, location)
    front_matter, body = read_front_matter(lines, location, decks)
    marked = [(n, line) for n, line in numbered if "#" in line and n >= body]
    headings = [heading for n, line in marked if (heading := read_heading(n, line))]
    file = _File(lines, location, front_matter, headings)
    firsts = [n for n, each in enumerate(headings) if each.level == NOTE]
    starts = [*(headings[n].line for n in firsts), len(lines)]
    spans = zip(pairwise([*firsts, len(headings)]), starts[1:], strict=True)
    read = [_read_note(file, headings[first:end], last) for (first, end), last in spans]
    of_notes = (each for _, diagnostics in read for each in diagnostics)
    lead = _lead(file, body, starts[0])
    diagnostics = [
        *size_diagnostics(lead),
        *_heading_diagnostics(file, starts[0]),
        *_lost_headings(marked, location),
        *_comment_diagnostics(file, starts[0]),
    ]
    diagnostics += [*_fence_diagnostics(text, location), *of_notes]
    diagnostics += [] if diagnostics else _noteless(file, body)
    return ParsedFile(lead, [note for note, _ in read], diagnostics)


def _lead(file: _File, body: int, first_note: int) -> Passage:
    """Return the first paragraph between the title of a file, or else its front matter, and its first note."""
    first = max((each.line + 1 for each in file.headings if each.line < first_note), default=body)
    above = without_fences("\n".join(file.lines[:first_note]))
    lines = WHOLE_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), above).split("\n")
    whole = passage_of(lines, first, first_note, file.location)
    return Passage(re.split(r"\n[ \t]*\n", whole.text)[0], whole.location)


def _noteless(file: _File, body: int) -> Iterator[Diagnostic]:
    """Yield a diagnostic for a file with text, but without a note: nothing of it would be on a card."""
    text = WHOLE_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), "\n".join(file.lines[body:]))
    if text.strip() and not any(each.level == NOTE for each in file.headings):
        where = file.location.down(body + text[: len(text) - len(text.lstrip())].count("\n"))
        yield diagnostic(where, "N015", "the file holds no notes; begin each question with '## '")


def _heading_diagnostics(file: _File, first_note: int) -> Iterator[Diagnostic]:
    titles = 0
    for heading in file.headings:
        where = file.location.down(heading.line)
        titles += heading.level == FILE
        if heading.level == FILE and (titles > 1 or heading.line > first_note):
            yield diagnostic(where, "N010", "a file has only one '#' title, above its first note; use '##' for a note")
        elif heading.level == FIELD and heading.line < first_note:
            yield diagnostic(where, "N011", "the field is above the first note; begin a note with '##'")


def _lost_headings(marked: list[tuple[int, str]], location: Location) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each line with '#' that its author meant as a heading, but that Markdown does not."""
    for number, line in marked:
        if odd := ODD_SPACE.match(line):
            message = f"'{odd['marks']}' is followed by U+{ord(odd['space']):04X}, not by a space; write a space"
            yield diagnostic(location.down(number).right(odd.start("space")), "N028", message)
            continue
        heading = read_heading(number, line)
        match = None if heading and heading.level == NOTE else STRAY_ID.fullmatch(line)
        if match:
            message = f"'{match['list']}' is not in the heading of a note; begin the line with '## '"
            yield diagnostic(location.down(number).right(match.start("list")), "N007", message)


def _comment_diagnostics(file: _File, first_note: int) -> Iterator[Diagnostic]:
    """Yield a diagnostic for a comment above the first note that is not closed before it."""
    above = without_fences("\n".join(file.lines[:first_note]))
    if match := OPEN_COMMENT.search(CODE_OR_MATHS.sub(lambda match: " " * len(match[0]), above)):
        message = "the comment is not closed before the next heading; end it with '-->'"
        yield diagnostic(Passage(above, file.location).location_at(match.start()), "H003", message)


def _fence_diagnostics(text: str, location: Location) -> Iterator[Diagnostic]:
    for fence in find_fences(text):
        where = location.down(fence.first)
        if not fence.closed:
            yield diagnostic(where, "F001", "the fence is never closed; end it with a line of the same marks")
        elif fence.misplaced:
            message = "the fence is quoted or half indented; indent it by four spaces in a list, or not at all"
            yield diagnostic(where, "F001", message)


def _read_note(file: _File, headings: list[Heading], last: int) -> tuple[Note, list[Diagnostic]]:
    first, *inside = headings
    where = file.location.down(first.line).right(first.column)
    title, diagnostics = read_title(first.text, where)
    bounds = [*(each.line for each in inside if each.level == FIELD), last]
    body = passage_of(file.lines, first.line + 1, bounds[0], file.location)
    above, below = split_at_divider(body)
    named = [
        (
            file.lines[start].strip("# \t"),
            file.location.down(start),
            passage_of(file.lines, start + 1, end, file.location),
        )
        for start, end in pairwise(bounds)
    ]
    note = Note(
        id=title.id,
        first_id=title.first_id,
        guid=title.guid,
        kind=title.kind,
        deck=file.front_matter.deck,
        tags=tuple(dict.fromkeys([*file.front_matter.tags, *title.tags])),
        title=Passage(title.text, where),
        above=above,
        below=below,
        fields={name: passage for name, _, passage in named},
        suppressed=title.suppressed,
        needs=title.needs,
        well_formed=True,
    )
    if marks_outside(first.text):  # whether the rest is right depends on them
        return replace(note, well_formed=False), diagnostics
    diagnostics += [each for passage in (note.title, body, *note.fields.values()) for each in size_diagnostics(passage)]
    diagnostics += [*divider_diagnostics(body, allowed=1), *field_diagnostics(named, note), *shape_diagnostics(note)]
    well_formed = all(each.rule in HARMLESS for each in diagnostics)
    return note if well_formed else replace(note, well_formed=False), diagnostics
