"""A note as its author wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deck.diagnostics import Location
from deck.note_types import NoteType
from deck.source.heading import KINDS
from deck.source.passage import Passage
from deck.source.unique_ids import Identity

MARKS, PICTURE = re.compile(r"\{\{c\d+::|(?:::[^}]*)?\}\}"), re.compile(r"!\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Note:
    """A note as its author wrote it.

    *first_id* is the first id it ever had, which is its identity; *guid* is that of another deck, if it comes from one;
    *above* is the text that belongs to the front, with the *title*; *below* is the text before the first ``###`` field;
    *suppressed* is the reason for each suppressed rule; *needs* are the ids of the notes to learn before. If a note is
    not *well_formed*, the errors in its structure would make further findings misleading.
    """

    id: str
    first_id: str
    guid: str
    kind: str
    deck: str
    tags: tuple[str, ...]
    title: Passage
    above: Passage
    below: Passage
    fields: dict[str, Passage]
    suppressed: dict[str, str]
    needs: tuple[str, ...]
    well_formed: bool

    @property
    def name(self) -> str:
        """The title of the note; if it has none, the first line of its text without marks, or a picture's alt text."""
        if self.title:
            return self.title.text
        line = (self.above or self.below).text.partition("\n")[0]
        return " ".join(MARKS.sub(" ", PICTURE.sub(r"\1", line)).split())

    @property
    def location(self) -> Location:
        """The location of the note's heading."""
        return self.title.location

    @property
    def identity(self) -> Identity:
        """What must be unique to this note."""
        return Identity(self.id, self.first_id, self.deck, self.guid, self.location)

    @property
    def is_typed(self) -> bool:
        """Whether learners type its answer."""
        return "typed" in self.kind.split()

    @property
    def is_reversed(self) -> bool:
        """Whether a second card asks by its back."""
        return "reversed" in self.kind.split()

    @property
    def note_type(self) -> NoteType:
        """The note type in Anki."""
        return KINDS[self.kind]
