"""A note as the running Anki has it, and whether it was edited there."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, Field

from deck.history.held import HeldNote
from deck.history.lock import Record


class _Value(BaseModel):
    value: str


class NoteInfo(BaseModel):
    """A note as AnkiConnect reports it; older versions report neither *mod* (seconds) nor *profile*."""

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
        """The time of the author's change that it holds, if it has one."""
        return self.held.release

    def edit(self, known: Iterable[Record]) -> str:
        """Return what to call it if it was edited in Anki, or perhaps was, since a release that *known* records say."""
        return self.held.edit(known)
