"""Names of emoji, which GitHub shows as pictures and a card as text: ``:smile:``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from deck.checks.note_markdown import markdown_of, without_addresses
from deck.source.passage import Passage
from deck.source.written_note import Note

NAME = re.compile(r":[a-z0-9_+-]+:")
LETTER = re.compile(r"\w")


def emoji_of(note: Note) -> Iterator[tuple[Passage, int, str]]:
    """Yield the names of emoji in a note, as GitHub knows them, each with its passage and offset."""
    for passage in markdown_of(note):
        yield from ((passage, offset, name) for offset, name in _emoji_in(passage.text))


@lru_cache(maxsize=32)  # two rules ask for the same
def _emoji_in(text: str) -> tuple[tuple[int, str], ...]:
    found = NAME.finditer(without_addresses(text).replace("::", "  "))  # which is part of a cloze
    return tuple((match.start(), match[0]) for match in found if match[0] in emoji())


def touched(text: str, offset: int, part: str) -> bool:
    """Return whether a letter or digit touches a part of a text, which is then rather a part of a word."""
    around = text[max(0, offset - 1) : offset], text[offset + len(part) : offset + len(part) + 1]
    return any(LETTER.match(each) for each in around)


@cache
def emoji() -> dict[str, str]:
    """Return GitHub's names of emoji, and what they show."""
    from pymdownx.gemoji_db import aliases, emoji

    shown = {name: "".join(chr(int(code, 16)) for code in each["unicode"].split("-")) for name, each in emoji.items()}
    return shown | {alias: shown[name] for alias, name in aliases.items()}
