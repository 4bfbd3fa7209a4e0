"""Write notes and media into an Anki package, through genanki.

genanki gives the database its form; ids, times and cards of a note are ours, and so is the archive, whose entries
are sorted and undated, so that the same notes make the same bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import genanki

from deck.files import replacing
from deck.media import media_bytes
from deck.note_types import NOTE_TYPES, NoteType, card_style, guid_of, hash_of, note_type_id

COMPRESSED = (".svg", ".anki2")


@dataclass(frozen=True)
class PackedNote:
    """A note as the package holds it: its identity, time (whole seconds), note and card ids (milliseconds)."""

    first_id: str
    note_type: NoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    cards: tuple[int, ...]
    time: int
    nid: int
    card_ids: tuple[int, ...]


@dataclass(frozen=True)
class Shelf:
    """What all notes of a package share: their deck, and when each note type last changed (seconds), by name."""

    name: str
    namespace: str
    description: str
    note_type_times: Mapping[str, int]


class _Note(genanki.Note):  # type: ignore[misc]
    """A genanki note with its own time, ids, deck and cards."""

    def __init__(self, packed: PackedNote, model: genanki.Model, guid: str, deck_id: int, due: int) -> None:
        super().__init__(model, list(packed.fields), guid=guid, tags=packed.tags, due=due)
        self.packed = packed
        self.deck_id = deck_id
        self.cards = [genanki.Card(ordinal) for ordinal in packed.cards]

    def write_to_db(self, cursor: sqlite3.Cursor, *_replaced: object) -> None:
        ids = iter((self.packed.nid, *self.packed.card_ids))
        super().write_to_db(cursor, self.packed.time, self.deck_id, ids)


class _Model(genanki.Model):  # type: ignore[misc]
    """A genanki model with its own time."""

    time = 0

    def to_json(self, _timestamp: float, deck_id: int) -> dict[str, Any]:
        return dict(super().to_json(self.time, deck_id))


def write_package(path: Path, shelf: Shelf, notes: Iterable[PackedNote], media: Mapping[str, Path]) -> None:
    """Write a package to *path*, which is replaced only when all is written.

    *media* maps the names of media to files.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        _package(shelf, notes).write_to_db(connection.cursor(), 0, count())
        connection.commit()
        database = connection.serialize()
    with replacing(path) as file:
        _write_archive(file, database, media)


def _package(shelf: Shelf, notes: Iterable[PackedNote]) -> genanki.Package:
    models = {each.name: _model(each, shelf) for each in NOTE_TYPES if each.name in shelf.note_type_times}
    root = genanki.Deck(_deck_id(shelf.name), shelf.name, shelf.description)
    decks = {shelf.name: root}
    for due, packed in enumerate(notes, 1):
        deck = decks.setdefault(packed.deck, genanki.Deck(_deck_id(packed.deck), packed.deck))
        guid = guid_of(shelf.namespace, packed.first_id)
        root.add_note(_Note(packed, models[packed.note_type.name], guid, deck.deck_id, due))
    return genanki.Package(list(decks.values()))


def _deck_id(name: str) -> int:
    return 2**30 + hash_of("deck", name) % 2**30


def _model(note_type: NoteType, shelf: Shelf) -> genanki.Model:
    model = _Model(
        note_type_id(shelf.namespace, note_type),
        f"{shelf.name}: {note_type.name}",
        fields=[{"name": name, "id": field_id} for name, field_id in note_type.fields],
        templates=[
            {"name": each.name, "id": each.id, "qfmt": each.front, "afmt": each.back} for each in note_type.templates
        ],
        css=card_style(),
        model_type=genanki.Model.CLOZE if note_type.cloze else genanki.Model.FRONT_BACK,
    )
    model.time = shelf.note_type_times[note_type.name]
    return model


def _write_archive(file: IO[bytes], database: bytes, media: Mapping[str, Path]) -> None:
    names = sorted(media)
    with ZipFile(file, "w") as archive:
        archive.writestr(_entry("collection.anki2", ".anki2"), database)
        for number, name in enumerate(names):
            archive.writestr(_entry(str(number), media[name].suffix), media_bytes(name, media[name]))
        listing = {str(number): name for number, name in enumerate(names)}
        archive.writestr(_entry("media", ".json"), json.dumps(listing))


def _entry(name: str, suffix: str) -> ZipInfo:
    entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    entry.compress_type = ZIP_DEFLATED if suffix in COMPRESSED else ZIP_STORED
    return entry
