"""Clozes: marked as Anki reads them, in the text of notes that are cloze notes.

Most of their rules are checked while a note is rendered, in the finished HTML, where Anki looks for clozes.
"""

from __future__ import annotations

import re

from deck.checks.note_markdown import markdown_of, passages_of
from deck.checks.rule import CodedFindings, Rule, reported
from deck.checks.views import STRUCTURE
from deck.markup.cloze_marks import ANY_OPENING, openings
from deck.markup.cloze_parser import LARGEST_NUMBER, has_card
from deck.source.written_note import Note

NEARLY = re.compile(r"(?<!\\)\{\{\s*[cC]\s*(?:[\d,]+\s*::?|::)")
ADVICE = "write it like {{c1::hidden}}"
GOOD = "## Momentum {#momentum .cloze}\n\nMomentum is a running sum of {{c1::gradients}}.\n"


@STRUCTURE.scan(
    Rule(
        "C001",
        "stray-cloze",
        "A cloze is part of the text or heading of a note with .cloze; elsewhere its marks would be shown.",
        bad="## What is momentum? {#momentum}\n\nA running sum of {{c1::gradients}}.\n",
        good=GOOD,
    ),
    Rule(
        "C005",
        "cloze-number",
        "A cloze begins with {{c, one number from 1 to 500 in the digits 0 to 9, and ::.",
        bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}} of {{c0::gradients}}.\n",
        good=GOOD,
    ),
    marks=["{{"],
)
def clozes(note: Note) -> CodedFindings:
    """Yield what is wrong with the marks that begin clozes."""
    if note.kind != "cloze":
        for passage in markdown_of(note):
            if match := next((each for each in openings(passage.text) if has_card(each["number"])), None):
                message = "this note has a cloze, but is not a cloze note; add .cloze to its heading"
                yield "C001", passage.location_at(match.start("mark")), message
        return
    for passage in passages_of(note):
        for match in openings(passage.text):
            if not has_card(match["number"]):
                message = f"'{match['mark']}' has no number from 1 to {LARGEST_NUMBER}; {ADVICE}"
                yield "C005", passage.location_at(match.start("mark")), message
    for passage in markdown_of(note):
        for match in NEARLY.finditer(passage.text):
            if not ANY_OPENING.match(match[0]):
                message = f"Anki does not read '{match[0]}' as the beginning of a cloze; {ADVICE}"
                yield "C005", passage.location_at(match.start()), message


reported(
    "C002",
    "no-cloze",
    "A cloze note hides at least one part of its text.",
    bad="## Momentum {#momentum .cloze}\n\nMomentum is a running sum of gradients.\n",
    good=GOOD,
)
reported(
    "C003",
    "open-cloze",
    "A cloze ends with '}}'.",
    bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}} of {{c2::gradients.\n",
    good=GOOD,
)
reported(
    "C004",
    "nested-cloze",
    "A cloze does not contain another cloze.",
    bad="## Momentum {#momentum .cloze}\n\nMomentum is a {{c1::sum of {{c2::gradients}}}}.\n",
    good="## Momentum {#momentum .cloze}\n\nMomentum is a {{c1::sum}} of {{c2::gradients}}.\n",
)
reported(
    "C006",
    "empty-cloze",
    "A cloze hides something that can be seen, and so is its hint.",
    bad="## Momentum {#momentum .cloze}\n\nIt is a {{c1::running sum}} of {{c2::}}.\n",
    good=GOOD,
)
reported(
    "C007",
    "cut-element",
    "A cloze ends in the paragraph, table cell, item, link, code or bold text in which it begins.",
    bad="## Momentum {#momentum .cloze}\n\nIt is a **{{c1::running** sum}} of gradients.\n",
    good="## Momentum {#momentum .cloze}\n\nIt is a {{c1::**running** sum}} of gradients.\n",
)
reported(
    "C008",
    "cut-formula",
    "A cloze begins and ends in the same formula, or outside formulas.",
    bad="## Momentum {#momentum .cloze}\n\nA step {{c1::adds $\\mu}} v$ to the gradient.\n",
    good="## Momentum {#momentum .cloze}\n\nA step {{c1::adds $\\mu v$}} to the gradient.\n",
)
reported(
    "C009",
    "cloze-in-attribute",
    "No alt text and no address has a cloze; in a cloze, they have neither '::' nor '}}'.",
    bad="## Momentum {#momentum .cloze}\n\nIt is a [{{c1::sum}}](https://example.org/{{c1::sum}}).\n",
    good="## Momentum {#momentum .cloze}\n\nIt is a [{{c1::sum}}](https://example.org/sum).\n",
)
reported(
    "C010",
    "occlusion-mark",
    "A cloze does not begin with 'image-occlusion:', with which Anki marks a part of a picture.",
    bad="## Masks {#masks .cloze}\n\nA mask begins with {{c1::image-occlusion:rect}}.\n",
    good="## Masks {#masks .cloze}\n\nA mask begins with {{c1::the word image-occlusion:}}.\n",
)
