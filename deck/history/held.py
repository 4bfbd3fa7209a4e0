"""A note as a collection holds it, with the text of its fields: from AnkiConnect, or from a package."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deck.diagnostics import Location, content_error
from deck.history.lock import Record, field_hashes
from deck.history.published import note_types_of, open_published
from deck.safety.package_archive import PackageError

RELEASE = "Release"  # the field that holds the time of the note's last change by its author
MOST_DIGITS = 16  # of a time, which a learner can overwrite
NOTES = "select id, mid, mod, tags, flds from notes where mid in ({}) order by id"


@dataclass(frozen=True)
class HeldNote:
    """A note: its id in Anki, the text of its fields, its tags, and when it was last changed (seconds), if known."""

    nid: int
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    mod: int | None

    @property
    def first_id(self) -> str:
        """The id on which the identity of the note rests."""
        return self.fields.get("Id", "")

    @property
    def release(self) -> int | None:
        """The time of the author's change that it holds, if it has one."""
        text = self.fields.get(RELEASE, "")
        return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None

    @property
    def is_untouched(self) -> bool:
        """Whether nobody can have edited it since its release, as its time says."""
        return self.mod is not None and self.mod == self.release

    def edit(self, known: Iterable[Record]) -> str:
        """Return what to call it if it was edited in Anki: ``edited``, or nothing.

        It was if Anki wrote it after its release, and it is not what *known* records of this release say. Without one
        it is ``perhaps edited``: Anki also writes notes whose type changes and, up to version 24.11, that it updates.
        """
        if self.mod is None or self.release is None or self.mod <= self.release:
            return ""
        released = [each for each in known if each.time == self.release]
        if not released:
            return "perhaps edited"
        return "" if any(map(self._agrees, released)) else "edited"

    def _agrees(self, record: Record) -> bool:
        return field_hashes(self.fields) == record.fields and sorted(self.tags) == sorted(record.tags)


def notes_in_package(path: Path, namespace: str) -> list[HeldNote]:
    """Return the notes of *namespace* in the package at *path*; raise `ContentError` if there are none."""
    location = Location(path.as_posix())
    try:
        with open_published(path) as connection:
            notes = list(_notes(connection, namespace))
    except PackageError as error:
        raise content_error(location, "N023", str(error)) from None
    if not notes:
        message = f"holds no note of namespace '{namespace}'; export the deck in Anki"
        raise content_error(location, "N023", message)
    return notes


def own_and_copies(
    notes: Iterable[HeldNote], records: Mapping[str, Record]
) -> tuple[dict[str, HeldNote], list[HeldNote]]:
    """Return the notes by first id: of several, the one with the lock's note id; and those that others copied."""
    own: dict[str, HeldNote] = {}
    copies: list[HeldNote] = []
    for note in notes:
        other = own.setdefault(note.first_id, note)
        if other is note:
            continue
        record = records.get(note.first_id)
        if record and note.nid == record.nid:
            own[note.first_id] = note
            copies.append(other)
        else:
            copies.append(note)
    return own, copies


def _notes(connection: sqlite3.Connection, namespace: str) -> Iterator[HeldNote]:
    ours = note_types_of(connection, namespace)
    for nid, mid, mod, tags, joined in connection.execute(NOTES.format(", ".join(map(str, ours)))):
        fields = dict(zip(ours[mid].field_names, joined.split("\x1f"), strict=True))
        yield HeldNote(int(nid), fields, tuple(tags.split()), int(mod))
