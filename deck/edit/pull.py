"""The whole of a pull: each note that Anki holds, compared, brought home where that can be proved, and reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deck.compile.folder import Compiled
from deck.diagnostics import Location, content_error
from deck.edit.anki_edits import ANKIS_TAGS, Edit, Released, Rest, Source, differences, pull_note, released, sources_of
from deck.edit.fix import Fix
from deck.edit.source_file import SourceFile
from deck.files import digest_of, read_file
from deck.history.held import HeldNote, own_and_copies
from deck.history.lock import Lock, field_hashes, lock_path
from deck.history.plan_warnings import name_some

OTHER_RELEASE = "it holds another release than the last build; pull --against the package of that, or edit by hand"


@dataclass(frozen=True)
class Pulled:
    """What a pull found: the files as they are to be written, the edits in them, what is left, and what to know."""

    fixes: tuple[Fix, ...]
    edits: tuple[Edit, ...]
    left: tuple[Rest, ...]
    remarks: tuple[str, ...]


def find_edits(compiled: Compiled, notes: Iterable[HeldNote], published: Iterable[HeldNote] = ()) -> Pulled:
    """Compare the *notes* that Anki holds with a content folder; write nothing.

    *published* are the notes of the package with the release that Anki holds, if that is not the last build. Raises
    `ContentError` if there is neither that nor a lock.
    """
    lock = compiled.lock
    of_package = {each.first_id: each for each in published}
    if lock is None and not of_package:
        location = Location(lock_path(compiled.folder.path).as_posix())
        message = "is missing, so which release Anki holds is unknown; restore it, or name its package with --against"
        raise content_error(location, "N023", message)
    own, copies = own_and_copies(notes, (lock or Lock()).records)
    fixes: list[Fix] = []
    edits: list[Edit] = []
    left: list[Rest] = []
    older: list[str] = []
    records = (lock or Lock()).records
    for path, file, sources in _files(compiled, own):
        edited = file
        for source in sources:
            held = own[source.note.record.first_id]
            base = released(held, records.get(held.first_id), of_package.get(held.first_id))
            if base is None:
                older += [source.note.record.id]
                left += [] if held.is_untouched else differences(source, held, OTHER_RELEASE)
            elif not _is_as_released(held, base):
                edited, came, rest = pull_note(edited, source, held, base)
                edits += came
                left += rest
        if edited is not file:
            fixes.append(Fix(path, file.location.path, file.data, edited.data, 1))
    return Pulled(tuple(fixes), tuple(edits), tuple(left), tuple(_remarks(compiled, own, copies, older)))


def _files(compiled: Compiled, own: Mapping[str, HeldNote]) -> Iterator[tuple[Path, SourceFile, list[Source]]]:
    """Yield the files with notes that Anki holds, and these notes."""
    for each in compiled.files:
        sources = [source for source in sources_of(each.notes, each.fields) if source.note.record.first_id in own]
        if not sources:
            continue
        data = read_file(each.path, compiled.folder.path, each.location.path)
        if digest_of(data) != each.digest:
            raise content_error(each.location, "N023", "was changed while it was compared; pull again")
        yield each.path, SourceFile(data, each.location, compiled.folder), sources


def _is_as_released(held: HeldNote, base: Released) -> bool:
    """Return whether a note says what its release says, apart from tags that Anki itself gives."""
    return held.is_untouched or (
        field_hashes(held.fields) == base.hashes and frozenset(held.tags) - ANKIS_TAGS == base.tags - ANKIS_TAGS
    )


def _remarks(
    compiled: Compiled, own: Mapping[str, HeldNote], copies: Sequence[HeldNote], older: Sequence[str]
) -> Iterator[str]:
    """Yield what is not an edit of a note, but that an author should know."""
    there = {each.first_id: each for each in compiled.records}
    for note in copies:
        yield f"nid:{note.nid} is a copy of '{note.first_id}' made in Anki, and not compared"
    for note in own.values():
        if note.first_id not in there:
            named = f"'{note.first_id}'" if note.first_id else "a note without an id"
            yield f"nid:{note.nid}, {named}, is not in the content, and not compared"
    if older:
        hold = "1 note in Anki holds" if len(older) == 1 else f"{len(older)} notes in Anki hold"
        yield f"{hold} another release than the last build ({name_some(older)}); import that first"
