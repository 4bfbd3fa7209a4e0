"""Answers: one thing, short enough to be said before the card is turned."""

from __future__ import annotations

import re
from html import unescape

from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.checks.words import CODE, FORMULA, content_words, function_words, holds, length, words

LONGISH_ANSWER, LONG_ANSWER = 25, 40
LONGISH_HIDDEN, LONG_HIDDEN = 8, 12
MOST_CLOZES = 3
LONG_LIST = 4
LONGEST_GROUP, LONGEST_BARE = 5, 3
LONGEST_CODE, WIDEST_CODE = 8, 72
MEANINGFUL = 4  # bytes of UTF-8: what is shorter, such as a number, occurs in most texts by chance
CODE_BLOCK, TAG = re.compile(r"<pre>(.*?)</pre>", re.DOTALL), re.compile(r"<[^>]+>")
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
ENUMERATION = re.compile(r"(?:\bare\b|\bis\b|:)(?P<items>(?:[^.?!:;\n]|\.(?=\d))*)")
COMMA, LAST_TWO = re.compile(r",\s+(?:and |or )?|[、،]\s*"), re.compile(r"\S (?:and|or) \S")
TWO_CLAUSES = re.compile(r", and (?:it|they|this|that|so|then|the)\b")
TYPED_MARK = re.compile(r"`|\*\*|\$")
TAIL = re.compile(r"[:;,!?(\n\u2013\u2014]|\.(?!\S)")


@QUALITY.rule(
    "A001",
    bad="## What does momentum do? {#momentum}\n\nIt adds a fraction of the last step to the next one, so that "
    "gradients which point the same way for many steps add up to a long step, while gradients which change their sign "
    "from one step to the next cancel each other.\n",
    good="## What does momentum add to a step? {#momentum}\n\nA fraction of the last step.\n",
)
def long_answer(view: NoteView) -> Findings:
    """An answer has at most 40 words, a hidden part of a cloze 12: what is longer holds more than one thing."""
    yield from _too_long(view, LONG_ANSWER, LONG_HIDDEN, longest=10_000)


@QUALITY.rule(
    "A002",
    bad="## Why does momentum help? {#momentum}\n\n"
    "In a ravine the gradients across it change their sign at each step and cancel "
    "in the running sum, while those along it all add up to a long step.\n",
    good="## Why does momentum help? {#momentum}\n\nGradients across a ravine cancel.\n\n### Extra\n\n"
    "Those along it all point the same way and add up to a long step.\n",
)
def longish_answer(view: NoteView) -> Findings:
    """An answer has at most 25 words, a hidden part of a cloze 8; move the rest to '### Extra'."""
    yield from _too_long(view, LONGISH_ANSWER, LONGISH_HIDDEN, longest=(LONG_ANSWER, LONG_HIDDEN)[view.cloze])


@QUALITY.rule(
    "A003",
    bad="## Which parts has Adam? {#parts}\n\nThey are momentum, scaling, correction and decay.\n",
    good="## Which part of Adam comes from RMSprop? {#parts}\n\nThe scaling of each coordinate.\n",
)
def enumeration(view: NoteView) -> Findings:
    """An answer does not list four things or more, since lists are the hardest to remember; ask for each."""
    count = 0 if view.cloze else max(_list_items(view), _enumerated(view.answer))
    if count >= LONG_LIST:
        yield view.answer_location, f"the answer lists {count} things; ask for each of them, or for their number"


@QUALITY.rule(
    "A004",
    bad="## What does momentum do? {#momentum}\n\nIt keeps going, and it overshoots.\n",
    good="## What does momentum do? {#momentum}\n\nIt keeps going.\n",
)
def short_list(view: NoteView) -> Findings:
    """An answer is one thing: not a list of two or three, nor two clauses joined as by ', and it'."""
    if view.cloze:
        return
    if 1 < _list_items(view) < LONG_LIST:
        yield view.answer_location, "the answer is a list; ask for each item on its own card"
    elif match := TWO_CLAUSES.search(view.answer):
        message = f"'{match[0]}' joins two answers; move one to '### Extra' or to a card of its own"
        yield view.location_of(match[0].lstrip(", ")), message


@QUALITY.rule(
    "A005",
    bad="## Adam {#adam .cloze}\n\nIt keeps {{c1::two}} {{c2::averages}}, of {{c3::gradients}} and {{c4::squares}}.\n",
    good="## Adam {#adam .cloze}\n\nIt keeps averages of {{c1::gradients}} and of their {{c2::squares}}.\n",
)
def many_clozes(view: NoteView) -> Findings:
    """A cloze note has at most three numbers: the cards of one text give each other away."""
    count = len({gap.number for gap in view.gaps})
    if count > MOST_CLOZES:
        advice = f"use at most {MOST_CLOZES}, or split the note"
        message = f"the text makes {count} cards, which give each other away; {advice}"
        yield view.answer_location, message


