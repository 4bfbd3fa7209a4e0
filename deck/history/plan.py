"""What the next import will do to learners: the difference between what they have and the content."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from deck.history.changed_notes import is_changed
from deck.history.lock import NOTE_TYPE, Lock, Record
from deck.history.plan_warnings import (
    edited_in_anki,
    exchanged,
    replaced_edits,
    retitled,
    reverted,
    suspected_renames,
    unknown_first_ids,
)

if TYPE_CHECKING:
    from deck.history.held import HeldNote


class Entry(Struct, frozen=True):
    """A note that the plan names: its id, the first id it ever had, its title, and what of it."""

    id: str
    first_id: str
    title: str
    what: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """What an import will do. A note may be in more than one list; *unchanged* counts those it leaves alone.

    *retired* are the notes that vanished since, *gone* all that ever did.
    """

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    moved: tuple[Entry, ...]
    renamed: tuple[Entry, ...]
    retired: tuple[Entry, ...]
    returned: tuple[Entry, ...]
    note_types: tuple[Entry, ...]
    lost_cards: tuple[Entry, ...]
    unchanged: int
    warnings: tuple[str, ...]

    @property
    def touched(self) -> int:
        """How many notes an import adds or updates."""
        return len(self.new) + len(self.changed)


NOTHING = Plan((), (), (), (), (), (), (), (), 0, ())


def compare(before: Lock, after: Lock, lock: Lock | None = None, held: Collection[HeldNote] = ()) -> Plan:
    """Return what an import does to a learner who has *before*, once *after* is published.

    *lock* is the lock before this build, if that is not what the learner has; *held* are the notes as the learner has
    them, where they are known.
    """
    had = before.records
    locked = before.records if lock is None else lock.records
    edits = edited_in_anki(held, locked, after.records)
    notes = [(had.get(each.first_id), each) for each in after.current]
    new = [each for old, each in notes if old is None]
    known = [(old, each) for old, each in notes if old is not None and old is not each]
    live = [(old, new) for old, new in known if not old.retired]
    changed = [(old, new) for old, new in known if is_changed(old, new)]
    retired = [each for each in after.retired if each.first_id in had and not had[each.first_id].retired]
    returned = [(old, new) for old, new in known if old.retired]
    types = [each for each in after.records.values() if each.type == NOTE_TYPE and each.first_id in had]
    return Plan(
        new=tuple(_entry(each) for each in new),
        changed=tuple(_entry(new, *_changes(old, new)) for old, new in changed),
        moved=tuple(_entry(new, old.deck, new.deck) for old, new in live if old.deck != new.deck),
        renamed=tuple(_entry(new, old.id) for old, new in live if old.id != new.id),
        retired=tuple(_entry(each) for each in retired),
        returned=tuple(_entry(new) for _, new in returned),
        note_types=tuple(
            _entry(each, *_changes(had[each.first_id], each)) for each in types if is_changed(had[each.first_id], each)
        ),
        lost_cards=tuple(_entry(new, *lost) for old, new in changed if (lost := _lost_cards(old, new))),
        unchanged=len(notes) - len(new) - len(changed),
        warnings=(
            *suspected_renames(retired, new),
            *retitled(returned),
            *exchanged(changed),
            *unknown_first_ids(new, locked),
            *replaced_edits(edits, after.records),
            *reverted(had, locked, edits),
        ),
    )


def _entry(record: Record, *what: str) -> Entry:
    return Entry(record.id, record.first_id, record.title, what)


def _changes(old: Record, new: Record) -> Iterator[str]:
    """Yield what differs; a field counts as changed if its text did, and any picture counts as a figure."""
    names = dict.fromkeys([*old.fields, *new.fields])
    hashes = {name: (old.fields.get(name, ""), new.fields.get(name, "")) for name in names}
    for name, (was, now) in hashes.items():
        if was.partition("+")[0] != now.partition("+")[0]:
            yield name.lower()
    if any(was.partition("+")[2] != now.partition("+")[2] for was, now in hashes.values()):
        yield "figure"
    if sorted(old.tags) != sorted(new.tags):
        yield "tags"
    if old.cards != new.cards:
        yield "cards"
    if old.type != new.type:
        yield "note type"
    if old.source and old.source == new.source:
        yield "rendering only"


def _lost_cards(old: Record, new: Record) -> tuple[str, ...]:
    lost = sorted(set(old.cards) - set(new.cards))
    return tuple(f"c{ordinal + 1}" if new.type == "Cloze" else f"card {ordinal + 1}" for ordinal in lost)
