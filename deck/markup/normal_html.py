r"""What the HTML of a field shows, whichever way it is written: by the compiler, or by Anki's editor.

The editor writes ``<b>`` for ``<strong>``, ``&nbsp;`` for a space at an edge, ``<div>`` or nothing around a paragraph,
and leaves empty blocks behind. Of HTML that a learner could tell apart no two have the same normal form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from deck.markup.html_tree import Element, parse_html
from deck.markup.normal_line import SPACE, Inline, line_of

LISTS = ("ul", "ol")
LINES = ("p", "h1", "h2", "h3", "h4", "h5", "h6")
PICTURES = ("img", "input")


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
    """Return what a field shows; raise `TooLargeError` for what no note can have."""
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
        elif inline := line_of(run):
            found.append(Block(bare, "", inline))
    return tuple(found)


def _block(element: Element, bare: str) -> Iterator[Block]:
    """Yield the blocks that an element is; most are one, and none is empty."""
    if element.tag == "div":
        yield from _division(element, bare)
    elif element.tag in LISTS:
        if items := _items(element):
            yield Block(element.tag, _described(element, element.attributes.get("start", "")), (), items)
    elif element.tag == "table":
        yield Block("table", "", (), tuple(map(_row, element.find("tr"))))
    elif element.tag == "pre":
        yield Block("pre", "", (_text_of_code(element),))
    elif element.tag == "hr":
        yield Block("hr")
    elif element.tag in LINES:
        if inline := line_of(element.children):
            yield Block(element.tag, _described(element, element.attributes.get("class", "")), inline)
    else:
        described = _described(element, element.attributes.get("class", ""))
        yield Block(element.tag, described, (), _blocks(element.children))


def _division(element: Element, bare: str) -> Iterator[Block]:
    """Yield the blocks of a ``div``: of ours by its class, or of the editor's, which says nothing."""
    kind = _described(element, element.attributes.get("class", ""))
    if kind == "hl":
        if code := "\n".join(map(_text_of_code, element.find("pre"))):  # Enter divides it in the editor
            yield Block("pre", "", (code,))
    elif kind == "fig" and element.find("img"):
        yield from _figure(element)
    elif kind in ("tbl", "fig", ""):
        yield from _blocks(element.children, bare)
    else:
        yield Block("callout" if kind.startswith("admonition") else "div", kind, (), _blocks(element.children))


def _described(element: Element, kind: str) -> str:
    """Return what is said of a block, with its style if somebody gave it one."""
    style = element.attributes.get("style", "")
    return f"{kind} {style}" if style else kind


def _text_of_code(element: Element) -> str:
    return element.text.removesuffix("\n").replace("\xa0", " ")


def _figure(element: Element) -> Iterator[Block]:
    """Yield a figure with its caption, and what else was written in it."""
    pictures = [(each.tag, sorted(each.attributes.items())) for tag in PICTURES for each in element.find(tag)]
    captions = [inline for each in element.find("p") if (inline := line_of(each.children))]
    rest = [each for each in element.children if isinstance(each, str) or each.tag not in ("div", "img", "input", "p")]
    yield Block("figure", sha256(repr(pictures).encode()).hexdigest()[:12], captions[0] if captions else ())
    yield from (Block("p", "", inline) for inline in [*captions[1:], line_of(rest)] if inline)


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
        "tr", "", (), tuple(Block(each.tag, each.attributes.get("align", ""), line_of(each.children)) for each in cells)
    )
