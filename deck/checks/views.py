"""What rules look at: a note as written, a note as a learner reads it, in plain words, and a deck as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import NamedTuple

from deck.checks.note_markdown import without_code, without_maths, without_quotations
from deck.checks.plain_text import HELD, plain
from deck.checks.rule import Checks
from deck.checks.words import HIDDEN, phrase
from deck.diagnostics import Location
from deck.markup import cloze_parser
from deck.render.note import RenderedNote
from deck.source.passage import Passage
from deck.source.settings import Settings
from deck.source.written_note import Note

PICTURE = re.compile(r'<img(?: class="(?P<theme>\w+)")? alt="(?P<alt>[^"]*)" src="(?P<name>[^"]*)"[^<>]*>')


@dataclass(frozen=True)
class Shown:
    """A picture on a card: its alt text and the name of its file; a figure's two drawings are one picture."""

    alt: str
    name: str


@dataclass(frozen=True)
class Gap:
    """What a cloze hides: its number, the hidden text and its hint, and where it begins."""

    number: int
    hidden: str
    hint: str
    location: Location


@dataclass(frozen=True)
class NoteView:
    """A note as a learner reads it, whether its number is *rounded*, and what its author set for the rules."""

    rendered: RenderedNote
    rounded: bool
    settings: Settings

    @property
    def note(self) -> Note:
        """The note as its author wrote it."""
        return self.rendered.note

    @property
    def cloze(self) -> bool:
        """Whether the note hides parts of its text rather than asking."""
        return self.note.kind == "cloze"

    @cached_property
    def front(self) -> str:
        """What is asked, with each hidden part of a cloze as one word."""
        if self.cloze:
            return plain(cloze_parser.shown(self._text, instead=HIDDEN))
        return plain(self.rendered.fields["Front"])

    @cached_property
    def answer(self) -> str:
        """What is to be remembered: the back, or where that is empty the answer to type."""
        if self.cloze:
            return plain(cloze_parser.shown(self._text))
        return plain(self.rendered.fields["Back"]) or plain(self.rendered.fields["Answer"])

    @cached_property
    def gaps(self) -> list[Gap]:
        """The parts that a cloze hides."""
        parts = [part for part in self._text if isinstance(part, cloze_parser.Cloze)]
        return [
            Gap(part.numbers[0], plain(cloze_parser.shown(part.hidden)), plain(part.hint or ""), location)
            for part, location in zip(parts, self.rendered.openings, strict=True)
        ]

    @cached_property
    def visible(self) -> str:
        """All that a card shows but its source, captions too."""
        names = ("Front", "Back", "Text", "Hint", "Extra")
        fields = "\n".join(self.rendered.fields.get(name, "") for name in names).replace('<p class="caption">', "<p>")
        return plain(cloze_parser.shown(cloze_parser.parse(fields)) if self.cloze else fields)

    @cached_property
    def _text(self) -> tuple[str | cloze_parser.Cloze, ...]:
        return cloze_parser.parse(self.rendered.fields.get("Text", ""))

    @property
    def answer_location(self) -> Location:
        """Where the answer begins."""
        return (self.note.below or self.note.fields.get("Answer", self.note.title)).location

    def pictures(self, *fields: str) -> list[Shown]:
        """Return the pictures in *fields*."""
        html = "".join(self.rendered.fields.get(name, "") for name in fields)
        return [
            Shown(unescape(each["alt"]), each["name"]) for each in PICTURE.finditer(html) if each["theme"] != "dark"
        ]

    def tagged(self, tag: str) -> bool:
        """Return whether the note has *tag*."""
        return tag in self.note.tags

    def location_of(self, text: str) -> Location:
        """Return where the words of *text* first are in the note's Markdown, or the note's own place.

        Prose comes first, then quotations, code and maths. Case does not matter, nor what marks the words.
        """
        sought = phrase(text)
        passages = (self.note.title, self.note.above, self.note.below, *self.note.fields.values())
        for view in (_prose, str):
            for passage in passages:
                seen = Passage(view(passage.text), passage.location)
                if match := sought.search(seen.text):
                    return seen.location_at(match.start())
        return self.note.location


class Side(NamedTuple):
    """What a side that asks shows: its plain words, the formulas and code in it, and the names of its pictures."""

    words: str
    held: tuple[str, ...]
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class NoteSummary:
    """What the rules about a whole deck look at of a note: the sides that ask, if it is not a cloze, and the rest."""

    id: str
    location: Location
    tags: tuple[str, ...]
    suppressed: tuple[str, ...]
    needs: tuple[str, ...]
    sides: Mapping[str, Side]
    pictures: tuple[Path, ...]


@dataclass(frozen=True)
class DeckView:
    """All notes of a folder in study order, the places of its picture files, and the tag of its course, if any."""

    notes: Sequence[NoteSummary]
    pictures: Mapping[Path, Location]
    course: str | None


@dataclass(frozen=True)
class Suppressions:
    """A note whose author silenced rules, and the codes of the rules that found something in it."""

    note: NoteSummary
    found: frozenset[str]


@dataclass(frozen=True)
class History:
    """The lock of a deck, and what in the history of its notes looks like a slip."""

    location: Location
    warnings: Sequence[str]


STRUCTURE: Checks[Note] = Checks("error")
QUALITY: Checks[NoteView] = Checks("warning")
DECK: Checks[DeckView] = Checks("warning")
SUPPRESSIONS: Checks[Suppressions] = Checks("warning")
HISTORY: Checks[History] = Checks("warning")


def summary_of(view: NoteView) -> NoteSummary:
    """Return what the rules about a whole deck look at of a note; a reversed note asks by its back, too."""
    asking = () if view.cloze else ("Front", "Back") if view.note.is_reversed else ("Front",)
    return NoteSummary(
        id=view.note.id,
        location=view.note.location,
        tags=view.note.tags,
        suppressed=tuple(view.note.suppressed),
        needs=view.note.needs,
        sides={name: _side(view, name) for name in asking},
        pictures=tuple(picture.path for picture in view.rendered.media),
    )


def _side(view: NoteView, name: str) -> Side:
    return Side(
        words=view.front if name == "Front" else view.answer,
        held=tuple(HELD.findall(view.rendered.fields[name])),
        pictures=tuple(picture.name for picture in view.pictures(name)),
    )


def _prose(text: str) -> str:
    return without_quotations(without_maths(without_code(text)))
