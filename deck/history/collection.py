"""The note types and decks of a collection, in whichever of Anki's two schemas it is written.

Up to schema 14 they are JSON in the table ``col``; since then each is a row, with a protobuf message for what is rarely
looked for. Schema 11 is what Anki writes for older versions, schema 18 what it uses itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from deck.safety.message import parse_message

SEPARATOR = "\x1f"  # of the levels of a deck's name, in the newer schema


@dataclass(frozen=True)
class StoredNoteType:
    """A note type of a collection: its templates are names, fronts and backs; *time* (seconds) is its last change."""

    id: int
    name: str
    time: int
    style: str
    fields: tuple[str, ...]
    templates: tuple[tuple[str, str, str], ...]


def read_note_types(connection: sqlite3.Connection, wanted: Collection[int]) -> list[StoredNoteType]:
    """Return the note types that have one of the *wanted* ids."""
    if not _has_rows(connection):
        models = json.loads(connection.execute("select models from col").fetchone()[0])
        return [_from_json(int(key), model) for key, model in models.items() if int(key) in wanted]
    rows = connection.execute("select id, name, mtime_secs, config from notetypes").fetchall()
    return [_from_row(connection, *row) for row in rows if row[0] in wanted]


def read_deck_names(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the names of the decks by id, their levels parted by ``::``."""
    if _has_rows(connection):
        rows = connection.execute("select id, name from decks")
        return {deck_id: name.replace(SEPARATOR, "::") for deck_id, name in rows}
    decks = json.loads(connection.execute("select decks from col").fetchone()[0])
    return {int(key): deck["name"] for key, deck in decks.items()}


def _has_rows(connection: sqlite3.Connection) -> bool:
    return connection.execute("select 1 from sqlite_master where name = 'notetypes'").fetchone() is not None


def _from_json(key: int, model: dict[str, object]) -> StoredNoteType:
    match model:
        case {"name": str(name), "mod": int(time), "css": str(style), "flds": list(fields), "tmpls": list(templates)}:
            names = tuple(field["name"] for field in fields)
            parts = tuple((each["name"], each["qfmt"], each["afmt"]) for each in templates)
            return StoredNoteType(key, name, time, style, names, parts)
    raise ValueError(key)


def _from_row(connection: sqlite3.Connection, key: int, name: str, time: int, config: bytes) -> StoredNoteType:
    from anki.notetypes_pb2 import Notetype

    fields = connection.execute("select name from fields where ntid = ? order by ord", [key])
    templates = connection.execute("select name, config from templates where ntid = ? order by ord", [key])
    style = parse_message(Notetype.Config, config).css
    parsed = [(each, parse_message(Notetype.Template.Config, blob)) for each, blob in templates]
    parts = tuple((each, template.q_format, template.a_format) for each, template in parsed)
    return StoredNoteType(key, name, time, style, tuple(field for (field,) in fields), parts)
