"""Quality of fronts: a card is shown alone, so its question must be whole, single and worth an effort."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from deck.checks.reading import CODE, FORMULA, QUALITY, QUOTED, WHOLE, Reading, Whole, content_words, words
from deck.checks.rule import Findings, NoteFindings
from deck.maths import ANY as MATHS

SHORTEST_FRONT, LONGEST_FRONT, SHORTEST_ANSWER = 3, 30, 3
NEAR = 0.8
QUOTED_BACK = 0.6
QUESTION_MARK = re.compile(r"[?？؟]")
IMPERATIVE = re.compile(
    r"\b(?:add|apply|calculate|choose|compare|complete|compute|continue|convert|define|derive|draw|estimate|evaluate|"
    r"expand|fill|find|give|identify|name|order|predict|prove|read|rewrite|show|simplify|sketch|solve|spell|state|"
    r"translate|turn|use|write)\b",
    re.IGNORECASE,
)
DANGLING = re.compile(r"(?:it|its|this|that|these|those|they|he|she|his|her|their)\b", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"\b(?:the above|(?:see|as) (?:above|before|below)|(?:previous|preceding|next|last) card|steps? \d+ and \d+)\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"(?:is|are|was|were|does|do|did|can|could|has|have|had|will|would|should|must|may)\b", re.IGNORECASE
)
YES_OR_NO = re.compile(r"(?:yes|no|true|false)\b", re.IGNORECASE)
SET = re.compile(
    r"\b(?:name|list|give|enumerate|state)\b[^.?]*?\b(?:\d+|two|three|four|five|six|seven|all|several)\b"
    r"|\b(?:the (?:dis)?advantages|pros and cons)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(r"(?:explain|describe|discuss|tell|what about|give a rough|outline)\b", re.IGNORECASE)
EITHER_OR = re.compile(r"([\w-]+) or (?:an? |the )?([\w-]+)[^.?]*\?", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


@QUALITY.rule("E08")
def several_questions(reading: Reading) -> Findings:
    """A front asks one question, since a card that is half remembered can only be graded wrong."""
    if len(QUESTION_MARK.findall(QUOTED.sub(" ", reading.front))) > 1:
        yield reading.note.place, "asks more than one question; make a card of each"


@QUALITY.rule("E09")
def yes_no(reading: Reading) -> Findings:
    """A question is not answered by yes or no, which half of all guesses get right."""
    answer = words(reading.answer)
    binary = AUXILIARY.match(reading.front) and len(answer) <= SHORTEST_ANSWER and FORMULA not in answer
    if not reading.cloze and (YES_OR_NO.match(reading.answer) or binary):
        yield reading.note.place, "can be answered by yes or no; ask what, why, when or how much"


@QUALITY.rule("E12")
def no_question(reading: Reading) -> Findings:
    """A front of a few words, or one that asks for nothing, leaves open what is wanted.

    A cloze asks by its gap, and a reversed note asks for the other side.
    """
    asks = QUESTION_MARK.search(reading.front) or IMPERATIVE.search(reading.front)
    if reading.note.kind in ("cloze", "reversed"):
        return
    if len(words(reading.front)) < SHORTEST_FRONT:
        yield reading.note.place, f"has a front of fewer than {SHORTEST_FRONT} words; write a whole question"
    elif not asks:
        yield reading.note.place, "asks nothing; end the front with '?' or say what to do, as in 'Compute'"


@QUALITY.rule("E13")
def dangling_pronoun(reading: Reading) -> Findings:
    """A front does not begin with a pronoun or point to another card: cards are shown alone and shuffled."""
    if not reading.cloze and (match := DANGLING.match(reading.front)):
        yield reading.note.place, f"begins with '{match[0]}'; name what is meant"
    if match := ELSEWHERE.search(reading.front):
        yield reading.place_of(match[0]), f"points elsewhere with '{match[0]}'; say what is there"


@QUALITY.rule("W02")
def long_front(reading: Reading) -> Findings:
    """A front has at most 30 words; of longer ones learners remember the look and not the meaning."""
    count = len(words(reading.front))
    if not reading.cloze and count > LONGEST_FRONT:
        yield reading.note.place, f"has a front of {count} words; keep it to {LONGEST_FRONT}"


@QUALITY.rule("W04")
def set_question(reading: Reading) -> Findings:
    """A front does not ask for a list, whose items are forgotten one by one; ask for each."""
    if not reading.cloze and (match := SET.search(reading.front)):
        yield reading.place_of(match[0]), f"'{match[0]}' asks for a list; ask for each item on a card of its own"


@QUALITY.rule("W05")
def vague_opener(reading: Reading) -> Findings:
    """A front does not say 'explain' or 'describe', which cannot be graded; ask for one thing."""
    if not reading.cloze and (match := VAGUE.match(reading.front)):
        yield reading.note.place, f"'{match[0].lower()}' leaves open what is wanted; ask for one thing"


@QUALITY.rule("W06")
def auxiliary_front(reading: Reading) -> Findings:
    """A front does not begin with 'is', 'does' or 'can', as questions of yes or no do."""
    if not reading.cloze and (match := AUXILIARY.match(reading.front)) and not list(yes_no(reading)):
        yield reading.note.place, f"begins with '{match[0].lower()}'; begin with what, why, when or how"


@QUALITY.rule("W07")
def this_or_that(reading: Reading) -> Findings:
    """A front does not offer its own answer as one of two, of which half of all guesses are right.

    A card tagged kind::figure may: it asks which of its paths is which.
    """
    match = EITHER_OR.search(reading.front)
    if match and not reading.cloze and not reading.tagged("kind::figure"):
        answer = [word.lower() for word in words(reading.answer)[:SHORTEST_ANSWER]]
        if {match[1].lower(), match[2].lower()} & set(answer):
            yield reading.place_of(match[0]), f"'{match[0]}' offers its answer as one of two; ask without a choice"


@QUALITY.rule("W18")
def answer_in_front(reading: Reading) -> Findings:
    """A front does not hold most words of its answer, which then takes no effort."""
    answer, front = set(content_words(reading.answer)), set(content_words(reading.front))
    if reading.cloze or len(answer) < SHORTEST_ANSWER or FORMULA in reading.answer or CODE in reading.answer:
        return
    if len(answer & front) >= QUOTED_BACK * len(answer):
        shared = "', '".join(sorted(answer & front))
        yield reading.note.place, f"already says '{shared}' of its answer; ask without them"


@QUALITY.rule("W21")
def contested(reading: Reading) -> Findings:
    """A front tagged contested names who claims it and when, as in 'Wilson et al. (2017) report'."""
    if reading.tagged("contested") and not YEAR.search(reading.front):
        yield reading.note.place, "is tagged contested and its front names no year; write 'Author (year) reports'"


@WHOLE.rule("E07")
def duplicate_front(whole: Whole) -> NoteFindings:
    """No two notes ask the same, since the same front with two answers cannot be answered."""
    first: dict[_Front, Reading] = {}
    for reading in whole.readings:
        same = first.setdefault(_front(reading), reading)
        if same is not reading:
            yield reading.note, f"asks the same as {_named(same)}; tell them apart"


@WHOLE.rule("W12")
def near_duplicate(whole: Whole) -> NoteFindings:
    """No two fronts are almost alike while their answers differ: learners mix them up.

    Fronts are alike if they share four in five of their words; a number, formula, picture or name that differs tells
    them apart.
    """
    readings = whole.readings
    fronts = [_front(reading) for reading in readings]
    for one, other in _alike([frozenset(front.words) for front in fronts]):
        differ = set(words(readings[one].front)) ^ set(words(readings[other].front))
        told_apart = any(word[0].isupper() or word[0].isdigit() for word in differ)
        if fronts[one] != fronts[other] and fronts[one][1:] == fronts[other][1:] and not told_apart:
            yield readings[other].note, f"is almost the front of {_named(readings[one])}; tell them apart"


class _Front(NamedTuple):
    """What makes a front another one."""

    words: tuple[str, ...]
    formulas: tuple[str, ...]
    pictures: tuple[str, ...]


def _front(reading: Reading) -> _Front:
    if reading.cloze:
        return _Front((reading.note.id,), (), ())  # a cloze asks by its gap
    formulas = MATHS.finditer(f"{reading.note.title.text}\n{reading.note.above.text}")
    return _Front(
        tuple(words(reading.front.casefold())),
        tuple(match[0] for match in formulas),
        tuple(picture.name for picture in reading.pictures("Front")),
    )


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
