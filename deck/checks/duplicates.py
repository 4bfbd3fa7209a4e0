"""Quality of fronts beside each other: no two ask the same, or almost the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from deck.checks.reading import HELD, WHOLE, Reading, Whole
from deck.checks.rule import NoteFindings
from deck.checks.text import QUOTED
from deck.checks.words import function_words, words

NEAR = 0.8
QUESTION_WORDS = frozenset(["how", "what", "when", "where", "which", "who", "whom", "whose", "why"])
PUNCTUATION = re.compile(r"[\s.,;:!?\"'()¿¡«»،؛؟\u2010-\u203a\u3001\u3002\uff01-\uff0f\uff1a-\uff1f]+")
WORDS = re.compile(r"[\w-]+")


@WHOLE.rule("E07")
def duplicate_front(whole: Whole) -> NoteFindings:
    """No two notes ask the same, since the same front with two answers cannot be answered.

    A reversed note asks by its back, too.
    """
    first: dict[_Asked, Reading] = {}
    for reading in whole.readings:
        for side in _sides(reading):
            same = first.setdefault(_asked(reading, side), reading)
            if same is not reading:
                yield reading.note, f"the {side.lower()} asks the same as {_named(same)}; tell them apart"


@WHOLE.rule("W12")
def near_duplicate(whole: Whole) -> NoteFindings:
    """No two fronts are almost alike: learners mix them up.

    Fronts are alike if they share four in five of the words that carry their meaning; a number, name, quotation,
    formula, piece of code or picture that differs tells them apart.
    """
    readings = [reading for reading in whole.readings if not reading.cloze]
    asked = [_asked(reading, "Front") for reading in readings]
    found: set[int] = set()
    for one, other in _alike([_telling(reading.front) for reading in readings]):
        alike = asked[one].text != asked[other].text and asked[one][1:] == asked[other][1:]
        if alike and other not in found and not _told_apart(readings[one].front, readings[other].front):
            found.add(other)
            yield readings[other].note, f"the front is almost that of {_named(readings[one])}; tell them apart"


class _Asked(NamedTuple):
    """What makes a question another one: its text, the formulas and code in it, and its pictures."""

    text: str
    held: tuple[str, ...]
    pictures: tuple[str, ...]


def _sides(reading: Reading) -> tuple[str, ...]:
    if reading.cloze:
        return ()  # a cloze asks by its gap
    return ("Front", "Back") if reading.note.kind == "reversed" else ("Front",)


def _asked(reading: Reading, side: str) -> _Asked:
    text = reading.front if side == "Front" else reading.answer
    return _Asked(
        PUNCTUATION.sub(" ", text.casefold()).strip(),
        tuple(HELD.findall(reading.rendered.fields[side])),
        tuple(picture.name for picture in reading.pictures(side)),
    )


def _telling(front: str) -> frozenset[str]:
    return frozenset(words(front.casefold())) - (function_words() - QUESTION_WORDS)


def _told_apart(one: str, other: str) -> bool:
    differ = set(words(one)) ^ set(words(other))
    signs = [(QUOTED.findall(front), WORDS.sub("", PUNCTUATION.sub("", front))) for front in (one, other)]
    return signs[0] != signs[1] or any(not word[0].islower() for word in differ)


def _alike(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sets whose Jaccard similarity is at least `NEAR`.

    Such a pair shares one of the rarest words of each, so only those are looked up (Chaudhuri 2006, prefix filter).
    """
    often = Counter(word for each in sets for word in each)
    by_word: dict[str, list[int]] = {}
    for number, own in enumerate(sets):
        rare = sorted(own, key=lambda word: (often[word], word))[: len(own) - ceil(NEAR * len(own)) + 1]
        for other in sorted({other for word in rare for other in by_word.get(word, ())}):
            if len(own & sets[other]) >= NEAR * len(own | sets[other]):
                yield other, number
        for word in rare:
            by_word.setdefault(word, []).append(number)


def _named(reading: Reading) -> str:
    return f"'{reading.note.id}' at {reading.note.place.path}:{reading.note.place.line}"
