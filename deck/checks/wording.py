"""Wording: what a learner would take for more, or for less, than is true."""

from __future__ import annotations

import re
from functools import lru_cache

from deck.checks.note_markdown import markdown_of, passages_of, without_quotations
from deck.checks.other_markdown import marks_of_other_programs
from deck.checks.plain_text import plain
from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.checks.words import BEGINNING, END, FORMULA, length, quoted
from deck.markup.fences import find_fences
from deck.source.text import find_conflicts

LONGEST_QUOTATION = 25
SHORTEST_STATEMENT = 4
REST, SPACE, SOME_WORDS = r"\w*", r"[^\w.?!]+", r"[^\w.?!](?:[^.?!]{0,80}[^\w.?!])?"
CODE_HINT = re.compile(r"\w\(|\w<\w|\w_\w|\w\.\w|[a-z][A-Z]|^[({<:]|[;{}]")
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


@QUALITY.rule(
    "W001",
    bad={
        "deck.toml": '[[lint.forbid]]\nphrases = ["a local minima"]\nbecause = "write \'a local minimum\'"\n',
        "one.md": "## Where does descent stop? {#stop}\n\nAt a local minima.\n",
    },
    good={
        "deck.toml": '[[lint.forbid]]\nphrases = ["a local minima"]\nbecause = "write \'a local minimum\'"\n',
        "one.md": "## Where does descent stop? {#stop}\n\nAt a local minimum.\n",
    },
)
def forbidden(view: NoteView) -> Findings:
    """A card shows none of the phrases that ``deck.toml`` forbids, such as known errors."""
    for forbidden in view.settings.lint.forbid:
        may_quote = forbidden.quoted_on is not None and view.tagged(forbidden.quoted_on)
        text = without_quotations(view.visible) if may_quote else view.visible
        lower = text.lower()
        for phrase in forbidden.phrases:
            likely = all(part in lower for part in _parts(phrase))
            if likely and (match := _pattern(phrase).search(text)):
                message = f"'{quoted(match[0])}' is forbidden by deck.toml; {forbidden.because}"
                yield view.location_of(match[0]), message


@QUALITY.rule(
    "W002",
    english=True,
    bad="## Where does gradient descent go? {#down}\n\nIt always goes down.\n",
    good="## Where does gradient descent go? {#down}\n\nDown, if its step is small enough.\n",
)
def absolutes(view: NoteView) -> Findings:
    """A card does not say 'always', 'never' or 'best', which are rarely true; say when, or for what.

    Such a word is accepted where it is exact, as in 'if and only if', 'every 10 steps' or 'not always', in quotation
    marks, and in a term of three words or fewer.
    """
    yield from _words(view, ABSOLUTE, "say when, or for what")


@QUALITY.rule(
    "W003",
    english=True,
    bad="## Where does gradient descent go? {#valley}\n\nDown a very long valley.\n",
    good="## Where does gradient descent go? {#valley}\n\nDown a valley of 200 steps.\n",
)
def filler(view: NoteView) -> Findings:
    """A card does not say 'basically', 'very' or 'some', which say nothing; say how much, or leave it out.

    Such a word is accepted where it is exact, as in 'for some x' or 'a proper subset', in quotation marks, and in a
    term of three words or fewer.
    """
    yield from _words(view, FILLER, "say how much, or leave it out")


@QUALITY.rule(
    "W004",
    bad="## What did Polyak compare momentum to? {#ball}\n\nA heavy ball.\n\n### Extra\n\n“The ball rolls on when the "
    "ground rises, it cuts the corners of a winding valley, and it comes to rest in the end, since the air and the "
    "grass slow it down.”\n",
    good="## What did Polyak compare momentum to? {#ball}\n\nA heavy ball.\n\n### Extra\n\n“It cuts corners.”\n",
)
def long_quotation(view: NoteView) -> Findings:
    """A quotation has at most 25 words: more may need a licence, and is rarely worth learning by heart."""
    for name, html in view.rendered.fields.items():
        for match in QUOTATION.finditer("" if name == "Original" else html):
            text = plain(match[1] or match[2] or "")
            if (count := length(text)) > LONGEST_QUOTATION:
                yield view.location_of(text), f"a quotation has {count} words; use at most {LONGEST_QUOTATION}"


