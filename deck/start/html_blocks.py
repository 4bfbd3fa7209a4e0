"""Read HTML, however a browser or an editor wrote it, as the blocks that Markdown knows.

nh3 parses as browsers do, and writes well-formed HTML, which the standard library reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal

import nh3

if TYPE_CHECKING:
    from nh3 import Cleaner

MARKS = {  # tags within a line, and the tags of the cards that look the same
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
    "s": "del",
    "strike": "del",
    "del": "del",
    "u": "ins",
    "ins": "ins",
    "code": "code",
    "tt": "code",
    "samp": "code",
    "kbd": "kbd",
    "sub": "sub",
    "sup": "sup",
    "mark": "mark",
    "small": "small",
    "a": "a",
}
PLAIN = frozenset(["span", "font", "big", "abbr", "bdi", "bdo", "q", "time", "nobr", "wbr", "picture"])
LINES = frozenset(
    {"div", "section", "article", "header", "footer", "main", "center", "figure", "figcaption", "dl", "dt", "dd"}
    | {"address", "aside", "nav", "details", "summary", "caption"}
)
LEVELS = {"p": 0, "h1": 4, "h2": 4, "h3": 4, "h4": 4, "h5": 5, "h6": 6}  # what is larger belongs to files and notes
BLOCKS = frozenset(
    ["pre", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "hr", "br"]
)
REFUSED = {
    "script": "a script",
    "iframe": "another page",
    "object": "an object",
    "embed": "an object",
    "audio": "a sound",
    "video": "a film",
    "svg": "a drawing within the text",
    "math": "MathML",
    "input": "a form",
    "select": "a form",
    "textarea": "a form",
    "button": "a button",
    "canvas": "a drawing",
    "ruby": "ruby characters",
}
VOID = frozenset(["br", "hr", "img", "wbr", "input", "embed", "source"])
OF_FIGURES = ("dark", "tappable")  # of figures in decks of ours: the picture for the night, and buttons
FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
TAG = re.compile(r"<(?P<line>br|/p|/div|p|div)\b[^<>]*>|<[^<>]*>")
OPENING_MARK = "\ue100"
MARK = re.compile("\ue100(\\d+)\ue101")  # private characters, which stand for formulas
SPACE = re.compile(r"[ \t\n\r\f\xa0]+")

Kind = Literal["text", "formula", "display", "picture"]


class UnsupportedHtmlError(Exception):
    """HTML holds what no card of ours can show; the text names it."""


@dataclass(frozen=True)
class Run:
    """A part of a line: text, the TeX of a formula, or the address of a picture.

    *marks* are the tags around it, the outermost first, each with the address of a link; *alt* is that of a picture.
    """

    kind: Kind
    text: str
    marks: tuple[tuple[str, str], ...] = ()
    alt: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Lines with breaks between them; a *level* above 0 makes it a heading."""

    lines: tuple[Line, ...]
    level: int = 0


@dataclass(frozen=True)
class Code:
    """A block of code, in a *language* if it is known."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Items:
    """A list; *start* is the number of its first item, or nothing if it has no numbers."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Quotation:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells, whose lines have breaks between them; the first row is the head, perhaps an empty one."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]


@dataclass(frozen=True)
class Rule:
    """A line across the card."""


