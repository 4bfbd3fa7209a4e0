"""A published package, read back as the lock of what learners have."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from deck.diagnostics import Location, content_error
from deck.history.lock import NOTE_TYPE, Lock, Record, digest, field_hashes
from deck.history.lock_file import read_record, record_line
from deck.note_types import NOTE_TYPES, NoteType, note_type_id
from deck.safety.archive import UNREADABLE, archive_fault

MOST_WORK = 100  # millions of instructions of SQLite, of which a note takes a few dozen
LONGEST = 10_000_000  # bytes of a value
ACTIVE = "select 1 from sqlite_master where type not in ('table', 'index') or sql like '%virtual%'"
COMPUTED = """
    select 1 from sqlite_master as tables join pragma_table_xinfo(tables.name) as columns
    where hidden or dflt_value is not null
"""
DATABASE = "collection.anki2"
NOTES = """
    select id, mid, mod, tags, flds, deck, ordinals from notes
    join (select nid, min(did) as deck, group_concat(ord) as ordinals from cards group by nid) on nid = id
"""


def read_package(path: Path, namespace: str) -> Lock:
    """Return what the package at *path* holds, as records; raise `ContentError` if it is not of *namespace*."""
    location = Location(path.as_posix())
    try:
        return _read(path, namespace, location)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    except (*UNREADABLE, sqlite3.Error):
        raise content_error(location, "N023", "is no package of this tool; name the .apkg that was published") from None


def _read(path: Path, namespace: str, location: Location) -> Lock:
    with tempfile.TemporaryDirectory() as folder, ZipFile(path) as archive:
        if fault := archive_fault(archive):
            raise content_error(location, "N023", fault)
        with closing(sqlite3.connect(archive.extract(DATABASE, folder))) as connection:
            _distrust(connection)
            found = (read_record(record_line(each)) for each in _records(connection, namespace))
            records = sorted(found, key=lambda record: record.nid)
    if not records:
        message = f"is not of namespace '{namespace}'; name the package that was published of this deck"
        raise content_error(location, "N023", message)
    return Lock({each.id: each for each in records})


def _records(connection: sqlite3.Connection, namespace: str) -> Iterator[Record]:
    """Yield the records of the notes and of the note types in a database that are of *namespace*."""
    note_types = {note_type_id(namespace, each): each for each in NOTE_TYPES}
    ((models, decks),) = connection.execute("select models, decks from col")
    for key, model in json.loads(models).items():
        if int(key) in note_types:
            yield _note_type(note_types[int(key)], int(key), model)
    names = {int(key): deck["name"] for key, deck in json.loads(decks).items()}
    taken: set[int] = set()
    for row in connection.execute(NOTES):
        nid, mid, *_ = row
        if nid in taken:
            raise sqlite3.DatabaseError("two notes have one id")
        taken.add(nid)
        if mid in note_types:
            yield _note(row, note_types[mid], names)


def what_learners_have(published: Lock, lock: Lock, found: Collection[str]) -> Lock:
    """Return *published* with the ids and note ids of *lock*, and what else *lock* knows.

    A note of *found* that was not published counts as changed, whatever the lock says of it.
    """
    records = {first_id: _with_ids(each, lock.records.get(first_id)) for first_id, each in published.records.items()}
    for first_id, each in lock.records.items():
        if first_id not in records:
            records[first_id] = each._replace(fields={}) if first_id in found else each
    return Lock(records)


def _distrust(connection: sqlite3.Connection) -> None:
    """Refuse a database that computes what it seems to hold or holds one page twice, and bound what reading costs."""
    work = iter(range(MOST_WORK))
    connection.set_progress_handler(lambda: next(work, None) is None, 1_000_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma ignore_check_constraints = on")
    if connection.execute(ACTIVE).fetchone() or connection.execute(COMPUTED).fetchone():
        raise sqlite3.DatabaseError("it is no plain table")
    if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("it is damaged")


def _with_ids(published: Record, locked: Record | None) -> Record:
    if locked is None:
        return published
    source = locked.source if locked.learners_part == published.learners_part else ""
    return published._replace(id=locked.id, was=locked.was, nid=locked.nid, source=source, retired=locked.retired)


def _note(row: tuple[Any, ...], note_type: NoteType, decks: dict[int, str]) -> Record:
    nid, _, time, tags, joined, deck, ordinals = row
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


def _note_type(note_type: NoteType, key: int, model: dict[str, Any]) -> Record:
    return Record(
        id=note_type.name,
        nid=key,
        type=NOTE_TYPE,
        deck="",
        title=model["name"],
        cards=tuple(range(len(model["tmpls"]))),
        time=model["mod"],
        source="",
        tags=(),
        fields=dict(_parts(model)),
    )


def _parts(model: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Name", digest(model["name"])
    yield "Style", digest(model["css"])
    for template in model["tmpls"]:
        yield template["name"], digest(f"{template['qfmt']}\n{template['afmt']}")


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]+>", "", html.partition("</p>")[0])).split())
