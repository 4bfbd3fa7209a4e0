r"""What the HTML of a field shows, whichever way it is written: by the compiler, or by Anki's editor.

The editor writes ``<b>`` for ``<strong>``, ``&nbsp;`` for a space at an edge, ``<div>`` or nothing around a paragraph,
and leaves empty blocks behind. Of HTML that a learner could tell apart no two have the same normal form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from deck.markup.html_tree import Element, parse_html

SAME = {"b": "strong", "i": "em", "u": "ins", "strike": "del"}  # what shows the same
SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
LISTS = ("ul", "ol")
PICTURES = ("img", "input")


class Mark(NamedTuple):
    """An element in a line, where it begins or ends: its tag and its attributes."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    closing: bool = False


Inline = tuple["Mark | str", ...]


@dataclass(frozen=True)
class Block:
    """A block: its tag, what more is said of it, its text, and the blocks in it.

    An item of a list whose text is in no paragraph has a block ``text``; a figure is a block ``figure``, whose *kind*
    is a hash of its pictures.
    """

    tag: str
    kind: str = ""
    inline: Inline = ()
    blocks: tuple[Block, ...] = ()


def normal_form(html: str) -> tuple[Block, ...]:
    """Return what a field shows; raise `TooDeep` for what no note can have."""
    blocks = _blocks(parse_html(html).children)
    return tuple(
        Block("p", "", each.inline) if n and (each.tag, each.kind) == ("p", "title") else each
        for n, each in enumerate(blocks)
    )


def flat(blocks: Iterable[Block]) -> Iterator[object]:
    """Yield all parts of blocks one by one, so that two normal forms can be compared as sequences."""
    for block in blocks:
        yield block.tag, block.kind
        for part in block.inline:
            yield from SPACE.split(part) if isinstance(part, str) else [part]
        yield from flat(block.blocks)
        yield f"/{block.tag}"


def _blocks(children: Sequence[Element | str], bare: str = "p") -> tuple[Block, ...]:
    """Return the blocks of an element; text outside of any is a block *bare*."""
    found: list[Block] = []
    for is_block, group in groupby(children, lambda child: isinstance(child, Element) and child.is_block):
        run = list(group)
        if is_block:
            found += [block for child in run if isinstance(child, Element) for block in _block(child, bare)]
        elif inline := _inline(run):
            found.append(Block(bare, "", inline))
    return tuple(found)


def _block(element: Element, bare: str) -> Iterator[Block]:
    match element.tag, element.attributes.get("class", ""):
        case "p", kind:
            if inline := _inline(element.children):
                yield Block("p", _described(element, kind), inline)
        case "div", "hl":
            if code := _code(element):
                yield Block("pre", "", (code,))
        case "div", "fig" if element.find("img"):
            yield from _figure(element)
        case "div", kind if kind.startswith("admonition"):
            yield Block("callout", kind, (), _blocks(element.children))
        case "div", "tbl" | "fig" | "" if "style" not in element.attributes:
            yield from _blocks(element.children, bare)
        case ("ul" | "ol"), _:
            if items := _items(element):
                yield Block(element.tag, _described(element, element.attributes.get("start", "")), (), items)
        case "table", _:
            yield Block("table", "", (), tuple(map(_row, element.find("tr"))))
        case "pre", _:
            yield Block("pre", "", (_text_of_code(element),))
        case "hr", _:
            yield Block("hr")
        case tag, _ if tag.startswith("h"):
            if inline := _inline(element.children):
                yield Block(tag, _described(element, ""), inline)
        case tag, _:
            yield Block(tag, _described(element, element.attributes.get("class", "")), (), _blocks(element.children))


def _described(element: Element, kind: str) -> str:
    """Return what is said of a block, with its style if somebody gave it one."""
    style = element.attributes.get("style", "")
    return f"{kind} {style}" if style else kind


def _code(element: Element) -> str:
    """Return the text of a code block, whose parts are those into which Enter divides it in the editor."""
    return "\n".join(map(_text_of_code, element.find("pre")))


def _text_of_code(element: Element) -> str:
    return element.text.removesuffix("\n").replace("\xa0", " ")


def _figure(element: Element) -> Iterator[Block]:
    """Yield a figure with its caption, and what else was written in it."""
    pictures = [(each.tag, sorted(each.attributes.items())) for tag in PICTURES for each in element.find(tag)]
    captions = [inline for each in element.find("p") if (inline := _inline(each.children))]
    rest = [each for each in element.children if isinstance(each, str) or each.tag not in ("div", "img", "input", "p")]
    yield Block("figure", sha256(repr(pictures).encode()).hexdigest()[:12], captions[0] if captions else ())
    yield from (Block("p", "", inline) for inline in [*captions[1:], _inline(rest)] if inline)


def _items(element: Element) -> tuple[Block, ...]:
    items: list[Block] = []
    for child in element.children:
        if isinstance(child, str):
            continue
        if child.tag in LISTS and items:  # as the editor indents
            items[-1] = Block("li", "", (), (*items[-1].blocks, *_block(child, "text")))
        elif blocks := _blocks(child.children, "text"):
            items.append(Block("li", "", (), blocks))
    return tuple(items)


def _row(row: Element) -> Block:
    cells = (each for each in row.children if isinstance(each, Element))
    return Block(
        "tr", "", (), tuple(Block(each.tag, each.attributes.get("align", ""), _inline(each.children)) for each in cells)
    )


def _inline(children: Sequence[Element | str]) -> Inline:
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
            elif child.tag in ("span", "font") and child.attributes.get("class", "nowrap") == "nowrap" and not (
                child.attributes.keys() - {"class"}
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
