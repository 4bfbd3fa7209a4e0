"""What must be unlike in the notes of a folder: ids, on which histories rest, and the names of decks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple
from unicodedata import normalize

from deck.diagnostics import Place, Problem, problem

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Identity(NamedTuple):
    """The ids of a note, the deck in which it lies and where it is written."""

    id: str
    first_id: str
    deck: str
    place: Place


def identity_problems(notes: Iterable[Identity]) -> Iterator[Problem]:
    """Yield a problem for each id that an earlier note has, and for each deck that Anki would take for another."""
    taken: dict[str, Place] = {}
    first_of: dict[str, Place] = {}
    for note in notes:
        first_of.setdefault(note.deck, note.place)
        for name in dict.fromkeys(filter(None, (note.id, note.first_id))):
            if name in taken:
                message = f"id '{name}' is taken by {taken[name].path}:{taken[name].line}; choose another"
                yield problem(note.place, "id", message)
            taken.setdefault(name, note.place)
    yield from _deck_problems(first_of)


def _deck_problems(first_of: dict[str, Place]) -> Iterator[Problem]:
    """Yield the decks that Anki, which ignores case, takes for another one."""
    spelt: dict[str, tuple[str, Place]] = {}
    for name, place in first_of.items():
        for deck in accumulate(name.split("::"), "{}::{}".format):
            first, where = spelt.setdefault(normalize("NFC", deck).casefold(), (deck, place))
            if deck != first:
                message = (
                    f"Anki, which ignores case, takes deck '{deck}' for '{first}' of {where.path}; spell both alike"
                )
                yield problem(place, "front-matter", message)
