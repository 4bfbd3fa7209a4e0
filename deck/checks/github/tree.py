"""HTML as a tree, with the lines of Markdown that GitHub's parser writes into it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = frozenset(["br", "hr", "img", "input"])
LINES = re.compile(r"([1-9]\d*):\d+-(\d+):\d+")


@dataclass(frozen=True)
class Node:
    """A block, a mark inside one, or a text: its name, what it holds, and on which lines (from 0) it is."""

    name: str
    value: str = ""
    children: tuple[Node, ...] = ()
    first: int = field(default=0, compare=False)
    last: int = field(default=0, compare=False)


def parse(html: str) -> Node:
    """Return the tree of some HTML as it is written."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root()


class _Parser(HTMLParser):
    """The tree of some HTML as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[Node, list[Node]]] = [(Node("root"), [])]
        self._line = 0

    def root(self) -> Node:
        while len(self._open) > 1:
            self._close()
        node, children = self._open[0]
        return replace(node, children=tuple(children))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if location := LINES.fullmatch(attributes.get("data-sourcepos", "")):
            self._line = int(location[1]) - 1
            last = int(location[2]) - 1
        else:
            last = self._line
        node = Node(tag, _value(tag, attributes), first=self._line, last=last)
        self._open.append((node, []))
        if tag in VOID:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and any(node.name == tag for node, _ in self._open[1:]):
            while self._open[-1][0].name != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        self._open[-1][1].append(Node("text", data, first=self._line, last=self._line + data.count("\n")))
        self._line += data.count("\n")

    def _close(self) -> None:
        node, children = self._open.pop()
        self._open[-1][1].append(replace(node, children=tuple(children)))


def _value(tag: str, attributes: dict[str, str]) -> str:
    """Return what of a tag's attributes a reader notices."""
    if tag == "a":
        return unquote(attributes.get("href", "")).removeprefix("mailto:")
    if tag == "img":
        return f"{attributes.get('alt', '')} ({unquote(attributes.get('src', ''))})"
    if tag == "ol":
        return attributes.get("start", "1")
    if tag in ("td", "th"):
        return attributes.get("align", "")
    return attributes.get("class", "") if tag in ("div", "p") else ""
