"""Blocks that Markdown does not see where their author wrote them, so that a card shows their marks as text.

Lists, quotations and tables are looked for in the Markdown first, and then as text in the HTML of the card.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from deck.checks.note_markdown import without_code, without_maths
from deck.checks.plain_text import HELD
from deck.checks.words import CODE
from deck.markup.fences import without_fences
from deck.markup.maths import ANY as MATHS
from deck.markup.to_html import to_html

TAB = 4
ABOVE = "put an empty line above it"
INSIDE = "put four spaces before it, since it is inside a list"
MARGIN = "begin it at the margin, below an empty line"
QUOTES = r"(?: {0,3}>[ ]?)*+"
ITEM = re.compile(rf"{QUOTES}(?P<indent> *)(?P<mark>[-*+]|\d+\.)[ \t]+(?P<rest>\S.*)")
NUMBERED = re.compile(rf"{QUOTES} *(?P<mark>\d+\))[ \t]+(?P<rest>\S.*)")
ODD_ITEM = re.compile(  # indented, quoted, or right below another line than a like item
    r"\n(?:[ \t>]+(?:[-*+]|\d+\.)[ \t]|(?![-*+][ \t]+\S).+\n[-*+][ \t]|(?!\d+\.[ \t]+\S).+\n\d+\.[ \t])"
)
QUOTES_IN = re.compile(r"^[ \t]*>", re.MULTILINE)
NUMBERS = re.compile(r"^[ \t>]*\d+\)[ \t]", re.MULTILINE)
QUOTED = re.compile(r" *(?P<mark>>)[ \t]?(?P<rest>\S.*)")
HEADING = re.compile(rf"{QUOTES} {{0,3}}#{{1,6}}[ \t]")
DELIMITERS = r"(?=[^\n<|]*+\|) *+\|?(?: *+:?-++:? *+\|)*(?: *+:?-++:? *+)?"
TABLE = re.compile(rf"^{QUOTES}(?=[^\n|]*+\|)(?P<head>[^\n]*+)\n{QUOTES}(?P<line>{DELIMITERS})$", re.MULTILINE)
BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
SHOWN_TABLE = re.compile(rf"<table>|\n{DELIMITERS}(?=\n|<|$)")
SHOWN = re.compile(
    r"(?:\n|<p>|<li>|<br>|<t[dh](?: align=\"\w+\")?>) *(?P<mark>[-*+](?=[ \t])|\d+[.)](?=[ \t])|&gt;)(?P<rest>[^\n]*)"
)
MARKUP = re.compile(r"</?[a-z]+(?: [^<>]*)?>|[*_~\\<]")  # of HTML, and of Markdown
LETTER = re.compile(r"[^\W_]")


class Misplaced(NamedTuple):
    """A line, from 0, that begins a list where Markdown sees none, and what would make it one."""

    line: int
    remedy: str


def lists_as_text(text: str, *, cloze: bool) -> Iterator[Misplaced]:
    """Yield the first lines of lists that a card shows as text."""
    if not _is_odd(text) or not (candidates := list(_inside_blocks(_lines(text)))):
        return
    shown = _shown(text, cloze=cloze)
    goes_on = (-1, False)  # the line that would be the next item of the same list, and whether a sign marks it
    for misplaced, item in candidates:
        if shown[_key(item)]:
            sign = _is_sign(item)
            if goes_on != (misplaced.line, sign):
                yield misplaced
            goes_on = (misplaced.line + 1, sign)


def numbers_as_text(text: str, *, cloze: bool) -> Iterator[int]:
    """Yield the lines, from 0, that would be items of a list if their number ended in '.' instead of ')'."""
    if NUMBERS.search(text):
        yield from _as_text(_numbered(_lines(text)), text, cloze=cloze)


def quotations_as_text(text: str, *, cloze: bool) -> Iterator[int]:
    """Yield the lines, from 0, of quotations that a card shows as text."""
    if QUOTES_IN.search(text):
        quoted = ((number, match) for number, line in enumerate(_lines(text)) if (match := QUOTED.match(line)))
        yield from _as_text(quoted, text, cloze=cloze)


def tables_as_text(text: str, *, cloze: bool) -> Iterator[tuple[int, bool]]:
    """Yield the lines, from 0, of tables that a card shows as text, and whether a line of text is above each."""
    bare = without_code(text) if "|" in text else ""
    tables = [match for match in TABLE.finditer(bare) if _as_wide(match)]
    if not tables:
        return
    shown = [each[0] != "<table>" for each in SHOWN_TABLE.finditer(_html(text, cloze=cloze))]
    for number, table in enumerate(tables):
        below_text = bool(bare[: table.start()].rpartition("\n\n")[2].strip(" >\n"))
        if shown[number] if len(shown) == len(tables) else below_text and any(shown):
            yield bare.count("\n", 0, table.start()), below_text


def cut_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the formulas in tables, and where they begin, that have a bar, which ends their cell."""
    bare = without_code(text) if "|" in text and "$" in text else ""
    for table in TABLE.finditer(bare):
        rows = bare[table.start() :].partition("\n\n")[0]
        for formula in MATHS.finditer(rows):
            if BAR.search(formula[0]) and "\n" not in formula[0]:
                yield table.start() + formula.start(), formula[0]


