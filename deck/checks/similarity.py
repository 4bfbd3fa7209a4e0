"""Which fronts ask the same, or almost the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import merge

from deck.checks.note_markdown import QUOTED
from deck.checks.views import Side
from deck.checks.words import function_words, words

QUESTION_WORDS = frozenset(["how", "what", "when", "where", "which", "who", "whom", "whose", "why"])
PUNCTUATION = re.compile(r"[\s.,;:!?\"'()¿¡«»،؛؟\u2010-\u203a\u3001\u3002\uff01-\uff0f\uff1a-\uff1f]+")
WORDS = re.compile(r"[\w-]+")


@lru_cache(maxsize=1 << 17)  # several rules ask for the same, and a running preview again and again
def question_of(side: Side) -> Side:
    """Return a side without what does not make it another question: case and punctuation."""
    return side._replace(words=PUNCTUATION.sub(" ", side.words.casefold()).strip())


def alike(sides: Sequence[Side]) -> Iterator[tuple[int, int]]:
    """Yield the sides, by number, that ask almost the same as one before, each after the first such one.

    They share most words, and neither a number, a name, a quotation nor a sign makes them different, nor what is not
    words.
    """
    comparable: dict[object, list[int]] = defaultdict(list)
    for number, side in enumerate(sides):
        comparable[_distinctive(side)].append(number)
    for numbers in comparable.values():
        sets = [_meaningful(question_of(sides[number]).words) for number in numbers]
        yield from ((numbers[one], numbers[other]) for one, other in alike_sets(sets))


def alike_sets(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the sets, by number, whose Jaccard similarity to one before is at least 4/5, each after the first such one.

    Of equal sets each follows the first; empty ones are left out. Two such sets share one of the rarest words of each,
    so only those are looked up (Chaudhuri 2006, prefix filter) that share enough words if all that follow are the same
    (Xiao 2008, positional filter), and none after the first that is alike.
    """
    often = Counter(word for each in sets for word in each)
    first: dict[frozenset[str], int] = {}
    by_word: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, own in enumerate(sets):
        if not own:
            continue
        if (same := first.setdefault(own, number)) != number:
            yield same, number
            continue
        size = len(own)
        rare = sorted(own, key=lambda word: (often[word], word))[: size - _ceil(4 * size, 5) + 1]
        before = merge(
            *(
                numbers
                for rank, word in enumerate(rare)
                for (its_size, its_rank), numbers in by_word[word].items()
                if 9 * min(size - rank, its_size - its_rank) >= 4 * (size + its_size)  # they may share so many words
            )
        )
        if (one := next((each for each in before if _is_alike(own, sets[each])), None)) is not None:
            yield one, number
        for rank, word in enumerate(rare):
            by_word[word][size, rank].append(number)


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return 5 * shared >= 4 * (len(one) + len(other) - shared)


@lru_cache(maxsize=1 << 17)
def _distinctive(side: Side) -> tuple[object, ...]:
    """Return what makes a side different from any that does not have the same."""
    names = frozenset(word for word in words(side.words) if not word[0].islower())  # numbers, too
    signs = WORDS.sub("", PUNCTUATION.sub("", side.words))
    return names, tuple(QUOTED.findall(side.words)), signs, side.held, side.pictures


@lru_cache(maxsize=1 << 17)
def _meaningful(front: str) -> frozenset[str]:
    """Return the words of a front that carry its meaning; the word that asks does."""
    return frozenset(words(front.casefold())) - (function_words() - QUESTION_WORDS)


def _ceil(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)
