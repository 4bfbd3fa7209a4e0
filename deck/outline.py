"""HTML as a tree of what a reader notices, so that two ways of saying the same are equal.

What is left out: wrappers, classes, the colours of code, soft line breaks, how maths and alerts are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby, zip_longest
from textwrap import dedent
from urllib.parse import unquote

from deck.markup import RAW_TAGS, SPAN_TAGS

INLINE = RAW_TAGS | SPAN_TAGS | {"input", "maths", "text"}
VOID = frozenset(["br", "hr", "img", "input"])
WRAPPERS = frozenset(["span", "tbody", "thead"])
ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n\s*|$)", re.IGNORECASE)
OPENS, CLOSES = re.compile(r"(?<![\w$])\$$"), re.compile(r"\$(?![\w$])")


@dataclass(frozen=True)
class Node:
    """A block, a mark inside one, or a text: its name, what it holds, and on which lines (from 0) it stands."""

    name: str
    value: str = ""
    children: tuple[Node, ...] = ()
    first: int = field(default=0, compare=False)
    last: int = field(default=0, compare=False)


def tree(html: str, maths: re.Pattern[str]) -> Node:
    """Return HTML as a tree; a text that matches *maths* is a formula, the first group that it has."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return _normal(parser.root(), maths)


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
        if place := re.fullmatch(r"([1-9]\d*):\d+-(\d+):\d+", attributes.get("data-sourcepos", "")):
            self._line = int(place[1]) - 1
            last = int(place[2]) - 1
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


def _normal(node: Node, maths: re.Pattern[str]) -> Node:
    """Return a tree without what is meant to differ."""
    if node.name in ("pre", "code"):
        text = _text(node)
        shown = dedent(text.expandtabs(4)).rstrip().strip("\n") if node.name == "pre" else " ".join(text.split())
        return replace(node, value=shown, children=())
    raw = [_alert(child) for child in node.children] if node.name == "root" else node.children
    children = list(_spliced(_normal(child, maths) for child in raw))
    if node.name == "a":
        children = [replace(child, value=child.value.removeprefix("mailto:")) for child in children]
    children = _spaced(_with_maths(_merged(children), maths), inside=node.name in INLINE)
    if node.name in ("root", "blockquote", "alert"):
        children = _in_paragraphs(children)
    if node.name == "strong" and [child.name for child in children] == ["em"]:
        return replace(children[0], children=(replace(node, children=children[0].children),))
    return replace(node, children=tuple(children))


def _text(node: Node) -> str:
    return node.value if node.name == "text" else "".join(map(_text, node.children))


def _spliced(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield nodes, and of mere wrappers what they hold."""
    for node in nodes:
        if node.name in WRAPPERS or (node.name == "div" and node.value in ("hl", "tbl")):
            yield from node.children
        else:
            yield node


def _alert(node: Node) -> Node:
    """Return the alert that a block is, on a card by its class and on GitHub by its first line, or the block."""
    paragraph, *rest = [each for each in node.children if each.name != "text"] or [Node("")]
    if node.name == "div" and node.value.startswith("admonition "):
        kind = node.value.removeprefix("admonition ")
        titled = paragraph.value == "admonition-title" and _text(paragraph) == kind.title()
        return replace(node, name="alert", value=kind, children=tuple(rest) if titled else node.children)
    mark = ALERT.match(_text(paragraph)) if node.name == "blockquote" and paragraph.name == "p" else None
    if not mark:
        return node
    first, *more = _merged(paragraph.children)
    first = replace(first, value=first.value[mark.end() :], first=first.first + 1)
    rest = [replace(paragraph, children=(first, *more)), *rest] if first.value or more else rest
    return replace(node, name="alert", value=mark[1].lower(), children=tuple(rest)) if rest else node


def _merged(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes with neighbouring texts made one."""
    merged: list[Node] = []
    for node in nodes:
        if node.name == "text" and merged and merged[-1].name == "text":
            merged[-1] = replace(merged[-1], value=merged[-1].value + node.value, last=node.last)
        else:
            merged.append(node)
    return merged


def _with_maths(nodes: list[Node], maths: re.Pattern[str]) -> Iterator[Node]:
    """Yield nodes with the maths in their texts, and code between dollars, as nodes of their own."""
    nodes = list(nodes)
    for n in range(1, len(nodes) - 1):
        before, code, after = nodes[n - 1 : n + 2]
        if code.name == "code" and OPENS.search(before.value) and CLOSES.match(after.value):
            nodes[n - 1] = replace(before, value=before.value[:-1])
            nodes[n] = replace(code, name="maths", value=bare(code.value))
            nodes[n + 1] = replace(after, value=after.value[1:])
    for node in nodes:
        yield from _split(node, maths) if node.name == "text" else [node]


def _split(text: Node, maths: re.Pattern[str]) -> Iterator[Node]:
    end, line = 0, text.first
    for match in [*maths.finditer(text.value), None]:
        plain = text.value[end : match.start() if match else None]
        yield Node("text", plain, first=line, last=line + plain.count("\n"))
        line += plain.count("\n")
        if match:
            tex = match[1] or match[2] or ""
            yield Node("maths", bare(tex), first=line, last=line + match[0].count("\n"))
            end, line = match.end(), line + match[0].count("\n")


def bare(tex: str) -> str:
    """Return a formula without white space and backslashes, of which Markdown drops some, and what parts braces."""
    return "".join(tex.replace("\\", "").replace("{}", "").split())


def _spaced(nodes: Iterable[Node], *, inside: bool) -> list[Node]:
    """Return nodes with white space as browsers show it: one space, and none beside blocks and breaks of lines."""
    spaced: list[Node] = []
    edge = not inside
    listed = list(nodes)
    for node, following in zip_longest(listed, listed[1:]):
        if node.name == "text":
            shown = re.sub(r"[ \t\r\n\f]+", " ", node.value)
            shown = shown.lstrip(" ") if edge else shown
            ends = not inside if following is None else _is_edge(following)
            shown = shown.rstrip(" ") if ends else shown
            if shown:
                spaced.append(replace(node, value=shown))
        else:
            spaced.append(node)
        edge = _is_edge(spaced[-1]) if spaced else edge
    return spaced


def _is_edge(node: Node) -> bool:
    return node.name not in INLINE or node.name == "br"


def _in_paragraphs(nodes: list[Node]) -> list[Node]:
    """Return blocks, with what stands between them put in paragraphs."""
    blocks: list[Node] = []
    for inline, group in groupby(nodes, lambda node: node.name in INLINE):
        run = tuple(group)
        blocks += [Node("p", children=run, first=run[0].first, last=run[-1].last)] if inline else run
    return blocks
