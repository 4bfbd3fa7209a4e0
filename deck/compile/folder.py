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
from deck.compile.file import CompiledNote, Fields, Job
from deck.compile.file_summary import FileSummary, summary_of
from deck.compile.held_lock import lock_of
from deck.compile.incremental import CachedFile, compile_files
from deck.compile.record import record_of_note_type
from deck.diagnostics import ContentError, Diagnostic, LintResult, Location, collect, content_error, diagnostic, nearest
from deck.files import Reader
from deck.history.lock import Lock, Record
from deck.note_types import NOTE_TYPES
from deck.render.content_folder import Folder
from deck.render.description import description_diagnostics
from deck.render.figure_fence import FigureRequest
from deck.render.media_files import Media, media_files
from deck.render.note import RenderedNote, render
from deck.safety.image import SUFFIXES
from deck.safety.sound import SOUND_SUFFIXES
from deck.source.bibliography import read_bibliography
from deck.source.content_files import folder_diagnostics
from deck.source.notes import read_notes
from deck.source.own_style import read_own_style
from deck.source.passage import Passage
from deck.source.settings import Settings, read_settings
from deck.source.toml_lines import TEXT
from deck.source.unique_ids import identity_diagnostics
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
    locks, unlocked = collect(lambda namespace: lock_of(snapshot, store, namespace), [settings.namespace])
    lock = locks[0] if locks else None
    job = Job(replace(folder, path=folder.path.absolute()), linted, store)
    files = [
        (cached, summary_of(file, lock or Lock())) for cached, file in compile_files(snapshot, folder, job, executor)
    ]
    summaries = [summary for _, summary in files]
    identities = [each for summary in summaries for each in summary.identities]
    diagnostics += [
        *folder_diagnostics(snapshot.files, folder.path, folder.display_path),
        *unlocked,
        *(each for summary in summaries for each in summary.diagnostics),
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
    records = tuple(each for summary in summaries for each in summary.records)
    complete = len(records) == len(identities)
    lint_result = _lint_result(folder, snapshot, summaries, complete=complete) if linted else LintResult()
    return Compiled(
        folder=folder,
        files=tuple(cached for cached, _ in files),
        records=(*_note_types(records, folder), *records),
        descriptions=dict(each for summary in reversed(summaries) for each in summary.description),
        figures={each.name: each for summary in summaries for each in summary.figures},
        media={each.name: _reader(each, folder, snapshot) for summary in summaries for each in summary.media},
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


def _lint_result(folder: Folder, snapshot: Snapshot, summaries: Iterable[FileSummary], *, complete: bool) -> LintResult:
    """Return what could be better in the notes of a folder and, if they are *complete*, in all of them together."""
    notes = [each for summary in summaries for each in summary.linted]
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
