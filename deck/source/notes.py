"""Read Markdown files into notes.

A file belongs to one deck. ``## Question {#id .type key="value"}`` starts a note: the heading is its front and
the text below it its back; a ``---`` line parts off text that belongs to the front as well; ``### Name``
starts a further field. Nothing is rendered here: a note holds its Markdown and where each passage stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from deck.diagnostics import ContentError, Diagnostic, Location, collect, content_error, diagnostic, nearest
from deck.files import holds_unseen, read_file, visible_files
from deck.markup.fences import find_fences, outside_fences, without_fences
from deck.note_types import NoteType
from deck.source.heading import CODE_OR_MATHS, FIELD, FILE, HARMLESS, KINDS, NOTE, Heading, read_heading, read_title
from deck.source.identity import Identity, identity_diagnostics
from deck.source.passage import Passage, divide, divider_diagnostics, passage_of, size_diagnostics
from deck.source.settings import FrontMatter, validate
from deck.source.text import read_lines
from deck.source.yaml_lines import read_mapping

VERBATIM = ("Answer", "Original")
WRITABLE = ("Hint", "Extra", "Source", *VERBATIM)
STRAY_ID = re.compile(r" {0,3}\S.*?(?<!\\)(?P<list>\{:?\s*#[\w-]+[^{}]*\})\s*")
REMARK = re.compile(r"<!--(?!.*?-->)", re.DOTALL)


@dataclass(frozen=True)
class Note:
    """A note as its author wrote it.

    *first_id* is the first id it ever had, on which its identity rests; *above* is the text that belongs to the
    front with the *title*, *below* the rest before the first further field; *suppressed* says why, by rule. A note that
    is not *sound* is so wrong that to look for more in its text would mislead.
    """

    id: str
    first_id: str
    kind: str
    deck: str
    tags: tuple[str, ...]
    title: Passage
    above: Passage
    below: Passage
    fields: dict[str, Passage]
    suppressed: dict[str, str]
    sound: bool

    @property
    def location(self) -> Location:
        """Where the note's heading stands."""
        return self.title.location

    @property
    def identity(self) -> Identity:
        """What must be unlike that of any other note."""
        return Identity(self.id, self.first_id, self.deck, self.location)

    @property
    def note_type(self) -> NoteType:
        """The note type that Anki sees."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class _File:
    lines: list[str]
    location: Location
    front_matter: FrontMatter
    headings: list[Heading]


def read_notes(content: Path, shown: str, root_deck: str) -> tuple[list[Note], list[Diagnostic]]:
    """Read all notes below *content*, in the order of their files' POSIX paths, and what is wrong in them.

    *shown* is how messages name the folder; every deck is *root_deck* or below it.
    """
    of_files, diagnostics = collect(
        lambda file: read_notes_of(read_file(file[0], content, file[1].path), file[1], root_deck),
        deck_files(content, shown),
    )
    notes = [note for found, _ in of_files for note in found]
    diagnostics += [each for _, found in of_files for each in found]
    return notes, [*diagnostics, *identity_diagnostics(note.identity for note in notes)]


def deck_files(content: Path, shown: str) -> list[tuple[Path, Location]]:
    """Return the Markdown files that hold notes, in the order of their POSIX paths, and how messages name them.

    Raises `ContentError` for names that no message could show.
    """
    names = (
        path.relative_to(content).as_posix()
        for path in visible_files(content)
        if path.suffix.lower() == ".md" and path.name.lower() != "readme.md"
    )
    found = sorted(names)
    if unseen := [name for name in found if holds_unseen(name)]:
        message = "the file's name holds a character that nobody sees; rename it"
        raise ContentError(diagnostic(Location(shown), "L013", f"{name!a}: {message}") for name in unseen)
    return [(content / name, Location(f"{shown}/{name}")) for name in found]


def read_notes_of(data: bytes, location: Location, root_deck: str) -> tuple[list[Note], list[Diagnostic]]:
    """Read the notes of a file, and what is wrong in each; raise `ContentError` for what is no file of notes."""
    lines = read_lines(data, location)
    text = "\n".join(lines)
    front_matter, body = _front_matter(lines, location, root_deck)
    outside = [(n, line) for n, line in outside_fences(text) if n >= body]
    headings = [heading for n, line in outside if (heading := read_heading(n, line))]
    file = _File(lines, location, front_matter, headings)
    firsts = [n for n, each in enumerate(headings) if each.level == NOTE]
    starts = [*(headings[n].line for n in firsts), len(lines)]
    spans = zip(pairwise([*firsts, len(headings)]), starts[1:], strict=True)
    read = [_read_note(file, headings[first:end], last) for (first, end), last in spans]
    of_notes = (each for _, diagnostics in read for each in diagnostics)
    diagnostics = [
        *_heading_diagnostics(file, starts[0]),
        *_stray_ids(outside, location),
        *_remark_diagnostics(file, starts[0]),
    ]
    diagnostics += [*_fence_diagnostics(text, location), *of_notes]
    return [note for note, _ in read], diagnostics


def _front_matter(lines: list[str], location: Location, root_deck: str) -> tuple[FrontMatter, int]:
    closing = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---":
        raise content_error(location, "N001", "has no front matter; begin with '---', 'deck: Name', '---'")
    if not closing:
        raise content_error(location, "N001", "the front matter is never closed; end it with a line '---'")
    typed, locations = read_mapping("\n".join(lines[1:closing]), location.down(1))
    front_matter = validate(FrontMatter, typed, locations, "N002")
    if not f"{front_matter.deck}::".startswith(f"{root_deck}::"):
        message = f"deck '{front_matter.deck}' is not below '{root_deck}'; begin its name with '{root_deck}::'"
        raise content_error(locations["deck",], "N002", message)
    return front_matter, closing + 1


def _heading_diagnostics(file: _File, first_note: int) -> Iterator[Diagnostic]:
    titles = 0
    for heading in file.headings:
        where = file.location.down(heading.line)
        titles += heading.level == FILE
        if heading.level == FILE and (titles > 1 or heading.line > first_note):
            yield diagnostic(where, "N010", "a file has one '#' title, before its first note; use '##' for a note")
        elif heading.level == FIELD and heading.line < first_note:
            yield diagnostic(where, "N011", "a field before the first note; begin a note with '##'")


def _stray_ids(outside: list[tuple[int, str]], location: Location) -> Iterator[Diagnostic]:
    """Yield what looks like the heading of a note to its author alone, who would miss the note."""
    for number, line in outside:
        heading = read_heading(number, line)
        match = STRAY_ID.fullmatch(line) if "#" in line and not (heading and heading.level == NOTE) else None
        if match:
            message = f"'{match['list']}' stands in no heading of a note; begin the line with '## '"
            yield diagnostic(location.down(number).right(match.start("list")), "N007", message)


def _remark_diagnostics(file: _File, first_note: int) -> Iterator[Diagnostic]:
    """Yield a remark above the first note that goes on into it."""
    above = without_fences("\n".join(file.lines[:first_note]))
    if match := REMARK.search(CODE_OR_MATHS.sub(lambda match: " " * len(match[0]), above)):
        message = "a remark goes on past the next heading; end it with '-->' above"
        yield diagnostic(Passage(above, file.location).location_at(match.start()), "H003", message)


def _fence_diagnostics(text: str, location: Location) -> Iterator[Diagnostic]:
    for fence in find_fences(text):
        where = location.down(fence.first)
        if not fence.closed:
            yield diagnostic(where, "F001", "the fence is never closed; end it with a line of its marks")
        elif fence.indented:
            message = "the fence is indented or quoted; begin it at the margin, outside lists and quotations"
            yield diagnostic(where, "F001", message)


def _read_note(file: _File, headings: list[Heading], last: int) -> tuple[Note, list[Diagnostic]]:
    first, *inside = headings
    where = file.location.down(first.line).right(first.column)
    title, diagnostics = read_title(first.text, where)
    bounds = [*(each.line for each in inside if each.level == FIELD), last]
    body = passage_of(file.lines, first.line + 1, bounds[0], file.location)
    above, below = divide(body)
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
        kind=title.kind,
        deck=file.front_matter.deck,
        tags=tuple(dict.fromkeys([*file.front_matter.tags, *title.tags])),
        title=Passage(title.text, where),
        above=above,
        below=below,
        fields={name: passage for name, _, passage in named},
        suppressed=title.suppressed,
        sound=True,
    )
    diagnostics += [each for passage in (note.title, body, *note.fields.values()) for each in size_diagnostics(passage)]
    diagnostics += [*divider_diagnostics(body, allowed=1), *_field_diagnostics(named, note), *_shape_diagnostics(note)]
    return replace(note, sound=all(each.rule in HARMLESS for each in diagnostics)), diagnostics


def _field_diagnostics(named: list[tuple[str, Location, Passage]], note: Note) -> Iterator[Diagnostic]:
    names: set[str] = set()
    for name, where, passage in named:
        if name not in WRITABLE:
            yield diagnostic(where, "N011", f"unknown field '{name}'; {nearest(name, WRITABLE)}")
        elif name in names:
            yield diagnostic(where, "N011", f"field '{name}' stands twice in this note; keep one")
        elif not passage:
            yield diagnostic(where, "N011", f"field '{name}' is empty; write it or remove its heading")
        elif name == "Answer" and note.kind != "typed":
            yield diagnostic(where, "N012", "only a typed note has an answer; add .typed to the note's heading")
        elif name == "Answer" and "\n" in passage.text:
            yield diagnostic(passage.location, "N012", "the answer to type has more than one line; keep one")
        if name not in VERBATIM:
            yield from divider_diagnostics(passage)
        names.add(name)


def _shape_diagnostics(note: Note) -> Iterator[Diagnostic]:
    if note.kind == "cloze" and note.above:
        yield diagnostic(note.above.location, "N013", "a cloze note has no front; remove the '---' line")
    if note.kind == "typed" and "Answer" not in note.fields:
        yield diagnostic(note.location, "N012", "a typed note has no answer; add '### Answer' with one line")
    if note.kind != "typed" and not note.below:
        yield diagnostic(note.location, "N014", "the note has no text; write its answer below the heading")
