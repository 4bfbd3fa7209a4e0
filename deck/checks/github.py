"""What GitHub shows in another way than a card does: the content is reviewed there and learnt here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest

from deck.checks.rule import Findings
from deck.checks.structure import BRACKETED_NUMBER, STRUCTURE, half_indented_lists, lists_under_text
from deck.checks.text import markdown_of, passages_of, without_code, without_maths
from deck.fences import find_fences, outside_fences
from deck.heading import read_heading
from deck.maths import ANY as MATHS
from deck.outline import ALERT, INLINE, Node
from deck.parity import DOLLARS, compare
from deck.passage import Passage, divider_problems
from deck.source import Note

BEGINS = re.compile(r"\n[ \t]*([-+*]|#{1,6}|1\.)[ \t]")
EMOJI = re.compile(r":[a-z0-9_+-]+:")
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
class _Difference:
    """Lines of a passage, from 0, and what a card and GitHub show of them."""

    first: int
    last: int
    card: Node
    github: Node


@STRUCTURE.rule()
def emoji(note: Note) -> Findings:
    """An emoji is written as itself: its short name becomes a picture on GitHub alone."""
    for passage in markdown_of(note):
        for match in EMOJI.finditer(passage.text.replace("::", "  ")):  # which part a cloze
            if character := _emoji().get(match[0]):
                yield passage.place_at(match.start()), f"'{match[0]}' is an emoji on GitHub alone; write {character}"


@STRUCTURE.rule()
def as_on_github(note: Note) -> Findings:
    """A card shows what GitHub shows of the same Markdown: the same blocks, marks, links and formulas."""
    found = [(passage, each) for passage in passages_of(note) for each in _differences(passage, note)]
    told = frozenset(_told(note)) if found else frozenset()
    for passage, difference in found:
        first, last = passage.place.line, passage.place.line + difference.last
        if not any(first <= line <= last for line in told):  # what others tell can make all below it differ
            yield from ((passage.place_at(offset), message) for offset, message in _advice(difference, passage))


def _told(note: Note) -> Iterator[int]:
    """Yield the lines of a note of which other rules tell something, or told something when it was read."""
    for rule in STRUCTURE.all:
        if rule.find is not as_on_github:
            yield from (about.place.line if isinstance(about, Note) else about.line for about, _ in rule.find(note))
    for passage in passages_of(note):
        lines = passage.text.split("\n")
        yield from (each.line for each in divider_problems(passage))
        yield from (passage.place.line + n for n, line in outside_fences(lines) if read_heading(n, line))
        yield from (passage.place.line + each.first for each in find_fences(lines) if each.indented or not each.closed)


def _differences(passage: Passage, note: Note) -> Iterator[_Difference]:
    """Yield the runs of blocks of which GitHub shows something else than a card."""
    text = passage.text
    trees = compare(text, title=passage is note.title, cloze=note.kind == "cloze")
    if not trees:
        return
    ours, theirs = (each.children for each in trees)
    for kind, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            first = theirs[k].first if k < m else theirs[k - 1].last if k else 0
            last = theirs[m - 1].last if k < m else theirs[k].first if k < len(theirs) else text.count("\n")
            yield _Difference(first, last, Node("", children=ours[i:j]), Node("", children=theirs[k:m]))


def _first_pair(card: Node, github: Node) -> tuple[Node | None, Node | None]:
    """Return the first parts in which two trees differ, as deep inside as can be."""
    pairs = zip_longest(card.children, github.children)
    ours, theirs = next((ours, theirs) for ours, theirs in pairs if ours != theirs)
    alike = ours and theirs and (ours.name, ours.value) == (theirs.name, theirs.value)
    return _first_pair(ours, theirs) if alike else (ours, theirs)


def _advice(difference: _Difference, passage: Passage) -> Iterator[tuple[int, str]]:
    """Yield offsets in a passage, and what is wrong there and what to do: all that is known, or what differs."""
    text = without_code(passage.text)
    known = [
        (offset, message)
        for offset, message in (*_formulas(text), *_lists(without_maths(text)), *_patterns(without_maths(text)))
        if difference.first <= text.count("\n", 0, offset) <= difference.last
    ]
    if known:
        yield from known
    else:
        card, github = _first_pair(difference.card, difference.github)
        line = github.first if github else difference.first
        yield _begin(passage.text, line), _what_differs(card, github, *_surplus(difference.card, difference.github))


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
            yield match.start(), f"'*' in '{match[0]}' is emphasis to GitHub; write '\\ast'"
        elif not DOLLARS.match(text, match.start()) and (re.match(r"[\w-]", before) or re.match(r"\w", behind)):
            yield (
                match.start(),
                f"'{match[0]}' is no formula to GitHub beside a letter, a digit or behind '-'; reword it",
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
    value = f"{node.value[:40]}..." if len(node.value) > 40 else node.value  # noqa: PLR2004
    return NAMES.get(node.name, f"<{node.name}>").format(value)


@cache
def _emoji() -> dict[str, str]:
    """Return GitHub's names of emoji, and what they show."""
    from pymdownx.gemoji_db import aliases, emoji

    shown = {name: "".join(chr(int(code, 16)) for code in each["unicode"].split("-")) for name, each in emoji.items()}
    return shown | {alias: shown[name] for alias, name in aliases.items()}
