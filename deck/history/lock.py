"""The lock: what learners have of each note, so that a build touches only what changed.

A change is what a learner gets: fields, tags, note type and cards. Moving a note to another deck does not count as a
change, since an import moves nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from deck.note_types import hash_of

LOCK = "deck.lock"
LARGEST = 2**53  # what JSON and SQLite hold
SECOND = 1000  # of note ids, which leaves room for the ids of a note's cards
DAY = 86_400_000  # of note ids
PICTURE = re.compile(r"<img [^<>]*>")
NOTE_TYPE = "note type"
NOT_HASHED = ("Id", "Release")  # fields that say which note it is and when it changed, and hold nothing to learn

Number = Annotated[int, Meta(ge=0, lt=LARGEST)]


class Record(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the last build made of a note, or of a note type.

    *time* (seconds) is when what the learner gets last changed; *source* is a hash of what its author wrote;
    *nid* is Anki's note id (milliseconds); *was* is the first id, if it is another; *guid* is that of another deck, if
    it comes from one; *retired* is when it vanished; *former_decks* are those in which the note was before.
    """

    id: str
    nid: Number
    type: str
    deck: str
    title: str
    cards: tuple[Number, ...]
    time: Number
    source: str
    tags: tuple[str, ...]
    fields: dict[str, str]
    was: str = ""
    guid: str = ""
    retired: Number = 0
    former_decks: tuple[str, ...] = ()

    @property
    def first_id(self) -> str:
        """The id that determines the note's identity."""
        return self.was or self.id

    @property
    def card_ids(self) -> tuple[int, ...]:
        """Anki's ids of the cards (milliseconds): within the note's own second, so that no two notes share one."""
        return tuple(self.nid - ordinal for ordinal in self.cards)

    @property
    def learners_part(self) -> tuple[object, ...]:
        """What a learner gets: two records of a note that agree in it need no update."""
        return self.type, self.cards, sorted(self.tags), self.fields

    @property
    def fits(self) -> bool:
        """Whether JSON and SQLite hold all its numbers."""
        numbers = (self.nid, self.time, self.retired, *self.cards)
        return min(numbers) >= 0 and max(numbers) < LARGEST


@dataclass(frozen=True)
class Lock:
    """The records of a deck by first id, of note types by names that no note can have.

    *lines* are those from which they were read.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def newest(self) -> int:
        """The latest time of any record (seconds)."""
        return max((each.time for each in self.records.values()), default=0)

    @property
    def note_type_times(self) -> dict[str, int]:
        """When each note type last changed (seconds), by its name."""
        used = (each for each in self.records.values() if each.type == NOTE_TYPE and not each.retired)
        return {each.id: each.time for each in used}

    @property
    def current(self) -> list[Record]:
        """The records of the notes that are not retired."""
        return [each for each in self.records.values() if not each.retired and each.type != NOTE_TYPE]

    @property
    def retired(self) -> list[Record]:
        """The records of the notes that vanished."""
        return [each for each in self.records.values() if each.retired and each.type != NOTE_TYPE]


def lock_path(content: Path) -> Path:
    """Return the path of the lock of a content folder."""
    return content / LOCK


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
    after = _numbered({**retired, **stamped}, now, namespace)
    lines = {first_id: line for first_id, line in before.lines.items() if after[first_id] is before.records[first_id]}
    return Lock(after, lines)


def newer(one: Record, other: Record) -> Record:
    """Return the newer of two records of a note, as a merge of two branches leaves them.

    If they say different things of one time, neither is known to be what learners have, so the note counts as changed.
    """
    first, last = sorted((one, other), key=lambda each: (max(each.time, each.retired), repr(each)))
    if one.time == other.time and one.learners_part != other.learners_part:
        last = replace(last, fields={}, source="")
    decks = {first.deck, *first.former_decks, *last.former_decks} - {last.deck}
    return replace(last, time=max(one.time, other.time), former_decks=tuple(sorted(decks)))


def digest(*words: str) -> str:
    """Return a short hash of *words*, 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def field_hashes(fields: Mapping[str, str]) -> dict[str, str]:
    """Return a hash of each filled field but those in `NOT_HASHED`: of its text, after a ``+`` of its pictures."""
    return {name: _field_hash(html) for name, html in fields.items() if html and name not in NOT_HASHED}


def _field_hash(html: str) -> str:
    pictures = PICTURE.findall(html)
    text = digest(PICTURE.sub("<img>", html))
    return f"{text}+{digest(*pictures)}" if pictures else text


def _stamped(before: Record | None, found: Record, now: int) -> Record:
    if before is None:
        return replace(found, time=now)
    if _without_numbers(before) == _without_numbers(found):
        return before
    unchanged = before.learners_part == found.learners_part
    time = before.time if unchanged else max(now, before.time + 1)
    return replace(found, time=time, nid=found.nid or before.nid, former_decks=_former_decks(before, found.deck))


def _former_decks(before: Record, deck: str) -> tuple[str, ...]:
    """Return the decks in which a note was that is now in *deck*: those of this deck's tree, not of a learner's."""
    root = deck.partition("::")[0]
    known = {*before.former_decks, before.deck} - {deck}
    return tuple(sorted(each for each in known if each.partition("::")[0] == root))


def _without_numbers(record: Record) -> tuple[object, ...]:
    """Return all of a record except the note id and the time, which builds give to it."""
    first = (record.id, record.type, record.deck, record.title, record.cards, record.source, record.tags, record.fields)
    return *first, record.was, record.guid, record.retired


def new_ids(namespace: str, now: int, used: set[int]) -> Iterator[int]:
    """Yield ids for notes that are new at *now* (seconds), a second each, the latest first, and add them to *used*.

    They begin within a day before now, at a moment of the namespace's own: two decks share no ids, which would give the
    new cards of one the reviews of cards that were deleted from the other.
    """
    moment = now * 1000 - hash_of(namespace, "first note id") % DAY
    while True:
        moment = _free(moment, used)
        yield moment


def _numbered(records: dict[str, Record], now: int, namespace: str) -> dict[str, Record]:
    """Give new notes ids, the last note the latest; of two equal ids the later gives way."""
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
