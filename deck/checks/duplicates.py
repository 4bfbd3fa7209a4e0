"""Quality of fronts beside each other: no two ask the same, or almost the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from deck.checks.reading import WHOLE, Gist, Side, Whole
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
    first: dict[Side, Gist] = {}
    for note in whole.notes:
        for name, side in note.sides.items():
            same = first.setdefault(_asked(side), note)
            if same is not note:
                yield note, f"the {name.lower()} asks the same as {_named(same)}; tell them apart"


@WHOLE.rule("W12")
def near_duplicate(whole: Whole) -> NoteFindings:
    """No two fronts are almost alike: learners mix them up.

    Fronts are alike if they share four in five of the words that carry their meaning; a number, name, quotation,
    formula, piece of code or picture that differs tells them apart.
    """
    fronts = [(note, note.sides["Front"]) for note in whole.notes if note.sides]
    asked = [_asked(front) for _, front in fronts]
    found: set[int] = set()
    for one, other in _alike([_telling(front.words) for _, front in fronts]):
        beside = (asked[one].held, asked[one].pictures) == (asked[other].held, asked[other].pictures)
        alike = beside and asked[one].words != asked[other].words
        if alike and other not in found and not _told_apart(fronts[one][1].words, fronts[other][1].words):
            found.add(other)
            yield fronts[other][0], f"the front is almost that of {_named(fronts[one][0])}; tell them apart"


def _asked(side: Side) -> Side:
    """Return what makes a question another one: case and punctuation do not."""
    return replace(side, words=PUNCTUATION.sub(" ", side.words.casefold()).strip())


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


def _named(note: Gist) -> str:
    return f"'{note.id}' at {note.place.path}:{note.place.line}"
