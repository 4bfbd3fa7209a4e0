"""What a pull reports: the edits that came home, and what is left, with both texts."""

from __future__ import annotations

from collections.abc import Iterator

from deck.edit.anki_edits import TAGS, Rest
from deck.edit.pull import Pulled
from deck.edit.tokens import matching_blocks
from deck.markup.from_html import to_markdown
from deck.markup.html_tree import TooLargeError
from deck.markup.normal_html import normal_form
from deck.safety.characters import INVISIBLE

LONGEST = 1000  # characters of a line


def lines(pulled: Pulled) -> Iterator[str]:
    """Say what was found, note by note."""
    return (INVISIBLE.sub("", line)[:LONGEST] for line in _lines(pulled))


def _lines(pulled: Pulled) -> Iterator[str]:
    for edit in pulled.edits:
        yield f"{edit.location.path}:{edit.location.line}: '{edit.id}', {edit.what}: edited in Anki"
    for rest in pulled.left:
        yield f"{rest.location.path}:{rest.location.line}: '{rest.id}', {rest.what}: {rest.reason}"
        yield from _both(rest)
    yield from pulled.remarks


def _both(rest: Rest) -> Iterator[str]:
    """Yield the lines that the source and Anki have differently, the former after ``-``, the latter after ``+``."""
    if rest.what == TAGS:
        yield from (f"  - {rest.source}", f"  + {rest.anki}")
        return
    source, anki = (_markdown(each).split("\n") for each in (rest.source, rest.anki))
    if source == anki:
        source, anki = rest.source.split("\n"), rest.anki.split("\n")
    done = (0, 0)
    for first, start, size in matching_blocks(source, anki):
        yield from (f"  - {line}" for line in source[done[0] : first])
        yield from (f"  + {line}" for line in anki[done[1] : start])
        done = (first + size, start + size)


def _markdown(html: str) -> str:
    try:
        return to_markdown(normal_form(html))
    except TooLargeError:
        return html[:LONGEST]
