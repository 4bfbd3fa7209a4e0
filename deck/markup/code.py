"""Highlighted code, in Pygments' classes: colours are the style sheet's, by day and by night."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

LONGEST = 3000  # characters in colours: in some languages, Java among them, twenty thousand take minutes
SLOW = frozenset(["Systemd", "X++"])  # by the names of their lexers: they take long even so


def code_to_html(language: str, code: str) -> str | None:
    """Return *code* as HTML, or nothing where no such *language* is known.

    Code of no language at all, and what would take long to highlight, is plain text.
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
    """Return the languages that Pygments itself knows: what else is installed here makes no difference to a card."""
    from pygments.lexers import get_all_lexers

    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(cssclass="hl", wrapcode=True)
