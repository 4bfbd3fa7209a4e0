"""Highlighted code in Pygments' classes; the style sheet of the cards has the colours, by day and by night."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

LONGEST = 3000  # characters that are highlighted: in some languages, such as Java, twenty thousand take minutes
SLOW = frozenset(["Systemd", "X++"])  # names of lexers that take long even for so few


def code_to_html(language: str, code: str) -> str | None:
    """Return *code* as HTML, or None if the *language* is unknown.

    Code without a language, and code that would take long to highlight, is plain text.
    """
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

    return get_lexer_by_name(language) if language.lower() in _languages() else None


@cache
def _languages() -> frozenset[str]:
    """Return the languages that Pygments itself knows; plugins are ignored, so a card is the same on every machine."""
    from pygments.lexers import get_all_lexers

    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(cssclass="hl", wrapcode=True)
