"""The GUID of a note, by which an import recognises it: a promise to learners, which never changes."""

from __future__ import annotations

from deck.note_types import hash_of

DIGITS = 20  # hexadecimal


def guid_of(namespace: str, first_id: str, given: str = "") -> str:
    """Return the GUID of a note: the one that was *given*, or 20 digits made only of *namespace* and *first_id*."""
    return given or f"{hash_of(namespace, 'note', first_id):064x}"[:DIGITS]
