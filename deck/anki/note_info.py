"""A note as the running Anki tells it, and whether it was edited there."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, Field

from deck.history.held import HeldNote
from deck.history.lock import Record, field_hashes


class _Value(BaseModel):
    value: str


class NoteInfo(BaseModel):
    """A note as AnkiConnect tells it; older versions tell neither *mod* (seconds) nor *profile*."""

    id: int = Field(0, alias="noteId")
    fields: dict[str, _Value] = {}
    tags: list[str] = []
    cards: list[int] = []
    mod: int | None = None
    profile: str | None = None

    @property
    def first_id(self) -> str:
        """The id on which the identity of the note rests."""
        return self.fields["Id"].value if "Id" in self.fields else ""

    @property
    def held(self) -> HeldNote:
        """The note as a collection holds it."""
        return HeldNote(self.id, {name: each.value for name, each in self.fields.items()}, tuple(self.tags), self.mod)

    @property
    def release(self) -> int | None:
        """The time of the author's change that it holds, if it tells one."""
        return self.held.release

    def edit(self, known: Iterable[Record]) -> str:
        """Return what to call it if it was edited in Anki: ``edited``, or nothing.

        It was if Anki wrote it after its release, and it is not what *known* records of this release say. Without one
        it is ``perhaps edited``: Anki also writes notes whose type changes and, up to version 24.11, that it updates.
        """
        if self.mod is None or self.release is None or self.mod <= self.release:
            return ""
        released = [each for each in known if each.time == self.release]
        if not released:
            return "perhaps edited"
        return "" if any(map(self._agrees, released)) else "edited"

    def _agrees(self, record: Record) -> bool:
        fields = field_hashes({name: each.value for name, each in self.fields.items()})
        return fields == record.fields and sorted(self.tags) == sorted(record.tags)
