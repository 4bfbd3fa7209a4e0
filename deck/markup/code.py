"""Highlighted code in Pygments' classes; the style sheet of the cards has the colours, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

from deck.markup.cloze_marks import BACKSLASH, END, OPENING, SEPARATOR

LONGEST = 3000  # characters that are highlighted: in some languages, such as Java, twenty thousand take minutes
ALIASES = {"jsonc": "json", "none": "text", "plaintext": "text", "txt": "text"}  # names that GitHub knows
SLOW = frozenset(["Systemd", "X++"])  # names of lexers that take long even for so few
CLOZE_MARK = re.compile(f"{OPENING}|(?:{SEPARATOR}[^{END}]*)?{END}|{SEPARATOR}|{BACKSLASH}")
TAG = re.compile(r"<[^<>]*>")
PIECE = re.compile(r"(?P<tag><[^<>]*>)|(?P<letter>&[^;]*;|[^<])", re.DOTALL)


def code_to_html(language: str, code: str) -> str | None:
    """Return *code* as HTML, or None if the *language* is unknown.

    Code without a language, and code that would take long to highlight, is plain text. Scanned clozes in it are marks
    between pieces of highlighted code, and no part of it.
    """
    if not CLOZE_MARK.search(code):
        return _highlighted(language, code)
    html = _highlighted(language, CLOZE_MARK.sub("", code))
    return html and "".join(_with_clozes(html, code))


def _with_clozes(html: str, code: str) -> Iterator[str]:
    """Yield highlighted code with the marks of clozes between its spans; a span that one cuts becomes two."""
    plain = CLOZE_MARK.sub("", code)
    position = plain.find(unescape(TAG.sub("", html)).rstrip("\n"))  # Pygments leaves out empty lines at the beginning
    marks = _marks(code)
    opened = pending = ""
    for piece in PIECE.finditer(html):
        text = piece[0]
        if piece["letter"]:
            while marks and marks[0][0] <= position:
                if opened and not pending:
                    yield "</span>"
                    pending = opened
                yield escape(marks.pop(0)[1], quote=False)
            yield pending + text
            pending = ""
            position += 1
        elif text.startswith("<span"):
            opened = pending = text
        elif text == "</span>":
            yield pending + text
            opened = pending = ""
        else:
            if text == "</code>":
                yield "".join(escape(mark, quote=False) for _, mark in marks)
            yield text


def _marks(code: str) -> list[tuple[int, str]]:
    """Return the marks in scanned code, with their hints, and where they are in the code without them."""
    marks, removed = [], 0
    for match in CLOZE_MARK.finditer(code):
        marks.append((match.start() - removed, match[0]))
        removed += len(match[0])
    return marks


def _highlighted(language: str, code: str) -> str | None:
    if not language:
        return _plain(code)
    lexer = _lexer(language)
    if lexer is None:
        return None
    if len(code) > LONGEST or lexer.name in SLOW:
        return _plain(code)
    from pygments import highlight

    return str(highlight(code, lexer, _formatter()))


def _plain(code: str) -> str:
    return f'<div class="hl"><pre><code>{escape(code, quote=False)}</code></pre></div>'


@cache
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name

    name = ALIASES.get(language.lower(), language)
    return get_lexer_by_name(name) if name.lower() in _languages() else None


@cache
def _languages() -> frozenset[str]:
    """Return the languages that Pygments itself knows; plugins are ignored, so a card is the same on every machine."""
    from pygments.lexers import get_all_lexers

    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(cssclass="hl", wrapcode=True)
