"""Decks that were made in Anki, with its own note types, as packages."""

from collections.abc import Mapping
from pathlib import Path

from anki.collection import Collection
from anki.notes import Note

BASIC, REVERSED, OPTIONAL = "Basic", "Basic (and reversed card)", "Basic (optional reversed card)"
TYPED, CLOZE, OCCLUSION = "Basic (type in the answer)", "Cloze", "Image Occlusion"


def add_note(
    collection: Collection, note_type: str, *fields: str, deck: str = "Animals", tags: tuple[str, ...] = ()
) -> Note:
    """Add a note with the first *fields* of its type filled, and return it."""
    note = collection.new_note(collection.models.by_name(note_type))
    note.fields = [*fields, *note.fields[len(fields) :]]
    note.tags = [*tags]
    collection.add_note(note, collection.decks.id(deck))
    return note


def add_note_type(
    collection: Collection, name: str, fields: tuple[str, ...], templates: Mapping[str, str], *, cloze: bool = False
) -> None:
    """Add a note type; *templates* map the front of each card template to its back."""
    models = collection.models
    made = models.new(name)
    made["type"] = int(cloze)
    for field in fields:
        models.add_field(made, models.new_field(field))
    for number, (front, back) in enumerate(templates.items(), 1):
        template = models.new_template(f"Card {number}")
        template["qfmt"], template["afmt"] = front, back
        models.add_template(made, template)
    models.add_dict(made)


def add_media(collection: Collection, **files: bytes) -> None:
    """Write media, whose names have an underscore for the point before their ending."""
    for name, data in files.items():
        Path(collection.media.dir(), ".".join(name.rsplit("_", 1))).write_bytes(data)
