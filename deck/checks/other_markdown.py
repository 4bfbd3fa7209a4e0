"""Marks of other kinds of Markdown, as in Obsidian, Pandoc and MkDocs, which a card and GitHub show as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.checks.note_markdown import without_addresses, without_maths

ATTRIBUTE = r"(?:[.#][A-Za-z][\w-]*|[A-Za-z][\w-]*=(?:\"[^\"\n{}]*\"|[^\s{}\"]+))"
PATTERNS = (
    (re.compile(r"(?<![\w=])==(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![\w=])"), "highlight with <mark>..</mark>"),
    (re.compile(r"(?<![\w%])%%[^%\n]+%%(?![\w%])|^%%[ \t]*$", re.MULTILINE), "write a comment as <!-- .. -->"),
    (re.compile(r"\^\[[^\]\n]+\]"), "write a note in the text or under '### Extra'"),
    (re.compile(r"!\[\[[^][\n]+\]\](?!\()"), "show a picture as ![what it shows](file)"),
    (re.compile(r"(?<!!)\[\[[^][\n]+\]\](?!\()"), "write a link as [text](https://a.org)"),
    (re.compile(r"(?<![\^\\])\^(?:[^\W_]|[(+-])[^\s^]*\^(?!\^)"), "write <sup>..</sup>"),
    (
        re.compile(rf"(?<=[)\]*_~>]){{:?[ ]*{ATTRIBUTE}(?:[ ]+{ATTRIBUTE})*[ ]*}}"),
        "remove it, since pictures and text have no attributes",
    ),
    (re.compile(r"(?<=[^\n])\n(?:[ \t]*\n)? {0,3}(?P<mark>:[ \t]+\S[^\n]*)"), "write a list or a table"),
    (re.compile(r"^ {0,3}(?P<mark>(?:!!!|\?\?\?\+?)[ ]+[\w\"][^\n]*)", re.MULTILINE), "write a callout, '> [!NOTE]'"),
    (re.compile(r"^ {0,3}(?P<mark>:{3,}[ \t]*[\w{][^\n]*)", re.MULTILINE), "write a callout, '> [!NOTE]'"),
    (re.compile(r"^ {0,3}(?P<mark>\*\[[^]\n]+\]:)", re.MULTILINE), "write an abbreviation out where it is used"),
    (re.compile(r"(?<![\w\\:/])\\(?!begin|end)[A-Za-z]+(?=[{_^])"), "write a formula as $..$"),
)
FIRST = re.compile(r"==|%%|\^|\[\[|\{|^ {0,3}(?:!!!|\?\?\?|:|\*\[)|\\[A-Za-z]", re.MULTILINE)


def marks_of_other_programs(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield where in a *text* without code a card shows such a mark, the mark, and what to write instead."""
    if not FIRST.search(text):
        return
    bare = without_addresses(without_maths(text))
    for pattern, advice in PATTERNS:
        for match in pattern.finditer(bare):
            group = "mark" if "mark" in pattern.groupindex else 0
            yield match.start(group), match[group], advice
