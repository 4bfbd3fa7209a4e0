"""A content folder, read, rendered and checked: either without a mistake, or with all of them told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from deck.bibliography import read_bibliography
from deck.cache import CACHE
from deck.checks import check_lint, check_quality, check_structure
from deck.checks.reading import Reading
from deck.claims import judge_claims
from deck.errors import ContentError, Place, Problem, gather, mistake, nearest, problem
from deck.files import visible_files
from deck.lock import Lock, Record, lock_path, read_lock
from deck.media import SUFFIXES
from deck.note_types import NOTE_TYPES
from deck.records import record_of, record_of_note_type
from deck.render import Folder, RenderedNote, render
from deck.report import Quality
from deck.settings import Settings, read_settings
from deck.source import read_notes
from deck.yaml_lines import KeyPath, place_of

if TYPE_CHECKING:
    from figures import Figure


@dataclass(frozen=True)
class Compiled:
    """A content folder: the notes that could be rendered, its lock, if it has one, and what is or could be better."""

    folder: Folder
    notes: tuple[RenderedNote, ...]
    lock: Lock | None
    quality: Quality

    @property
    def figures(self) -> dict[str, Figure]:
        """The distinct figures by name, in the order in which notes show them."""
        return {figure.name: figure for note in self.notes for figure in note.figures}

    @property
    def records(self) -> list[Record]:
        """What learners will get: the note types and the notes, in source order."""
        used = [each for each in NOTE_TYPES if any(note.note.note_type is each for note in self.notes)]
        types = [record_of_note_type(each, self.folder.settings) for each in used]
        return types + [record_of(each, self.folder) for each in self.notes]


def compile_content(content: Path, cache: Path = CACHE) -> Compiled:
    """Read, render and check the folder *content*; raise `ContentError` with every error in it.

    Verdicts on its claims are kept in *cache*.
    """
    compiled = examine(content, cache)
    if errors := [each for each in compiled.quality.found if each.level == "error"]:
        raise ContentError(errors)
    return compiled


def examine(content: Path, cache: Path = CACHE) -> Compiled:
    """Read, render and check the folder *content*, whatever is wrong in its notes; raise `ContentError` without any.

    What is found wrong is part of its quality, in order.
    """
    shown = content.as_posix()
    settings, places = read_settings(content / "deck.toml", f"{shown}/deck.toml")
    works, problems = read_bibliography(content / "references.bib", f"{shown}/references.bib")
    found, unreadable = read_notes(content, shown, settings.name)
    notes = [each for each in found if each.sound]
    folder = Folder(content, shown, settings, works)
    rendered, unrenderable = gather(lambda note: render(note, folder), notes)
    path = lock_path(content)
    locks, unlocked = gather(lambda name: read_lock(path, name, settings.namespace), [path.as_posix()])
    lock = locks[0] if locks else None
    problems += [*unreadable, *unrenderable, *unlocked, *(each for note in notes for each in check_structure(note))]
    judgements = [judge_claims(each, cache) for each in rendered]
    problems += [each for judgement in judgements for each in judgement.problems]
    problems += [*_turned(rendered, lock or Lock()), *_useless_defaults(settings, places)]
    problems += check_lint(settings.lint, works, places)
    readings = [Reading(*each, settings.lint) for each in zip(rendered, (j.rounded for j in judgements), strict=True)]
    quality = check_quality(readings, _pictures(folder), settings.lint, complete=len(rendered) == len(found))
    if not found and not problems:
        raise mistake(Place(shown), "empty", "holds no notes; write one as '## Question {#id}' in a Markdown file")
    all_found = tuple(sorted({*problems, *quality.found}))
    return Compiled(folder, tuple(rendered), lock, replace(quality, found=all_found))


def _pictures(folder: Folder) -> dict[Path, Place]:
    """Return the picture files in a folder, and how messages name them."""
    paths = (each for each in visible_files(folder.path) if each.suffix.lower() in SUFFIXES)
    return {path: Place(f"{folder.shown}/{path.relative_to(folder.path).as_posix()}") for path in paths}


def _useless_defaults(settings: Settings, places: Mapping[KeyPath, Place]) -> list[Problem]:
    """Name the defaults that no kind of figure takes."""
    if not settings.figures:
        return []
    import figures

    known = {field for kind in figures.KINDS.values() for field in kind.model_fields}
    return [
        problem(place_of(("figures", key), places), "settings", f"no figure has a field '{key}'; {nearest(key, known)}")
        for key in settings.figures
        if key not in known
    ]


def _turned(rendered: list[RenderedNote], lock: Lock) -> list[Problem]:
    """Name the notes that turned from a card into a cloze or back, which no import can do to a learner's note."""
    problems = []
    for each in rendered:
        note, before = each.note, lock.records.get(each.note.first_id)
        if before and before.type != note.note_type.name:
            message = (
                f"'{note.id}' was of note type {before.type}, which learners' notes cannot leave; give it a new id"
            )
            problems.append(problem(note.place, "note-type", message))
    return problems
