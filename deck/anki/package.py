"""Write notes and media into an Anki package.

The archive's entries are sorted and undated, so that the same notes make the same bytes. Notes are written as they
come, and never all held.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path, PurePath
from typing import IO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from deck.files import Reader
from deck.history.lock import Record
from deck.note_types import NOTE_TYPES

DATABASE = "collection.anki2"
COLLECTION = "INSERT INTO col VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
RELEASE = {each.name: each.field_names.index("Release") for each in NOTE_TYPES}  # the place of this field
FIELDS = {each.name: len(each.field_names) for each in NOTE_TYPES}
SEPARATOR = "\x1f"  # of the fields of a note
FAST, SMALL = 1, 4  # of zlib's levels: for the database and for drawings, since more takes twice as long to save 4 %


class EmptyCollection(NamedTuple):
    """The SQL that makes the tables and their indices, the row of ``col``, and Anki's ids of decks and note types."""

    tables: tuple[str, ...]
    indices: tuple[str, ...]
    row: tuple[int | str, ...]
    decks: dict[str, int]
    note_types: dict[str, int]


class PackedNote(NamedTuple):
    """A note of the package: its record, with id and time, GUID, and fields in the order of the note type.

    The field ``Release``, which holds the time of the record, is empty here.
    """

    record: Record
    guid: str
    fields: tuple[str, ...]


def write_package(
    file: IO[bytes],
    collection: EmptyCollection,
    notes: Iterable[PackedNote],
    media: Mapping[str, Reader],
    mark: bytes,
) -> None:
    """Write a package with a *mark* to *file*; *media* maps the names of media to functions that read them."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, DATABASE)
        try:
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                _write_database(connection, collection, notes)
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), folder) from None
        _write_archive(file, database, media, mark)


def _write_database(connection: sqlite3.Connection, collection: EmptyCollection, notes: Iterable[PackedNote]) -> None:
    """Write all notes, then their cards, then the indices, which are made faster at once than row by row."""
    for table in collection.tables:
        connection.execute(table)
    connection.execute(COLLECTION, collection.row)
    records: list[Record] = []

    def rows() -> Iterator[tuple[object, ...]]:
        for packed in notes:
            records.append(packed.record)
            yield _note_row(packed, collection)

    connection.executemany(NOTE, rows())
    connection.executemany(
        CARD, (row for due, each in enumerate(records, 1) for row in _card_rows(each, collection, due))
    )
    for index in collection.indices:
        connection.execute(index)
    connection.commit()


def _note_row(packed: PackedNote, collection: EmptyCollection) -> tuple[object, ...]:
    """Return what `NOTE` writes: id, GUID, note type, time, tags, fields, and the field by which Anki sorts."""
    record, guid, fields = packed
    tags = f" {' '.join(record.tags)} "
    release = RELEASE[record.type]
    joined = SEPARATOR.join((*fields[:release], str(record.time), *fields[release + 1 :]))
    if joined.count(SEPARATOR) != FIELDS[record.type] - 1:  # Anki would refuse the whole package
        raise AssertionError(f"note '{record.id}' has too many or too few fields")
    return record.nid, guid, collection.note_types[record.type], record.time, tags, joined, fields[0]


def _card_rows(record: Record, collection: EmptyCollection, due: int) -> Iterator[tuple[int, ...]]:
    """Yield what `CARD` writes: id, note, deck, ordinal, time, and the place among new cards."""
    for card_id, ordinal in zip(record.card_ids, record.cards, strict=True):
        yield card_id, record.nid, collection.decks[record.deck], ordinal, record.time, due


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
