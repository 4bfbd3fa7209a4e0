"""What must be unlike in the notes of a folder: ids, on which histories rest, and the names of decks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple
from unicodedata import normalize

from deck.diagnostics import Diagnostic, Location, diagnostic

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Identity(NamedTuple):
    """The ids of a note, the deck in which it lies and where it is written."""

    id: str
    first_id: str
    deck: str
    location: Location


def identity_diagnostics(notes: Iterable[Identity]) -> Iterator[Diagnostic]:
    """Yield a problem for each id that an earlier note has, and for each deck that Anki would take for another."""
    taken: dict[str, Location] = {}
    first_of: dict[str, Location] = {}
    for note in notes:
        first_of.setdefault(note.deck, note.location)
        for name in dict.fromkeys(filter(None, (note.id, note.first_id))):
            if name in taken:
                message = f"id '{name}' is taken by {taken[name].path}:{taken[name].line}; choose another"
                yield diagnostic(note.location, "N008", message)
            taken.setdefault(name, note.location)
    yield from _deck_diagnostics(first_of)


def _deck_diagnostics(first_of: dict[str, Location]) -> Iterator[Diagnostic]:
    """Yield the decks that Anki, which ignores case, takes for another one."""
    spelt: dict[str, tuple[str, Location]] = {}
    for name, location in first_of.items():
        for deck in accumulate(name.split("::"), "{}::{}".format):
            first, where = spelt.setdefault(normalize("NFC", deck).casefold(), (deck, location))
            if deck != first:
                message = (
                    f"Anki, which ignores case, takes deck '{deck}' for '{first}' of {where.path}; spell both alike"
                )
                yield diagnostic(location, "N009", message)
