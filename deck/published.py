"""A published package, read back as the lock of what learners have."""

from __future__ import annotations

import re
import sqlite3
import tempfile
import zlib
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from pydantic import TypeAdapter

from deck.errors import Place, mistake
from deck.lock import NOTE_TYPE, Lock, Record, Whole, digest, field_hashes
from deck.note_types import NOTE_TYPES, NoteType, note_type_id

DATABASE = "collection.anki2"
LARGEST = 1_000_000_000  # bytes
UNREADABLE = (BadZipFile, EOFError, KeyError, RuntimeError, TypeError, ValueError, sqlite3.Error, zlib.error)
ROWS = """
    select notes.id, notes.mid, notes.mod, notes.tags, notes.flds, min(cards.did), group_concat(cards.ord)
    from notes join cards on cards.nid = notes.id group by notes.id order by notes.id
"""


@dataclass(frozen=True)
class _Deck:
    name: str


@dataclass(frozen=True)
class _Template:
    name: str
    qfmt: str
    afmt: str


@dataclass(frozen=True)
class _NoteType:
    name: str
    css: str
    mod: Whole
    tmpls: tuple[_Template, ...]


class _Note(NamedTuple):
    nid: Whole
    mid: int
    mod: Whole
    tags: str
    fields: str
    deck: int
    ordinals: str


DECKS, NOTE_TYPES_BY_ID = TypeAdapter(dict[int, _Deck]), TypeAdapter(dict[int, _NoteType])
NOTES = TypeAdapter(list[_Note])


def read_package(path: Path, namespace: str) -> Lock:
    """Return what the package at *path* holds, as records; raise `ContentError` if it is not of *namespace*."""
    place = Place(path.as_posix())
    note_types = {note_type_id(namespace, each): each for each in NOTE_TYPES}
    try:
        models, decks, notes = _contents(path)
        names = {key: deck.name for key, deck in decks.items()}
        records = [_note_record(each, note_types[each.mid], names) for each in notes if each.mid in note_types]
    except UNREADABLE:
        raise mistake(place, "package", "is no package of this tool; name the .apkg that was published") from None
    known = {key: model for key, model in models.items() if key in note_types}
    if not known:
        message = f"is not of namespace '{namespace}'; name the package that was published of this deck"
        raise mistake(place, "package", message)
    records += [_note_type_record(note_types[key], key, model) for key, model in known.items()]
    return Lock({each.id: each for each in records})


def _contents(path: Path) -> tuple[dict[int, _NoteType], dict[int, _Deck], list[_Note]]:
    """Return the note types and decks of a package by id, and its notes; raise one of `UNREADABLE`."""
    with tempfile.TemporaryDirectory() as folder, ZipFile(path) as archive:
        packed = archive.getinfo(DATABASE)
        if packed.file_size > LARGEST or packed.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile
        with closing(sqlite3.connect(archive.extract(packed, folder))) as connection:
            ((models, decks),) = connection.execute("select models, decks from col")
            rows = connection.execute(ROWS).fetchall()
    return NOTE_TYPES_BY_ID.validate_json(models), DECKS.validate_json(decks), NOTES.validate_python(rows)


def what_learners_have(published: Lock, lock: Lock, found: Collection[str]) -> Lock:
    """Return *published* with the ids and note ids of *lock*, and what else *lock* knows.

    A note of *found* that was not published counts as changed, whatever the lock says of it.
    """
    records = {first_id: _with_ids(each, lock.records.get(first_id)) for first_id, each in published.records.items()}
    for first_id, each in lock.records.items():
        if first_id not in records:
            records[first_id] = replace(each, fields={}) if first_id in found else each
    return Lock(records)


def _with_ids(published: Record, locked: Record | None) -> Record:
    if locked is None:
        return published
    source = locked.source if locked.learners_part == published.learners_part else ""
    return replace(published, id=locked.id, was=locked.was, nid=locked.nid, source=source, retired=locked.retired)


def _note_record(note: _Note, note_type: NoteType, decks: dict[int, str]) -> Record:
    fields = dict(zip(note_type.field_names, note.fields.split("\x1f"), strict=True))
    return Record(
        id=fields["Id"],
        nid=note.nid,
        type=note_type.name,
        deck=decks[note.deck],
        title=_plain(fields[note_type.field_names[0]]),
        cards=tuple(sorted(map(int, note.ordinals.split(",")))),
        time=note.mod,
        source="",
        tags=tuple(sorted(note.tags.split())),
        fields=field_hashes(fields),
    )


def _note_type_record(note_type: NoteType, key: int, model: _NoteType) -> Record:
    parts = {"Name": model.name, "Style": model.css}
    parts |= {each.name: f"{each.qfmt}\n{each.afmt}" for each in model.tmpls}
    return Record(
        id=note_type.name,
        nid=key,
        type=NOTE_TYPE,
        deck="",
        title=model.name,
        cards=tuple(range(len(model.tmpls))),
        time=model.mod,
        source="",
        tags=(),
        fields={name: digest(part) for name, part in parts.items()},
    )


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^<>]+>", "", html.partition("</p>")[0]))
