"""What must not reach a card, looked for in the HTML that a card gets, wherever that came from.

The Markdown of a note is one source of it; captions, the bibliography and what was kept from an earlier build are
others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import NamedTuple

from deck.diagnostics import nearest
from deck.markup.maths import BRACE, ESCAPED_BRACE, MACRO, known_macros

AUTHORS_PICTURE = re.compile(r'<img alt="(?P<alt>[^"]*)"(?: src="(?P<source>[^"]*)")?>')
ANKIS_MARK = re.compile(r"\[(?:(?:latex|\$\$?)\]|sound:|anki:|\[type:)", re.IGNORECASE)
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
CLOZE_OPENING = re.compile(r"\{\{c[\d,]+::")
CLOZE_MARK = re.compile(r"(\{\{c[\d,]+::|\}\})")
TAG = re.compile(r"<[^<>]*+>")
DELIMITER = re.compile(r"(\\[()\[\]])")  # of a formula, as Anki reads it: either kind of bracket ends it
EDGE = re.compile(r"\{\{c[\d,]+::|\}\}|::|(?P<delimiter>\\[()\[\]])")
FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
PICTURE = re.compile(r'<img\b(?:[^>]* src="(?P<source>[^"]*)")?[^>]*>')
TITLED = re.compile(r'<(?:a|img)\b[^>]* title="(?P<title>[^"]*)"')


class UnsafeHtml(NamedTuple):
    """What is wrong: by which rule, what of it the author may have written, and the message."""

    rule: str
    written: str
    message: str


def unsafe_html(html: str, drawings: Collection[str]) -> Iterator[UnsafeHtml]:
    """Yield what may not stand in canonical *html*: besides an author's pictures it may show these *drawings* alone."""
    forms = _forms(html)
    for mark in dict.fromkeys(match[0] for form in forms for match in ANKIS_MARK.finditer(form)):
        message = f"'{mark}' is Anki's own mark; write maths as $..$, or put a space after the bracket"
        yield UnsafeHtml("H004", mark, message)
    for titled in TITLED.finditer(html):
        title = unescape(titled["title"])
        yield UnsafeHtml("T013", title, f"the title '{title}' is shown on no phone; write it in the text")
    for picture in PICTURE.finditer(html):
        source = unescape(picture["source"] or "")
        if not AUTHORS_PICTURE.fullmatch(picture[0]) and source not in drawings and not TITLED.match(picture[0]):
            yield UnsafeHtml("H005", source, f"the picture '{source}' is written as HTML; write ![what it shows](file)")
    texts = dict.fromkeys(CODE.sub("", form) for form in forms)
    yield from dict.fromkeys(fault for each in texts for fault in _formula_faults(each))


def _forms(html: str) -> list[str]:
    """Return *html* as it is written, and as Anki makes the sides of cloze cards of it, whose formulas lose their tags.

    Where a cloze cuts a formula, so that sides differ in what their formulas are, all of the text is taken for one.
    """
    sides = [html, *_sides(html)]
    bare = [_without_tags(side) for side in sides]
    whole = [rf"\({TAG.sub('', DELIMITER.sub(' ', sides[-1]))}\)"] if _cuts_formulas(html) else []
    return list(dict.fromkeys([*sides, *bare, *whole]))


def _sides(html: str) -> tuple[str, str]:
    """Return *html* as an answer shows it, and with the hints of all clozes behind them, as questions show them."""
    answer: list[str] = []
    hinted: list[str] = []
    hints: list[str] = []
    for part in CLOZE_MARK.split(html):
        if CLOZE_OPENING.fullmatch(part):
            hints.append("")
        elif hints and part == "}}":
            hinted.append(hints.pop())
        else:
            text, *hint = part.split("::", 1) if hints else [part]
            answer.append(text)
            hinted.append(text)
            hints[-1:] = [f"[{each}]" for each in hint] or hints[-1:]
    return "".join(answer), "".join(hinted)


def _without_tags(side: str) -> str:
    """Return a side without the tags in its formulas."""
    shown: list[str] = []
    inside = False
    for part in DELIMITER.split(side):
        inside = part[1] in "([" if DELIMITER.fullmatch(part) else inside
        shown.append(TAG.sub("", part) if inside else part)
    return "".join(shown)


def _cuts_formulas(html: str) -> bool:
    """Return whether a cloze, or its hint, holds one end of a formula without the other."""
    inside = False
    around: list[bool] = []  # whether the clozes that are open stand in a formula
    for match in EDGE.finditer(html):
        if CLOZE_OPENING.fullmatch(match[0]):
            around.append(inside)
        elif match["delimiter"]:
            if around and around[-1]:
                return True
            inside = match["delimiter"] in r"\(\["
        elif around and around[-1] != inside:
            return True
        elif match[0] == "}}":
            around[-1:] = []
    return False


def _formula_faults(text: str) -> Iterator[UnsafeHtml]:
    for match in FORMULA.finditer(text):
        tex = unescape(match["inline"] or match["display"] or "")
        if not _closes(_without_clozes(tex)):
            tex = unescape(text[match.start() :])
        for name in sorted({*MACRO.findall(tex)} - known_macros()):
            yield UnsafeHtml("M004", f"\\{name}", f"Anki shows no macro '\\{name}'; {nearest(name, known_macros())}")


def _without_clozes(text: str) -> str:
    return CLOZE_MARK.sub("", text) if "{{c" in text or "}}" in text else text


def _closes(tex: str) -> bool:
    """Return whether MathJax, which lets no formula end inside braces, ends it where it seems to end."""
    depth = 0
    for brace in BRACE.findall(ESCAPED_BRACE.sub("", tex)):
        depth = max(0, depth + (1 if brace == "{" else -1))
    return depth == 0
