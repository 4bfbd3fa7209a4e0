"""Quality of wording: what a learner would take for more, or for less, than is true."""

from __future__ import annotations

import re
from functools import lru_cache

from deck.checks.note_markdown import without_quotations
from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView, plain
from deck.checks.words import BEGINNING, END, FORMULA, length, told

LONGEST_QUOTATION = 25
SHORTEST_STATEMENT = 4
REST, SPACE, SOME_WORDS = r"\w*", r"[^\w.?!]+", r"[^\w.?!](?:[^.?!]{0,80}[^\w.?!])?"
QUOTATION = re.compile(r"“([^”]*)”|<blockquote>(.*?)</blockquote>", re.DOTALL)


def _any_of(*phrases: str) -> re.Pattern[str]:
    spaced = "|".join(phrases).replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{spaced})(?![\w-])", re.IGNORECASE)


ABSOLUTE = _any_of("always", "never", "best", "ideally", "ideal (?:for|when)", "guarantee[ds]?", "only", "every")
FILLER = _any_of(
    "basically",
    "proper(?:ly)?",
    "usually small",
    "(?:is|are|was|were) (?:kind|sort) of",
    "some",
    "very",
    "obviously",
    "simply",
)
EXACT = _any_of(
    "(?:if and )?only if",
    "not (?:only|always|every)",
    "at best",
    "best (?:fit|known|practices?)",
    "for (?:every|some)",
    rf"(?:every|some) (?:\d[\d,.]*|{FORMULA})",
    "every (?:few|other|second|third)",
    "proper (?:class|divisor|fraction|ideal|map|motion|names?|nouns?|sub\\w+|time)",
    "simply connected",
)


@QUALITY.rule("E03")
def forbidden(view: NoteView) -> Findings:
    """A card shows none of the phrases that ``deck.toml`` forbids, such as known errors."""
    for forbidden in view.lint.forbid:
        quoted = forbidden.quoted_on is not None and view.tagged(forbidden.quoted_on)
        text = without_quotations(view.visible) if quoted else view.visible
        lower = text.lower()
        for phrase in forbidden.phrases:
            likely = all(part in lower for part in _parts(phrase))
            if likely and (match := _pattern(phrase).search(text)):
                message = f"'{told(match[0])}' is forbidden here: {forbidden.because}"
                yield view.location_of(match[0]), message


@QUALITY.rule("W08")
def absolutes(view: NoteView) -> Findings:
    """A card does not say 'always', 'never' or 'best', which are seldom true; say when, or for what.

    Where such a word is exact it may stand, as in 'if and only if', 'every 10 steps' or 'not always'; so it may in
    quotation marks, and as a term of three words or fewer.
    """
    yield from _words(view, ABSOLUTE, "say when, or for what")


@QUALITY.rule("W09")
def filler(view: NoteView) -> Findings:
    """A card does not say 'basically', 'very' or 'some', which tell nothing; say how much, or leave it out.

    Where such a word is exact it may stand, as in 'for some x' or 'a proper subset'; so it may in quotation marks, and
    as a term of three words or fewer.
    """
    yield from _words(view, FILLER, "say how much, or leave it out")


@QUALITY.rule("W22")
def long_quotation(view: NoteView) -> Findings:
    """A quotation has at most 25 words: more may need a licence, and is seldom to be learnt by heart."""
    for name, html in view.rendered.fields.items():
        for match in QUOTATION.finditer("" if name == "Original" else html):
            quoted = plain(match[1] or match[2] or "")
            if (count := length(quoted)) > LONGEST_QUOTATION:
                yield view.location_of(quoted), f"a quotation has {count} words; keep it to {LONGEST_QUOTATION}"


def _words(view: NoteView, pattern: re.Pattern[str], advice: str) -> Findings:
    sides = [view.answer] if view.cloze else [view.front, view.answer]
    sides = [side for side in sides if pattern.search(side) and length(side) >= SHORTEST_STATEMENT]
    inexact = [EXACT.sub(" ", without_quotations(side)) for side in sides]
    said = [" ".join(match[0].lower().split()) for side in inexact for match in pattern.finditer(side)]
    for word in dict.fromkeys(said):
        yield view.location_of(word), f"the card says '{word}'; {advice}"


@lru_cache(maxsize=1000)
def _parts(phrase: str) -> list[str]:
    """Return what any text that holds a phrase holds in lower case."""
    return re.findall(r"[^\s*.]+", phrase.lower())


@lru_cache(maxsize=1000)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase: ``*`` is the rest of a word, ``...`` up to 80 characters of the sentence."""
    parts = [SPACE.join(re.escape(word).replace(r"\*", REST) for word in part.split()) for part in phrase.split("...")]
    return re.compile(f"{BEGINNING}{SOME_WORDS.join(parts)}{END}", re.IGNORECASE)
