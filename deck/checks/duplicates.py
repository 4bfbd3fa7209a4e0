"""Which fronts ask the same, or almost the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from deck.checks.note_markdown import QUOTED
from deck.checks.views import Side
from deck.checks.words import function_words, words

QUESTION_WORDS = frozenset(["how", "what", "when", "where", "which", "who", "whom", "whose", "why"])
PUNCTUATION = re.compile(r"[\s.,;:!?\"'()¿¡«»،؛؟\u2010-\u203a\u3001\u3002\uff01-\uff0f\uff1a-\uff1f]+")
WORDS = re.compile(r"[\w-]+")


def question_of(side: Side) -> Side:
    """Return a side without what does not make it another question: case and punctuation."""
    return side._replace(words=PUNCTUATION.sub(" ", side.words.casefold()).strip())


def alike(questions: Sequence[Side]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of questions, by number and in order, that share most words and all that is not words."""
    for one, other in sorted(alike_sets([_meaningful(each.words) for each in questions])):
        if questions[one][1:] == questions[other][1:]:
            yield one, other


def is_same_question(one: Side, other: Side) -> bool:
    """Return whether neither a number, a name, a quotation nor a sign makes two sides that are alike different."""
    differ = set(words(one.words)) ^ set(words(other.words))
    signs = [(QUOTED.findall(each.words), WORDS.sub("", PUNCTUATION.sub("", each.words))) for each in (one, other)]
    return signs[0] == signs[1] and all(word[0].islower() for word in differ)


def alike_sets(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sets whose Jaccard similarity is at least 4/5; of equal sets, each with the first.

    From the smallest set to the largest, such a pair shares one of the rarest words of each, so only those are looked
    up (Chaudhuri 2006, prefix filter; Xiao 2008, its length for the sets that are looked up).
    """
    often = Counter(word for each in sets for word in each)
    first: dict[frozenset[str], int] = {}
    by_word: dict[str, list[int]] = {}
    for number in sorted(filter(sets.__getitem__, range(len(sets))), key=lambda each: len(sets[each])):
        own = sets[number]
        if (same := first.setdefault(own, number)) != number:
            yield same, number
            continue
        rare = sorted(own, key=lambda word: (often[word], word))
        for other in {
            other for word in rare[: len(own) - _ceil(4 * len(own), 5) + 1] for other in by_word.get(word, ())
        }:
            if 5 * len(own & sets[other]) >= 4 * len(own | sets[other]):
                yield min(number, other), max(number, other)
        for word in rare[: len(own) - _ceil(8 * len(own), 9) + 1]:
            by_word.setdefault(word, []).append(number)


def _meaningful(front: str) -> frozenset[str]:
    """Return the words of a front that carry its meaning; the word that asks does."""
    return frozenset(words(front.casefold())) - (function_words() - QUESTION_WORDS)


def _ceil(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)
