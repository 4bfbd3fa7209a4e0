"""What is wrong where GitHub and a card show the same Markdown differently: the rule, and what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from deck.checks.github.normalise import ALERT, DOLLARS, INLINE
from deck.checks.github.tree import Node
from deck.checks.note_markdown import without_code, without_maths
from deck.markup.maths import ANY as MATHS
from deck.source.passage import Passage

LONGEST = 40  # characters of what is quoted
BEGINS = re.compile(r"\n[ \t]*([-+*]|#{1,6}|1\.)[ \t]")
PATTERNS = (
    (
        "G010",
        re.compile(
            rf"^(?!> ?{ALERT.pattern}>)(?: *(?:[>*+-]|\d+\.))*? *> *\[![^\]\n]*\]", re.MULTILINE | re.IGNORECASE
        ),
        "GitHub shows no alert here; begin it with '> [!NOTE]' (TIP, IMPORTANT, WARNING, CAUTION) alone, at the margin",
    ),
    (
        "G005",
        re.compile(r"^(?: *(?:[>*+-]|\d+\.))+ *#{1,3}(?: |$)", re.MULTILINE),
        "GitHub shows a heading in the list or quotation and a card does not; write **bold** text",
    ),
    (
        "G005",
        re.compile(r"(?<=\n\n) {1,3}(?![-*+] |\d+\. )(?=\S)"),
        "GitHub shows this inside the list item above, a card below it; indent it by four spaces, or not at all",
    ),
)
NAMES = {
    "a": "a link to '{}'",
    "alert": "an alert",
    "blockquote": "a quotation",
    "br": "a line break",
    "code": "the code '{}'",
    "del": "struck-out text",
    "em": "emphasis",
    "hr": "a line across",
    "img": "the picture '{}'",
    "li": "an item of a list",
    "maths": "a formula",
    "ol": "a list from {}",
    "p": "a paragraph",
    "pre": "a block of code",
    "strong": "bold text",
    "table": "a table",
    "td": "a cell",
    "text": "'{}'",
    "th": "a cell",
    "tr": "a row",
    "ul": "a list",
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "a heading")
ADVICE = (
    (
        "G009",
        {"tr", "td", "th", "table"},
        "put empty lines around a table, a row below its head, and no '|' into its cells or code",
    ),
    (
        "G005",
        {"ul", "ol", "li"},
        "put an empty line above a list, four spaces before what belongs to an item, and one kind of mark before all",
    ),
    ("G007", {"a"}, "write a link as [text](https://a.org), and put an address in <...> when other text touches it"),
    ("G008", {"code"}, "end code with as many backticks as begin it, and put no '|' into code in a table"),
    ("G006", {"em", "strong", "del"}, "put a space around marked words, and a backslash before a mark that is text"),
    (
        "G011",
        {"blockquote", "alert", "pre", "hr", "p", "h4", "h5", "h6"},
        "put an empty line above it and below",
    ),
)


@dataclass(frozen=True)
class Difference:
    """Lines of a passage, from 0, and what a card and GitHub show of them."""

    first: int
    last: int
    card: Node
    github: Node


def advise(difference: Difference, passage: Passage) -> Iterator[tuple[str, int, str]]:
    """Yield the rules that are broken, at offsets in a passage, and messages: all that is known, or what differs."""
    text = without_code(passage.text)
    blanked = without_maths(text)
    found = [each for each in _patterns(blanked) if text.startswith(blanked[each[1]], each[1])]
    known = [
        each
        for each in (*_formulas(text), *found)
        if difference.first <= text.count("\n", 0, each[1]) <= difference.last
    ]
    if known:
        yield from known
    else:
        card, github = _first_pair(difference.card, difference.github)
        line = github.first if github else difference.first
        code, message = _what_differs(card, github, *_surplus(difference.card, difference.github))
        yield code, _begin(passage.text, line), message


def _first_pair(card: Node, github: Node) -> tuple[Node | None, Node | None]:
    """Return the first parts in which two trees differ, as deep inside as can be."""
    pairs = zip_longest(card.children, github.children)
    ours, theirs = next((ours, theirs) for ours, theirs in pairs if ours != theirs)
    alike = ours and theirs and (ours.name, ours.value) == (theirs.name, theirs.value)
    return _first_pair(ours, theirs) if alike else (ours, theirs)


def _begin(text: str, line: int) -> int:
    """Return where a line, from 0, begins in a text."""
    return sum(len(each) + 1 for each in text.split("\n")[:line])


def _patterns(text: str) -> Iterator[tuple[str, int, str]]:
    for code, pattern, message in PATTERNS:
        yield from ((code, match.start(), message) for match in pattern.finditer(text))


def _formulas(text: str) -> Iterator[tuple[str, int, str]]:
    for match in MATHS.finditer(text):
        before, behind = text[: match.start()][-1:], text[match.end() :][:1]
        if "\n\n" in match[0]:
            yield "G002", match.start(), "the formula contains an empty line, where it ends on GitHub; remove the line"
        elif begins := BEGINS.search(match[0]):
            mark = begins[1]
            message = f"a line of the formula begins with '{mark}', which GitHub reads as Markdown; write '{{}}{mark}'"
            yield "G002", match.start() + begins.start(1), message
        elif "*" in match[0] and "`" not in match[0]:
            yield "G002", match.start(), f"GitHub reads '*' in '{_short(match[0])}' as Markdown; write '\\ast'"
        elif not DOLLARS.match(text, match.start()) and (re.match(r"[\w-]", before) or re.match(r"\w", behind)):
            formula = _short(match[0])
            message = f"GitHub shows no formula in '{formula}', which a letter, digit or '-' touches; reword it"
            yield "G001", match.start(), message


def _surplus(card: Node, github: Node) -> tuple[set[str], set[str]]:
    """Return of what a card shows more than GitHub, and GitHub more than a card."""
    ours, theirs = Counter(_names(card)), Counter(_names(github))
    return set(ours - theirs), set(theirs - ours)


def _names(node: Node) -> Iterator[str]:
    if node.name not in ("", "text"):
        yield node.name
    for child in node.children:
        yield from _names(child)


def _what_differs(card: Node | None, github: Node | None, ours: set[str], theirs: set[str]) -> tuple[str, str]:
    """Return the rule that is broken by the first parts that differ, and the message."""
    pair = [each for each in (card, github) if each]
    names = {each.name for each in pair}
    if "p" in names and names & INLINE and not (ours | theirs) - {"p"}:
        advice = "put an empty line between all its items, or between none"
        return "G004", f"GitHub shows more space between the items of this list than a card; {advice}"
    shown = f"GitHub shows {_described(github)} where a card shows {_described(card)}"
    names |= ours | theirs
    if "maths" in names or any("$" in each.value for each in pair):
        return "G003", f"{shown}; write the formula as $`..`$, or a sum of money without '$'"
    default = ("G011", names, "write it in another way")
    code, _, advice = next((each for each in ADVICE if names & each[1]), default)
    return code, f"{shown}; {advice}"


def _described(node: Node | None) -> str:
    if node is None or not node.name:
        return "nothing"
    return NAMES.get(node.name, f"<{node.name}>").format(_short(node.value))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:LONGEST]}..." if len(line) > LONGEST else line
