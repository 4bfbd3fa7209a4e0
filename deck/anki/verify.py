"""Import a package into a throw-away real Anki collection, and report what Anki makes of it.

Anki's own checks repair what they find, so each count is taken before they run. Needs the extra ``verify``.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from anki.buildinfo import version
from anki.collection import (
    Collection,
    ImportAnkiPackageRequest,
    ImportLogWithChanges,
)
from anki.errors import AnkiException, TemplateError
from anki.template import TemplateRenderContext

from deck.safety.archive import LISTING, UNREADABLE, archive_fault

if TYPE_CHECKING:
    from anki.cards import Card

TOPIC = r'<div class="topic">.*?</div>'  # on the back alone
INVISIBLE = re.compile(rf"<style>.*?</style>|{TOPIC}|<(?!img\b)[^>]*>|\s|&nbsp;", re.DOTALL)


@dataclass(frozen=True)
class Verdict:
    """What Anki counted, and every fault it found; a sound package has none."""

    anki: str
    notes: int
    cards: int
    media: int
    new: int
    duplicate: int
    faults: tuple[str, ...]


def verify(package: Path) -> Verdict:
    """Import *package* twice, render all its cards and run Anki's checks."""
    try:
        with ZipFile(package) as archive:
            fault = archive_fault(archive)
            packed = set() if fault else set(json.loads(archive.read(LISTING)).values())
    except UNREADABLE:
        fault = "is no package of this tool; name an .apkg"
    if fault:
        return Verdict(version, 0, 0, 0, 0, 0, (f"Anki cannot import the package: it {fault}",))
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Collection(str(Path(folder, "collection.anki2")))) as collection,
    ):
        try:
            first, second = (import_package(collection, package) for _ in range(2))
        except AnkiException as error:
            return Verdict(version, 0, 0, 0, 0, 0, (f"Anki cannot import the package: {error}",))
        notes, cards = collection.note_count(), collection.card_count()
        faults = [
            *_note_faults(collection),
            *_left_out_media(packed, collection),
            *_card_faults(collection),
            *_check_faults(collection),
        ]
        if collection.card_count() != cards:
            faults.append(f"Check Database changed the number of cards from {cards} to {collection.card_count()}")
        media = len(list(Path(collection.media.dir()).iterdir()))
        return Verdict(version, notes, cards, media, len(first.new), len(second.duplicate), tuple(faults))


def import_package(collection: Collection, package: Path) -> ImportLogWithChanges.Log:
    """Import with the options of a fresh profile and return Anki's log of it."""
    request = ImportAnkiPackageRequest(package_path=str(package.resolve()))
    return collection.import_anki_package(request).log


def _note_faults(collection: Collection) -> Iterator[str]:
    guids = [collection.get_note(note_id).guid for note_id in collection.find_notes("")]
    if not guids:
        yield "the package holds no notes"
    yield from (f"two notes have the GUID {guid}" for guid, count in Counter(guids).items() if count > 1)


def _left_out_media(packed: set[str], collection: Collection) -> Iterator[str]:
    imported = {path.name for path in Path(collection.media.dir()).iterdir()}
    yield from (f"media that Anki leaves out, since no field names it: {name}" for name in sorted(packed - imported))


def _card_faults(collection: Collection) -> Iterator[str]:
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        where = f"card {card.ord + 1} of {dict(card.note().items()).get('Id', card.nid)}"
        try:
            TemplateRenderContext.from_existing_card(card, browser=False)._partially_render()  # noqa: SLF001
        except TemplateError as error:
            yield f"{where}: {error}"
            continue
        if not INVISIBLE.sub("", card.question()):
            yield f"{where}: its front is empty"
        if _visible_answer(card) in ("", INVISIBLE.sub("", card.question())):
            yield f"{where}: its back adds nothing to the front"


def _visible_answer(card: Card) -> str:
    return INVISIBLE.sub("", card.answer())


def _check_faults(collection: Collection) -> Iterator[str]:
    yield from (f"empty cards of note {note.note_id}" for note in collection.get_empty_cards().notes)
    yield from (f"missing media: {name}" for name in collection.media.check().missing)
    report, sound = collection.fix_integrity()
    if not sound:
        yield f"Check Database: {report}"
