"""What the whole content folder needs of each of its files: little enough that all of it is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deck.compile.file import CompiledFile, CompiledNote, NoteLint
from deck.diagnostics import Diagnostic, diagnostic
from deck.history.lock import Lock, Record
from deck.render.figure_fence import FigureRequest
from deck.render.media_files import Media
from deck.source.unique_ids import Identity, guid_text


@dataclass(frozen=True)
class FileSummary:
    """What the whole folder needs of a file."""

    records: tuple[Record, ...]
    description: tuple[tuple[str, str], ...]  # of its deck, if it gives it one
    identities: tuple[Identity, ...]
    figures: tuple[FigureRequest, ...]
    media: frozenset[Media]
    diagnostics: tuple[Diagnostic, ...]
    linted: tuple[NoteLint, ...]


def summary_of(file: CompiledFile, lock: Lock) -> FileSummary:
    """Return what the whole folder needs of a compiled *file*; *lock* is what learners have."""
    linted = tuple(note.linted for note in file.notes if note.linted)
    return FileSummary(
        records=tuple(note.record for note in file.notes),
        description=tuple((note.record.deck, file.description) for note in file.notes[:1] if file.description),
        identities=file.identities,
        figures=tuple(figure for note in file.notes for figure in note.figures),
        media=file.media,
        diagnostics=(*file.diagnostics, *identity_changes(file.notes, lock), *_errors(linted)),
        linted=linted,
    )


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


def _errors(linted: Iterable[NoteLint]) -> Iterator[Diagnostic]:
    """Yield the errors that were found when a note was last checked, which also stop a build that checks none."""
    return (found for _, lint_result in linted for found in lint_result.found if found.level == "error")
