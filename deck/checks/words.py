"""The words of a plain text, in any script: how many there are, and which of them carry its meaning."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

FORMULA, CODE, HIDDEN = "\ue010", "\ue011", "\ue012"  # private characters, which no author writes; one word each
SIGN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # Chinese and Japanese: two make a word, as a rule
UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer: four letters do
MARK = (  # vowels and accents on letters: Latin, Hebrew, Arabic, those of India
    r"\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff"
    r"\u200c\u200d"
)
LETTER = rf"[^\W_{SIGN}{UNSPACED}]"
WORD = re.compile(
    rf"{LETTER}+(?:[{MARK}]+{LETTER}*|[-\u2011'’.,/·]{LETTER}+)*|[{SIGN}]|[{UNSPACED}]{{1,4}}|[{FORMULA}{CODE}{HIDDEN}]"
)
SIGNS = re.compile(rf"[{SIGN}]")
BEGINNING, END = rf"(?<!(?-i:{LETTER}))", rf"(?!(?-i:{LETTER}))"  # of a word, in any script; case would cost time
BETWEEN = r"[\W_]*"


def words(text: str) -> list[str]:
    """Return the words of a plain text; a sign of Chinese or Japanese is one."""
    return WORD.findall(text)


def length(text: str) -> int:
    """Return how many words a plain text has, two signs of Chinese or Japanese being one."""
    return len(WORD.findall(text)) - len(SIGNS.findall(text)) // 2


def content_words(text: str) -> list[str]:
    """Return the words of a plain text that carry its meaning, in lower case."""
    lower = (word.lower() for word in words(text))
    return [word for word in lower if len(word) > 1 and word not in function_words()]


def holds(text: str, part: str) -> bool:
    """Return whether a plain text holds the words of another."""
    return bool(phrase(part).search(text))


def quoted(text: str) -> str:
    """Return a piece of a plain text as a message quotes it."""
    for mark, sign in ((FORMULA, "$..$"), (CODE, "`..`"), (HIDDEN, "[...]")):
        text = text.replace(mark, sign)
    return " ".join(text.split())


@lru_cache(maxsize=1000)
def phrase(text: str) -> re.Pattern[str]:
    """Return what finds the words of a plain text, or the text itself if it has none."""
    spelled = BETWEEN.join(re.escape(word) for word in words(text) if word not in (FORMULA, CODE, HIDDEN))
    pattern = f"{BEGINNING}{spelled}{END}" if spelled else re.escape(text)
    return re.compile(pattern, re.IGNORECASE)


@cache
def function_words() -> frozenset[str]:
    """Return the English words that join others and mean little by themselves."""
    return frozenset(files("deck.checks").joinpath("function_words.txt").read_text(encoding="utf-8").split())
