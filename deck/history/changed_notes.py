"""Which notes count as changed since the last build, and which time each gets.

A change is what a learner gets: fields, tags, note type and cards. Moving a note to another deck does not count as a
change, since an import moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from deck.history.lock import Lock, Record
from deck.history.note_ids import with_ids


def advance(before: Lock, now: int, found: Iterable[Record], namespace: str) -> Lock:
    """Return the lock after a build at *now* (seconds) that found these notes and note types, in source order.

    An unchanged record keeps its time; any other gets *now*, or a second more than it had. What vanished is retired.
    """
    stamped = {each.first_id: _stamped(before.records.get(each.first_id), each, now) for each in found}
    retired = {
        first_id: record if record.retired else replace(record, retired=now)
        for first_id, record in before.records.items()
        if first_id not in stamped
    }
    after = with_ids({**retired, **stamped}, now, namespace)
    lines = {first_id: line for first_id, line in before.lines.items() if after[first_id] is before.records[first_id]}
    return Lock(after, lines)


def is_changed(before: Record, after: Record) -> bool:
    """Return whether two records of a note, or of a note type, differ in what a learner gets."""
    return _learners_part(before) != _learners_part(after)


def _learners_part(record: Record) -> tuple[object, ...]:
    return record.type, record.cards, sorted(record.tags), record.fields


def newer(one: Record, other: Record) -> Record:
    """Return the newer of two records of a note, as a merge of two branches leaves them.

    If they say different things of one time, neither is known to be what learners have, so the note counts as changed.
    """
    first, last = sorted((one, other), key=lambda each: (max(each.time, each.retired), repr(each)))
    if one.time == other.time and is_changed(one, other):
        last = replace(last, fields={}, source="")
    decks = {first.deck, *first.former_decks, *last.former_decks} - {last.deck}
    return replace(last, time=max(one.time, other.time), former_decks=tuple(sorted(decks)))


def _stamped(before: Record | None, found: Record, now: int) -> Record:
    if before is None:
        return replace(found, time=now)
    if before == replace(
        found, nid=before.nid, time=before.time, former_decks=before.former_decks
    ):  # which builds give
        return before
    time = max(now, before.time + 1) if is_changed(before, found) else before.time
    return replace(found, time=time, nid=found.nid or before.nid, former_decks=_former_decks(before, found.deck))


def _former_decks(before: Record, deck: str) -> tuple[str, ...]:
    """Return the decks in which a note was that is now in *deck*: those of this deck's tree, not of a learner's."""
    root = deck.partition("::")[0]
    known = {*before.former_decks, before.deck} - {deck}
    return tuple(sorted(each for each in known if each.partition("::")[0] == root))
