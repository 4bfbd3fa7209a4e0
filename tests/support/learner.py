"""A learner with a real Anki collection, for tests of the life cycle of a deck."""

from collections.abc import Iterable
from pathlib import Path

from anki.collection import Collection
from anki.notes import Note

from deck.anki.verify import import_package

GOOD = 3
SCHEDULING = "guid, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, cards.data"


class Learner:
    """Imports packages, reviews cards, and edits notes by hand."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def imports(self, package: Path) -> tuple[int, int, int]:
        """Import a package and return how many notes were new, updated and unchanged; none may conflict.

        Anki up to version 24.11 gives an updated note the time of the import, which is never before that of the build:
        here it is, since the packages of tests are built ahead of the clock.
        """
        log = import_package(self.collection, package)
        assert not log.conflicting
        for each in log.updated:
            release = self.collection.get_note(each.id.nid)["Release"]
            self.collection.db.execute("update notes set mod = max(mod, ?) where id = ?", int(release), each.id.nid)
        return len(log.new), len(log.updated), len(log.duplicate)

    def reviews(self, search: str = "is:new") -> dict[tuple[str, int], tuple[object, ...]]:
        """Answer cards once and return the scheduling of all cards."""
        for card_id in self.collection.find_cards(search):
            card = self.collection.get_card(card_id)
            card.start_timer()
            self.collection.sched.answerCard(card, GOOD)
        return self.scheduling

    @property
    def scheduling(self) -> dict[tuple[str, int], tuple[object, ...]]:
        """The scheduling of each card, by its note's GUID and its ordinal."""
        rows = self.collection.db.all(f"select {SCHEDULING} from cards join notes on nid = notes.id")  # noqa: S608
        return {(guid, ordinal): tuple(rest) for guid, ordinal, *rest in rows}

    @property
    def reviewed(self) -> list[tuple[str, int]]:
        """The cards of all reviews ever made, by their note's GUID and their ordinal."""
        query = "select guid, ord from revlog join cards on cid = cards.id join notes on nid = notes.id order by 1, 2"
        return [tuple(row) for row in self.collection.db.all(query)]

    def note(self, first_id: str) -> Note:
        """Return the note whose first id this is."""
        (note_id,) = self.collection.find_notes(f"Id:{first_id}")
        return self.collection.get_note(note_id)

    def edits(self, first_id: str, field: str, text: str) -> None:
        """Edit a field of a note by hand."""
        note = self.note(first_id)
        note[field] = text
        self.collection.update_note(note)

    def tags(self, first_id: str, *tags: str) -> None:
        """Add tags to a note by hand."""
        note = self.note(first_id)
        note.tags += tags
        self.collection.update_note(note)

    def deck_of(self, first_id: str) -> str:
        """Return the deck of a note's first card."""
        return str(self.collection.decks.name(self.note(first_id).cards()[0].did))

    def mods(self, first_ids: Iterable[str]) -> list[int]:
        """Return when notes were last changed."""
        return [self.note(first_id).mod for first_id in first_ids]
