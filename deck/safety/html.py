"""Find what must not reach a card in its finished HTML, from whichever source it came.

The Markdown of a note is one source; captions, the bibliography and the cache are others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import NamedTuple

from deck.diagnostics import nearest
from deck.markup.cloze_parser import parse, shown
from deck.markup.maths import BRACE, ENVIRONMENT, ESCAPED_BRACE, MACRO, known_environments, known_macros
from deck.markup.sized_pictures import WIDTH

AUTHORS_PICTURE = re.compile(
    rf'<img alt="(?P<alt>[^"]*)"(?: src="(?P<source>[^"]*)")?(?P<width> width="(?:{WIDTH})")?>'
)
ANKIS_MARK = re.compile(r"\[(?:(?:latex|\$\$?)\]|sound:|anki:|\[type:)", re.IGNORECASE)
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
CLOZE_MARK = re.compile(r"(\{\{c[\d,]+::|\}\})")
TAG = re.compile(r"<[^<>]*+>")
DELIMITER = re.compile(r"(\\[()\[\]])")  # of a formula in Anki, where either kind of bracket ends it
EDGE = re.compile(r"\{\{c[\d,]+::|\}\}|::|(?P<delimiter>\\[()\[\]])")
FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
PICTURE = re.compile(r'<img\b(?:[^>]* src="(?P<source>[^"]*)")?[^>]*>')
MARKS = "[<\\"  # at least one of them is in all that is unsafe
TITLED = re.compile(r'<(?:a|img)\b[^>]* title="(?P<title>[^"]*)"')


class UnsafeHtml(NamedTuple):
    """Unsafe HTML: the rule it breaks, the part that the author may have written, and the message."""

    rule: str
    written: str
    message: str


def unsafe_html(html: str, drawings: Collection[str]) -> Iterator[UnsafeHtml]:
    """Yield what is not allowed in canonical *html*, whose pictures are the author's or one of these *drawings*."""
    if not any(mark in html for mark in MARKS):
        return
    forms = _forms(html)
    for mark in dict.fromkeys(match[0] for form in forms for match in ANKIS_MARK.finditer(form)):
        message = f"'{mark}' has a special meaning in Anki; write maths as $..$, or put a space after the bracket"
        yield UnsafeHtml("H004", mark, message)
    for match in TITLED.finditer(html):
        title = unescape(match["title"])
        yield UnsafeHtml("T013", title, f"the title '{title}' is not shown on phones; write it in the text")
    for picture in PICTURE.finditer(html):
        source = unescape(picture["source"] or "")
        if not AUTHORS_PICTURE.fullmatch(picture[0]) and source not in drawings and not TITLED.match(picture[0]):
            yield UnsafeHtml("H005", source, f"the picture '{source}' is written as HTML; write ![what it shows](file)")
    texts = dict.fromkeys(CODE.sub("", form) for form in forms)
    yield from dict.fromkeys(fault for each in texts for fault in _formula_faults(each))


def _forms(html: str) -> list[str]:
    """Return *html* itself and the sides that Anki makes of it for cloze cards, each also without tags in formulas.

    Where a cloze cuts a formula, the sides have different formulas; then the whole text counts as one formula.
    """
    if "{{c" not in html:  # no cloze, so both sides show the same
        return list(dict.fromkeys([html, _without_tags(html)]))
    parts = parse(html)
    sides = [html, shown(parts), shown(parts, hints=True)]
    bare = [_without_tags(side) for side in sides]
    whole = [rf"\({TAG.sub('', DELIMITER.sub(' ', sides[-1]))}\)"] if _cuts_formulas(html) else []
    return list(dict.fromkeys([*sides, *bare, *whole]))


def _without_tags(side: str) -> str:
    """Return a side without the tags in its formulas."""
    shown: list[str] = []
    inside = False
    for part in DELIMITER.split(side):
        inside = part[1] in "([" if DELIMITER.fullmatch(part) else inside
        shown.append(TAG.sub("", part) if inside else part)
    return "".join(shown)


def _cuts_formulas(html: str) -> bool:
    """Return whether a cloze, or its hint, contains one end of a formula without the other."""
    inside = False
    around: list[bool] = []  # for each open cloze, whether it began inside a formula
    for match in EDGE.finditer(html):
        if match[0].startswith("{{c"):
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
        if not _ends_outside_braces(_without_clozes(tex)):
            tex = unescape(text[match.start() :])
        for name in sorted({*MACRO.findall(tex)} - known_macros()):
            advice = nearest(f"\\{name}", (f"\\{each}" for each in known_macros()))
            yield UnsafeHtml("M004", f"\\{name}", f"Anki does not support the macro '\\{name}'; {advice}")
        for name in sorted({*ENVIRONMENT.findall(tex)} - known_environments()):
            message = f"Anki does not support the environment '{name}'; {nearest(name, known_environments())}"
            yield UnsafeHtml("M005", f"{{{name}}}", message)


def _without_clozes(text: str) -> str:
    return CLOZE_MARK.sub("", text) if "{{c" in text or "}}" in text else text


def _ends_outside_braces(tex: str) -> bool:
    """Return whether a formula ends where it seems to end; in MathJax none ends inside braces."""
    depth = 0
    for brace in BRACE.findall(ESCAPED_BRACE.sub("", tex)):
        depth = max(0, depth + (1 if brace == "{" else -1))
    return depth == 0
