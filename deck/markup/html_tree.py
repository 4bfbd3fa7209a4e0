"""HTML as a tree, as a browser would build it of what Anki's editor stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["br", "hr", "img", "input", "wbr"])
BLOCKS = frozenset(
    [
        *("blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
DEEPEST = 60  # elements in one another
LONGEST = 100_000  # characters; a passage of Markdown has at most 20,000


class TooLargeError(ValueError):
    """The HTML has more text, or more elements in one another, than a field of a note of ours can have."""


@dataclass
class Element:
    """An element: its tag, its attributes and what it holds."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Whether it begins a line of its own."""
        return self.tag in BLOCKS

    @property
    def text(self) -> str:
        """All text in it; a line break is a line end."""
        if self.tag == "br":
            return "\n"
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    def find(self, tag: str) -> list[Element]:
        """Return the elements with this tag in it, in order."""
        inside = [each for each in self.children if isinstance(each, Element)]
        return [found for each in inside for found in ([each] if each.tag == tag else each.find(tag))]


def parse_html(html: str) -> Element:
    """Return *html* as an element without a tag; raise `TooLargeError` for what no note can have."""
    if len(html) > LONGEST:
        raise TooLargeError
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.opened = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self.opened[-1].tag == "p":
            self.opened.pop()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.opened[-1].children.append(element)
        if tag not in VOID:
            self.opened.append(element)
            if len(self.opened) > DEEPEST:
                raise TooLargeError

    def handle_endtag(self, tag: str) -> None:
        matching = next((n for n in range(len(self.opened) - 1, 0, -1) if self.opened[n].tag == tag), 0)
        if matching:
            del self.opened[matching:]

    def handle_data(self, data: str) -> None:
        self.opened[-1].children.append(data)
