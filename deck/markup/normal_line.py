"""What a line of HTML shows: its text, and the marks in it, whichever way they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from deck.markup.html_tree import Element

SAME = {"b": "strong", "i": "em", "u": "ins", "strike": "del"}  # what shows the same
SPACE = re.compile(r"[ \t\n\r\f\xa0]+")


class Mark(NamedTuple):
    """An element in a line, where it begins or ends: its tag and its attributes."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    closing: bool = False


Inline = tuple["Mark | str", ...]


def line_of(children: Sequence[Element | str]) -> Inline:
    """Return text with the marks in it: no space at an edge, nor inside a mark at its edge, no mark around nothing."""
    line = _Line()
    line.add(children)
    return line.finished()


class _Line:
    """A line of text as it is put together: spaces wait until something follows them."""

    def __init__(self) -> None:
        self.parts: list[Mark | str] = []
        self.space = False

    def add(self, children: Sequence[Element | str]) -> None:
        for child in children:
            if isinstance(child, str):
                self._text(child)
            elif child.tag == "br":
                self.parts.append(Mark("br"))
                self.space = False
            elif child.tag == "img":
                self._break_space()
                self.parts.append(Mark("img", tuple(sorted(child.attributes.items()))))
            elif (
                child.tag in ("span", "font")
                and child.attributes.get("class", "nowrap") == "nowrap"
                and not (child.attributes.keys() - {"class"})
            ):
                self.add(child.children)
            else:
                self._element(child)

    def _element(self, element: Element) -> None:
        opening = Mark(SAME.get(element.tag, element.tag), tuple(sorted(element.attributes.items())))
        closing = opening._replace(closing=True)
        if self.parts and self.parts[-1] == closing and not self.space:  # as if it had not been interrupted
            self.parts.pop()
        else:
            self.parts.append(opening)
        self.add(element.children)
        if self.parts[-1] == opening:
            self.parts.pop()
        else:
            self.parts.append(closing)

    def _text(self, text: str) -> None:
        words = SPACE.sub(" ", text)
        self.space |= words.startswith(" ")
        if words.strip(" "):
            self._break_space()
            if self.parts and isinstance(self.parts[-1], str):
                self.parts[-1] += words.strip(" ")
            else:
                self.parts.append(words.strip(" "))
            self.space = words.endswith(" ")

    def _break_space(self) -> None:
        """Put the space that waits before the marks that have just begun, unless a line begins there."""
        if not self.space:
            return
        self.space = False
        place = len(self.parts)
        while place and isinstance(mark := self.parts[place - 1], Mark) and not mark.closing and _holds(mark):
            place -= 1
        if not place or self.parts[place - 1] == Mark("br"):
            return
        before = self.parts[place - 1]
        if isinstance(before, str):
            self.parts[place - 1] = f"{before} "
        else:
            self.parts.insert(place, " ")

    def finished(self) -> Inline:
        parts = self.parts
        while parts and parts[-1] == Mark("br"):
            parts.pop()
        start = next((n for n, each in enumerate(parts) if each != Mark("br")), len(parts))
        joined: list[Mark | str] = []
        for part in parts[start:]:
            if isinstance(part, str) and joined and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
        return tuple(joined)


def _holds(mark: Mark) -> bool:
    return mark.tag not in ("br", "img")