Block = Paragraph | Code | Items | Quotation | Table | Rule


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    children: list[_Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the value of an attribute, or nothing."""
        return self.attributes.get(name, "")


def read_blocks(html: str) -> tuple[Block, ...]:
    """Return *html* as blocks; raise `UnsupportedHtmlError` for what no block can hold."""
    if OPENING_MARK in html:
        raise UnsupportedHtmlError("a private character")
    formulas: list[Run] = []

    def mark(match: re.Match[str]) -> str:
        kind: Kind = "formula" if match["display"] is None else "display"
        tex = TAG.sub(lambda tag: "\n" if tag["line"] else "", match["inline"] or match["display"] or "")
        formulas.append(Run(kind, unescape(tex).replace("\xa0", " ").strip()))
        return f"\ue100{len(formulas) - 1}\ue101"

    reader = _Reader()
    reader.feed(well_formed(FORMULA.sub(mark, html)))
    reader.close()
    try:
        return tuple(_Blocks(formulas).read(reader.root.children, ()))
    except RecursionError:
        raise UnsupportedHtmlError("tags within a thousand others") from None


def well_formed(html: str) -> str:
    """Return *html* as a browser reads it, without what it does not show."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> Cleaner:
    return nh3.Cleaner(
        tags={*MARKS, *PLAIN, *LINES, *LEVELS, *BLOCKS, *REFUSED, "img"},
        clean_content_tags={"style", "title"},
        attributes={
            "a": {"href"},
            "code": {"class"},
            "img": {"src", "alt", "class"},
            "input": {"class"},
            "ol": {"start"},
            "pre": {"class"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        link_rel=None,
        url_schemes={"http", "https", "mailto", "data"},
    )


class _Reader(HTMLParser):
    """Read well-formed HTML as a tree."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Element("div", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


class _Blocks:
    """The blocks of some nodes: what is read ends a line or a paragraph, as it does in a browser."""

    def __init__(self, formulas: list[Run]) -> None:
        self._formulas = formulas
        self._blocks: list[Block] = []
        self._lines: list[list[Run]] = [[]]

    def read(self, nodes: Iterable[_Element | str], marks: tuple[tuple[str, str], ...]) -> list[Block]:
        """Return the blocks of *nodes* within *marks*."""
        self._walk(nodes, marks)
        self._end_paragraph()
        return self._blocks

    def _inside(self, element: _Element, marks: tuple[tuple[str, str], ...] = ()) -> list[Block]:
        return _Blocks(self._formulas).read(element.children, marks)

    def _walk(self, nodes: Iterable[_Element | str], marks: tuple[tuple[str, str], ...]) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._lines[-1] += self._runs(node, marks)
            elif node.get("class") in OF_FIGURES:
                continue
            elif node.tag in MARKS:
                mark = MARKS[node.tag], node.get("href")
                self._walk(node.children, marks if mark in marks else (*marks, mark))
            elif node.tag in PLAIN:
                self._walk(node.children, marks)
            else:
                self._block(node, marks)

    def _block(self, node: _Element, marks: tuple[tuple[str, str], ...]) -> None:
        match node.tag:
            case "br":
                self._end_line() if _shows(self._lines[-1]) else self._end_paragraph()
            case "img":
                self._lines[-1].append(Run("picture", node.get("src"), marks, node.get("alt")))
            case tag if tag in LEVELS:
                self._end_paragraph()
                self._blocks += [_at_level(each, LEVELS[tag]) for each in self._inside(node, marks)]
            case "pre":
                self._add(Code(_text(node).strip("\n"), _language(node)))
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
                yield replace(self._formulas[int(part)], marks=marks)
            elif part:
                yield Run("text", part if ("code", "") in marks else SPACE.sub(" ", part), marks)

    def _items(self, element: _Element) -> Iterator[tuple[Block, ...]]:
        """Yield the items of a list; what is in no item belongs to the one before."""
        items: list[list[Block]] = []
        for node in element.children:
            if isinstance(node, _Element) and node.tag == "li":
                items.append(self._inside(node))
            elif isinstance(node, _Element) or node.strip():
                items[-1:] = [[*(items[-1] if items else []), *_Blocks(self._formulas).read([node], ())]]
        return (tuple(item) for item in items if item)

    def _rows(self, table: _Element) -> Iterator[tuple[tuple[Line, ...], ...]]:
        rows = [
            [each for each in row.children if isinstance(each, _Element) and each.tag in ("td", "th")]
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

    def _cell(self, cell: _Element) -> tuple[Line, ...]:
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


def _first_number(element: _Element) -> int | None:
    """Return the number of the first item of a list, if its items have numbers."""
    start = element.get("start")
    return None if element.tag == "ul" else int(start) if start.isascii() and start.isdecimal() else 1


def _shows(line: Iterable[Run]) -> bool:
    return any(run.kind != "text" or run.text.strip() for run in line)


def _descendants(element: _Element, tag: str) -> Iterator[_Element]:
    for node in element.children:
        if isinstance(node, _Element) and node.tag == tag:
            yield node
        elif isinstance(node, _Element) and node.tag in ("thead", "tbody", "tfoot"):
            yield from _descendants(node, tag)


def _text(node: _Element | str) -> str:
    """Return the text of an element, whose breaks are line ends."""
    if isinstance(node, str):
        return node.replace("\xa0", " ")
    if node.tag in REFUSED or node.tag == "img":
        raise UnsupportedHtmlError(REFUSED.get(node.tag, "a picture within code"))
    inside = "".join(map(_text, node.children))
    return "\n" if node.tag == "br" else inside + "\n" * (node.tag in ("div", "p"))


def _language(node: _Element) -> str:
    """Return the language of a block of code, as web pages name it."""
    classes = [node, *(each for each in node.children if isinstance(each, _Element))]
    found = (re.search(r"\blanguage-([\w+#-]+)", each.get("class")) for each in classes)
    return next((match[1].lower() for match in found if match), "")
