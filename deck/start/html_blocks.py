"""Read HTML as the blocks that Markdown knows.

nh3 parses as browsers do, and writes well-formed HTML, of which the tree is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape

from deck.markup.html_tree import Element, TooLargeError, parse_html
from deck.start.any_html import FORMULA, LEVELS, MARKS, PLAIN, REFUSED, SOUND, TAG, well_formed, width_of
from deck.start.blocks import Block, Code, Items, Kind, Line, Paragraph, Quotation, Rule, Run, Table

OF_FIGURES = ("dark", "tappable")  # of figures in decks of ours: the picture for the night, and buttons
PRIVATE = re.compile("[\ue100-\ue102]")
PARTED_COLONS, COLONS = ":<span></span>:", "\ue102"  # in a cloze of ours, where two colons would begin a hint
MARK = re.compile("\ue100(\\d+)\ue101")  # private characters, which stand for formulas and sounds
SPACE = re.compile(r"[ \t\n\r\f\xa0]+")


class UnsupportedHtmlError(Exception):
    """HTML holds what no card of ours can show; the text names it."""


def read_blocks(html: str) -> tuple[Block, ...]:
    """Return *html* as blocks; raise `UnsupportedHtmlError` for what no block can hold."""
    if PRIVATE.search(html):
        raise UnsupportedHtmlError("a private character")
    marked: list[Run] = []

    def mark(run: Run) -> str:
        marked.append(run)
        return f"\ue100{len(marked) - 1}\ue101"

    def formula(match: re.Match[str]) -> str:
        kind: Kind = "formula" if match["display"] is None else "display"
        tex = TAG.sub(lambda tag: "\n" if tag["line"] else "", match["inline"] or match["display"] or "")
        return mark(Run(kind, unescape(tex).replace("\xa0", " ").strip()))

    html = FORMULA.sub(formula, html.replace(PARTED_COLONS, COLONS))
    html = SOUND.sub(lambda match: mark(Run("sound", unescape(match["name"]))), html)
    try:
        return tuple(_Blocks(marked).read(parse_html(well_formed(html)).children, ()))
    except TooLargeError:
        raise UnsupportedHtmlError("too many tags in one another") from None


class _Blocks:
    """The blocks of some nodes: what is read ends a line or a paragraph, as it does in a browser."""

    def __init__(self, marked: list[Run]) -> None:
        self._marked = marked
        self._blocks: list[Block] = []
        self._lines: list[list[Run]] = [[]]

    def read(self, nodes: Iterable[Element | str], marks: tuple[tuple[str, str], ...]) -> list[Block]:
        """Return the blocks of *nodes* within *marks*."""
        self._walk(nodes, marks)
        self._end_paragraph()
        return self._blocks

    def _inside(self, element: Element, marks: tuple[tuple[str, str], ...] = ()) -> list[Block]:
        return _Blocks(self._marked).read(element.children, marks)

    def _walk(self, nodes: Iterable[Element | str], marks: tuple[tuple[str, str], ...]) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._lines[-1] += self._runs(node, marks)
            elif node.attributes.get("class", "") in OF_FIGURES:
                continue
            elif node.tag in MARKS:
                mark = MARKS[node.tag], node.attributes.get("href", "")
                self._walk(node.children, marks if mark in marks else (*marks, mark))
            elif node.tag in PLAIN:
                self._walk(node.children, marks)
            else:
                self._block(node, marks)

    def _block(self, node: Element, marks: tuple[tuple[str, str], ...]) -> None:
        match node.tag:
            case "br":
                self._end_line() if _shows(self._lines[-1]) else self._end_paragraph()
            case "img":
                source, alt = (node.attributes.get(name, "") for name in ("src", "alt"))
                self._lines[-1].append(Run("picture", source, marks, alt, width_of(node.attributes)))
            case tag if tag in LEVELS:
                self._end_paragraph()
                self._blocks += [_at_level(each, LEVELS[tag]) for each in self._inside(node, marks)]
            case "pre":
                self._add(Code(self._code(node), _language(node)))
            case "ul" | "ol":
                self._add(Items(tuple(self._items(node)), _first_number(node)))
            case "blockquote":
                self._add(Quotation(tuple(self._inside(node, marks))))
            case "table":
                self._add(Table(tuple(self._rows(node))))
            case "hr":
                self._add(Rule())
            case tag if tag in REFUSED:
                raise UnsupportedHtmlError(REFUSED[tag])
            case _:
                self._end_line()
                self._walk(node.children, marks)
                self._end_line()

    def _runs(self, text: str, marks: tuple[tuple[str, str], ...]) -> Iterator[Run]:
        for number, part in enumerate(MARK.split(text)):
            if number % 2:
                run = replace(self._marked[int(part)], marks=marks)
                yield Run("text", _as_written(run), marks) if ("code", "") in marks else run
            elif part:
                yield Run("text", part if ("code", "") in marks else SPACE.sub(" ", part), marks)

    def _code(self, element: Element) -> str:
        return MARK.sub(lambda match: _as_written(self._marked[int(match[1])]), _text(element).strip("\n"))

    def _items(self, element: Element) -> Iterator[tuple[Block, ...]]:
        """Yield the items of a list; what is in no item belongs to the one before."""
        items: list[list[Block]] = []
        for node in element.children:
            if isinstance(node, Element) and node.tag == "li":
                items.append(self._inside(node))
            elif isinstance(node, Element) or node.strip():
                items[-1:] = [[*(items[-1] if items else []), *_Blocks(self._marked).read([node], ())]]
        return (tuple(item) for item in items if item)

    def _rows(self, table: Element) -> Iterator[tuple[tuple[Line, ...], ...]]:
        rows = [
            [each for each in row.children if isinstance(each, Element) and each.tag in ("td", "th")]
            for row in _descendants(table, "tr")
        ]
        rows = [row for row in rows if row]
        if any({"colspan", "rowspan"} & cell.attributes.keys() for row in rows for cell in row):
            raise UnsupportedHtmlError("a table with merged cells")
        width = max(map(len, rows), default=0)
        if rows and not all(cell.tag == "th" for cell in rows[0]):
            yield ((),) * width
        for row in rows:
            cells = tuple(self._cell(cell) for cell in row)
            yield (*cells, *((),) * (width - len(cells)))

    def _cell(self, cell: Element) -> tuple[Line, ...]:
        inside = self._inside(cell)
        if not all(isinstance(each, Paragraph) for each in inside):
            raise UnsupportedHtmlError("a list, a table or code within a table")
        return tuple(line for each in inside if isinstance(each, Paragraph) for line in each.lines)

    def _add(self, block: Block) -> None:
        self._end_paragraph()
        self._blocks.append(block)

    def _end_line(self) -> None:
        if _shows(self._lines[-1]):
            self._lines.append([])
        else:
            self._lines[-1] = []

    def _end_paragraph(self) -> None:
        if lines := tuple(tuple(line) for line in self._lines if _shows(line)):
            self._blocks.append(Paragraph(lines))
        self._lines = [[]]


def _at_level(block: Block, level: int) -> Block:
    return replace(block, level=level) if level and isinstance(block, Paragraph) else block


def _as_written(formula: Run) -> str:
    """Return a formula as code shows it, in which there are none."""
    if formula.kind == "sound":
        raise UnsupportedHtmlError("a sound within code")
    return rf"\({formula.text}\)" if formula.kind == "formula" else rf"\[{formula.text}\]"


def _first_number(element: Element) -> int | None:
    """Return the number of the first item of a list, if its items have numbers."""
    start = element.attributes.get("start", "")
    return None if element.tag == "ul" else int(start) if start.isascii() and start.isdecimal() else 1


def _shows(line: Iterable[Run]) -> bool:
    return any(run.kind != "text" or run.text.strip() for run in line)


def _descendants(element: Element, tag: str) -> Iterator[Element]:
    for node in element.children:
        if isinstance(node, Element) and node.tag == tag:
            yield node
        elif isinstance(node, Element) and node.tag in ("thead", "tbody", "tfoot"):
            yield from _descendants(node, tag)


def _text(node: Element | str) -> str:
    """Return the text of an element, whose breaks are line ends."""
    if isinstance(node, str):
        return node.replace("\xa0", " ")
    if node.tag in REFUSED or node.tag == "img":
        raise UnsupportedHtmlError(REFUSED.get(node.tag, "a picture within code"))
    inside = "".join(map(_text, node.children))
    return "\n" if node.tag == "br" else inside + "\n" * (node.tag in ("div", "p"))


def _language(node: Element) -> str:
    """Return the language of a block of code, as web pages name it."""
    classes = [node, *(each for each in node.children if isinstance(each, Element))]
    found = (re.search(r"\blanguage-([\w+#-]+)", each.attributes.get("class", "")) for each in classes)
    return next((match[1].lower() for match in found if match), "")
