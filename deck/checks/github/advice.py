"""What to tell an author of Markdown that GitHub and a card show differently."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from deck.checks.github.normalise import ALERT, DOLLARS, INLINE
from deck.checks.github.tree import Node
from deck.checks.note_markdown import without_code, without_maths
from deck.checks.structure import BRACKETED_NUMBER, half_indented_lists, lists_under_text
from deck.markup.maths import ANY as MATHS
from deck.source.passage import Passage

LONGEST = 40  # characters of what is quoted
BEGINS = re.compile(r"\n[ \t]*([-+*]|#{1,6}|1\.)[ \t]")
PATTERNS = (
    (re.compile(r"(?<=[^|\n]\n) *\|.*\n *\| *:?-"), "a table needs an empty line above it; add one"),
    (BRACKETED_NUMBER, "a list number ends in '.'; write '1.' instead of '1)'"),
    (re.compile(r"(?<![~\\])~(?![~\s])[^~\n]+(?<![~\s])~(?!~)"), "single tildes; write ~~two~~ to strike out"),
    (
        re.compile(
            rf"^(?!> ?{ALERT.pattern}>)(?: *(?:[>*+-]|\d+\.))*? *> *\[![^\]\n]*\]", re.MULTILINE | re.IGNORECASE
        ),
        "no alert to GitHub; begin it with '> [!NOTE]' (TIP, IMPORTANT, WARNING, CAUTION) alone, at the margin",
    ),
    (
        re.compile(r"^(?: *(?:[>*+-]|\d+\.))+ *#{1,3}(?: |$)", re.MULTILINE),
        "a heading inside a list or quotation; write it in **bold**",
    ),
    (
        re.compile(r"(?<=\n\n) {1,3}(?![-*+] |\d+\. )(?=\S)"),
        "what belongs to an item of a list is indented by four spaces; indent it so, or not at all",
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
        {"tr", "td", "th", "table"},
        "put empty lines around a table, a row below its head, and no '|' into its cells or code",
    ),
    (
        {"ul", "ol", "li"},
        "put an empty line above a list, four spaces before what belongs to an item, and one kind of mark before all",
    ),
    ({"a"}, "write a link as [text](https://a.org), and an address as <https://a.org>"),
    ({"code"}, "end code with as many backticks as begin it, and put no '|' into code in a table"),
    ({"em", "strong", "del"}, "put a space around marked words, and a backslash before a mark that is text"),
    ({"blockquote", "alert", "pre", "hr", "p", "h4", "h5", "h6"}, "put an empty line above it and below"),
)


@dataclass(frozen=True)
class Difference:
    """Lines of a passage, from 0, and what a card and GitHub show of them."""

    first: int
    last: int
    card: Node
    github: Node


def advise(difference: Difference, passage: Passage) -> Iterator[tuple[int, str]]:
    """Yield offsets in a passage, and what is wrong there and what to do: all that is known, or what differs."""
    text = without_code(passage.text)
    blanked = without_maths(text)
    found = [each for each in (*_lists(blanked), *_patterns(blanked)) if text.startswith(blanked[each[0]], each[0])]
    known = [
        (offset, message)
        for offset, message in (*_formulas(text), *found)
        if difference.first <= text.count("\n", 0, offset) <= difference.last
    ]
    if known:
        yield from known
    else:
        card, github = _first_pair(difference.card, difference.github)
        line = github.first if github else difference.first
        yield _begin(passage.text, line), _what_differs(card, github, *_surplus(difference.card, difference.github))


def _first_pair(card: Node, github: Node) -> tuple[Node | None, Node | None]:
    """Return the first parts in which two trees differ, as deep inside as can be."""
    pairs = zip_longest(card.children, github.children)
    ours, theirs = next((ours, theirs) for ours, theirs in pairs if ours != theirs)
    alike = ours and theirs and (ours.name, ours.value) == (theirs.name, theirs.value)
    return _first_pair(ours, theirs) if alike else (ours, theirs)


def _begin(text: str, line: int) -> int:
    """Return where a line, from 0, begins in a text."""
    return sum(len(each) + 1 for each in text.split("\n")[:line])


def _lists(text: str) -> Iterator[tuple[int, str]]:
    for number in lists_under_text(text):
        yield _begin(text, number), "a list needs an empty line above it; add one"
    for number in half_indented_lists(text):
        yield _begin(text, number), "a list inside a list is indented by four spaces; indent it so"


def _patterns(text: str) -> Iterator[tuple[int, str]]:
    for pattern, message in PATTERNS:
        yield from ((match.start(), message) for match in pattern.finditer(text))


def _formulas(text: str) -> Iterator[tuple[int, str]]:
    for match in MATHS.finditer(text):
        before, behind = text[: match.start()][-1:], text[match.end() :][:1]
        if "\n\n" in match[0]:
            yield match.start(), "a formula holds an empty line; remove it"
        elif begins := BEGINS.search(match[0]):
            yield (
                match.start() + begins.start(1),
                f"a line of a formula begins with '{begins[1]}', a mark of Markdown to GitHub; write '{{}}{begins[1]}'",
            )
        elif "*" in match[0] and "`" not in match[0]:
            yield match.start(), f"'*' in '{_short(match[0])}' is emphasis to GitHub; write '\\ast'"
        elif not DOLLARS.match(text, match.start()) and (re.match(r"[\w-]", before) or re.match(r"\w", behind)):
            yield (
                match.start(),
                f"'{_short(match[0])}' is no formula to GitHub beside a letter, a digit or behind '-'; reword it",
            )


def _surplus(card: Node, github: Node) -> tuple[set[str], set[str]]:
    """Return of what a card shows more than GitHub, and GitHub more than a card."""
    ours, theirs = Counter(_names(card)), Counter(_names(github))
    return set(ours - theirs), set(theirs - ours)


def _names(node: Node) -> Iterator[str]:
    if node.name not in ("", "text"):
        yield node.name
    for child in node.children:
        yield from _names(child)


def _what_differs(card: Node | None, github: Node | None, ours: set[str], theirs: set[str]) -> str:
    pair = [each for each in (card, github) if each]
    names = {each.name for each in pair}
    if "p" in names and names & INLINE and not (ours | theirs) - {"p"}:
        return "a list is loose on GitHub and not on a card; put an empty line between all its items, or between none"
    shown = f"GitHub shows {_described(github)} where a card shows {_described(card)}"
    names |= ours | theirs
    if "maths" in names or any("$" in each.value for each in pair):
        return f"{shown}; write the formula as $`..`$, or a sum of money without '$'"
    advice = next((advice for kinds, advice in ADVICE if names & kinds), "write it in another way")
    return f"{shown}; {advice}"


def _described(node: Node | None) -> str:
    if node is None or not node.name:
        return "nothing"
    return NAMES.get(node.name, f"<{node.name}>").format(_short(node.value))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:LONGEST]}..." if len(line) > LONGEST else line
