"""Import a package into a throw-away real Anki collection, and report what Anki makes of it.

The package may be anybody's. It is checked first as one for ``--against`` is; then a process of its own has Anki import
it. Needs the extra ``anki``.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anki.buildinfo import version
from anki.collection import (
    Collection,
    ImportAnkiPackageRequest,
    ImportLogWithChanges,
)
from anki.errors import AnkiException, TemplateError
from anki.template import TemplateRenderContext

from deck.anki.apart import ApartError, examine_package, run_apart
from deck.safety.characters import INVISIBLE

if TYPE_CHECKING:
    from anki.cards import Card

MOST_FAULTS, LONGEST_FAULT = 1000, 500  # which is in characters
TOPIC = r'<div class="topic">.*?</div>'  # on the back alone
HIDDEN = re.compile(rf"<style>.*?(?:</style>|\Z)|{TOPIC}|<(?!img\b)[^>]*(?:>|\Z)|\s|&nbsp;", re.DOTALL)


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


def verify(package: Path, seconds: float | None = None) -> Verdict:
    """Import *package* twice, render all its cards and run Anki's checks.

    Anki is given so many *seconds*, by default half a minute and more for a large package.
    """
    try:
        media, longest = examine_package(package)
        with tempfile.TemporaryDirectory() as folder:
            return run_apart(import_and_check, package, media, folder=Path(folder), seconds=seconds or longest)
    except ApartError as error:
        return _refused(str(error))


def _refused(reason: str) -> Verdict:
    return Verdict(version, 0, 0, 0, 0, 0, _shown([f"Anki cannot import the package: {reason}"]))


def import_and_check(package: Path, media: set[str], folder: Path) -> Verdict:
    """Have Anki import and check a package that lists *media*, in a collection in *folder*."""
    with closing(Collection(str(folder / "collection.anki2"))) as collection:
        try:
            first, second = (import_package(collection, package) for _ in range(2))
        except AnkiException as error:
            return _refused(str(error))
        notes, cards = collection.note_count(), collection.card_count()
        faults = [
            *_note_faults(collection),
            *_left_out_media(media, collection),
            *_card_faults(collection),
            *_check_faults(collection),
        ]
        if collection.card_count() != cards:
            faults.append(f"Check Database changed the number of cards from {cards} to {collection.card_count()}")
        count = len(list(Path(collection.media.dir()).iterdir()))
        return Verdict(version, notes, cards, count, len(first.new), len(second.duplicate), _shown(faults))


def import_package(collection: Collection, package: Path) -> ImportLogWithChanges.Log:
    """Import with the options of a fresh profile and return Anki's log of it."""
    request = ImportAnkiPackageRequest(package_path=str(package.resolve()))
    return collection.import_anki_package(request).log


def _shown(faults: list[str]) -> tuple[str, ...]:
    """Return the first faults, without what a terminal would obey: they quote what the package holds."""
    return tuple(INVISIBLE.sub("\ufffd", fault)[:LONGEST_FAULT] for fault in faults[:MOST_FAULTS])


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
        if not HIDDEN.sub("", card.question()):
            yield f"{where}: its front is empty"
        if not _is_typed(card) and _visible_answer(card) in ("", HIDDEN.sub("", card.question())):
            yield f"{where}: its back adds nothing to the front"


def _is_typed(card: Card) -> bool:
    """Return whether the answer of a card is typed, so that its back compares it with what the learner typed."""
    return "[[type:" in card.answer()


def _visible_answer(card: Card) -> str:
    return HIDDEN.sub("", card.answer())


def _check_faults(collection: Collection) -> Iterator[str]:
    yield from (f"empty cards of note {note.note_id}" for note in collection.get_empty_cards().notes)
    yield from (f"missing media: {name}" for name in collection.media.check().missing)
    report, sound = collection.fix_integrity()
    if not sound:
        yield f"Check Database: {report}"
