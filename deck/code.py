"""Highlighted code, in Pygments' classes: colours are the style sheet's, by day and by night."""

from __future__ import annotations

from html import escape


def code_to_html(language: str, code: str) -> str | None:
    """Return *code* as HTML, or nothing where no such *language* is known; no language at all is plain text."""
    if not language:
        return f'<div class="hl"><pre><code>{escape(code, quote=False)}</code></pre></div>'
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return None
    return str(highlight(code, lexer, HtmlFormatter(cssclass="hl", wrapcode=True)))
