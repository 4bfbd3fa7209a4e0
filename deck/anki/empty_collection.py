"""The collection of a package before a note is in it: its tables, note types and decks, as genanki makes them.

Most edits change none of these, so that a build finds them in the cache and needs no genanki.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Any

import genanki

from deck.anki.package import EmptyCollection
from deck.note_types import NOTE_TYPES, Face, NoteType, card_style, hash_of, note_type_id


@dataclass(frozen=True)
class PackageInfo:
    """What all notes of a package share: the name of their deck, the namespace, and the face of the cards.

    *decks* are the names of all decks in which there are notes; *descriptions* are those of the deck and its subdecks,
    in HTML, by their names; *note_type_times* say when each note type last changed (seconds), by its name; *style* are
    the author's own rules for cards.
    """

    name: str
    namespace: str
    face: Face
    decks: tuple[str, ...]
    descriptions: Mapping[str, str]
    note_type_times: Mapping[str, int]
    style: str = ""


class _Model(genanki.Model):  # type: ignore[misc]
    """A genanki model with its own time."""

    time = 0

    def to_json(self, _timestamp: float, deck_id: int) -> dict[str, Any]:
        return dict(super().to_json(self.time, deck_id))


def empty_collection(info: PackageInfo) -> EmptyCollection:
    """Return the collection of a package, without notes."""
    decks = [_deck(name, info) for name in sorted({info.name, *info.decks})]
    models = {each.name: _model(each, info) for each in NOTE_TYPES if each.name in info.note_type_times}
    (root,) = (each for each in decks if each.name == info.name)
    for model in models.values():
        root.add_model(model)
    with closing(sqlite3.connect(":memory:")) as connection:
        others = [each for each in decks if each is not root]
        genanki.Package([root, *others]).write_to_db(connection.cursor(), 0, count())
        return EmptyCollection(
            tables=tuple(_schema(connection, "table")),
            indices=tuple(_schema(connection, "index")),
            row=connection.execute("SELECT * FROM col").fetchone(),
            decks={each.name: each.deck_id for each in decks},
            note_types={name: model.model_id for name, model in models.items()},
        )


def _schema(connection: sqlite3.Connection, kind: str) -> Iterator[str]:
    found = connection.execute("SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", [kind])
    return (sql for (sql,) in found)


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
