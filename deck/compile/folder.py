"""Compile and check a content folder, and report all its mistakes at once.

A file is compiled by itself, in whatever process, and its result is cached for the next build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from deck.cache.snapshot import Snapshot, take_snapshot
from deck.cache.store import Store
from deck.checks.lint import check_deck
from deck.checks.rule_levels import lint_diagnostics, stops_builds
from deck.compile.file import CompiledFile, CompiledNote, Fields, Job, NoteLint
from deck.compile.incremental import CachedFile, compile_files
from deck.compile.record import record_of_note_type
from deck.diagnostics import ContentError, Diagnostic, LintResult, Location, collect, content_error, diagnostic, nearest
from deck.files import Reader
from deck.history.lock import Lock, Record, lock_path
from deck.history.lock_file import read_lock
from deck.note_types import NOTE_TYPES
from deck.render.content_folder import Folder
from deck.render.description import description_diagnostics
from deck.render.figure_fence import FigureRequest
from deck.render.media_files import Media, media_files
from deck.render.note import RenderedNote, render
from deck.safety.image import SUFFIXES
from deck.safety.sound import SOUND_SUFFIXES
from deck.source.bibliography import read_bibliography
from deck.source.notes import folder_diagnostics, read_notes
from deck.source.own_style import read_own_style
from deck.source.passage import Passage
from deck.source.settings import Settings, read_settings
from deck.source.toml_lines import TEXT
from deck.source.unique_ids import Identity, guid_text, identity_diagnostics
from deck.source.yaml_lines import KeyPath, location_of

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(frozen=True)
class Compiled:
    """A content folder: what learners get of it, its lock, if it has one, and what is or could be better.

    *records* are those of its note types and notes, in source order, whose ids and times are still to be given;
    *descriptions* are those of subdecks, in HTML, by the names of the decks; *figures* and *media* are by name, the
    *figures* in the order in which notes show them.
    """

    folder: Folder
    files: tuple[CachedFile, ...]
    records: tuple[Record, ...]
    descriptions: Mapping[str, str]
    figures: Mapping[str, FigureRequest]
    media: Mapping[str, Reader]
    lock: Lock | None
    lint_result: LintResult

    @property
    def notes(self) -> Iterator[CompiledNote]:
        """The notes in source order, those of one file in memory at a time."""
        return (note for file in self.files for note in file.notes)

    @property
    def fields(self) -> Iterator[Fields]:
        """The fields of each note in source order, those of one file in memory at a time."""
        return (fields for file in self.files for fields in file.fields)


def compile_content(
    snapshot: Snapshot, store: Store, executor: Executor | None = None, *, linted: bool = False
) -> Compiled:
    """Compile and check a content folder, on the processes of an *executor*; raise `ContentError` with every error.

    Quality is checked if *linted*, or if the settings make errors of it. Results are cached in *store*. Another machine
    must see the same folders under the same paths.
    """
    compiled = examine(snapshot, store, executor, linted=linted)
    if errors := [each for each in compiled.lint_result.found if each.level == "error"]:
        raise ContentError(errors)
    return compiled


def examine(snapshot: Snapshot, store: Store, executor: Executor | None = None, *, linted: bool = True) -> Compiled:
    """Compile and check a content folder, whatever is wrong in its notes; raise `ContentError` if it has none.

    The lint result contains all mistakes, in order.
    """
    folder, locations, diagnostics = _read_folder(snapshot, store)
    settings, linted = folder.settings, linted or stops_builds(folder.settings)
    path = lock_path(folder.path)
    locks, unlocked = collect(lambda name: read_lock(path, name, settings.namespace, snapshot.read), [path.as_posix()])
    lock = locks[0] if locks else None
    job = Job(replace(folder, path=folder.path.absolute()), linted, store)
    files = [(cached, _part(file, lock or Lock())) for cached, file in compile_files(snapshot, folder, job, executor)]
    parts = [part for _, part in files]
    identities = [each for part in parts for each in part.identities]
    diagnostics += [
        *folder_diagnostics(snapshot.files, folder.path, folder.display_path),
        *unlocked,
        *(each for part in parts for each in part.diagnostics),
        *identity_diagnostics(identities),
    ]
    diagnostics += _useless_defaults(settings, locations)
    diagnostics += lint_diagnostics(settings.lint, folder.works.entries, locations)
    diagnostics += description_diagnostics(Passage(settings.description, location_of(("description", TEXT), locations)))
    if not identities and not diagnostics:
        raise content_error(
            Location(folder.display_path),
            "N015",
            "holds no notes; write one as '## Question {#id}' in a Markdown file",
        )
    records = tuple(each for part in parts for each in part.records)
    complete = len(records) == len(identities)
    lint_result = _lint_result(folder, snapshot, parts, complete=complete) if linted else LintResult()
    return Compiled(
        folder=folder,
        files=tuple(cached for cached, _ in files),
        records=(*_note_types(records, folder), *records),
        descriptions=dict(each for part in reversed(parts) for each in part.description),
        figures={each.name: each for part in parts for each in part.figures},
        media={each.name: _reader(each, folder, snapshot) for part in parts for each in part.media},
        lock=lock,
        lint_result=replace(lint_result, found=tuple(sorted({*diagnostics, *lint_result.found}))),
    )


def render_content(content: Path) -> list[RenderedNote]:
    """Return all notes of the folder *content* as they are rendered; raise `ContentError` with all that prevents it."""
    folder, _, diagnostics = _read_folder(take_snapshot(content, Store()), Store())
    notes, unreadable = read_notes(content, folder.decks)
    rendered, unrenderable = collect(lambda note: render(note, folder), notes)
    if diagnostics := [*diagnostics, *unreadable, *unrenderable]:
        raise ContentError(diagnostics)
    return rendered


def identity_changes(notes: Iterable[CompiledNote], lock: Lock) -> Iterator[Diagnostic]:
    """Name the notes that learners have as another one: with another GUID, or as a cloze that was none or the reverse.

    No import can make such a change to a learner's note.
    """
    for each in notes:
        record, before = each.record, lock.records.get(each.record.first_id)
        if before and before.guid != record.guid:
            theirs = f"with {guid_text(before.guid)}" if before.guid else "without guid="
            message = f"learners have '{record.id}' {theirs}; write its heading so, or give the note a new id"
            yield diagnostic(each.location, "N029", message)
        if before and before.type != record.type:
            message = (
                f"'{record.id}' was of note type {before.type}, which learners' notes cannot leave; give it a new id"
            )
            yield diagnostic(each.location, "N016", message)


@dataclass(frozen=True)
class _Part:
    """What the whole folder needs of a file."""

    records: tuple[Record, ...]
    description: tuple[tuple[str, str], ...]  # of its deck, if it gives it one
    identities: tuple[Identity, ...]
    figures: tuple[FigureRequest, ...]
    media: frozenset[Media]
    diagnostics: tuple[Diagnostic, ...]
    linted: tuple[NoteLint, ...]


def _part(file: CompiledFile, lock: Lock) -> _Part:
    linted = tuple(note.linted for note in file.notes if note.linted)
    return _Part(
        records=tuple(note.record for note in file.notes),
        description=tuple((note.record.deck, file.description) for note in file.notes[:1] if file.description),
        identities=_identities(file),
        figures=tuple(figure for note in file.notes for figure in note.figures),
        media=frozenset(each for note in file.notes for each in note.media),
        diagnostics=(*file.diagnostics, *identity_changes(file.notes, lock), *_errors(linted)),
        linted=linted,
    )


def _errors(linted: Iterable[NoteLint]) -> Iterator[Diagnostic]:
    """Yield the errors that were found when a note was last checked, which also stop a build that checks none."""
    return (found for _, lint_result in linted for found in lint_result.found if found.level == "error")


def _identities(file: CompiledFile) -> tuple[Identity, ...]:
    """Return the ids of the notes of a file, in source order."""
    compiled = (_identity(each.record, each.location) for each in file.notes)
    return tuple(sorted([*compiled, *file.others], key=lambda each: each.location) if file.others else compiled)


def _identity(record: Record, location: Location) -> Identity:
    return Identity(record.id, record.first_id, record.deck, record.guid, location)


def _read_folder(snapshot: Snapshot, store: Store) -> tuple[Folder, Mapping[KeyPath, Location], list[Diagnostic]]:
    """Return what all notes of a folder share, the locations of its settings, and what is wrong in its bibliography."""
    content, read = snapshot.content, snapshot.read
    shown = content.as_posix()
    settings, locations = read_settings(content / "deck.toml", f"{shown}/deck.toml", read)
    works, diagnostics = read_bibliography(content / "references.bib", f"{shown}/references.bib", store, read)
    styles, unstyled = collect(lambda name: read_own_style(content / name, f"{shown}/{name}", read), ["style.css"])
    folder = Folder(content, shown, settings, works, media_files(snapshot, store), "".join(styles))
    return folder, locations, [*diagnostics, *unstyled]


def _reader(media: Media, folder: Folder, snapshot: Snapshot) -> Reader:
    """Return a function that reads a file as it was when it was checked."""
    path = folder.media[media.path].path
    return partial(snapshot.read, path, folder.path, path.as_posix())


def _lint_result(folder: Folder, snapshot: Snapshot, parts: Iterable[_Part], *, complete: bool) -> LintResult:
    """Return what could be better in the notes of a folder and, if they are *complete*, in all of them together."""
    notes = [each for part in parts for each in part.linted]
    whole = check_deck(notes, _media_locations(snapshot), folder.settings) if complete else LintResult()
    return LintResult(
        found=(*(each for _, lint_result in notes for each in lint_result.found), *whole.found),
        suppressed=tuple(
            sorted([*(each for _, lint_result in notes for each in lint_result.suppressed), *whole.suppressed])
        ),
    )


def _note_types(records: Iterable[Record], folder: Folder) -> Iterator[Record]:
    """Yield the records of the note types that are used."""
    used = {each.type for each in records}
    return (record_of_note_type(each, folder.settings, folder.style) for each in NOTE_TYPES if each.name in used)


def _media_locations(snapshot: Snapshot) -> dict[Path, Location]:
    """Return the pictures and sounds of a content folder, and how messages name them."""
    content = snapshot.content
    paths = (path for path in snapshot.files if path.suffix.lower() in (*SUFFIXES, *SOUND_SUFFIXES))
    return {path: Location(f"{content.as_posix()}/{path.relative_to(content).as_posix()}") for path in paths}


def _useless_defaults(settings: Settings, locations: Mapping[KeyPath, Location]) -> list[Diagnostic]:
    """Name the defaults that no kind of figure has a field for."""
    if not settings.figures:
        return []
    import figures

    known = {field for kind in figures.KINDS.values() for field in kind.model_fields}
    return [
        diagnostic(
            location_of(("figures", key), locations),
            "L008",
            f"no figure has a field '{key}'; {nearest(key, known)}",
        )
        for key in settings.figures
        if key not in known
    ]
