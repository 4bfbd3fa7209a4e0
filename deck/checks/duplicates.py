"""Quality of fronts beside each other: no two ask the same, or almost the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from deck.checks.note_markdown import QUOTED
from deck.checks.rule import NoteFindings
from deck.checks.views import DECK, DeckView, NoteSummary, Side
from deck.checks.words import function_words, words

QUESTION_WORDS = frozenset(["how", "what", "when", "where", "which", "who", "whom", "whose", "why"])
PUNCTUATION = re.compile(r"[\s.,;:!?\"'()¿¡«»،؛؟\u2010-\u203a\u3001\u3002\uff01-\uff0f\uff1a-\uff1f]+")
WORDS = re.compile(r"[\w-]+")


@DECK.rule("E07")
def duplicate_front(deck: DeckView) -> NoteFindings:
    """No two notes ask the same, since the same front with two answers cannot be answered.

    A reversed note asks by its back, too.
    """
    first: dict[Side, NoteSummary] = {}
    for note in deck.notes:
        for name, side in note.sides.items():
            same = first.setdefault(_asked(side), note)
            if same is not note:
                yield note, f"the {name.lower()} asks the same as {_named(same)}; tell them apart"


@DECK.rule("W12")
def near_duplicate(deck: DeckView) -> NoteFindings:
    """No two fronts are almost alike: learners mix them up.

    Fronts are alike if they share four in five of the words that carry their meaning; a number, name, quotation,
    formula, piece of code or picture that differs tells them apart.
    """
    fronts: dict[Side, NoteSummary] = {}
    for note in deck.notes:
        if "Front" in note.sides:
            fronts.setdefault(_asked(note.sides["Front"]), note)
    asking, notes = list(fronts), list(fronts.values())
    found: set[int] = set()
    for one, other in sorted(_alike([_telling(each.words) for each in asking])):
        beside = asking[one][1:] == asking[other][1:]
        if beside and other not in found and not _told_apart(notes[one], notes[other]):
            found.add(other)
            yield notes[other], f"the front is almost that of {_named(notes[one])}; tell them apart"


def _asked(side: Side) -> Side:
    """Return what makes a question another one: case and punctuation do not."""
    return side._replace(words=PUNCTUATION.sub(" ", side.words.casefold()).strip())


def _telling(front: str) -> frozenset[str]:
    return frozenset(words(front.casefold())) - (function_words() - QUESTION_WORDS)


def _told_apart(one: NoteSummary, other: NoteSummary) -> bool:
    fronts = [each.sides["Front"].words for each in (one, other)]
    differ = set(words(fronts[0])) ^ set(words(fronts[1]))
    signs = [(QUOTED.findall(front), WORDS.sub("", PUNCTUATION.sub("", front))) for front in fronts]
    return signs[0] != signs[1] or any(not word[0].islower() for word in differ)


def _alike(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
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


def _ceil(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)


def _named(note: NoteSummary) -> str:
    return f"'{note.id}' at {note.location.path}:{note.location.line}"
