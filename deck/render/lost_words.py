"""Words that an author wrote but no card would show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from deck.diagnostics import Diagnostic, diagnostic
from deck.markup.fences import without_fences
from deck.markup.visible import UNSEEN_ELEMENT
from deck.source.passage import Passage

UNSHOWN = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^<>:@]*>|^(?:[ \t>*+-]|\d+[.)])*+(?:\[[^\]\n]+\]:[^\n]*)?",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
WORD = re.compile(r"(?<![\w&@#!\\])[^\W_]+(?!\w)")


def lost_words(html: str, passage: Passage) -> Iterator[Diagnostic]:
    """Yield a diagnostic if a word of a passage is not on the card, such as one in a link's title."""
    text = without_fences(passage.text)
    shown = unescape(UNSEEN_ELEMENT.sub("", html))
    if text == shown or not _missing(text, shown):
        return
    for lost in _missing(UNSHOWN.sub(" ", text), shown)[:1]:
        message = (
            f"'{lost}' would be missing on the card; move it out of the link title, extra table cell, HTML tag or <rp>"
        )
        yield diagnostic(passage.location_of(lost), "T012", message)


def _missing(text: str, shown: str) -> list[str]:
    """Return the words of a text that are not in *shown*."""
    alike = set(shown.split())
    unlike = " ".join([part for part in text.split() if part not in alike and part not in shown])
    return [word for word in dict.fromkeys(WORD.findall(unlike)) if word not in shown]
