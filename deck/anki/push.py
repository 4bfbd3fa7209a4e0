"""Put a deck into the running Anki through its add-on AnkiConnect.

`move_cards` and `prune` need no import. So they come first, and `open_package` last: Anki's own dialog then waits for
the person, and nothing waits for the dialog.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from deck.anki.connect import UPDATE, VERSION, AnkiConnect, PushError
from deck.anki.survey import Reflection, Survey, look
from deck.files import read_regular_file, replacing

__all__ = ["AnkiConnect", "PushError", "Survey", "look", "move_cards", "open_package", "preflight", "prune"]

ACTIONS = (
    *("changeDeck", "deckNamesAndIds", "deleteNotes", "findCards", "findNotes", "getDecks", "guiImportFile"),
    *("modelFieldNames", "modelNamesAndIds", "modelStyling", "modelTemplates", "notesInfo"),
)


def preflight(anki: AnkiConnect) -> None:
    """Raise `PushError` unless Anki runs, with a profile open and an add-on that can do all that a push may ask."""
    if anki.ask("version", int) < VERSION:
        raise PushError(f"AnkiConnect is too old: it does not speak version {VERSION}; {UPDATE}")
    known = anki.ask("apiReflect", Reflection, scopes=["actions"], actions=ACTIONS).actions
    if missing := [action for action in ACTIONS if action not in known]:
        raise PushError(f"AnkiConnect is too old: it does not know '{missing[0]}'; {UPDATE}")
    anki.ask("findNotes", list[int], query="nid:0")


def move_cards(anki: AnkiConnect, survey: Survey) -> int:
    """Move the cards that lie in a deck which their notes have left, and return how many."""
    cards: defaultdict[str, list[int]] = defaultdict(list)
    for move in survey.moves:
        cards[move.record.deck] += move.cards
    for deck, moved in cards.items():
        anki.ask("changeDeck", Any, cards=moved, deck=deck)
    return sum(map(len, cards.values()))


def prune(anki: AnkiConnect, survey: Survey) -> frozenset[int]:
    """Delete the retired notes with their cards, and return their note ids."""
    deleted = frozenset(note.id for _, note in survey.gone)
    if deleted:
        anki.ask("deleteNotes", Any, notes=sorted(deleted))
        _refresh(anki)
    return deleted


def open_package(
    anki: AnkiConnect, package: Path, survey: Survey, deleted: frozenset[int] = frozenset(), *, again: bool = False
) -> bool:
    """Open Anki's import dialog on *package*, and return whether it was opened.

    It is not if a dialog that was opened earlier seems to wait still, since nothing has been imported from then on,
    unless it is to be opened *again*. This returns while the dialog waits for its Import to be pressed.
    """
    seen, memory = survey.digest(deleted), package.with_name(f".{package.name}.pushed")
    if not again and _remembered(memory) == survey.digest():
        return False
    anki.ask("guiImportFile", Any, path=package.resolve().as_posix())
    with replacing(memory) as file:
        file.write(seen.encode())
    return True


def _refresh(anki: AnkiConnect) -> None:
    """Let Anki's window show no card that is deleted, by moving no cards to a deck that is there."""
    decks = anki.ask("deckNamesAndIds", dict[str, int])
    if decks:
        anki.ask("changeDeck", Any, cards=[], deck=next(iter(decks)))


def _remembered(memory: Path) -> str:
    try:
        return read_regular_file(memory).decode(errors="replace")
    except OSError:
        return ""
