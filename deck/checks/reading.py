"""A note as a learner reads it, in plain words: what the rules about quality look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from html import unescape
from importlib.resources import files
from pathlib import Path

from deck.checks.rule import Rules
from deck.errors import Place
from deck.passage import Passage
from deck.render import RenderedNote
from deck.settings import Lint
from deck.source import Note

FORMULA, CODE, HIDDEN = "\ue010", "\ue011", "\ue012"  # private characters, which no author writes; one word each
MEANINGFUL = 4  # letters
CLOZE = re.compile(  # what a cloze hides goes no further than the next one, or many that never end would take for ever
    r"\{\{c(?P<number>\d+)::(?P<hidden>(?:(?!\}\}|::|\{\{c\d).)*)(?:::(?P<hint>(?:(?!\}\}|\{\{c\d).)*))?\}\}", re.DOTALL
)
PLAIN = (
    (re.compile(r'<p class="caption">.*?</p>|<pre>.*?</pre>', re.DOTALL), "\n"),
    (re.compile(r"<code>.*?</code>", re.DOTALL), CODE),
    (re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL), FORMULA),
    (re.compile(r"</?(?:p|div|li|ul|ol|br|h\d|hr|blockquote|table|thead|tbody|tr|td|th)\b[^>]*>"), "\n"),
    (re.compile(r"<[^>]+>"), ""),
)
WORD = re.compile(rf"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:[-'’.,/][^\W_]+)*|[{FORMULA}{CODE}{HIDDEN}]")
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|„[^“]*“|«[^»]*»")
PICTURE = re.compile(r'<img(?: class="(?P<theme>\w+)")? alt="(?P<alt>[^"]*)" src="(?P<name>[^"]*)">')


@dataclass(frozen=True)
class Shown:
    """A picture on a card: its alt text and the name of its file; a figure's two drawings are one picture."""

    alt: str
    name: str


@dataclass(frozen=True)
class Reading:
    """A note as a learner reads it, whether its number is *rounded*, and what its author set for the rules."""

    rendered: RenderedNote
    rounded: bool
    lint: Lint

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
            return plain(CLOZE.sub(HIDDEN, self.rendered.fields["Text"]))
        return plain(self.rendered.fields["Front"])

    @cached_property
    def answer(self) -> str:
        """What is to be remembered: the back, or where that is empty the answer to type."""
        if self.cloze:
            return plain(CLOZE.sub(lambda part: part["hidden"], self.rendered.fields["Text"]))
        return plain(self.rendered.fields["Back"]) or plain(self.rendered.fields["Answer"])

    @cached_property
    def hidden(self) -> list[str]:
        """The parts that a cloze hides."""
        return [plain(part["hidden"]) for part in CLOZE.finditer(self.rendered.fields.get("Text", ""))]

    @cached_property
    def visible(self) -> str:
        """All that a card shows but its source, captions too."""
        names = ("Front", "Back", "Text", "Hint", "Extra")
        fields = "\n".join(self.rendered.fields.get(name, "") for name in names)
        return plain(CLOZE.sub(lambda part: part["hidden"], fields.replace('<p class="caption">', "<p>")))

    @cached_property
    def wording(self) -> str:
        """What is to be read with care, front and answer, without what stands in quotation marks."""
        return QUOTED.sub(" ", self.answer if self.cloze else f"{self.front}\n{self.answer}")

    def pictures(self, *fields: str) -> list[Shown]:
        """Return the pictures in *fields*."""
        html = "".join(self.rendered.fields.get(name, "") for name in fields)
        return [
            Shown(unescape(each["alt"]), each["name"]) for each in PICTURE.finditer(html) if each["theme"] != "dark"
        ]

    def tagged(self, tag: str) -> bool:
        """Return whether the note has *tag*."""
        return tag in self.note.tags

    def place_of(self, text: str) -> Place:
        """Return where *text* first stands in the note's Markdown, whatever its case, or the note's own place."""
        for passage in _passages(self.note):
            if (offset := passage.text.lower().find(text.lower())) >= 0:
                return passage.place_at(offset)
        return self.note.place


@dataclass(frozen=True)
class Whole:
    """All notes of a folder as learners read them, and the places of the picture files in it."""

    readings: Sequence[Reading]
    pictures: Mapping[Path, Place]


@dataclass(frozen=True)
class Silences:
    """A note whose author silenced rules, and the codes of the rules that found something in it."""

    note: Note
    found: frozenset[str]


QUALITY: Rules[Reading] = Rules()
WHOLE: Rules[Whole] = Rules()
SILENCES: Rules[Silences] = Rules()


def plain(html: str) -> str:
    """Return the words of *html*, blocks on lines of their own, a formula and a piece of code as a word each."""
    for pattern, words in PLAIN:
        html = pattern.sub(words, html)
    return unescape(html).strip()


def words(text: str) -> list[str]:
    """Return the words of a plain text."""
    return WORD.findall(text)


def content_words(text: str) -> list[str]:
    """Return the words of a plain text that carry its meaning, in lower case."""
    return [word.lower() for word in words(text) if len(word) >= MEANINGFUL and word.lower() not in function_words()]


@cache
def function_words() -> frozenset[str]:
    """Return the English words of four letters and more that join others and mean little by themselves."""
    return frozenset(files("deck.checks").joinpath("function_words.txt").read_text(encoding="utf-8").split())


def _passages(note: Note) -> Iterator[Passage]:
    yield from (note.title, note.above, note.below, *note.fields.values())
