"""What must not reach a card, looked for in the HTML that a card gets, wherever that came from.

The Markdown of a note is one source of it; captions, the bibliography and what was kept from an earlier build are
others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import NamedTuple

from deck.errors import nearest
from deck.maths import BRACE, ESCAPED_BRACE, MACRO, known_macros

AUTHORS_PICTURE = re.compile(r'<img alt="(?P<alt>[^"]*)"(?: src="(?P<source>[^"]*)")?>')
ANKIS_MARK = re.compile(r"\[(?:(?:latex|\$\$?)\]|sound:|anki:|\[type:)", re.IGNORECASE)
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
CLOZE_OPENING = re.compile(r"\{\{c(?P<numbers>[\d,]+)::")
CLOZE_MARK = re.compile(r"(\{\{c[\d,]+::|\}\})")
TAG = re.compile(r"<[^<>]*+>")
ANKIS_FORMULA = re.compile(r"\\[(\[].*?\\[)\]]", re.DOTALL)  # which either bracket ends
FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
PICTURE = re.compile(r'<img\b(?:[^>]* src="(?P<source>[^"]*)")?[^>]*>')
TITLED = re.compile(r'<(?:a|img)\b[^>]* title="(?P<title>[^"]*)"')


class Unsafe(NamedTuple):
    """What is wrong: by which rule, what of it the author may have written, and the message."""

    rule: str
    written: str
    message: str


class _Cloze(NamedTuple):
    """A cloze that is open: its numbers, how much is shown before it, and its hints, of which Anki shows the last."""

    numbers: list[str]
    start: int
    hints: list[str]


def unsafe(html: str, drawings: Collection[str]) -> Iterator[Unsafe]:
    """Yield what may not stand in canonical *html*: besides an author's pictures it may show these *drawings* alone."""
    forms = _forms(html)
    for mark in dict.fromkeys(match[0] for form in forms for match in ANKIS_MARK.finditer(form)):
        message = f"'{mark}' is Anki's own mark; write maths as $..$, or put a space after the bracket"
        yield Unsafe("shared-markdown", mark, message)
    for titled in TITLED.finditer(html):
        title = unescape(titled["title"])
        yield Unsafe("html", title, f"the title '{title}' is shown on no phone; write it in the text")
    for picture in PICTURE.finditer(html):
        source = unescape(picture["source"] or "")
        if not AUTHORS_PICTURE.fullmatch(picture[0]) and source not in drawings and not TITLED.match(picture[0]):
            yield Unsafe("picture", source, f"the picture '{source}' is written as HTML; write ![what it shows](file)")
    texts = dict.fromkeys(CODE.sub("", form) for form in forms)
    yield from dict.fromkeys(fault for each in texts for fault in _formula_faults(each))


def _forms(html: str) -> list[str]:
    """Return *html* as it is written, and as Anki makes the sides of cloze cards of it.

    Anki drops the tags in their formulas.
    """
    hidden = {number for opening in CLOZE_OPENING.finditer(html) for number in opening["numbers"].split(",")}
    parts = CLOZE_MARK.split(html)
    sides = [html, *(_side(parts, number) for number in ["", *sorted(hidden)])]
    bare = [ANKIS_FORMULA.sub(lambda match: TAG.sub("", match[0]), side) for side in sides]
    return list(dict.fromkeys([*sides, *bare]))


def _side(parts: list[str], hidden: str) -> str:
    """Return a text, given as its *parts* between and including cloze marks, as a side that hides a number shows it."""
    shown: list[str] = []
    clozes: list[_Cloze] = []
    for part in parts:
        if opening := CLOZE_OPENING.fullmatch(part):
            clozes.append(_Cloze(opening["numbers"].split(","), len(shown), []))
        elif clozes and part == "}}":
            cloze = clozes.pop()
            if hidden in cloze.numbers:
                shown[cloze.start :] = [f"[{cloze.hints[-1] if cloze.hints else '...'}]"]
        elif clozes:
            text, *hint = part.split("::", 1)
            shown.append(text)
            clozes[-1].hints.extend(hint)
        else:
            shown.append(part)
    return "".join(shown)


def _formula_faults(text: str) -> Iterator[Unsafe]:
    for match in FORMULA.finditer(text):
        tex = unescape(match["inline"] or match["display"] or "")
        if not _closes(_without_clozes(tex)):
            tex = unescape(text[match.start() :])
        for name in sorted({*MACRO.findall(tex)} - known_macros()):
            yield Unsafe("maths", f"\\{name}", f"Anki shows no macro '\\{name}'; {nearest(name, known_macros())}")


def _without_clozes(text: str) -> str:
    return CLOZE_MARK.sub("", text) if "{{c" in text or "}}" in text else text


def _closes(tex: str) -> bool:
    """Return whether MathJax, which lets no formula end inside braces, ends it where it seems to end."""
    depth = 0
    for brace in BRACE.findall(ESCAPED_BRACE.sub("", tex)):
        depth = max(0, depth + (1 if brace == "{" else -1))
    return depth == 0
