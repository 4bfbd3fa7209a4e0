"""Maths between dollar signs, as on GitHub, passed to MathJax unchanged by Markdown.

Only white space at its ends is removed: Anki's editor would remove it, and the note would then count as edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import STX, code_escape

TEX = rf"(?:[^$\\\n{STX}]|\\.|\n(?!\s*\n))"  # not an empty line, nor the placeholder of a code span
QUOTED = r"\$`(?P<tex>(?:[^`\n]|\n(?!\s*\n))+)`\$"
DISPLAY = rf"\$\$(?<![\\$]\$\$)(?P<tex>{TEX}+)\$\$"
INLINE = rf"\$(?<![\\$]\$)(?P<tex>(?![\s$]){TEX}*?)(?<![\s])\$(?!\d)"
BLOCK = r"(?m:^ {0,3}(?<![\\$])\$\$(?P<tex>(?:[^$\\]|\\.)+)\$\$[ \t]*$)"
DISPLAY_BLOCK = re.compile(BLOCK, re.DOTALL)
ANY = re.compile("|".join(each.replace("?P<tex>", "") for each in (QUOTED, BLOCK, DISPLAY, INLINE)), re.DOTALL)
CODE_OR_FORMULA = re.compile(  # in HTML, where MathJax looks for formulas in no code
    r"(?P<code><(?P<tag>code|pre)\b.*?</(?P=tag)>)|(?P<formula>\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL
)
MACRO = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]+)")
ENVIRONMENT = re.compile(r"(?<!\\)(?:\\\\)*\\begin\s*\{([^{}]*)\}")
BRACE, ESCAPED_BRACE = re.compile(r"[{}]"), re.compile(r"\\[\\{}]")
CLOZE_OPENING = re.compile(r"\{\{c\d+::")


class Maths(Extension):
    r"""Convert ``$..$`` to ``\(..\)`` and ``$$..$$`` to ``\[..\]``; with *cloze*, safe inside a cloze."""

    def __init__(self, *, cloze: bool) -> None:
        super().__init__()
        self.cloze = cloze

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the patterns with *md*: after code spans, before everything else."""
        md.preprocessors.register(_DisplayBlock(md, self.cloze), "maths-block", 25)
        md.inlinePatterns.register(_Inline(QUOTED, md, self.cloze, r"\({}\)"), "maths-quoted", 191)
        md.inlinePatterns.register(_Inline(DISPLAY, md, self.cloze, r"\[{}\]"), "maths-display", 189)
        md.inlinePatterns.register(_Inline(INLINE, md, self.cloze, r"\({}\)"), "maths-inline", 188)


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


def split_braces(tex: str) -> str:
    r"""Separate braces and colons that Anki would read as a cloze's end or hint: ``\frac{a}{b_{c}}`` ends in ``} }``.

    The marks of clozes inside *tex* stay as they are.
    """
    return "".join(_split(tex))


def _split(tex: str) -> Iterator[str]:
    depth, clozes, position = 0, [], 0
    while position < len(tex):
        opening = CLOZE_OPENING.match(tex, position)
        length = 1
        if opening:
            clozes.append(depth)
            yield opening[0]
            length = len(opening[0])
        elif clozes and depth == clozes[-1] and tex.startswith("}}", position):
            clozes.pop()
            yield "}}"
            length = 2
        else:
            char, following = tex[position], tex[position + 1 : position + 2]
            depth += (char == "{") - (char == "}")
            yield char
            if char == following and (char == "}" or (char == ":" and not clozes)):
                yield " " if char == "}" else "{}"
        position += length


class _DisplayBlock(Preprocessor):
    """Display maths on lines of its own, which other block processors must not split."""

    def __init__(self, md: Markdown, cloze: bool) -> None:  # noqa: FBT001
        super().__init__(md)
        self.cloze = cloze

    def run(self, lines: list[str]) -> list[str]:
        return DISPLAY_BLOCK.sub(self._stash, "\n".join(lines)).split("\n")

    def _stash(self, match: re.Match[str]) -> str:
        tex = split_braces(match["tex"]) if self.cloze else match["tex"]
        return str(self.md.htmlStash.store(rf"\[{code_escape(tex.strip())}\]"))


class _Inline(InlineProcessor):
    """Maths inside a line, replaced by *form*."""

    def __init__(self, pattern: str, md: Markdown, cloze: bool, form: str) -> None:  # noqa: FBT001
        super().__init__(pattern, md)
        self.cloze = cloze
        self.form = form

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        tex = split_braces(m["tex"]) if self.cloze else m["tex"]
        return str(self.md.htmlStash.store(self.form.format(code_escape(tex.strip())))), m.start(0), m.end(0)
