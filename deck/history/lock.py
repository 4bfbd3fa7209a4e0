"""The lock: what learners have of each note, so that a build touches only what changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

LOCK = "deck.lock"
LARGEST = 2**53  # what JSON and SQLite hold
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
