"""Maths between dollar signs, as on GitHub, passed to MathJax unchanged by Markdown.

Only white space at its ends is removed: Anki's editor would remove it, and the note would then count as edited.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from markdown import Extension, Markdown
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import STX, code_escape

from deck.markup.cloze_marks import END, OPENING

_LETTER = r"[^$\\\n{}]|\\.|\n(?!\s*\n)"  # not an empty line
_HIDDEN = rf"{OPENING}(?:{_LETTER.format(f'{END}{STX}')})*{END}"  # a whole cloze
TEX = rf"(?:{_LETTER.format(f'{OPENING[1:-1]}{END}{STX}')}|{_HIDDEN})"  # STX begins the placeholder of a code span
QUOTED = r"\$`(?P<tex>(?:[^`\n]|\n(?!\s*\n))+)`\$"
DISPLAY = rf"\$\$(?<![\\$]\$\$)(?P<tex>{TEX}+)\$\$"
INLINE = rf"\$(?<![\\$]\$)(?P<tex>(?![\s$]){TEX}*?)(?<![\s])\$(?!\d)"
BLOCK = r"(?m:^ {0,3}(?<![\\$])\$\$(?P<tex>(?:[^$\\]|\\.)+)\$\$[ \t]*$)"
DISPLAY_BLOCK = re.compile(BLOCK, re.DOTALL)
ANY, IN_LINE = (
    re.compile("|".join(each.replace("?P<tex>", "") for each in patterns), re.DOTALL)
    for patterns in ((QUOTED, BLOCK, DISPLAY, INLINE), (QUOTED, INLINE))
)
CODE_OR_FORMULA = re.compile(  # in HTML, where MathJax looks for formulas in no code
    r"(?P<code><(?P<tag>code|pre)\b.*?</(?P=tag)>)|(?P<formula>\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL
)
MACRO = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]+)")
ENVIRONMENT = re.compile(r"(?<!\\)(?:\\\\)*\\begin\s*\{([^{}]*)\}")
BRACE, ESCAPED_BRACE = re.compile(r"[{}]"), re.compile(r"\\[\\{}]")


class Maths(Extension):
    r"""Convert ``$..$`` to ``\(..\)`` and ``$$..$$`` to ``\[..\]``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the patterns with *md*: together with code spans, before everything else."""
        md.preprocessors.register(_DisplayBlock(md), "maths-block", 25)
        md.inlinePatterns.register(_CodeOrQuoted(md), "backtick", 190)
        md.inlinePatterns.register(_Inline(DISPLAY, md, r"\[{}\]"), "maths-display", 189)
        md.inlinePatterns.register(_Inline(INLINE, md, r"\({}\)"), "maths-inline", 188)


def formula_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern that finds all formulas in Markdown: only those inside a line, if none can be displayed."""
    return ANY if "$$" in text else IN_LINE


@cache
def known_macros() -> frozenset[str]:
    """Return the macros that MathJax knows in Anki and that are safe on a card."""
    return _names("macros.txt")


@cache
def known_environments() -> frozenset[str]:
    """Return the environments that MathJax knows in Anki."""
    return _names("environments.txt")


def _names(file: str) -> frozenset[str]:
    rows = files("deck.markup").joinpath(file).read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(row for row in rows if not row.startswith("#")).split())


class _DisplayBlock(Preprocessor):
    """Display maths on lines of its own, which other block processors must not split."""

    def run(self, lines: list[str]) -> list[str]:
        return DISPLAY_BLOCK.sub(self._stash, "\n".join(lines)).split("\n")

    def _stash(self, match: re.Match[str]) -> str:
        return str(self.md.htmlStash.store(rf"\[{code_escape(match['tex'].strip())}\]"))


class _Inline(InlineProcessor):
    """Maths inside a line, replaced by *form*."""

    def __init__(self, pattern: str, md: Markdown, form: str) -> None:
        super().__init__(pattern, md)
        self.form = form

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return str(self.md.htmlStash.store(self.form.format(code_escape(m["tex"].strip())))), m.start(0), m.end(0)


class _CodeOrQuoted(BacktickInlineProcessor):
    """A code span, or maths in backticks between dollar signs, whichever begins first."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(f"{BACKTICK_RE}|{QUOTED}")
        self.quoted = _Inline(QUOTED, md, r"\({}\)")

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        return self.quoted.handleMatch(m, data) if m["tex"] else super().handleMatch(m, data)