def flat_lists(text: str) -> Iterator[int]:
    """Yield the lines, from 0, of items that are indented by too little to be shown inside the item above them."""
    above: int | None = None
    blank = True
    for number, line in enumerate(_lines(text) if _is_odd(text) else ()):
        if item := ITEM.match(line):
            indent = len(item["indent"])
            if above is None:
                above = indent if indent < TAB else None  # or else it is code
            elif indent >= above + 2 and indent // TAB == above // TAB:
                yield number
            elif indent // TAB <= above // TAB + 1:
                above = indent
        elif blank and line.strip() and not line[0].isspace():
            above = None
        blank = not line.strip(" >")


@lru_cache(maxsize=8)  # several rules ask for the same
def _is_odd(text: str) -> bool:
    """Return whether a list may be misplaced or flat: not if all items are at the margin, below a like one or nothing.

    A formula that goes on below an empty line could hide an item.
    """
    return "$$" in text or "\\\n" in text or bool(ODD_ITEM.search(f"\n{text}"))


@lru_cache(maxsize=8)  # several rules ask for the same
def _lines(text: str) -> list[str]:
    """Return the lines of a text with spaces for tabs, without fences, code and formulas hidden letter for letter."""
    blanked = without_code(text)
    if blanked == text and "$" not in text:
        return text.expandtabs(TAB).split("\n")
    pairs = zip(without_fences(text).split("\n"), without_maths(blanked).split("\n"), strict=True)
    return [(was if was == shown else _hidden(was, shown)).expandtabs(TAB) for was, shown in pairs]


def _hidden(line: str, blanked: str) -> str:
    return "".join([CODE if was != shown else shown for was, shown in zip(line, blanked, strict=True)])


def _inside_blocks(lines: list[str]) -> Iterator[tuple[Misplaced, re.Match[str]]]:
    """Yield the lines that begin a list, but are not the first line of a block, nor items of the block's own list."""
    begins, quoted = True, False  # a block
    in_list, listed, depth = False, False, 0
    signs: dict[int, bool] = {}  # by level, whether a sign marks its items, and not a number
    last = True  # of the item above
    for number, line in enumerate(lines):
        if not line.strip(" >") or HEADING.match(line):
            begins, quoted = True, False
            continue
        item = ITEM.match(line)
        if begins or (line.startswith(">") and not quoted):
            depth = (len(line) - len(line.lstrip(" >"))) // TAB
            in_list, signs = bool(item), {}
            listed = bool(depth) if listed and depth else in_list and not depth
            if depth and not listed:  # it is code, which ends with its last indented line
                continue
            begins = True
        if item:
            level, sign = len(item["indent"]) // TAB, _is_sign(item)
            if in_list:
                signs = {each: known for each, known in signs.items() if each <= level}
                outer = level < depth and sign != last
                if outer or level > max(signs, default=level) + 1 or signs.setdefault(level, sign) != sign:
                    yield Misplaced(number, INSIDE if item["indent"] else ABOVE), item
            elif not begins and (sign or item["mark"] == "1."):  # another number goes on in a paragraph
                yield Misplaced(number, ABOVE if level <= depth else MARGIN), item
            last = sign
        begins, quoted = False, quoted or line.startswith(">")


def _is_sign(item: re.Match[str]) -> bool:
    """Return whether a sign marks an item of a list, and not a number."""
    return not item["mark"][0].isdigit()


def _numbered(lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    begins = True
    for number, line in enumerate(lines):
        match = NUMBERED.match(line)
        if match and (begins or match["mark"] == "1)"):
            yield number, match
        begins = bool(match) or not line.strip(" >")


def _as_wide(table: re.Match[str]) -> bool:
    """Return whether the head of a table has as many cells as the line below it."""
    head, line = (part.strip().removeprefix("|").removesuffix("|") for part in (table["head"], table["line"]))
    return head.replace("\\|", "").count("|") == line.count("|")


def _as_text(candidates: Iterator[tuple[int, re.Match[str]]], text: str, *, cloze: bool) -> Iterator[int]:
    found = list(candidates)
    if found:
        shown = _shown(text, cloze=cloze)
        yield from (number for number, match in found if shown[_key(match)])


def _shown(text: str, *, cloze: bool) -> Counter[tuple[str, str]]:
    """Return how often a line of a card begins with a mark as text, by the mark and the first letter behind it."""
    return Counter(_key(match) for match in SHOWN.finditer(_html(text, cloze=cloze)))


def _key(line: re.Match[str]) -> tuple[str, str]:
    letter = LETTER.search(unescape(MARKUP.sub("", line["rest"])))
    return unescape(line["mark"]), letter[0] if letter else ""


@lru_cache(maxsize=8)  # several rules ask for the same
def _html(text: str, *, cloze: bool) -> str:
    """Return what a card shows of a text, without code and formulas; nothing if it is nested too deeply to be shown."""
    try:
        return HELD.sub(" ", to_html(text, cloze=cloze))
    except RecursionError:  # which is reported when it is rendered
        return ""
