"""Words that an author wrote and no card would show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from deck.diagnostics import Diagnostic, diagnostic
from deck.markup.fences import without_fences
from deck.source.passage import Passage

UNSHOWN = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^<>:@]*>|^(?:[ \t>*+-]|\d+[.)])*+(?:\[[^\]\n]+\]:[^\n]*)?",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
WORD = re.compile(r"(?<![\w&@#!\\])[^\W_]+(?!\w)")


def lost_words(html: str, passage: Passage) -> Iterator[Diagnostic]:
    """Yield a problem if a word of a passage is not on the card: of a link's title, a row with a cell too many, ..."""
    text = without_fences(passage.text)
    shown = unescape(html)
    if not _unseen(text, shown):
        return
    for lost in _unseen(UNSHOWN.sub(" ", text), shown)[:1]:
        message = f"'{lost}' would not be on the card; write it where it is read, not as a title, note or cell too many"
        yield diagnostic(passage.location_of(lost), "T012", message)


def _unseen(text: str, shown: str) -> list[str]:
    """Return the words of a text that are not *shown*."""
    unlike = " ".join(part for part in text.split() if part not in shown)
    return [word for word in dict.fromkeys(WORD.findall(unlike)) if word not in shown]
