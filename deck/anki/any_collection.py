"""Read the notes of any package that Anki reads, as Anki's own library imports it. Needs the extra ``anki``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from deck.note_types import CARD, CLOZE, NOTE_TYPES

if TYPE_CHECKING:
    from anki.collection import Collection
    from anki.dbproxy import DBProxy
    from anki.models import NotetypeDict

BACKUP = ".colpkg"
NOTES = "select id, guid, mid, tags, flds from notes order by id"
DECKS = "select nid, case when odid then odid else did end, min(ord) from cards group by nid"
DEFAULT = 1  # the deck of what has none


class CardTemplate(NamedTuple):
    """A card template as its author wrote it."""

    front: str
    back: str


class AnyNoteType(NamedTuple):
    """A note type of whatever kind."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]

    @property
    def ours(self) -> str:
        """The name of the note type of ours that it is, whatever its deck is called, or nothing."""
        return next((each.name for each in NOTE_TYPES if each.field_names == self.fields), "")


class AnyNote(NamedTuple):
    """A note of whatever type; its *deck* is empty if it has none of its own."""

    id: int
    guid: str
    note_type: AnyNoteType
    fields: dict[str, str]
    tags: tuple[str, ...]
    deck: str


class Holdings(NamedTuple):
    """What a package holds: notes in the order of their ids, and the folder of its media."""

    notes: tuple[AnyNote, ...]
    media: Path


def name_in_anki(deck: str, *, cloze: bool) -> str:
    """Return the name in Anki of a note type of ours, in the deck of this name."""
    return f"{deck}: {(CLOZE if cloze else CARD).name}"


def read_holdings(package: Path, folder: Path) -> Holdings:
    """Import *package*, an ``.apkg`` or a whole collection, into a new collection in *folder*, and read it."""
    from anki.collection import Collection

    path = folder / "collection.anki2"
    if package.suffix.lower() == BACKUP:
        _restore(package, folder)
    with closing(Collection(str(path))) as collection:
        if package.suffix.lower() != BACKUP:
            _import(collection, package)
        return Holdings(tuple(_notes(collection)), Path(collection.media.dir()))


def _import(collection: Collection, package: Path) -> None:
    """Import a package with its scheduling, since Anki takes some tags away without."""
    from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    for number, note_type in enumerate(collection.models.all()):  # or Anki would rename those of the package
        note_type["name"] = f"unused {number}"
        collection.models.update_dict(note_type)
    options = ImportAnkiPackageOptions(with_scheduling=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package.resolve()), options=options))


def _restore(package: Path, folder: Path) -> None:
    from anki._backend import RustBackend

    RustBackend().import_collection_package(
        col_path=str(folder / "collection.anki2"),
        backup_path=str(package.resolve()),
        media_folder=str(folder / "collection.media"),
        media_db=str(folder / "collection.media.db2"),
    )


def _notes(collection: Collection) -> Iterator[AnyNote]:
    types = {int(each["id"]): _note_type(each) for each in collection.models.all()}
    database = cast("DBProxy", collection.db)  # it is open
    decks = {nid: deck for nid, deck, _ in database.all(DECKS)}
    for nid, guid, mid, tags, joined in database.all(NOTES):
        deck = decks.get(nid, DEFAULT)
        yield AnyNote(
            id=nid,
            guid=guid,
            note_type=types[mid],
            fields=dict(zip(types[mid].fields, joined.split("\x1f"), strict=True)),
            tags=tuple(tags.split()),
            deck="" if deck == DEFAULT else collection.decks.name(deck),
        )


def _note_type(stored: NotetypeDict) -> AnyNoteType:
    return AnyNoteType(
        name=stored["name"],
        cloze=bool(stored["type"]),
        fields=tuple(each["name"] for each in stored["flds"]),
        templates=tuple(CardTemplate(each["qfmt"], each["afmt"]) for each in stored["tmpls"]),
    )
