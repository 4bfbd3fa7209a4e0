"""Quality of answers: one thing, short enough to be said before the card is turned."""

from __future__ import annotations

import re
from html import unescape

from deck.checks.reading import CLOZE, FORMULA, MEANINGFUL, QUALITY, Reading, content_words, plain, words
from deck.checks.rule import Findings

LONGISH_ANSWER, LONG_ANSWER = 25, 40
LONGISH_HIDDEN, LONG_HIDDEN = 8, 12
MOST_CLOZES = 3
LONG_LIST, COMMAS = 4, 3
LONGEST_CODE, WIDEST_CODE = 8, 72
CODE_BLOCK, TAG = re.compile(r"<pre>(.*?)</pre>", re.DOTALL), re.compile(r"<[^>]+>")
ENUMERATION = re.compile(r"(?:\bare\b|\bis\b|:)(?P<items>[^.?!:;\n]*)")
TWO_CLAUSES = re.compile(r";|, and (?:it|they|this|that|so|then|the)\b")


@QUALITY.rule("E10")
def long_answer(reading: Reading) -> Findings:
    """An answer has at most 40 words, a hidden part of a cloze 12: what is longer holds more than one thing."""
    yield from _too_long(reading, LONG_ANSWER, LONG_HIDDEN, longest=10_000)


@QUALITY.rule("W01")
def longish_answer(reading: Reading) -> Findings:
    """An answer has at most 25 words, a hidden part of a cloze 8; move the rest to '### Extra'."""
    yield from _too_long(reading, LONGISH_ANSWER, LONGISH_HIDDEN, longest=(LONG_ANSWER, LONG_HIDDEN)[reading.cloze])


@QUALITY.rule("E11")
def enumeration(reading: Reading) -> Findings:
    """An answer does not enumerate four things or more; sets are the hardest to keep, so ask for each."""
    items = _list_items(reading)
    commas = max((match["items"].count(",") for match in ENUMERATION.finditer(reading.answer)), default=0)
    if not reading.cloze and (items >= LONG_LIST or commas >= COMMAS):
        yield reading.note.below.place, f"enumerates {max(items, commas + 1)} things; ask for each, or for their number"


@QUALITY.rule("W03")
def short_list(reading: Reading) -> Findings:
    """An answer is one thing: not a list of two or three, nor two clauses joined by ';' or 'and'."""
    if reading.cloze:
        return
    if 1 < _list_items(reading) < LONG_LIST:
        yield reading.note.below.place, "answers with a list; ask for each item"
    elif match := TWO_CLAUSES.search(reading.answer):
        yield reading.place_of(match[0]), f"'{match[0]}' joins two answers; move one to '### Extra' or its own card"


@QUALITY.rule("E17")
def many_clozes(reading: Reading) -> Findings:
    """A cloze note has at most three numbers: the cards of one text give each other away."""
    count = len({part["number"] for part in CLOZE.finditer(reading.rendered.fields.get("Text", ""))})
    if count > MOST_CLOZES:
        yield reading.note.below.place, f"makes {count} cards of one text; keep it to {MOST_CLOZES}, or split the note"


@QUALITY.rule("E20")
def leak(reading: Reading) -> Findings:
    """The front does not give its answer away: not in an alt text or file name, a cloze's hint or a note's title."""
    for part in CLOZE.finditer(reading.rendered.fields.get("Text", "")):
        hidden, hint = plain(part["hidden"]), plain(part["hint"] or "")
        if len(hidden) < MEANINGFUL or FORMULA in hidden:
            continue
        if hidden.casefold() in hint.casefold():
            yield reading.place_of(part["hint"]), f"the hint says '{hidden}', which is hidden; hint in other words"
        if hidden.casefold() in reading.note.title.text.casefold():
            yield reading.note.place, f"the title says '{hidden}', which is hidden; title the note in other words"
    answer = set(content_words(reading.answer)) - set(content_words(reading.front))
    for picture in () if reading.cloze else reading.pictures("Front"):
        told = answer & set(content_words(f"{picture.alt} {re.sub(r'[-.]', ' ', picture.name)}"))
        if len(told) > len(answer) / 2:
            yield reading.note.place, f"the picture of the front tells '{min(told)}'; give it an alt text without it"


@QUALITY.rule("W27")
def long_code(reading: Reading) -> Findings:
    """A block of code has at most 8 lines of 72 characters, since it must fit a phone."""
    for block in CODE_BLOCK.finditer("".join(reading.rendered.fields.values())):
        lines = unescape(TAG.sub("", block[1])).rstrip("\n").split("\n")
        widest = max(map(len, lines))
        if len(lines) > LONGEST_CODE or widest > WIDEST_CODE:
            message = f"has code of {len(lines)} lines, the longest of {widest} characters"
            yield reading.place_of(lines[0]), f"{message}; keep to {LONGEST_CODE} lines of {WIDEST_CODE}"


def _too_long(reading: Reading, most: int, most_hidden: int, longest: int) -> Findings:
    if not reading.cloze and most < (count := len(words(reading.answer))) <= longest:
        yield reading.note.below.place, f"has an answer of {count} words; keep it to {most} and move the rest to Extra"
    for hidden in reading.hidden:
        if most_hidden < (count := len(words(hidden))) <= longest:
            yield reading.place_of(hidden), f"hides {count} words at once; keep it to {most_hidden}"


def _list_items(reading: Reading) -> int:
    return reading.rendered.fields.get("Back", "").count("<li>")
