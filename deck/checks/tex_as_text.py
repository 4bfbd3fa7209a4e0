r"""TeX that Markdown does not read as a formula: ``\(x\)``, ``\[x\]`` and ``\begin{align}`` outside dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deck.checks.note_markdown import without_addresses, without_maths
from deck.markup.maths import ANY as MATHS

BRACKETS = {r"\(": r"\)", r"\[": r"\]"}
DOLLARS = {r"\(": "$", r"\[": "$$"}
TOKEN = re.compile(r"\\begin\{[A-Za-z*]+\}|\\.|\n[ \t]*\n", re.DOTALL)
SURELY_TEX = re.compile(r"\\[A-Za-z]|[_^=]")


class Tex(NamedTuple):
    r"""TeX that a card shows as text, from *start* to *end*; *mark* is ``\(``, ``\[`` or a ``\begin{..}``."""

    start: int
    end: int
    mark: str

    @property
    def is_bracketed(self) -> bool:
        """Whether it is between brackets with backslashes."""
        return self.mark in BRACKETS

    def in_dollars(self, text: str) -> list[tuple[int, str, str]]:
        """Return where its brackets are, what is written there and what to write instead, if it is surely a formula."""
        tex, dollars = text[self.start + 2 : self.end - 2], DOLLARS.get(self.mark, "")
        sure = self.mark == r"\(" or SURELY_TEX.search(tex) or "\n" in tex
        if not (sure and dollars and MATHS.fullmatch(f"{dollars}{tex.strip(' ')}{dollars}")):
            return []
        left, right = (len(tex) - len(stripped) for stripped in (tex.lstrip(" "), tex.rstrip(" ")))
        opening, closing = self.mark + " " * left, " " * right + BRACKETS[self.mark]
        return [(self.start, opening, dollars), (self.end - len(closing), closing, dollars)]


def tex_as_text(text: str) -> Iterator[Tex]:
    """Yield the TeX in a *text* without code that a card shows as text."""
    opened: re.Match[str] | None = None
    for token in TOKEN.finditer(without_addresses(without_maths(text)) if "\\" in text else ""):
        if token[0] in BRACKETS or token[0].isspace():
            opened = None if token[0].isspace() else token
        elif opened and token[0] == BRACKETS[opened[0]]:
            if text[opened.end() : token.start()].strip(" \t\n\\"):
                yield Tex(opened.start(), token.end(), opened[0])
            opened = None
        elif not opened and len(token[0]) > 2:  # noqa: PLR2004 - more than a character and its backslash
            yield Tex(token.start(), token.end(), token[0])
