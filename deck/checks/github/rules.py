"""GitHub: the content is reviewed there and learnt here, so both show the same.

What a card shows rightly, but GitHub does not, or in another form. A deck that is not read on GitHub switches all of it
off, with ``off = ["G"]``; then nothing is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from deck.checks.emoji_names import emoji_of, touched
from deck.checks.github.advice import Difference, advise
from deck.checks.github.tree import Node
from deck.checks.note_markdown import passages_of
from deck.checks.rule import CodedFindings, Findings, Rule, location_of_finding
from deck.checks.views import QUALITY, STRUCTURE, NoteView
from deck.markup.fences import find_fences, outside_fences
from deck.source.divider import divider_diagnostics
from deck.source.heading import read_heading
from deck.source.passage import Passage
from deck.source.written_note import Note

TITLE = "## Which rate is stable? {#stable}\n\n"


@QUALITY.scan(
    Rule(
        "G001",
        "formula-beside-letter",
        "No letter or digit touches a formula, nor does a hyphen before it.",
        bad=f"{TITLE}One below the $n$th bound.\n",
        good=f"{TITLE}One below the bound $n$.\n",
    ),
    Rule(
        "G002",
        "markdown-in-formula",
        "A formula has nothing that GitHub reads as Markdown: no '*', no '+' or '-' that begins a line, no empty line.",
        bad=f"{TITLE}One from $a^*$ to $b^*$.\n",
        good=f"{TITLE}One from $a^\\ast$ to $b^\\ast$.\n",
    ),
    Rule(
        "G003",
        "dollar-sign",
        "A dollar sign begins or ends a formula on GitHub too, or is none there either.",
        bad=f"{TITLE}At \\$5 an hour, or 6\\$ a night, a slow one.\n",
        good=f"{TITLE}At 5 dollars an hour a slow one.\n",
    ),
    Rule(
        "G004",
        "loose-list",
        "The items of a list have an empty line between all of them, or between none.",
        bad=f"{TITLE}One below two.\n\n### Extra\n\n- below two: stable\n- two: not\n\n- above two: not\n",
        good=f"{TITLE}One below two.\n\n### Extra\n\n- below two: stable\n- two: not\n- above two: not\n",
    ),
    Rule(
        "G005",
        "list",
        "Items of a list have the same mark, and what belongs to one is indented by four spaces and no heading.",
        bad=f"{TITLE}1. One below two.\n\n   Two is the bound.\n",
        good=f"{TITLE}1. One below two.\n\n    Two is the bound.\n",
    ),
    Rule(
        "G006",
        "emphasis",
        "Marks of emphasis are where GitHub reads them too.",
        bad=f"{TITLE}One for each step*size**.\n",
        good=f"{TITLE}One for each *step size*.\n",
    ),
    Rule(
        "G007",
        "link-address",
        "A link is written as [text](https://a.org), an address that other text touches as <https://a.org>.",
        bad="## An article {#article .cloze}\n\nGoh wrote {{c1::https://distill.pub/2017/momentum/}}.\n",
        good="## An article {#article .cloze}\n\nGoh wrote {{c1::<https://distill.pub/2017/momentum/>}}.\n",
    ),
    Rule(
        "G008",
        "code-span",
        "Code ends with as many backticks as begin it, and has no bar in a table.",
        bad=f"{TITLE}Any below ``2`.\n",
        good=f"{TITLE}Any below `2`.\n",
    ),
    Rule(
        "G009",
        "table",
        "A table has a row below its head, and as many cells in each row.",
        bad=f"{TITLE}Any below two.\n\n### Extra\n\n| rate | stable |\n|---|---|\n",
        good=f"{TITLE}Any below two.\n\n### Extra\n\n| rate | stable |\n|---|---|\n| 1 | yes |\n",
    ),
    Rule(
        "G010",
        "alert",
        "An alert begins with a line of one of GitHub's five kinds, without a title, outside lists.",
        bad=f"{TITLE}> [!NOTE] Bound\n> Any below two.\n",
        good=f"{TITLE}> [!NOTE]\n> Any below two.\n",
    ),
    Rule(
        "G011",
        "other-difference",
        "All else is shown alike, too: paragraphs, quotations, code blocks and lines.",
        bad=f"{TITLE}Any below two.\n\n### Extra\n\n- The bound:\n\n      two\n",
        good=f"{TITLE}Any below two.\n\n### Extra\n\n- The bound:\n\n    two\n",
    ),
)
def as_on_github(view: NoteView) -> CodedFindings:
    """Yield what GitHub shows of a note in another way than its cards do."""
    note = view.note
    found = []
    for passage in passages_of(note):
        try:
            found += [(passage, each) for each in _differences(passage, note)]
        except RecursionError:
            yield "G011", passage.location, "is nested too deeply to be compared with GitHub; use fewer levels"
    reported = frozenset(_reported_lines(note)) if found else frozenset()
    for passage, difference in found:
        first, last = passage.location.line, passage.location.line + difference.last
        if not any(first <= line <= last for line in reported):  # such a mistake can make all below it differ
            yield from ((code, passage.location_at(offset), text) for code, offset, text in advise(difference, passage))


@QUALITY.rule(
    "G012",
    bad=f"{TITLE}One of the ratio a:b:c.\n",
    good=f"{TITLE}One of the ratio `a:b:c`.\n",
)
def emoji_in_word(view: NoteView) -> Findings:
    """A word has no name of an emoji between colons, which GitHub shows as a picture."""
    for passage, offset, name in emoji_of(view.note):
        if touched(passage.text, offset, name):
            yield passage.location_at(offset), f"GitHub shows '{name}' as an emoji; write it as code, or without colons"


def _reported_lines(note: Note) -> Iterator[int]:
    """Yield the lines of a note on which rules of structure find something, or found something when it was read."""
    for check in STRUCTURE.all:
        yield from (location_of_finding(about).line for _, about, _ in check.find(note))
    for passage in passages_of(note):
        yield from (each.line for each in divider_diagnostics(passage))
        yield from (passage.location.line + n for n, line in outside_fences(passage.text) if read_heading(n, line))
        yield from (
            passage.location.line + each.first
            for each in find_fences(passage.text)
            if each.misplaced or not each.closed
        )


def _differences(passage: Passage, note: Note) -> Iterator[Difference]:
    """Yield the runs of blocks of which GitHub shows something else than a card."""
    from deck.checks.github.compare import compare

    text = passage.text
    trees = compare(text, title=passage is note.title, cloze=note.kind == "cloze")
    if not trees:
        return
    ours, theirs = (each.children for each in trees)
    for kind, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            first = theirs[k].first if k < m else theirs[k - 1].last if k else 0
            last = theirs[m - 1].last if k < m else theirs[k].first if k < len(theirs) else text.count("\n")
            yield Difference(first, last, Node("", children=ours[i:j]), Node("", children=theirs[k:m]))
