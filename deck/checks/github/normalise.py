"""HTML as a tree of what a reader notices, so that two ways of saying the same are equal.

What is left out: wrappers, classes, the colours of code, soft line breaks, how maths and alerts are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, zip_longest
from textwrap import dedent

from deck.checks.github.tree import Node, parse
from deck.markup.allowed_html import RAW_TAGS, SPAN_TAGS

INLINE = RAW_TAGS | SPAN_TAGS | {"input", "maths", "text"}
WRAPPERS = frozenset(["span", "tbody", "thead"])
ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n\s*|$)", re.IGNORECASE)
TEX = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
DOLLARS = re.compile(r"\$(?<![\w$\\-]\$)(?:\$([^$]+)\$\$(?!\n\$\$)|(?!\s)([^$]+?)(?<!\s)\$)(?![\w$])")
OPENS, CLOSES = re.compile(r"(?<![\w$])\$$"), re.compile(r"\$(?![\w$])")


def normalise(html: str, *, github: bool) -> Node:
    """Return HTML, of *github* or else of a card, as a tree of what a reader notices."""
    return _normal(parse(html), github=github)


def _normal(node: Node, *, github: bool) -> Node:
    """Return a tree without what is meant to differ."""
    if node.name in ("pre", "code"):
        text = _text(node)
        shown = dedent(text.expandtabs(4)).rstrip().strip("\n") if node.name == "pre" else " ".join(text.split())
        return replace(node, value=shown, children=())
    raw = map(_github_alert, node.children) if github and node.name == "root" else map(_card_alert, node.children)
    children = list(_spliced(_normal(child, github=github) for child in raw))
    if node.name == "a":
        children = [replace(child, value=child.value.removeprefix("mailto:")) for child in children]
    children = _spaced(_with_maths(_merged(children), DOLLARS if github else TEX), inside=node.name in INLINE)
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


def _card_alert(node: Node) -> Node:
    """Return the alert that a block of a card is by its class, without its title, or the block."""
    if node.name != "div" or not node.value.startswith("admonition "):
        return node
    kind = node.value.removeprefix("admonition ")
    title, *rest = _blocks(node) or [node]
    titled = title.value == "admonition-title" and _text(title) == kind.title()
    return replace(node, name="alert", value=kind, children=tuple(rest) if titled else node.children)


def _github_alert(node: Node) -> Node:
    """Return the alert that GitHub makes of a block by its first line, if more follows, or the block."""
    paragraph, *rest = _blocks(node) or [node]
    mark = ALERT.match(_text(paragraph)) if node.name == "blockquote" and paragraph.name == "p" else None
    if not mark:
        return node
    first, *more = _merged(paragraph.children)
    first = replace(first, value=first.value[mark.end() :], first=first.first + 1)
    rest = [replace(paragraph, children=(first, *more), first=first.first), *rest] if first.value or more else rest
    return replace(node, name="alert", value=mark[1].lower(), children=tuple(rest)) if rest else node


def _blocks(node: Node) -> list[Node]:
    return [each for each in node.children if each.name != "text"]


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
    """Return blocks, with what is between them put in paragraphs."""
    blocks: list[Node] = []
    for inline, group in groupby(nodes, lambda node: node.name in INLINE):
        run = tuple(group)
        blocks += [Node("p", children=run, first=run[0].first, last=run[-1].last)] if inline else run
    return blocks
