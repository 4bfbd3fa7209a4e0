"""Lists whose inner items are indented by less than the four spaces that a card needs, as GitHub allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.checks.github.compare import on_github
from deck.checks.lists import ABOVE, TAB, flat_lists, lists_as_text
from deck.edit.line_edits import Edit, edited
from deck.markup.fences import find_fences
from deck.source.passage import Passage

ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)])(?P<space> +)(?=\S)")
WIDEST = 4  # spaces behind the mark of an item; with more, code begins there


def edits_of_nesting(passage: Passage, *, cloze: bool) -> Iterator[Edit]:
    """Yield the edits that indent the lists of a passage for a card, if GitHub shows the same of it afterwards."""
    text = passage.text
    if _is_nested(text, cloze=cloze) or "\t" in text:
        return
    lines = text.split("\n")
    edits = [Edit(number, 0, was, " " * indent) for number, (was, indent) in enumerate(_indents(text)) if was != indent]
    after = "\n".join(edited(lines, edits))
    if _is_nested(after, cloze=cloze) and on_github(after) == on_github(text):
        first = passage.location.line - 1
        yield from (Edit(first + each.line, 0, each.length, each.text) for each in edits)


def _is_nested(text: str, *, cloze: bool) -> bool:
    """Return whether each item of a list, and its code, is on its level on a card, but for missing empty lines."""
    as_text = (each for each in lists_as_text(text, cloze=cloze) if each.remedy != ABOVE)
    return not any(as_text) and not any(flat_lists(text)) and not any(each.misplaced for each in find_fences(text))


def _indents(text: str) -> Iterator[tuple[int, int]]:
    """Yield of each line how far it is indented, and how far it should be, by the item to which GitHub adds it."""
    inside = {number for fence in find_fences(text) for number in range(fence.first + 1, fence.last)}
    items: list[int] = []  # the columns at which the texts of the open items begin
    blank, moved = True, 0
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        item = ITEM.match(line) if number not in inside else None
        if not line.strip() or number in inside:
            yield indent, max(0, indent + moved) if line.strip() else indent
            blank = not line.strip()
            continue
        if not (item or blank or indent >= max(items, default=0)):  # it goes on with the paragraph above it
            yield indent, indent
            continue
        while items and indent < items[-1]:
            items.pop()
        moved = TAB * len(items) - (indent if item else items[-1]) if items else 0
        yield indent, indent + moved
        if item:
            space = len(item["space"])
            items.append(item.end() - (space - 1 if space > WIDEST else 0))
        blank = False
