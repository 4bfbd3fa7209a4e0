"""Text: nothing that would show an author's marks on a card, or less than was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from deck.checks.emoji_names import emoji, emoji_of, touched
from deck.checks.lists import (
    cut_formulas,
    flat_lists,
    lists_as_text,
    numbers_as_text,
    quotations_as_text,
    tables_as_text,
)
from deck.checks.note_markdown import markdown_of, passages_of, without_addresses, without_maths
from deck.checks.rule import CodedFindings, Findings, Rule, reported
from deck.checks.tex_as_text import tex_as_text
from deck.checks.views import STRUCTURE
from deck.diagnostics import Location
from deck.source.passage import Passage
from deck.source.written_note import Note

TILDES = re.compile(r"(?<![~\\])~(?![~\s])[^~\n]+(?<![~\s])~(?!~)")
FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
CALLOUT = re.compile(
    r"^[ >]*> ?\[!(?!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])(?P<kind>\w+)\]", re.MULTILINE | re.IGNORECASE
)
TASK = re.compile(r"^[ >]*(?:[-*+]|\d+[.)]) +(?P<box>\[[ xX]\] )", re.MULTILINE)


@STRUCTURE.scan(
    Rule(
        "T001",
        "list-as-text",
        "A list has an empty line above it, or the card shows its marks in a paragraph.",
        bad="## How does momentum act in a ravine? {#ravine}\n\nIt works twice:\n- across, where gradients cancel\n",
        good="## How does momentum act in a ravine? {#ravine}\n\nIt works once:\n\n- across, where gradients cancel\n",
    ),
    Rule(
        "T002",
        "flat-list",
        "An item inside another one is indented by four spaces, or the card shows both on the same level.",
        bad="## What does Adam keep? {#adam}\n\nAverages.\n\n### Extra\n\n- two averages\n  - of gradients\n",
        good="## What does Adam keep? {#adam}\n\nAverages.\n\n### Extra\n\n- two averages\n    - of gradients\n",
    ),
)
def lists(note: Note) -> CodedFindings:
    """Yield the lists of a note that a card shows as text, or on the wrong level."""
    for passage in _blocks_of(note):
        misplaced = dict(lists_as_text(passage.text, cloze=note.kind == "cloze"))
        for line, remedy in misplaced.items():
            yield "T001", _line(passage, line), f"the card shows this list as text; {remedy}"
        for line in flat_lists(passage.text):
            if line not in misplaced:
                message = "the card shows this item beside the one above it; indent it by four spaces, or not at all"
                yield "T002", _line(passage, line), message


@STRUCTURE.rule(
    "T003",
    ") ",
    ")\t",
    bad="## What comes first in Adam? {#first}\n\n1) The average of gradients.\n",
    good="## What comes first in Adam? {#first}\n\n1. The average of gradients.\n",
)
def list_number(note: Note) -> Findings:
    """The number of a list item ends in '.', or the card shows the number in a paragraph."""
    for passage in _blocks_of(note):
        lines = passage.text.split("\n")
        for line in numbers_as_text(passage.text, cloze=note.kind == "cloze"):
            where = _line(passage, line).right(lines[line].index(")"))
            yield where, "a list number ends in '.'; write '1.' instead of '1)'"


@STRUCTURE.rule(
    "T004",
    "|",
    bad="## Which rate is stable? {#stable}\n\nOn a bowl:\n| rate | stable |\n|---|---|\n| 0.1 | yes |\n",
    good="## Which rate is stable? {#stable}\n\nOn a bowl:\n\n| rate | stable |\n|---|---|\n| 0.1 | yes |\n",
)
def table_as_text(note: Note) -> Findings:
    """A table has an empty line above it, and '|' around its rows, or the card shows its bars in a paragraph."""
    for passage in _blocks_of(note):
        for line, below_text in tables_as_text(passage.text, cloze=note.kind == "cloze"):
            advice = "put an empty line above it" if below_text else "begin and end each of its rows with '|'"
            yield _line(passage, line), f"the card shows this table as text; {advice}"


@STRUCTURE.rule(
    "T005",
    ">",
    bad="## What did Polyak see? {#polyak}\n\n- A ball:\n    > It is heavy.\n",
    good="## What did Polyak see? {#polyak}\n\n- A ball:\n\n    > It is heavy.\n",
)
def quotation_as_text(note: Note) -> Findings:
    """A quotation in a list has an empty line above it, or the card shows its '>' in the item."""
    for passage in _blocks_of(note):
        for line in quotations_as_text(passage.text, cloze=note.kind == "cloze"):
            yield _line(passage, line), "the card shows this quotation as text; put an empty line above it"


@STRUCTURE.rule(
    "T006",
    ":",
    bad="## How does a stable run look? {#stable}\n\nSmooth :smile:\n",
    good="## How does a stable run look? {#stable}\n\nSmooth 😄\n",
)
def emoji_name(note: Note) -> Findings:
    """An emoji is written as itself, since a card shows its name."""
    for passage, offset, name in emoji_of(note):
        if not touched(passage.text, offset, name):
            message = f"the card shows '{name}' as text; write the emoji itself: {emoji()[name]}"
            yield passage.location_at(offset), message


@STRUCTURE.rule(
    "T007",
    "~",
    bad="## What is water? {#water}\n\nH~2~O\n",
    good="## What is water? {#water}\n\nH<sub>2</sub>O\n",
)
def single_tildes(note: Note) -> Findings:
    """Struck-out text has two tildes on each side, and no mark for subscripts has one, or the card shows them."""
    for passage in markdown_of(note):
        for match in TILDES.finditer(without_addresses(without_maths(passage.text))):
            message = f"the card shows the tildes of '{match[0]}'; write ~~two~~ to strike out, or <sub>..</sub>"
            yield passage.location_at(match.start()), message


@STRUCTURE.rule(
    "T008",
    "\\(",
    "\\[",
    "\\begin{",
    bad="## What is the learning rate called? {#rate}\n\n\\(\\eta\\)\n",
    good="## What is the learning rate called? {#rate}\n\n$\\eta$\n",
)
def bracketed_formula(note: Note) -> Findings:
    r"""A formula is written between dollar signs: the backslash of ``\(`` makes a plain bracket in Markdown."""
    for passage in markdown_of(note):
        for tex in tex_as_text(passage.text):
            form = "$..$" if tex.mark == "\\(" else "$$..$$"
            if tex.is_bracketed:
                message = (
                    f"the card shows '{tex.mark[1]}' as a plain bracket; write a formula as {form}, or no backslash"
                )
            else:
                message = f"the card shows '{tex.mark}' as text; write a formula as {form}"
            yield passage.location_at(tex.start), message


@STRUCTURE.rule(
    "T009",
    "[^",
    bad="## Who published Adam? {#adam}\n\nKingma and Ba.[^1]\n",
    good="## Who published Adam? {#adam}\n\nKingma and Ba.\n\n### Extra\n\nIt was in 2014.\n",
)
def footnote(note: Note) -> Findings:
    """A card has no footnotes: what is worth a note is written in the text or under '### Extra'."""
    for passage in markdown_of(note):
        for match in FOOTNOTE.finditer(without_maths(passage.text)):
            message = "footnotes are not supported; write it in the text or under '### Extra'"
            yield passage.location_at(match.start()), message


@STRUCTURE.rule(
    "T010",
    "[ ] ",
    "[x] ",
    "[X] ",
    bad="## What is done first? {#first}\n\n- [ ] Shuffle the data\n",
    good="## What is done first? {#first}\n\n- Shuffle the data\n",
)
def task_list(note: Note) -> Findings:
    """A card has no boxes to tick, so its lists have none."""
    for passage in markdown_of(note):
        for match in TASK.finditer(without_maths(passage.text)):
            yield passage.location_at(match.start()), "task lists are not supported; write a plain list"


@STRUCTURE.rule(
    "T011",
    "|",
    bad="## Which probability is it? {#which}\n\n| of | given | is |\n|---|---|---|\n| $A$ | $B$ | $P(A|B)$ |\n",
    good="## Which probability is it? {#which}\n\n| of | given | is |\n|---|---|---|\n| $A$ | $B$ | $P(A \\mid B)$ |\n",
)
def bar_in_formula(note: Note) -> Findings:
    """A formula in a table has no '|', which would end its cell."""
    for passage in _blocks_of(note):
        for offset, formula in cut_formulas(passage.text):
            message = f"the '|' in '{formula}' ends the cell of the table; write '\\mid' or '\\vert'"
            yield passage.location_at(offset), message


reported(
    "T012",
    "lost-words",
    "Every word of a note is on its cards.",
    bad="## Which rate is stable? {#stable}\n\n| rate | stable |\n|---|---|\n| 0.1 | yes | really |\n",
    good="## Which rate is stable? {#stable}\n\n| rate | stable |\n|---|---|\n| 0.1 | really |\n",
)
reported(
    "T013",
    "tooltip",
    "A link or picture has no title, since phones do not show it.",
    bad='## Who published Adam? {#adam}\n\n[Kingma and Ba](https://arxiv.org/abs/1412.6980 "in 2014")\n',
    good="## Who published Adam? {#adam}\n\n[Kingma and Ba](https://arxiv.org/abs/1412.6980)\n",
)
reported(
    "T014",
    "unseen-character",
    "A text has no character that nobody sees, and no letter under a pile of accents.",
    bad="## Who published Adam? {#adam}\n\nKingma\x07 and Ba.\n",
    good="## Who published Adam? {#adam}\n\nKingma and Ba.\n",
)
reported(
    "T015",
    "encoding",
    "A file is UTF-8.",
    bad="$ file content/one.md\ncontent/one.md: ISO-8859 text\n",
    good="$ file content/one.md\ncontent/one.md: UTF-8 Unicode text\n",
)
reported(
    "T016",
    "size",
    "A text has at most 20,000 characters and 100 brackets open at once, code no 200 spaces in a row.",
    bad="$ wc -m answer.md\n20001 answer.md\n",
    good="$ wc -m answer.md\n180 answer.md\n",
)


@STRUCTURE.rule(
    "T017",
    "[!",
    bad="## What does momentum keep? {#keep}\n\n> [!HINT]\n> A running sum.\n",
    good="## What does momentum keep? {#keep}\n\n> [!TIP]\n> A running sum.\n",
)
def callout_kind(note: Note) -> Findings:
    """A callout is of a kind that GitHub has too: NOTE, TIP, IMPORTANT, WARNING or CAUTION."""
    for passage in markdown_of(note):
        for match in CALLOUT.finditer(passage.text):
            message = f"'{match['kind']}' is not a kind of callout; use NOTE, TIP, IMPORTANT, WARNING or CAUTION"
            yield passage.location_at(match.start("kind")), message


def _blocks_of(note: Note) -> Iterator[Passage]:
    """Yield the passages of a note that can hold blocks: all but its title."""
    return islice(passages_of(note), 1, None)


def _line(passage: Passage, line: int) -> Location:
    return passage.location.down(line) if line else passage.location
