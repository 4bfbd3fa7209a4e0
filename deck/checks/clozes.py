"""Clozes: marked as Anki reads them, in notes that are cloze notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.checks.note_markdown import CODE_SPAN, markdown_of, without_code
from deck.checks.rule import CodedFindings, Rule
from deck.checks.views import STRUCTURE
from deck.diagnostics import Location
from deck.markup.fences import without_fences
from deck.markup.maths import ANY as MATHS
from deck.markup.maths import CLOZE_OPENING, split_braces
from deck.source.notes import Note
from deck.source.passage import Passage

CLOZE_MARK = re.compile(r"\{\{c(?P<numbers>[\d,]*)::|\}\}")
LARGEST_NUMBER = 500  # as Anki counts
GOOD = "## Momentum {#momentum .cloze}\n\nMomentum is a running sum of {{c1::gradients}}.\n"


@STRUCTURE.scan(
    Rule(
        "C001",
        "stray-cloze",
        "A cloze is part of a cloze note, whose heading has .cloze; any other note would show its marks.",
        bad="## What is momentum? {#momentum}\n\nA running sum of {{c1::gradients}}.\n",
        good=GOOD,
    ),
    Rule(
        "C002",
        "no-cloze",
        "A cloze note hides at least one part of its text.",
        bad="## Momentum {#momentum .cloze}\n\nMomentum is a running sum of gradients.\n",
        good=GOOD,
    ),
    Rule(
        "C003",
        "open-cloze",
        "A cloze ends with '}}'.",
        bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}} of {{c2::gradients.\n",
        good=GOOD,
    ),
    Rule(
        "C004",
        "nested-cloze",
        "A cloze does not contain another cloze.",
        bad="## Momentum {#momentum .cloze}\n\nMomentum is a {{c1::sum of {{c2::gradients}}}}.\n",
        good="## Momentum {#momentum .cloze}\n\nMomentum is a {{c1::sum}} of {{c2::gradients}}.\n",
    ),
    Rule(
        "C005",
        "cloze-number",
        "A cloze has one number, from 1 to 500.",
        bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}} of {{c0::gradients}}.\n",
        good=GOOD,
    ),
    Rule(
        "C006",
        "empty-cloze",
        "A cloze hides something.",
        bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}} of {{c2::}}.\n",
        good=GOOD,
    ),
    Rule(
        "C007",
        "long-cloze",
        "A cloze ends in the paragraph in which it begins.",
        bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum.\n\nIt forgets}} old gradients.\n",
        good="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}}.\n\nIt {{c1::forgets}} old gradients.\n",
    ),
    Rule(
        "C008",
        "code-in-cloze",
        "Code in a cloze contains neither '}}' nor '::', which Anki reads as part of the cloze.",
        bad="## A dictionary {#literal .cloze}\n\nAn empty dictionary in a set is {{c1::`{{}}`}}.\n",
        good="## A dictionary {#literal .cloze}\n\nAn empty dictionary is {{c1::`{}`}}.\n",
    ),
)
def clozes(note: Note) -> CodedFindings:
    """Yield what is wrong with the clozes of a note."""
    if note.kind != "cloze":
        for passage in markdown_of(note, "{{c"):
            if match := CLOZE_OPENING.search(passage.text):
                message = "this note has a cloze, but is not a cloze note; add .cloze to its heading"
                yield "C001", passage.location_at(match.start()), message
        return
    text = without_fences(note.below.text)
    hiding = Passage(MATHS.sub(lambda match: split_braces(match[0]), text), note.below.location)
    if not CLOZE_OPENING.search(without_code(hiding.text)):
        yield "C002", note.location, "the cloze note hides nothing; mark a part of its text as {{c1::hidden}}"
    yield from _marks(note.title)
    yield from _marks(hiding)


def _marks(passage: Passage) -> Iterator[tuple[str, Location, str]]:
    """Yield what is wrong with the marks of clozes in a passage."""
    opened: re.Match[str] | None = None
    for match in CLOZE_MARK.finditer(without_code(passage.text)):
        where = passage.location_at(match.start())
        if match[0] == "}}":
            if opened and (fault := _hidden_fault(passage.text[opened.end() : match.start()])):
                code, message = fault
                yield code, passage.location_at(opened.start()), message
            opened = None
            continue
        if opened:
            yield "C004", where, "a cloze inside a cloze is not supported; end the first one with '}}' before it"
        if not match["numbers"].isdecimal() or not 0 < int(match["numbers"]) <= LARGEST_NUMBER:
            advice = "write it like {{c1::hidden}}"
            yield "C005", where, f"'{match[0]}' has no number from 1 to {LARGEST_NUMBER}; {advice}"
        opened = match
    if opened:
        yield "C003", passage.location_at(opened.start()), "the cloze is not closed; end it with '}}'"


def _hidden_fault(hidden: str) -> tuple[str, str] | None:
    """Return the rule that a hidden part breaks, and the message."""
    if not hidden.strip():
        return "C006", "the cloze hides nothing; write what it hides after '::'"
    if "\n\n" in hidden:
        return "C007", "the cloze ends in another paragraph; write a cloze for each paragraph"
    if any(mark in span[0] for span in CODE_SPAN.finditer(hidden) for mark in ("}}", "::")):
        message = "code in a cloze contains '}}' or '::', which Anki reads as part of the cloze; write it outside"
        return "C008", message
    return None
