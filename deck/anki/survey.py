"""What the running Anki has of a deck, and what a push would do to it.

An import neither moves a card nor deletes a note, so a push does. Where a card lies is asked of Anki, and compared with
where the lock says that its note is, and was before: a card that is anywhere else was put there by the learner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from unicodedata import normalize

from pydantic import BaseModel

from deck.anki.connect import AnkiConnect
from deck.anki.note_info import NoteInfo
from deck.history.held import HeldNote
from deck.history.lock import Lock, Record
from deck.history.plan_text import of_deck
from deck.note_types import NOTE_TYPES, NoteType, note_type_id
from deck.safety.characters import INVISIBLE

AT_ONCE = 500  # notes that are asked for together


@dataclass(frozen=True)
class Move:
    """Cards of a note that lie in a deck in which the note is no longer."""

    record: Record
    old: str
    cards: tuple[int, ...]


@dataclass(frozen=True)
class Survey:
    """What Anki has: the notes of a deck, the decks of their cards but for those in filtered decks, its note types.

    *lock* is what a build makes of the lock, *before* what learners have by now; *strange* says what note types have
    that they did not come with.
    """

    lock: Lock
    before: Lock
    notes: tuple[NoteInfo, ...]
    decks: Mapping[int, str]
    strange: tuple[str, ...]
    styles: str
    profile: str | None

    @cached_property
    def present(self) -> dict[str, NoteInfo]:
        """The notes by first id: of several, the one with the lock's note id, since others are a learner's copies."""
        records, found = self.lock.records, {}
        for note in sorted(self.notes, key=lambda note: note.id):
            record = records.get(note.first_id)
            if record and (note.first_id not in found or note.id == record.nid):
                found[note.first_id] = note
        return found

    @property
    def held(self) -> list[tuple[Record, NoteInfo]]:
        """The notes of the deck as it is now that Anki has."""
        return [(each, self.present[each.first_id]) for each in self.lock.current if each.first_id in self.present]

    @property
    def moves(self) -> list[Move]:
        """The cards to move, by note."""
        return [move for record, note in self.held for move in _moves(record, note, self.decks)]

    @property
    def gone(self) -> list[tuple[Record, NoteInfo]]:
        """The notes to delete: retired ones, by the lock's note id, and no copy that a learner made of them."""
        retired = ((each, self.present.get(each.first_id)) for each in self.lock.retired)
        return [(record, note) for record, note in retired if note and note.id == record.nid]

    @property
    def copies(self) -> Counter[str]:
        """How many notes Anki has beside the deck's own, by their first id."""
        counted = Counter(note.first_id for note in self.notes)
        return Counter({first_id: counted[first_id] - 1 for first_id in self.present if counted[first_id] > 1})

    @property
    def edited(self) -> list[tuple[Record, NoteInfo, str]]:
        """The notes that were edited in Anki since the release that they hold, or perhaps were, and which of both."""
        edits = ((record, note, note.edit(self._known(record.first_id))) for record, note in self.held)
        return [(record, note, edit) for record, note, edit in edits if edit]

    def _known(self, first_id: str) -> Iterator[Record]:
        locks = (self.before, self.lock)
        return (lock.records[first_id] for lock in locks if first_id in lock.records)

    def digest(self, without: frozenset[int] = frozenset()) -> str:
        """Return a hash that an import which brings anything changes, of all but some notes."""
        notes = sorted((note.id, note.mod) for note in self.notes if note.id not in without)
        return sha256(repr((self.profile, notes, self.styles)).encode()).hexdigest()


def look(anki: AnkiConnect, namespace: str, before: Lock, lock: Lock) -> Survey:
    """Ask Anki what it has of the deck of *namespace*, whose lock is *before* the next build and *lock* after it."""
    notes = _notes(anki, namespace)
    cards = anki.ask("findCards", list[int], query=f"{of_deck(namespace)} -deck:filtered")
    decks = anki.ask("getDecks", dict[str, list[int]], cards=cards)
    strange, styles = _note_types(anki, namespace)
    return Survey(
        lock=lock,
        before=before,
        notes=tuple(notes),
        decks={card: deck for deck, of_deck in decks.items() for card in of_deck},
        strange=tuple(strange),
        styles=styles,
        profile=next((note.profile for note in notes), None) or _active_profile(anki),
    )


def _moves(record: Record, note: NoteInfo, decks: Mapping[int, str]) -> Iterator[Move]:
    left = {folded(deck) for deck in record.former_decks} - {folded(record.deck)}
    cards = defaultdict(list)
    for card in note.cards:
        if folded(decks.get(card, "")) in left:
            cards[decks[card]].append(card)
    return (Move(record, old, tuple(moved)) for old, moved in cards.items())


def held_notes(anki: AnkiConnect, namespace: str) -> list[HeldNote]:
    """Ask Anki for the notes of the deck of *namespace* with the text of their fields, by their ids."""
    return [note.held for note in sorted(_notes(anki, namespace), key=lambda note: note.id)]


def _notes(anki: AnkiConnect, namespace: str) -> list[NoteInfo]:
    ids = anki.ask("findNotes", list[int], query=of_deck(namespace))
    starts = range(0, len(ids), AT_ONCE)
    asked = (anki.ask("notesInfo", list[NoteInfo], notes=ids[start : start + AT_ONCE]) for start in starts)
    return [note for some in asked for note in some if note.id]


def _active_profile(anki: AnkiConnect) -> str | None:
    known = anki.ask("apiReflect", Reflection, scopes=["actions"], actions=["getActiveProfile", "getProfiles"]).actions
    if "getActiveProfile" in known:
        return anki.ask("getActiveProfile", str)
    profiles = anki.ask("getProfiles", list[str]) if known else []
    return profiles[0] if len(profiles) == 1 else None


class Reflection(BaseModel):
    """Which actions the add-on knows, of those that it was asked for."""

    actions: list[str]


def _note_types(anki: AnkiConnect, namespace: str) -> tuple[list[str], str]:
    """Return what was added to the deck's note types in Anki, or removed from them, and a hash of how they look."""
    names = {number: name for name, number in anki.ask("modelNamesAndIds", dict[str, int]).items()}
    strange, looks = [], []
    for note_type in NOTE_TYPES:
        if name := names.get(note_type_id(namespace, note_type)):
            fields = anki.ask("modelFieldNames", list[str], modelName=name)
            templates = anki.ask("modelTemplates", dict[str, dict[str, str]], modelName=name)
            style = anki.ask("modelStyling", dict[str, str], modelName=name)
            strange += [
                f"note type '{INVISIBLE.sub('', name)}' {INVISIBLE.sub('', each)}"
                for each in _differences(note_type, fields, list(templates))
            ]
            looks.append((name, templates, style))
    return strange, sha256(repr(looks).encode()).hexdigest()


def _differences(note_type: NoteType, fields: list[str], templates: list[str]) -> Iterator[str]:
    ours = {"field": note_type.field_names, "card template": tuple(each.name for each in note_type.templates)}
    for what, found in (("field", fields), ("card template", templates)):
        added = ", ".join(f"'{each}'" for each in found if each not in ours[what])
        if added and len(found) > len(ours[what]):
            yield f"has another {what} in Anki, {added}"


def folded(deck: str) -> str:
    """Return the name of a deck in the form in which Anki compares names."""
    return normalize("NFC", deck).casefold()
