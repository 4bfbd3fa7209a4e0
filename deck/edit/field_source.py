"""The Markdown of a field, and the lines of a file with other Markdown in its place.

``Front`` is the title and the text above the ``---`` line, ``Text`` the title and all below it, with an empty line in
between. Lines that say the same stay as they are, byte by byte.
"""

from __future__ import annotations

import re

from deck.edit.tokens import matching_blocks
from deck.source.passage import Passage
from deck.source.written_note import Note

GAP = re.compile(r"\n[ \t]*\n\s*")


def field_text(note: Note, field: str) -> str:
    """Return the Markdown of a field; nothing for a field that the note has not."""
    match field:
        case "Front":
            return _titled(note.title, note.above)
        case "Text":
            return _titled(note.title, note.below)
        case "Back":
            return note.below.text
    return note.fields[field].text if field in note.fields else ""


def with_field(lines: list[str], note: Note, field: str, text: str) -> list[str] | None:
    """Return the *lines* of a file in which *field* of *note* is *text*, or nothing where it cannot be."""
    if field not in ("Front", "Text"):
        return _with_body(lines, note, field, text)
    below = "above" if field == "Front" else "Back"
    if not note.title:
        return _with_body(lines, note, below, text)
    title, *rest = GAP.split(text, 1)
    if "\n" in title or not title:
        return None
    body = _with_body(lines, note, below, "".join(rest))
    if body is None:
        return None
    number, column = note.title.location.line - 1, note.title.location.column - 1
    line = body[number]
    if not line.startswith(note.title.text, column):
        return None
    body[number] = line[:column] + title + line[column + len(note.title.text) :]
    return body


def _with_body(lines: list[str], note: Note, field: str, text: str) -> list[str] | None:
    """Return the lines in which a passage below the heading is *text*."""
    passage = {"above": note.above, "Back": note.below, **note.fields}.get(field)
    line_end = "\r" if lines[note.location.line - 1].endswith("\r") else ""
    new = [f"{line}{line_end}" for line in text.split("\n")] if text else []
    if not passage:
        return _with_new(lines, note, field, new, line_end) if new else list(lines)
    first, last = _span(passage)
    if new:
        return [*lines[:first], *_merged(lines[first:last], new), *lines[last:]]
    return _without(lines, note, field, passage)


def _with_new(lines: list[str], note: Note, field: str, new: list[str], empty: str) -> list[str] | None:
    """Return the lines with a passage that the note had not: above a ``---`` line, or last, below its own heading."""
    if field == "above":
        first = note.below.location.line - 1
        return [*lines[:first], *new, empty, f"---{empty}", empty, *lines[first:]]
    if field == "Back":
        return None
    last = max(_span(each)[1] for each in (note.title, note.above, note.below, *note.fields.values()) if each)
    return [*lines[:last], empty, f"### {field}{empty}", empty, *new, *lines[last:]]


def _without(lines: list[str], note: Note, field: str, passage: Passage) -> list[str] | None:
    """Return the lines without a passage, and without what parts it from the rest."""
    first, last = _span(passage)
    if field == "above":
        return [*lines[:first], *lines[note.below.location.line - 1 :]]
    if field == "Back":
        return None
    heading = next(n for n in range(first - 1, -1, -1) if lines[n].lstrip().startswith("###"))
    return [*lines[:heading], *lines[_after(lines, last) :]]


def _titled(title: Passage, rest: Passage) -> str:
    return "\n\n".join(each.text for each in (title, rest) if each)


def _span(passage: Passage) -> tuple[int, int]:
    """Return the lines of a passage, from 0."""
    first = passage.location.line - 1
    return first, first + passage.text.count("\n") + 1


def _after(lines: list[str], last: int) -> int:
    """Return the first line from *last* on that is not empty."""
    return next((n for n in range(last, len(lines)) if lines[n].strip()), len(lines))


def _merged(old: list[str], new: list[str]) -> list[str]:
    """Return *new* with those lines of *old* that differ only in spaces at their ends."""
    merged: list[str] = []
    for first, start, size in matching_blocks([each.rstrip() for each in old], [each.rstrip() for each in new]):
        merged += [*new[len(merged) : start], *old[first : first + size]]
    return merged
