"""Put a deck into the running Anki through its add-on AnkiConnect (https://ankiweb.net/shared/info/2055492159).

An import never moves a card and never deletes a note; `move_cards` and `prune` do, and need no import for it. So they
come first, and `open_package` last: Anki's own dialog then waits for the person, and nothing waits for the dialog.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pydantic import BaseModel, ValidationError

from deck.history.plan import Entry, searches

HOST = "127.0.0.1"
VERSION = 6
ACTIONS = ("changeDeck", "deckNamesAndIds", "deleteNotes", "findCards", "findNotes", "guiImportFile", "notesInfo")
UPDATE = "update it in Anki under Tools, Add-ons, and push again"


class PushError(Exception):
    """Anki cannot be reached, or does not do what it is asked; the text says why and what to do."""


class Reply(BaseModel):
    """What AnkiConnect answers."""

    result: Any
    error: str | None


@dataclass(frozen=True)
class AnkiConnect:
    """The add-on in the running Anki: its API key, if it asks for one, its port, and how long (seconds) it may take."""

    key: str = ""
    port: int = 8765
    timeout: float = 30

    def ask(self, action: str, **params: object) -> Any:
        """Have Anki carry out *action* and return its result; raise `PushError` if there is none."""
        request = {"action": action, "version": VERSION, "params": params} | ({"key": self.key} if self.key else {})
        try:
            reply = Reply.model_validate_json(self._post(request))
        except (OSError, HTTPException, ValidationError) as error:
            raise PushError(self._silence(action, error)) from None
        if reply.error is not None:
            raise PushError(self._refusal(action, reply.error))
        return reply.result

    def _post(self, request: dict[str, object]) -> bytes:
        """Send *request*; never through a proxy, which `urllib` would obey even here."""
        with closing(HTTPConnection(HOST, self.port, timeout=self.timeout)) as connection:
            connection.request("POST", "/", json.dumps(request).encode())
            response = connection.getresponse()
            if response.status != HTTPStatus.OK:
                raise HTTPException(f"HTTP {response.status}")
            return response.read()

    def _silence(self, action: str, error: Exception) -> str:
        address = f"{HOST}:{self.port}"
        if isinstance(error, ConnectionRefusedError):
            advice = "start Anki, with the add-on AnkiConnect (2055492159) installed, and push again"
            return f"no Anki answers at {address}; {advice}"
        if isinstance(error, TimeoutError):
            advice = "close its dialogs, let it finish what it is doing, and push again"
            return f"Anki is busy: no answer to '{action}' within {self.timeout:g} s; {advice}"
        reason = "no JSON of its form" if isinstance(error, ValidationError) else error
        advice = "restart Anki, and see that no other program uses this port"
        return f"{address} does not answer as AnkiConnect does ({reason}); {advice}"

    def _refusal(self, action: str, error: str) -> str:
        if "api key" in error:
            wrong = "does not take this API key" if self.key else "asks for an API key"
            return f"AnkiConnect {wrong}; set ANKICONNECT_KEY to the 'apiKey' of its configuration, if it has one"
        if error == "unsupported action":
            return f"AnkiConnect is too old, it knows no '{action}'; {UPDATE}"
        if error == "collection is not available":
            return "Anki has no profile open; open one, and push again"
        return f"Anki refuses '{action}': {error}; see that Anki and AnkiConnect are up to date"


def preflight(anki: AnkiConnect) -> None:
    """Raise `PushError` unless Anki runs, with a profile open and an add-on that can do all that a push may ask."""
    if anki.ask("version") < VERSION:
        raise PushError(f"AnkiConnect is too old, it does not speak version {VERSION}; {UPDATE}")
    known = anki.ask("apiReflect", scopes=["actions"], actions=ACTIONS)["actions"]
    if missing := [action for action in ACTIONS if action not in known]:
        raise PushError(f"AnkiConnect is too old, it knows no '{missing[0]}'; {UPDATE}")
    anki.ask("findNotes", query="nid:0")


def move_cards(anki: AnkiConnect, namespace: str, moved: Iterable[Entry]) -> int:
    """Move the cards of the *moved* notes, and return how many.

    A card that no longer stands in the deck its note was moved from was put elsewhere by the learner, and stays there.
    """
    ids = {_folded(name): number for name, number in anki.ask("deckNamesAndIds").items()}
    moves = defaultdict(list)
    for each in moved:
        moves[each.what].append(each)
    count = 0
    for (old, new), entries in moves.items():
        if _folded(old) not in ids:
            continue
        for search in searches(namespace, entries):
            cards = anki.ask("findCards", query=f"did:{ids[_folded(old)]} {search}")
            if cards:
                anki.ask("changeDeck", cards=cards, deck=new)
            count += len(cards)
    return count


def present(anki: AnkiConnect, namespace: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those of *entries* whose notes this Anki holds."""
    entries = tuple(entries)
    notes = anki.ask("notesInfo", notes=_notes(anki, namespace, entries))
    first_ids = {each["fields"]["Id"]["value"] for each in notes}
    return tuple(each for each in entries if each.first_id in first_ids)


def prune(anki: AnkiConnect, namespace: str, retired: Iterable[Entry]) -> int:
    """Delete the *retired* notes with their cards, and return how many were there."""
    notes = _notes(anki, namespace, retired)
    if notes:
        anki.ask("deleteNotes", notes=notes)
    return len(notes)


def open_package(anki: AnkiConnect, package: Path) -> None:
    """Open Anki's import dialog on *package*; this returns while the dialog waits for its Import to be pressed."""
    anki.ask("guiImportFile", path=package.resolve().as_posix())


def _notes(anki: AnkiConnect, namespace: str, entries: Iterable[Entry]) -> list[int]:
    return [note for search in searches(namespace, entries) for note in anki.ask("findNotes", query=search)]


def _folded(deck: str) -> str:
    """Return the name of a deck in the form in which Anki compares names."""
    return normalize("NFC", deck).casefold()
