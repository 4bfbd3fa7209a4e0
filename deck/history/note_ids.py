"""Anki's ids of notes: a second apart, and another day's moment for each namespace, so that two decks share none."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from deck.history.lock import Record
from deck.note_types import hash_of

SECOND = 1000  # of note ids, which leaves room for the ids of a note's cards
DAY = 86_400_000  # of note ids


def new_ids(namespace: str, now: int, used: set[int]) -> Iterator[int]:
    """Yield ids for notes that are new at *now* (seconds), a second each, the latest first, and add them to *used*.

    They begin within a day before now, at a moment of the namespace's own: two decks share no ids, which would give the
    new cards of one the reviews of cards that were deleted from the other.
    """
    moment = now * 1000 - hash_of(namespace, "first note id") % DAY
    while True:
        moment = _free(moment, used)
        yield moment


def with_ids(records: dict[str, Record], now: int, namespace: str) -> dict[str, Record]:
    """Give new notes ids, the last note the latest; of two equal ids the later gives way."""
    if len({each.nid for each in records.values() if each.nid}) == len(records):
        return records
    used: set[int] = set()
    numbered = {}
    old = sorted((each for each in records.values() if each.nid), key=lambda each: (each.time, each.id))
    new = [each for each in records.values() if not each.nid]
    for record in old:
        nid = _free(record.nid, used)
        numbered[record.first_id] = record if nid == record.nid else replace(record, nid=nid)
    for record, nid in zip(reversed(new), new_ids(namespace, now, used), strict=False):
        numbered[record.first_id] = replace(record, nid=nid)
    return {first_id: numbered[first_id] for first_id in records}


def _free(wanted: int, used: set[int]) -> int:
    while wanted in used:
        wanted -= SECOND
    used.add(wanted)
    return wanted
