"""A content folder, compiled and checked: either without a mistake, or with all of them told at once.

A file is compiled by itself, in whatever process, and what it became is kept for the next build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from deck.cache.keys import CACHE
from deck.checks.levels import lint_diagnostics, stops_builds
from deck.checks.lint import check_deck
from deck.compile.file import CompiledFile, CompiledNote, Fields, Job, NoteLint
from deck.compile.incremental import KeptFile, compile_files
from deck.compile.record import record_of_note_type
from deck.diagnostics import ContentError, Diagnostic, LintResult, Location, collect, content_error, diagnostic, nearest
from deck.files import visible_files
from deck.history.lock import Lock, Record, lock_path
from deck.history.lock_file import read_lock
from deck.note_types import NOTE_TYPES
from deck.render.figure_fence import FigureRequest
from deck.render.note import Folder, RenderedNote, description_diagnostics, render
from deck.render.picture_files import Picture
from deck.safety.image import SUFFIXES
from deck.source.bibliography import read_bibliography
from deck.source.identity import Identity, identity_diagnostics
from deck.source.notes import read_notes
from deck.source.passage import Passage
from deck.source.settings import Settings, read_settings
from deck.source.yaml_lines import KeyPath, location_of

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(frozen=True)
class Compiled:
    """A content folder: what learners get of it, its lock, if it has one, and what is or could be better.

    *records* are those of its note types and notes, in source order, whose ids and times are still to be given;
    *figures* and *pictures* are by name, the *figures* in the order in which notes show them.
    """

    folder: Folder
    files: tuple[KeptFile, ...]
    records: tuple[Record, ...]
    figures: Mapping[str, FigureRequest]
    pictures: Mapping[str, Path]
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
    content: Path, cache: Path = CACHE, executor: Executor | None = None, *, linted: bool = False
) -> Compiled:
    """Compile and check the folder *content*, on the processes of an *executor*; raise `ContentError` with every error.

    What could be better is looked for if *linted*, or if the settings make an error of it. What notes became is kept
    in *cache*. Another machine must see the same folders under the same paths.
    """
    compiled = examine(content, cache, executor, linted=linted)
    if errors := [each for each in compiled.lint_result.found if each.level == "error"]:
        raise ContentError(errors)
    return compiled


def examine(content: Path, cache: Path = CACHE, executor: Executor | None = None, *, linted: bool = True) -> Compiled:
    """Compile and check the folder *content*, whatever is wrong in its notes; raise `ContentError` without any.

    What is found wrong is part of its quality, in order.
    """
    folder, locations, diagnostics = _read_folder(content, cache)
    settings, linted = folder.settings, linted or stops_builds(folder.settings.lint)
    path = lock_path(content)
    locks, unlocked = collect(lambda name: read_lock(path, name, settings.namespace), [path.as_posix()])
    lock = locks[0] if locks else None
    job = Job(replace(folder, path=content.absolute()), linted, cache.absolute())
    files = [(kept, _part(file, lock or Lock())) for kept, file in compile_files(folder, job, executor)]
    parts = [part for _, part in files]
    identities = [each for part in parts for each in part.identities]
    diagnostics += [
        *unlocked,
        *(each for part in parts for each in part.diagnostics),
        *identity_diagnostics(identities),
    ]
    diagnostics += [*_useless_defaults(settings, locations), *lint_diagnostics(settings.lint, folder.works, locations)]
    diagnostics += description_diagnostics(Passage(settings.description, location_of(("description",), locations)))
    if not identities and not diagnostics:
        raise content_error(
            Location(folder.shown), "N015", "holds no notes; write one as '## Question {#id}' in a Markdown file"
        )
    records = tuple(each for part in parts for each in part.records)
    lint_result = _lint_result(folder, parts, complete=len(records) == len(identities)) if linted else LintResult()
    return Compiled(
        folder=folder,
        files=tuple(kept for kept, _ in files),
        records=(*_note_types(records, settings), *records),
        figures={each.name: each for part in parts for each in part.figures},
        pictures={each.name: each.path for part in parts for each in part.pictures},
        lock=lock,
        lint_result=replace(lint_result, found=tuple(sorted({*diagnostics, *lint_result.found}))),
    )


def render_content(content: Path) -> list[RenderedNote]:
    """Return all notes of the folder *content* as they are rendered; raise `ContentError` with all that prevents it."""
    folder, _, diagnostics = _read_folder(content, CACHE)
    notes, unreadable = read_notes(content, folder.shown, folder.settings.name)
    rendered, unrenderable = collect(lambda note: render(note, folder), notes)
    if diagnostics := [*diagnostics, *unreadable, *unrenderable]:
        raise ContentError(diagnostics)
    return rendered


def note_type_changes(notes: Iterable[CompiledNote], lock: Lock) -> Iterator[Diagnostic]:
    """Name the notes that turned from a card into a cloze or back, which no import can do to a learner's note."""
    for each in notes:
        record, before = each.record, lock.records.get(each.record.first_id)
        if before and before.type != record.type:
            message = (
                f"'{record.id}' was of note type {before.type}, which learners' notes cannot leave; give it a new id"
            )
            yield diagnostic(each.location, "N016", message)


