"""Compile a file of notes into plain data: all that a build needs, in a form for the cache and for other processes.

A note depends on its own text, its folder and its pictures, and on no other note. If these are the same as before, its
earlier result is used again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from msgspec import structs

from deck.cache.keys import hash_of
from deck.cache.store import Store
from deck.checks.claim_checks import judge_claims
from deck.checks.lint import ERRORS, check_note, check_structure
from deck.checks.views import NoteSummary, NoteView, summary_of
from deck.compile.record import record_of
from deck.diagnostics import ContentError, Diagnostic, LintResult, Location
from deck.files import digest_of
from deck.history.guid import guid_of
from deck.history.lock import Record
from deck.render.content_folder import Folder
from deck.render.description import lead_html
from deck.render.figure_fence import FigureRequest
from deck.render.media_files import Media
from deck.render.note import render
from deck.source.notes import parse_notes
from deck.source.unique_ids import Identity
from deck.source.written_note import Note


class Fields(NamedTuple):
    """The HTML of the fields of a note, in the order of its note type, and the GUID by which Anki identifies it."""

    first_id: str
    guid: str
    html: tuple[str, ...]


FileFields = tuple[Fields, ...]


class NoteLint(NamedTuple):
    """What could be better in a note by itself, and what rules about the whole folder need of it."""

    summary: NoteSummary
    lint_result: LintResult


class CompiledNote(NamedTuple):
    """A note that could be rendered, without its fields: its record, what it shows, and what rules found, if asked.

    *record* has no note id and time yet; *source* is a hash of what the note was compiled from.
    """

    source: str
    location: Location
    kind: str
    record: Record
    figures: tuple[FigureRequest, ...]
    media: tuple[Media, ...]
    linted: NoteLint | None


@dataclass(frozen=True)
class CompiledFile:
    """The notes of a file that could be compiled with the fields of each, the ids of the others, and the mistakes.

    *linted* says whether quality was checked, *digest* is that of the file, *description* what it adds to its deck.
    """

    digest: str
    linted: bool
    description: str = ""
    notes: tuple[CompiledNote, ...] = ()
    fields: FileFields = ()
    others: tuple[Identity, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def media(self) -> frozenset[Media]:
        """The media of its notes."""
        return frozenset(each for note in self.notes for each in note.media)

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """The ids of its notes, in source order."""
        compiled = (_identity(each.record, each.location) for each in self.notes)
        return tuple(sorted([*compiled, *self.others], key=lambda each: each.location) if self.others else compiled)

    def is_current(self, digest: str, job: Job) -> bool:
        """Return whether compiling a file with this *digest* would give the same result."""
        unchanged = self.digest == digest and self.linted >= job.linted
        return unchanged and all(each.is_current(job.folder.media) for each in self.media)


@dataclass(frozen=True)
class Job:
    """What the compilation of any file of a folder needs, in whatever process; *linted* says to check quality."""

    folder: Folder
    linted: bool
    store: Store


def compile_file(data: bytes, location: Location, earlier: CompiledFile | None, job: Job) -> CompiledFile:
    """Compile the notes of a file at *location*; reuse those that have not changed since it was compiled *earlier*."""
    try:
        lead, notes, diagnostics = parse_notes(data, location, job.folder.decks)
    except ContentError as error:
        return CompiledFile(digest_of(data), job.linted, diagnostics=error.diagnostics)
    known = {each[0].source: each for each in zip(earlier.notes, earlier.fields, strict=True)} if earlier else {}
    sources = [_source(note) for note in notes]
    compiled = [
        (note, _compile(note, source, known.get(source), job)) for note, source in zip(notes, sources, strict=True)
    ]
    done = [result for _, (result, _) in compiled if result]
    return CompiledFile(
        digest_of(data),
        job.linted,
        description="" if diagnostics else lead_html(lead.text),
        notes=tuple(note for note, _ in done),
        fields=tuple(fields for _, fields in done),
        others=tuple(note.identity for note, (result, _) in compiled if not result),
        diagnostics=(*diagnostics, *(each for _, (_, found) in compiled for each in found)),
    )


def _compile(
    note: Note, source: str, earlier: tuple[CompiledNote, Fields] | None, job: Job
) -> tuple[tuple[CompiledNote, Fields] | None, tuple[Diagnostic, ...]]:
    """Return a compiled note with its fields, if it is well formed and could be rendered, and the mistakes in it."""
    if not note.well_formed:
        return None, ()
    if earlier and _is_current(earlier[0], job):
        return (_moved(earlier[0], note.location), earlier[1]), ()
    diagnostics = tuple(check_structure(note))
    try:
        rendered = render(note, job.folder)
    except ContentError as error:
        return None, (*diagnostics, *error.diagnostics)
    judgement = judge_claims(rendered, job.store)
    view = NoteView(rendered, judgement.rounded, job.folder.settings)
    faults = () if job.linted else check_note(view, ERRORS).found
    compiled = CompiledNote(
        source=source,
        location=note.location,
        kind=note.kind,
        record=record_of(rendered, job.folder),
        figures=rendered.requests,
        media=rendered.media,
        linted=NoteLint(summary_of(view), check_note(view)) if job.linted else None,
    )
    guid = guid_of(job.folder.settings.namespace, note.first_id, note.guid)
    fields = Fields(note.first_id, guid, tuple(rendered.fields.values()))
    return (compiled, fields), (*diagnostics, *judgement.diagnostics, *faults)


def _identity(record: Record, location: Location) -> Identity:
    return Identity(record.id, record.first_id, record.deck, record.guid, location)


def _source(note: Note) -> str:
    """Return a hash of all that a note was parsed from, wherever in its file that is."""
    passages = {"title": note.title, "above": note.above, "below": note.below, **note.fields}
    first = note.location.line
    parts = [(name, each.text, each.location.line - first, each.location.column) for name, each in passages.items()]
    return hash_of(note.identity[:4], note.kind, note.tags, note.suppressed, note.needs, parts)


def _is_current(note: CompiledNote, job: Job) -> bool:
    """Return whether a note was linted if that is wanted, and its media are those with which it was compiled."""
    return bool(note.linted or not job.linted) and all(each.is_current(job.folder.media) for each in note.media)


def _moved(note: CompiledNote, location: Location) -> CompiledNote:
    """Return a note as if it had been compiled with its heading at *location*."""
    if note.location == location or not note.linted:
        return note._replace(location=location)
    lines = location.line - note.location.line

    def moved(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        return tuple(structs.replace(each, line=each.line + lines) for each in found)

    summary, lint_result = note.linted
    linted = NoteLint(
        replace(summary, location=location), LintResult(moved(lint_result.found), moved(lint_result.suppressed))
    )
    return note._replace(location=location, linted=linted)
