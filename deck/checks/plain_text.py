"""The plain text of the HTML of a card."""

from __future__ import annotations

import re
from html import unescape

from deck.checks.words import CODE, FORMULA

PLAIN = (
    (re.compile(r'<p class="caption">.*?</p>|<pre>.*?</pre>', re.DOTALL), "\n"),
    (re.compile(r"<code>.*?</code>", re.DOTALL), CODE),
    (re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL), FORMULA),
    (re.compile(r"</?(?:p|div|li|ul|ol|br|h\d|hr|blockquote|table|thead|tbody|tr|td|th)\b[^>]*>"), "\n"),
    (re.compile(r"<[^>]+>| ?\[sound:[^\]]*\]"), ""),
)
HELD = re.compile(r"<pre>.*?</pre>|<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)


def plain(html: str) -> str:
    """Return the words of *html*, blocks on lines of their own, a formula and a piece of code as a word each."""
    for pattern, words in PLAIN:
        html = pattern.sub(words, html)
    return unescape(html).strip()