@dataclass(frozen=True)
class _Part:
    """What the whole folder needs of a file."""

    records: tuple[Record, ...]
    identities: tuple[Identity, ...]
    figures: tuple[FigureRequest, ...]
    pictures: frozenset[Picture]
    diagnostics: tuple[Diagnostic, ...]
    linted: tuple[NoteLint, ...]


def _part(file: CompiledFile, lock: Lock) -> _Part:
    return _Part(
        records=tuple(note.record for note in file.notes),
        identities=_identities(file),
        figures=tuple(figure for note in file.notes for figure in note.figures),
        pictures=frozenset(picture for note in file.notes for picture in note.pictures),
        diagnostics=(*file.diagnostics, *note_type_changes(file.notes, lock)),
        linted=tuple(note.linted for note in file.notes if note.linted),
    )


def _identities(file: CompiledFile) -> tuple[Identity, ...]:
    """Return who the notes of a file are, in source order."""
    compiled = (Identity(each.record.id, each.record.first_id, each.record.deck, each.location) for each in file.notes)
    return tuple(sorted([*compiled, *file.others], key=lambda each: each.location) if file.others else compiled)


def _read_folder(content: Path, cache: Path) -> tuple[Folder, Mapping[KeyPath, Location], list[Diagnostic]]:
    """Return what all notes of a folder share, the places of its settings, and what is wrong in its bibliography."""
    shown = content.as_posix()
    settings, locations = read_settings(content / "deck.toml", f"{shown}/deck.toml")
    works, diagnostics = read_bibliography(content / "references.bib", f"{shown}/references.bib", cache)
    return Folder(content, shown, settings, works), locations, diagnostics


def _lint_result(folder: Folder, parts: Iterable[_Part], *, complete: bool) -> LintResult:
    """Return what could be better in the notes of a folder and, if they are *complete*, in all of them together."""
    notes = [each for part in parts for each in part.linted]
    lint = folder.settings.lint
    whole = check_deck(notes, _pictures(folder), lint) if complete else LintResult()
    return LintResult(
        found=(*(each for _, lint_result in notes for each in lint_result.found), *whole.found),
        suppressed=tuple(
            sorted([*(each for _, lint_result in notes for each in lint_result.suppressed), *whole.suppressed])
        ),
    )


def _note_types(records: Iterable[Record], settings: Settings) -> Iterator[Record]:
    """Yield the records of the note types that are used."""
    used = {each.type for each in records}
    return (record_of_note_type(each, settings) for each in NOTE_TYPES if each.name in used)


def _pictures(folder: Folder) -> dict[Path, Location]:
    """Return the picture files in a folder, and how messages name them."""
    paths = (each for each in visible_files(folder.path) if each.suffix.lower() in SUFFIXES)
    return {path: Location(f"{folder.shown}/{path.relative_to(folder.path).as_posix()}") for path in paths}


def _useless_defaults(settings: Settings, locations: Mapping[KeyPath, Location]) -> list[Diagnostic]:
    """Name the defaults that no kind of figure takes."""
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
