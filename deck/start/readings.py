"""Readings above words: what Anki's filters ``furigana``, ``kanji`` and ``kana`` make of ``漢字[かんじ]``."""

from __future__ import annotations

import re

READING = re.compile(
    r"\{\{c\d+::|::|\}\}"  # a mark of a cloze, which is not part of a word
    r"| ?(?P<word>(?:(?!::|\{\{c\d|\}\})[^ >])+?)\[(?P<reading>.+?)\]"
)
SHOWN = {"furigana": "<ruby>{word}<rt>{reading}</rt></ruby>", "kanji": "{word}", "kana": "{reading}"}


def shown_by(name: str, html: str) -> str:
    """Return the *html* of a field as the filter of this *name* shows it."""

    def shown(match: re.Match[str]) -> str:
        if match["word"] is None or match["reading"].startswith("sound:"):
            return match[0]
        return SHOWN[name].format(**match.groupdict())

    return READING.sub(shown, html.replace("&nbsp;", " "))
