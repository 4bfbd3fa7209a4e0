"""What GitHub shows in another way than a card does: the content is reviewed there and learnt here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from deck.checks.github.advice import Difference, advise
from deck.checks.github.compare import compare
from deck.checks.github.tree import Node
from deck.checks.note_markdown import markdown_of, passages_of
from deck.checks.rule import Findings, location_of_finding
from deck.checks.structure import STRUCTURE
from deck.markup.fences import find_fences, outside_fences
from deck.source.heading import read_heading
from deck.source.notes import Note
from deck.source.passage import Passage, divider_diagnostics

EMOJI = re.compile(r":[a-z0-9_+-]+:")


@STRUCTURE.rule()
def emoji(note: Note) -> Findings:
    """An emoji is written as itself: its short name becomes a picture on GitHub alone."""
    for passage in markdown_of(note, ":"):
        for match in EMOJI.finditer(passage.text.replace("::", "  ")):  # which part a cloze
            if character := _emoji().get(match[0]):
                yield passage.location_at(match.start()), f"'{match[0]}' is an emoji on GitHub alone; write {character}"


@STRUCTURE.rule()
def as_on_github(note: Note) -> Findings:
    """A card shows what GitHub shows of the same Markdown: the same blocks, marks, links and formulas."""
    found = []
    for passage in passages_of(note):
        try:
            found += [(passage, each) for each in _differences(passage, note)]
        except RecursionError:
            yield passage.location, "lists or quotations are nested too deeply; use fewer levels"
    told = frozenset(_told(note)) if found else frozenset()
    for passage, difference in found:
        first, last = passage.location.line, passage.location.line + difference.last
        if not any(first <= line <= last for line in told):  # what others tell can make all below it differ
            yield from ((passage.location_at(offset), message) for offset, message in advise(difference, passage))


def _told(note: Note) -> Iterator[int]:
    """Yield the lines of a note of which other rules tell something, or told something when it was read."""
    for rule in STRUCTURE.all:
        if rule.find is not as_on_github:
            yield from (location_of_finding(about).line for about, _ in rule.find(note))
    for passage in passages_of(note):
        yield from (each.line for each in divider_diagnostics(passage))
        yield from (passage.location.line + n for n, line in outside_fences(passage.text) if read_heading(n, line))
        yield from (
            passage.location.line + each.first for each in find_fences(passage.text) if each.indented or not each.closed
        )


def _differences(passage: Passage, note: Note) -> Iterator[Difference]:
    """Yield the runs of blocks of which GitHub shows something else than a card."""
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


@cache
def _emoji() -> dict[str, str]:
    """Return GitHub's names of emoji, and what they show."""
    from pymdownx.gemoji_db import aliases, emoji

    shown = {name: "".join(chr(int(code, 16)) for code in each["unicode"].split("-")) for name, each in emoji.items()}
    return shown | {alias: shown[name] for alias, name in aliases.items()}
