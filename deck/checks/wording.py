"""Quality of wording: what a learner would take for more, or for less, than is true."""

from __future__ import annotations

import re
from functools import lru_cache

from deck.checks.reading import QUALITY, QUOTED, Reading, words
from deck.checks.rule import Findings

LONGEST_QUOTATION = 25
GAP = r"\W(?:[^.?!]{0,80}\W)?"
ABSOLUTE = re.compile(r"\b(?:always|never|best|ideal(?:ly)?|guarantee[ds]?|only|every)\b", re.IGNORECASE)
FILLER = re.compile(
    r"\b(?:basically|proper(?:ly)?|usually small|kind of|sort of|some|very|obviously|simply)\b", re.IGNORECASE
)
QUOTATION = re.compile(r"“([^”]*)”|<blockquote>(.*?)</blockquote>", re.DOTALL)


@QUALITY.rule("E03")
def forbidden(reading: Reading) -> Findings:
    """A card shows none of the phrases that ``deck.toml`` forbids, such as known errors."""
    for forbidden in reading.lint.forbid:
        quoted = forbidden.quoted_on is not None and reading.tagged(forbidden.quoted_on)
        text = QUOTED.sub(" ", reading.visible) if quoted else reading.visible
        for phrase in forbidden.phrases:
            if match := _pattern(phrase).search(text):
                yield (
                    reading.place_of(match[0]),
                    f"'{' '.join(match[0].split())}' is forbidden here: {forbidden.because}",
                )


@QUALITY.rule("W08")
def absolutes(reading: Reading) -> Findings:
    """A card does not say 'always', 'never' or 'best', which are seldom true; say when, or for what."""
    yield from _words(reading, ABSOLUTE, "say when, or for what")


@QUALITY.rule("W09")
def filler(reading: Reading) -> Findings:
    """A card does not say 'basically', 'very' or 'some', which tell nothing; say how much, or leave it out."""
    yield from _words(reading, FILLER, "say how much, or leave it out")


@QUALITY.rule("W22")
def long_quotation(reading: Reading) -> Findings:
    """A quotation has at most 25 words: more may need a licence, and is seldom to be learnt by heart."""
    for name, html in reading.rendered.fields.items():
        for match in QUOTATION.finditer("" if name == "Original" else html):
            count = len(words(match[1] or match[2] or ""))
            if count > LONGEST_QUOTATION:
                yield reading.place_of((match[1] or "")[:20]), f"quotes {count} words; keep it to {LONGEST_QUOTATION}"


def _words(reading: Reading, pattern: re.Pattern[str], advice: str) -> Findings:
    for word in dict.fromkeys(match[0].lower() for match in pattern.finditer(reading.wording)):
        yield reading.place_of(word), f"says '{word}'; {advice}"


@lru_cache(maxsize=1000)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase: ``*`` is the rest of a word, ``...`` up to 80 characters of the sentence."""
    parts = [
        r"\W+".join(re.escape(word).replace(r"\*", r"\w*") for word in part.split()) for part in phrase.split("...")
    ]
    return re.compile(rf"\b{GAP.join(parts)}\b", re.IGNORECASE)
