"""The lock: what learners have of each note, so that a build touches only what changed.

A change is what a learner gets: fields, tags, note type and cards. Moving a note to another deck does not count as a
change, since an import moves nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

LOCK = "deck.lock"
LARGEST = 2**53  # what JSON and SQLite hold
SECOND = 1000  # of note ids, which leaves room for the ids of a note's cards
PICTURE = re.compile(r"<img [^<>]*>")
NOTE_TYPE = "note type"

Number = Annotated[int, Meta(ge=0, lt=LARGEST)]


class Record(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the last build made of a note, or of a note type.

    *time* (seconds) is when what the learner gets last changed; *source* is a hash of what its author wrote;
    *nid* is Anki's note id (milliseconds); *was* is the first id, if it is another; *retired* is when it vanished.
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
    retired: Number = 0

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


def advance(before: Lock, now: int, found: Iterable[Record]) -> Lock:
    """Return the lock after a build at *now* (seconds) that found these notes and note types, in source order.

    An unchanged record keeps its time; any other gets *now*, or a second more than it had. What vanished is retired.
    """
    stamped = {each.first_id: _stamped(before.records.get(each.first_id), each, now) for each in found}
    retired = {
        first_id: record if record.retired else replace(record, retired=now)
        for first_id, record in before.records.items()
        if first_id not in stamped
    }
    after = _numbered({**retired, **stamped}, now)
    lines = {first_id: line for first_id, line in before.lines.items() if after[first_id] is before.records[first_id]}
    return Lock(after, lines)


def digest(*words: str) -> str:
    """Return a short hash of *words*, 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def field_hashes(fields: Mapping[str, str]) -> dict[str, str]:
    """Return a hash of each filled field but ``Id``: of its text, and after a ``+`` of the pictures in it."""
    return {name: _field_hash(html) for name, html in fields.items() if html and name != "Id"}


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
    return replace(found, time=time, nid=found.nid or before.nid)


def _without_numbers(record: Record) -> tuple[object, ...]:
    """Return all of a record except the note id and the time, which builds give to it."""
    first = (record.id, record.type, record.deck, record.title, record.cards, record.source, record.tags, record.fields)
    return *first, record.was, record.retired


def _numbered(records: dict[str, Record], now: int) -> dict[str, Record]:
    """Give new notes ids: a second each, the last note that of *now*; of two equal ids the later is changed."""
    taken: set[int] = set()
    numbered = {}
    old = sorted((each for each in records.values() if each.nid), key=lambda each: (each.time, each.id))
    new = [each for each in records.values() if not each.nid]
    moment = now * 1000
    for record in old:
        nid = _free(record.nid, taken)
        numbered[record.first_id] = record if nid == record.nid else replace(record, nid=nid)
    for record in reversed(new):
        numbered[record.first_id] = replace(record, nid=_free(moment, taken))
        moment -= SECOND
    return {first_id: numbered[first_id] for first_id in records}


def _free(wanted: int, taken: set[int]) -> int:
    while wanted in taken:
        wanted -= SECOND
    taken.add(wanted)
    return wanted