@QUALITY.rule(
    "W005",
    bad="## What does Git show? {#conflict}\n\n```text\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main\n```\n",
    good="## What does Git show? {#conflict}\n\n```text\nboth modified: one.md\n```\n",
)
def conflict_in_code(view: NoteView) -> Findings:
    """Code has no conflict that Git left in it; a card about such conflicts suppresses this rule."""
    for passage in passages_of(view.note):
        for fence in find_fences(passage.text):
            for line in find_conflicts(enumerate(fence.body.split("\n"), fence.first + 1)):
                message = "Git left a merge conflict in this code; remove its marks, or suppress this rule"
                yield passage.location.down(line), message


@QUALITY.rule(
    "W006",
    bad="## Which rate is stable? {#stable}\n\n==Any== below two.^[On a bowl.]\n",
    good="## Which rate is stable? {#stable}\n\n<mark>Any</mark> below two.\n",
)
def other_markdown(view: NoteView) -> Findings:
    """A text has no marks of other programs' Markdown, which cards and GitHub show as text."""
    for passage in markdown_of(view.note):
        for offset, mark, advice in marks_of_other_programs(passage.text):
            yield passage.location_at(offset), f"the card shows '{quoted(mark)}' as text; {advice}"


@QUALITY.rule(
    "W007",
    bad="## Names {#names .cloze}\n\nA vector of C++ is {{c1::a std::vector::a type}}.\n",
    good="## Names {#names .cloze}\n\nA vector of C++ is {{c1::a std\\::vector::a type}}.\n",
)
def second_colons(view: NoteView) -> Findings:
    r"""A cloze has at most one '::', before its hint; colons that are part of a text are written '\::'."""
    for gap in view.gaps:
        if "::" in gap.hint:
            message = "the hint of the cloze contains a second '::'; write '\\::' for colons that are part of a text"
            yield gap.location, message


@QUALITY.rule(
    "W008",
    bad="## Names {#names .cloze}\n\nNumbers are sorted in C++ by {{c1::std::sort()}}.\n",
    good="## Names {#names .cloze}\n\nNumbers are sorted in C++ by {{c1::std\\::sort()}}.\n",
)
def code_as_hint(view: NoteView) -> Findings:
    r"""The hint of a cloze is not code: what follows '::' in 'std::vector<int>' is read as a hint, '\::' is not."""
    for gap in view.gaps:
        if CODE_HINT.search(gap.hint) and not any(mark in gap.hint for mark in (" ", "::")):
            message = f"the hint '{quoted(gap.hint)}' looks like code; write '\\::' if the cloze hides it too"
            yield gap.location, message


def _words(view: NoteView, pattern: re.Pattern[str], advice: str) -> Findings:
    sides = [view.answer] if view.cloze else [view.front, view.answer]
    sides = [side for side in sides if pattern.search(side) and length(side) >= SHORTEST_STATEMENT]
    inexact = [EXACT.sub(" ", without_quotations(side)) for side in sides]
    said = [" ".join(match[0].lower().split()) for side in inexact for match in pattern.finditer(side)]
    for word in dict.fromkeys(said):
        yield view.location_of(word), f"the card says '{word}'; {advice}"


@lru_cache(maxsize=1000)
def _parts(phrase: str) -> list[str]:
    """Return what every text with a phrase contains in lower case."""
    return re.findall(r"[^\s*.]+", phrase.lower())


@lru_cache(maxsize=1000)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase: ``*`` is the rest of a word, ``...`` up to 80 characters of the sentence."""
    parts = [SPACE.join(re.escape(word).replace(r"\*", REST) for word in part.split()) for part in phrase.split("...")]
    return re.compile(f"{BEGINNING}{SOME_WORDS.join(parts)}{END}", re.IGNORECASE)
