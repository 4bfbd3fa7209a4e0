"""What must be unique in a folder: ids and GUIDs of notes, to which review histories belong, and names of decks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote

from deck.diagnostics import Diagnostic, Location, diagnostic
from deck.safety.characters import is_visible_line

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PERCENT_ENCODED = re.compile(r"(?:[\w.~-]|%[0-9A-Fa-f]{2})+", re.ASCII)  # RFC 3986, sections 2.1 and 2.3


class Identity(NamedTuple):
    """The ids of a note, its deck, the GUID that its author gave it, if any, and its location."""

    id: str
    first_id: str
    deck: str
    guid: str
    location: Location


def identity_diagnostics(notes: Iterable[Identity]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each id or GUID that an earlier note has, and each deck that is another one to Anki."""
    used: dict[str, Location] = {}
    guids: dict[str, Location] = {}
    first_of: dict[str, Location] = {}
    for note in notes:
        first_of.setdefault(note.deck, note.location)
        for name in dict.fromkeys(filter(None, (note.id, note.first_id))):
            if name in used:
                message = f"id '{name}' is already used at {used[name].path}:{used[name].line}; choose another"
                yield diagnostic(note.location, "N008", message)
            used.setdefault(name, note.location)
        if note.guid and (first := guids.setdefault(note.guid, note.location)) != note.location:
            message = f"{guid_text(note.guid)} is already used at {first.path}:{first.line}; keep it on one note"
            yield diagnostic(note.location, "N008", message)
    yield from _deck_diagnostics(first_of)


def guid_text(guid: str) -> str:
    """Return a GUID as a heading writes it."""
    return f'guid="{quote(guid, safe="")}"'


def read_guid(written: str) -> str:
    """Return the GUID that is *written* percent-encoded; raise `ValueError` if it is not, or cannot be seen."""
    guid = unquote(written, errors="strict")
    if not (PERCENT_ENCODED.fullmatch(written) and is_visible_line(guid)):
        raise ValueError(written)
    return guid


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
