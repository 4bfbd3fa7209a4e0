"""The Markdown of a note as rules read it: without its code, maths or quotations, each blanked out in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from deck.markup.fences import without_fences
from deck.markup.maths import QUOTED as QUOTED_MATHS
from deck.markup.maths import formula_pattern
from deck.source.fields import VERBATIM
from deck.source.passage import Passage
from deck.source.written_note import Note

QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』")
CODE_SPAN = re.compile(r"(?P<marks>`(?<![`\\]`)`*)(?!`)((?:[^\n]|\n(?!\s*\n))+?)(?<!`)(?P=marks)(?!`)")
ADDRESS = re.compile(r"(?<=\]\()[^\s()]*+(?:\\?\([^\s()]*+\)[^\s()]*+)*+(?=[\s)])|<[^<>\s]*>|\b(?:\w+://|www\.)[^\s<]*")
CODE_OR_MATHS = re.compile(rf"{QUOTED_MATHS}|{CODE_SPAN.pattern}", re.DOTALL)


def passages_of(note: Note) -> Iterator[Passage]:
    """Yield every passage of a note that is Markdown, in source order."""
    yield from (note.title, note.above, note.below)
    yield from (passage for name, passage in note.fields.items() if name not in VERBATIM)


def markdown_of(note: Note, *marks: str) -> Iterator[Passage]:
    """Yield every passage of a note that is Markdown, in source order, with its code blanked out.

    With *marks*, those that hold none of them are left out.
    """
    for passage in passages_of(note):
        if not marks or any(mark in passage.text for mark in marks):
            yield Passage(without_code(passage.text), passage.location)


@lru_cache(maxsize=32)  # each rule asks it of the same passages
def without_code(text: str) -> str:
    """Return *text* with fenced blocks blanked out line for line, and code spans character for character."""
    text = without_fences(text)
    if "`" not in text:
        return text
    spans = CODE_OR_MATHS if "$`" in text else CODE_SPAN
    return spans.sub(lambda match: match[0] if match[0].startswith("$") else _blank(match), text)


def without_maths(text: str) -> str:
    """Return *text* with its maths blanked out, character for character."""
    return formula_pattern(text).sub(_blank, text) if "$" in text else text


def without_addresses(text: str) -> str:
    """Return *text* with the addresses of links and pictures blanked out, character for character."""
    return ADDRESS.sub(_blank, text) if "](" in text or "<" in text or "://" in text or "www." in text else text


def without_quotations(text: str) -> str:
    """Return *text* with what is in quotation marks blanked out, character for character."""
    return QUOTED.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "\n".join(" " * len(line) for line in match[0].split("\n"))
