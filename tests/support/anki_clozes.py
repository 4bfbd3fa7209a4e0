"""Cloze fields as real Anki shows them, without the attributes and spans that it adds."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

from anki.collection import Collection

VOID = ("br", "hr", "img")
HIDDEN = re.compile(r' data-cloze="[^"]*"')
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


class Side(NamedTuple):
    """The two sides of the card with an ordinal."""

    ordinal: int
    question: str
    answer: str


class AnkiClozes:
    """A collection in which one note after the other is added, rendered and removed."""

    def __init__(self, folder):
        self.collection = Collection(str(folder / "collection.anki2"))
        self.note_type = self.collection.models.by_name("Cloze")

    def sides(self, text):
        """Return the sides of the cards that Anki makes of a field."""
        note = self.collection.new_note(self.note_type)
        note["Text"] = text
        self.collection.add_note(note, self.collection.decks.id("Default"))
        sides = [Side(card.ord, _bare(card.question()), _bare(card.answer())) for card in note.cards()]
        self.collection.remove_notes([note.id])
        return sides


class _Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text, self.crossed = [], "", False

    def handle_starttag(self, tag, attrs):
        del attrs
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag):
        self.crossed |= not self.open or self.open.pop() != tag

    def handle_data(self, data):
        self.text += data


def text_of(html):
    """Return the text of HTML, all of whose elements must be closed in order."""
    checker = _Checker()
    checker.feed(html)
    checker.close()
    assert not checker.crossed, html
    assert not checker.open, html
    return checker.text


def _bare(html):
    return HIDDEN.sub("", STYLE.sub("", html)).removesuffix("<br>\n")
