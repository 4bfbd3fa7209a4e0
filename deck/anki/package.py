"""Write notes and media into an Anki package, through genanki.

genanki gives the database its form; ids, times and cards of a note are ours, and so is the archive, whose entries
are sorted and undated, so that the same notes make the same bytes. Notes are written as they come, and never all held.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path, PurePath
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import genanki

from deck.files import Reader
from deck.history.lock import Record
from deck.history.published import package_mark
from deck.note_types import NOTE_TYPES, Face, NoteType, card_style, hash_of, note_type_id

DATABASE = "collection.anki2"
NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
RELEASE = {each.name: each.field_names.index("Release") for each in NOTE_TYPES}  # the place of this field
SEPARATOR = "\x1f"  # of the fields of a note
AT_ONCE = 500  # notes that are written together
FAST, SMALL = 1, 4  # of zlib's levels: for the database and for drawings, since more takes twice as long to save 4 %


class PackedNote(NamedTuple):
    """A note of the package: its record, with id and time, GUID, and fields in the order of the note type.

    The field ``Release``, which holds the time of the record, is empty here.
    """

    record: Record
    guid: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PackageInfo:
    """What all notes of a package share: the name of their deck, the namespace, and the face of the cards.

    *descriptions* are those of the deck and its subdecks, in HTML, by the names of the decks; *note_type_times* say
    when each note type last changed (seconds), by its name; *style* are the author's own rules for cards.
    """

    name: str
    namespace: str
    face: Face
    descriptions: Mapping[str, str]
    note_type_times: Mapping[str, int]
    style: str = ""


class _Model(genanki.Model):  # type: ignore[misc]
    """A genanki model with its own time."""

    time = 0

    def to_json(self, _timestamp: float, deck_id: int) -> dict[str, Any]:
        return dict(super().to_json(self.time, deck_id))


def write_package(
    file: IO[bytes],
    info: PackageInfo,
    notes: Iterable[PackedNote],
    media: Mapping[str, Reader],
) -> None:
    """Write a package to *file*; *media* maps the names of media to functions that read them."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, DATABASE)
        try:
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                _write_database(connection, info, notes)
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), folder) from None
        _write_archive(file, database, media, package_mark(info.namespace))


def _write_database(connection: sqlite3.Connection, info: PackageInfo, notes: Iterable[PackedNote]) -> None:
    models = {each.name: _model(each, info) for each in NOTE_TYPES if each.name in info.note_type_times}
    root = _deck(info.name, info)
    for model in models.values():
        root.add_model(model)
    genanki.Package([root]).write_to_db(connection.cursor(), 0, count())
    decks = {info.name: root}
    numbered = enumerate(notes, 1)
    while some := list(islice(numbered, AT_ONCE)):
        for deck in {packed.record.deck for _, packed in some} - decks.keys():
            decks[deck] = _deck(deck, info)
        connection.executemany(NOTE, (_note_row(packed, models) for _, packed in some))
        connection.executemany(CARD, (row for due, packed in some for row in _card_rows(packed, decks, due)))
    written = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
    written |= {str(deck.deck_id): deck.to_json() for _, deck in sorted(decks.items())}
    connection.execute("UPDATE col SET decks = ?", [json.dumps(written)])
    connection.commit()


def _note_row(packed: PackedNote, models: Mapping[str, genanki.Model]) -> tuple[object, ...]:
    """Return what `NOTE` writes: id, GUID, note type, time, tags, fields, and the field by which Anki sorts."""
    record, guid, fields = packed
    tags = f" {' '.join(record.tags)} "
    release = RELEASE[record.type]
    joined = SEPARATOR.join((*fields[:release], str(record.time), *fields[release + 1 :]))
    if joined.count(SEPARATOR) != len(models[record.type].fields) - 1:  # Anki would refuse the whole package
        raise AssertionError(f"note '{record.id}' has too many or too few fields")
    return record.nid, guid, models[record.type].model_id, record.time, tags, joined, fields[0]


def _card_rows(packed: PackedNote, decks: Mapping[str, genanki.Deck], due: int) -> Iterator[tuple[int, ...]]:
    """Yield what `CARD` writes: id, note, deck, ordinal, time, and the place among new cards."""
    record = packed.record
    for card_id, ordinal in zip(record.card_ids, record.cards, strict=True):
        yield card_id, record.nid, decks[record.deck].deck_id, ordinal, record.time, due


def _deck(name: str, info: PackageInfo) -> genanki.Deck:
    return genanki.Deck(_deck_id(name), name, info.descriptions.get(name, ""))


def _deck_id(name: str) -> int:
    return 2**30 + hash_of("deck", name) % 2**30


def _model(note_type: NoteType, info: PackageInfo) -> genanki.Model:
    model = _Model(
        note_type_id(info.namespace, note_type),
        f"{info.name}: {note_type.name}",
        fields=[{"name": name, "id": field_id} for name, field_id in note_type.fields],
        templates=[
            {"name": each.name, "id": each.id, "qfmt": each.front, "afmt": each.back}
            for each in map(info.face.template, note_type.templates)
        ],
        css=card_style(info.style),
        model_type=genanki.Model.CLOZE if note_type.cloze else genanki.Model.FRONT_BACK,
    )
    model.time = info.note_type_times[note_type.name]
    return model


def _write_archive(file: IO[bytes], database: Path, media: Mapping[str, Reader], mark: bytes) -> None:
    names = sorted(media)
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=FAST) as archive:
        with database.open("rb") as read, archive.open(DATABASE, "w") as written:
            shutil.copyfileobj(read, written)
        _make_portable(archive.getinfo(DATABASE))
        for number, name in enumerate(names):
            entry = _entry(str(number), compressed=PurePath(name).suffix == ".svg")
            archive.writestr(entry, media[name](), compresslevel=SMALL)
        listing = {str(number): name for number, name in enumerate(names)}
        archive.writestr(_entry("media"), json.dumps(listing))
        archive.comment = mark


def _entry(name: str, *, compressed: bool = False) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED if compressed else ZIP_STORED
    _make_portable(entry)
    return entry


def _make_portable(entry: ZipInfo) -> None:
    """Let an entry say the same on every system."""
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
