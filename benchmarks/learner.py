"""A learner with a real Anki collection: imports packages, reviews, makes a deck their own, and is looked at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anki.collection import Collection
from anki.models import NotetypeDict, NotetypeId
from anki.notes import Note

from deck.anki.verify import import_package

GOOD: Final = 3
SUSPENDED = -1
REVIEWS = "select revlog.id, nid from revlog join cards on cid = cards.id where ord = 0"
OWN_WORDS, OWN_TAGS, OWN_STYLE = "in the words of the learner", {"marked", "mine"}, "/* the learner's */"
SOURCE = re.compile(r'<img [^>]*?src="([^"]+)"')


@dataclass(frozen=True)
class Held:
    """A note as a learner has it: *reviews* are the ids of those its first card had, *pictures* what is seen on it."""

    text: str
    tags: frozenset[str]
    decks: frozenset[str]
    ordinals: frozenset[int]
    suspended: bool
    reviews: frozenset[int]
    pictures: frozenset[bytes]


@dataclass(frozen=True)
class Collected:
    """All that a learner has: the notes, and the style of every note type of theirs."""

    notes: tuple[Held, ...]
    styles: tuple[str, ...]

    def about(self, word: str) -> list[Held]:
        """Return the notes in which *word* occurs."""
        return [each for each in self.notes if word in each.text]


@contextmanager
def collection_in(folder: Path) -> Iterator[Collection]:
    """Open the collection in *folder*, which is made if it is not there."""
    with closing(Collection(str(folder / "collection.anki2"))) as collection:
        yield collection


def import_all(collection: Collection, packages: Iterable[Path]) -> int:
    """Import *packages* as a double-click does, and return how many notes were updated or added."""
    logs = [import_package(collection, each) for each in packages]
    return sum(len(log.updated) + len(log.new) for log in logs)


def review_all(collection: Collection) -> None:
    """Answer every card once."""
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        card.start_timer()
        collection.sched.answerCard(card, GOOD)


def customise(collection: Collection, edited: str, tagged: str, suspended: str) -> None:
    """Do as a learner does who makes a deck their own: to the notes with these words, and to the style of all."""
    note = _note(collection, edited)
    note.fields[1] = f"<p>The same, {OWN_WORDS}.</p>"
    collection.update_note(note)
    note = _note(collection, tagged)
    note.tags += sorted(OWN_TAGS)
    collection.update_note(note)
    collection.sched.suspend_cards(_note(collection, suspended).card_ids())
    for note_type in _note_types(collection):
        note_type["css"] += OWN_STYLE
        collection.models.update_dict(note_type)


def look(collection: Collection) -> Collected:
    """Return all that a learner has."""
    reviews = defaultdict(set)
    for review, note_id in collection.db.all(REVIEWS):  # type: ignore[union-attr]  # the collection is open
        reviews[note_id].add(review)
    notes = tuple(_held(collection, collection.get_note(each), reviews[each]) for each in collection.find_notes(""))
    return Collected(notes, tuple(each["css"] for each in _note_types(collection)))


def _held(collection: Collection, note: Note, reviews: set[int]) -> Held:
    cards, text = note.cards(), "\n".join(note.fields)
    media = Path(collection.media.dir())
    return Held(
        text=text,
        tags=frozenset(note.tags),
        ordinals=frozenset(each.ord for each in cards),
        decks=frozenset(collection.decks.name(each.did) for each in cards),
        suspended=all(each.queue == SUSPENDED for each in cards),
        reviews=frozenset(reviews),
        pictures=frozenset((media / name).read_bytes() for name in SOURCE.findall(text)),
    )


def _note(collection: Collection, word: str) -> Note:
    (note_id,) = collection.find_notes(word)
    return collection.get_note(note_id)


def _note_types(collection: Collection) -> list[NotetypeDict]:
    """Return the note types that have notes."""
    used = [each.id for each in collection.models.all_use_counts() if each.use_count]
    return [note_type for each in used if (note_type := collection.models.get(NotetypeId(each)))]
