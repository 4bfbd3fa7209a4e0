"""What must be unique in a folder: the ids of notes, to which review histories belong, and the names of decks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple
from unicodedata import normalize

from deck.diagnostics import Diagnostic, Location, diagnostic

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Identity(NamedTuple):
    """The ids of a note, its deck and its location."""

    id: str
    first_id: str
    deck: str
    location: Location


def identity_diagnostics(notes: Iterable[Identity]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each id that an earlier note has, and for each deck that is another one to Anki."""
    used: dict[str, Location] = {}
    first_of: dict[str, Location] = {}
    for note in notes:
        first_of.setdefault(note.deck, note.location)
        for name in dict.fromkeys(filter(None, (note.id, note.first_id))):
            if name in used:
                message = f"id '{name}' is already used at {used[name].path}:{used[name].line}; choose another"
                yield diagnostic(note.location, "N008", message)
            used.setdefault(name, note.location)
    yield from _deck_diagnostics(first_of)


def _deck_diagnostics(first_of: dict[str, Location]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each deck that differs from another one only in case, which Anki ignores."""
    spellings: dict[str, tuple[str, Location]] = {}
    for name, location in first_of.items():
        for deck in accumulate(name.split("::"), "{}::{}".format):
            first, where = spellings.setdefault(normalize("NFC", deck).casefold(), (deck, location))
            if deck != first:
                other = f"'{first}' in {where.path}"
                message = f"deck '{deck}' differs from {other} only in case, which Anki ignores; use one spelling"
                yield diagnostic(location, "N009", message)
