"""Highlighted code, in Pygments' classes: colours are the style sheet's, by day and by night."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer


def code_to_html(language: str, code: str) -> str | None:
    """Return *code* as HTML, or nothing where no such *language* is known; no language at all is plain text."""
    if not language:
        return f'<div class="hl"><pre><code>{escape(code, quote=False)}</code></pre></div>'
    from pygments import highlight

    lexer = _lexer(language)
    return str(highlight(code, lexer, _formatter())) if lexer else None


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
