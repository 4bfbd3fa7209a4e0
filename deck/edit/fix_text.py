"""What a card would show as text, and what takes its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from deck.checks.emoji_names import emoji, emoji_of, touched
from deck.checks.lists import ABOVE, lists_as_text
from deck.checks.note_markdown import markdown_of, passages_of, without_maths
from deck.checks.tex_as_text import tex_as_text
from deck.checks.text_and_lists import TASK
from deck.edit.fix_nesting import edits_of_nesting
from deck.edit.line_edits import Edit, Replacement, edits_in
from deck.source.passage import Passage
from deck.source.written_note import Note

QUOTATION = re.compile(r"[ >]*>")
BRACKETED_NUMBER = re.compile(r"^ *\d+(\))(?=[ \t])", re.MULTILINE)
BACKSLASH_BREAK = re.compile(r"(?<!\\)(\\)$", re.MULTILINE)


def edits_of_text(note: Note, lines: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits that fix the text of a note in a file of these lines."""
    edits = [edit for replaced in _replacements(note) for edit in edits_in(*replaced, lines)]
    yield from edits
    if edits:  # which can begin a list
        return
    for passage in islice(passages_of(note), 1, None):  # a title is one line, in which nothing is a list or a break
        nesting = list(edits_of_nesting(passage, cloze=note.kind == "cloze"))
        yield from nesting or _edits_of_hidden_lists(passage, lines, cloze=note.kind == "cloze")


def _edits_of_hidden_lists(passage: Passage, lines: Sequence[str], *, cloze: bool) -> Iterator[Edit]:
    first = passage.location.line - 1
    for number in _hidden_lists(passage.text, cloze=cloze):
        line = lines[first + number]
        yield Edit(first + number, 0, 0, _empty_line(line) + ("\r\n" if line.endswith("\r") else "\n"))


def _replacements(note: Note) -> Iterator[tuple[Passage, list[Replacement]]]:
    for passage, offset, name in emoji_of(note):
        if not touched(passage.text, offset, name):
            yield passage, [(offset, name, emoji()[name])]
    for passage in markdown_of(note):
        for tex in tex_as_text(passage.text):
            if brackets := tex.in_dollars(passage.text):
                yield passage, brackets
    for passage in islice(markdown_of(note), 1, None):
        for pattern, text in ((BRACKETED_NUMBER, "."), (BACKSLASH_BREAK, "<br>")):
            yield from ((passage, [(each.start(1), each[1], text)]) for each in pattern.finditer(passage.text))
        for box in TASK.finditer(without_maths(passage.text)):
            yield passage, [(box.start("box"), box["box"], "")]


def _hidden_lists(text: str, *, cloze: bool) -> list[int]:
    """Return the lines, from 0, that begin a list once an empty line is above each of them: one can hide the next."""
    lines = text.split("\n")
    above: set[int] = set()
    while True:
        parted = [(n, each) for n, line in enumerate(lines) for each in ([_empty_line(line)] * (n in above) + [line])]
        found = lists_as_text("\n".join(line for _, line in parted), cloze=cloze)
        new = {parted[each.line][0] for each in found if each.remedy == ABOVE} - above
        if not new:
            return sorted(above)
        above |= new


def _empty_line(line: str) -> str:
    """Return the empty line to be put above a line, in the same quotation."""
    quoted = QUOTATION.match(line)
    return quoted[0] if quoted else ""
