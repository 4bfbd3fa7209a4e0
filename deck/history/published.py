"""A published package, or one that Anki exported, read back as the lock of what learners have."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from msgspec.structs import replace

from deck.diagnostics import Location, content_error
from deck.history.changed_notes import is_changed
from deck.history.collection import StoredNoteType, read_deck_names, read_note_types
from deck.history.guid import guid_of
from deck.history.lock import NOTE_TYPE, Lock, Record, digest, field_hashes
from deck.history.lock_file import read_record, record_line
from deck.note_types import NOTE_TYPES, NoteType, note_type_id
from deck.safety.database import open_database
from deck.safety.package_archive import UNREADABLE, PackageError, open_package

NOTES = """
    select id, guid, mid, mod, tags, flds, deck, ordinals from notes join (
        select nid, min(case when odid then odid else did end) as deck, group_concat(ord) as ordinals
        from cards group by nid
    ) on nid = id where mid in ({})
"""


def read_package(path: Path, namespace: str, guids: Mapping[str, str] | None = None) -> Lock:
    """Return what the package at *path* holds, as records; raise `ContentError` if it is not of *namespace*.

    *guids* are those that another deck gave to notes, by first id. Notes that a learner made in Anki are left out.
    """
    location = Location(path.as_posix())
    try:
        records = _read(path, namespace, guids or {})
    except PackageError as error:
        raise content_error(location, "N023", str(error)) from None
    if not records:
        message = f"is not of namespace '{namespace}'; name the package that was published of this deck"
        raise content_error(location, "N023", message)
    return Lock({each.id: each for each in records})


def package_mark(namespace: str) -> bytes:
    """Return what the packages of *namespace* bear at their end, by which they are known at a glance."""
    return f"deck {guid_of(namespace, 'package')}".encode()


def holds_deck(path: Path, namespace: str) -> bool | None:
    """Return whether the file at *path* is a package of *namespace*, or nothing for what is not a package."""
    try:
        with ZipFile(path) as archive:
            if archive.comment == package_mark(namespace):
                return True
        return bool(_read(path, namespace, {}))
    except (PackageError, OSError, *UNREADABLE):
        return None


def _read(path: Path, namespace: str, guids: Mapping[str, str]) -> list[Record]:
    with open_published(path) as connection:
        return sorted(_records(connection, namespace, guids), key=lambda record: record.nid)


@contextmanager
def open_published(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield the database of the package at *path*; raise `PackageError` for what is wrong with it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_package(path) as package,
        open_database(package.unpack_database(Path(folder))) as connection,
    ):
        yield connection


def note_types_of(connection: sqlite3.Connection, namespace: str) -> dict[int, NoteType]:
    """Return the note types of *namespace* by id; raise `PackageError` for one that has other fields."""
    ours = {note_type_id(namespace, each): each for each in NOTE_TYPES}
    for stored in read_note_types(connection, ours):
        _check_fields(stored, ours[stored.id])
    return ours


def _records(connection: sqlite3.Connection, namespace: str, guids: Mapping[str, str]) -> Iterator[Record]:
    """Yield the records of the notes and of the note types in a database that are of *namespace*."""
    ours = note_types_of(connection, namespace)
    for stored in read_note_types(connection, ours):
        yield _sound(_note_type(ours[stored.id], stored))
    names = read_deck_names(connection)
    seen: set[int] = set()
    for row in connection.execute(NOTES.format(", ".join(map(str, ours)))):
        nid, guid, mid, *_ = row
        if nid in seen:
            raise sqlite3.DatabaseError("two notes have one id")
        seen.add(nid)
        found = _note(row, ours[mid], names)
        if not found.id:  # it was added in Anki, with a note type of this deck
            continue
        record = _sound(found)
        given = guids.get(record.id, "")
        if guid == guid_of(namespace, record.id, given):
            yield replace(record, guid=given)


def what_learners_have(published: Lock, lock: Lock, found: Collection[str]) -> Lock:
    """Return *published* with the ids and note ids of *lock*, and what else *lock* knows.

    A note of *found* that was not published counts as changed, whatever the lock says of it. It may have the lock's
    time again, so that a release that is built twice has the same times.
    """
    records = {first_id: _with_ids(each, lock.records.get(first_id)) for first_id, each in published.records.items()}
    for first_id, each in lock.records.items():
        if first_id not in records:
            records[first_id] = replace(each, fields={}, time=each.time - 1) if first_id in found else each
    return Lock(records)


def _with_ids(published: Record, locked: Record | None) -> Record:
    if locked is None:
        return published
    source = "" if is_changed(locked, published) else locked.source
    return replace(published, id=locked.id, was=locked.was, nid=locked.nid, source=source, retired=locked.retired)


def _sound(record: Record) -> Record:
    """Return a record as the lock would hold it; raise `ValueError` for one that no lock can hold."""
    return read_record(record_line(record))


def _check_fields(stored: StoredNoteType, note_type: NoteType) -> None:
    if stored.fields != note_type.field_names:
        raise PackageError(
            f"has a note type '{stored.name:.60}' with other fields than this deck's; "
            "name the package that was published, or export it from a profile in which no field was added"
        )


def _note(row: tuple[Any, ...], note_type: NoteType, decks: dict[int, str]) -> Record:
    nid, _, _, time, tags, joined, deck, ordinals = row
    fields = dict(zip(note_type.field_names, joined.split("\x1f"), strict=True))
    return Record(
        id=fields["Id"],
        nid=nid,
        type=note_type.name,
        deck=decks[deck],
        title=_plain(fields[note_type.field_names[0]]),
        cards=tuple(sorted(map(int, ordinals.split(",")))),
        time=time,
        source="",
        tags=tuple(sorted(tags.split())),
        fields=field_hashes(fields),
    )


def _note_type(note_type: NoteType, stored: StoredNoteType) -> Record:
    return Record(
        id=note_type.name,
        nid=stored.id,
        type=NOTE_TYPE,
        deck="",
        title=stored.name,
        cards=tuple(range(len(stored.templates))),
        time=stored.time,
        source="",
        tags=(),
        fields=dict(_parts(stored)),
    )


def _parts(stored: StoredNoteType) -> Iterator[tuple[str, str]]:
    yield "Name", digest(stored.name)
    yield "Style", digest(stored.style)
    for name, front, back in stored.templates:
        yield name, digest(f"{front}\n{back}")


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]+>", "", html.partition("</p>")[0])).split())