@QUALITY.rule(
    "A006",
    bad="## Momentum in SGD {#sum .cloze}\n\nA sum of gradients is called {{c1::momentum}}.\n",
    good="## A term of physics {#sum .cloze}\n\nA sum of gradients is called {{c1::momentum}}.\n",
)
def leak(view: NoteView) -> Findings:
    """The front does not give its answer away: not by an alt text or file name, nor a cloze by its hint or text."""
    for gap in view.gaps:
        hidden = set(words(gap.hidden.lower()))
        if len(gap.hidden.encode()) < MEANINGFUL or hidden <= function_words() or hidden & {FORMULA, CODE}:
            continue
        if holds(gap.hint, gap.hidden):
            yield gap.location, f"the hint contains the hidden '{gap.hidden}'; give the hint in other words"
        if holds(view.front, gap.hidden):
            message = f"'{gap.hidden}' is hidden here but shown in the same text; hide it there too, or reword"
            yield gap.location, message
    for picture in () if view.cloze else view.pictures("Front"):
        head = content_words(TAIL.split(view.answer, maxsplit=1)[0])
        answer = [word for word in dict.fromkeys(head) if word not in content_words(view.front)]
        if answer and {*answer} <= {*content_words(picture.alt), *re.split(r"[-.]", picture.name)}:
            given = " ".join(answer)
            message = f"the alt text or file name of the front's picture gives away '{given}'; reword it"
            yield view.note.location, message


@QUALITY.rule(
    "A007",
    bad="## What does this print? {#long}\n\n```text\n" + "x += 1\n" * 9 + "```\n\n---\n\nNothing.\n",
    good="## What does this print? {#short}\n\n```text\nprint(1)\n```\n\n---\n\n`1`\n",
)
def long_code(view: NoteView) -> Findings:
    """A block of code has at most 8 lines of 72 characters, since it must fit a phone."""
    for block in CODE_BLOCK.finditer("".join(view.rendered.fields.values())):
        lines = unescape(TAG.sub("", block[1])).rstrip("\n").split("\n")
        widest = max(map(len, lines))
        if len(lines) > LONGEST_CODE or widest > WIDEST_CODE:
            message = f"a block of code has {len(lines)} lines, the longest with {widest} characters"
            advice = f"use at most {LONGEST_CODE} lines of {WIDEST_CODE}"
            yield view.location_of(lines[0]), f"{message}; {advice}"


@QUALITY.rule(
    "A008",
    bad="## What clips a gradient in PyTorch? {#clip .typed}\n\n### Answer\n\n`clip_grad_norm_`\n",
    good="## What clips a gradient in PyTorch? {#clip .typed}\n\n### Answer\n\nclip_grad_norm_\n",
)
def marks_to_type(view: NoteView) -> Findings:
    """An answer to type has no marks of Markdown: learners would have to type the backticks, stars and dollars."""
    answer = view.note.fields.get("Answer")
    if answer and (mark := TYPED_MARK.search(answer.text)):
        message = f"learners would have to type '{mark[0]}'; write the answer without it"
        yield answer.location_at(mark.start()), message


def _too_long(view: NoteView, most: int, most_hidden: int, longest: int) -> Findings:
    if not view.cloze and most < (count := length(view.answer)) <= longest:
        yield view.answer_location, f"the answer has {count} words; use at most {most} and move the rest to '### Extra'"
    for gap in view.gaps:
        if most_hidden < (count := length(gap.hidden)) <= longest:
            yield gap.location, f"a cloze hides {count} words; hide at most {most_hidden}"


def _list_items(view: NoteView) -> int:
    return view.rendered.fields.get("Back", "").count("<li>")


def _enumerated(answer: str) -> int:
    """Return how many things an answer enumerates in a sentence, or if it is nothing else."""
    answer = BRACKETS.sub("", answer)
    after = [_groups(match["items"], LONGEST_GROUP) for match in ENUMERATION.finditer(answer)]
    first, *_ = [word.lower() for word in answer.split()] or [""]
    bare = 0 if first in function_words() else _groups(answer.rstrip("."), LONGEST_BARE)
    return max(bare, *after, 0)


def _groups(text: str, longest: int) -> int:
    groups = [group.strip() for group in COMMA.split(text)]
    if not all(0 < length(group) <= longest for group in groups):
        return 0
    return len(groups) + (len(groups) + 1 >= LONG_LIST and bool(LAST_TWO.search(groups[-1])))
