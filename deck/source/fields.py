"""The fields of a note, and what is wrong with them as they are written: the note itself is rendered later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from deck.diagnostics import Diagnostic, Location, diagnostic, nearest
from deck.markup.visible import is_seen
from deck.source.divider import divider_diagnostics
from deck.source.passage import Passage

if TYPE_CHECKING:
    from deck.source.written_note import Note

VERBATIM = ("Answer", "Original")
WRITABLE = ("Hint", "Extra", "Source", *VERBATIM)
JOINED = re.compile(r"(?<=\S)[\u200c\u200d](?=\S)|(?<=\S)[\ufe00-\ufe0f]")  # as in Persian words, and in emoji
COMMENT = re.compile(r"<!--.*?-->")


def field_diagnostics(named: list[tuple[str, Location, Passage]], note: Note) -> Iterator[Diagnostic]:
    """Yield what is wrong with the fields of a note: the name of each, where its heading is, and its text."""
    names: set[str] = set()
    for name, where, passage in named:
        if name not in WRITABLE:
            yield diagnostic(where, "N011", f"unknown field '{name}'; {nearest(name, WRITABLE)}")
        elif name in names:
            yield diagnostic(where, "N011", f"duplicate field '{name}' in this note; keep one")
        elif not passage:
            yield diagnostic(where, "N011", f"field '{name}' is empty; fill it or remove its heading")
        elif name == "Answer" and not note.is_typed:
            yield diagnostic(where, "N012", "only a typed note has '### Answer'; add .typed to the note's heading")
        elif name == "Answer" and "\n" in passage.text:
            yield diagnostic(passage.location, "N012", "the answer to type has more than one line; keep one")
        elif name == "Answer" and (comment := COMMENT.search(passage.text)):
            message = "the answer to type contains a comment, which learners would have to type; remove it"
            yield diagnostic(passage.location_at(comment.start()), "N012", message)
        elif name == "Answer" and (unseen := _untypable(passage.text)):
            message = f"the answer to type contains the unseen character U+{ord(unseen):04X}; remove it"
            yield diagnostic(passage.location_of(unseen), "N012", message)
        if name not in VERBATIM:
            yield from divider_diagnostics(passage)
        names.add(name)


def _untypable(answer: str) -> str:
    """Return the first character of an answer that no learner would type, since it cannot be seen, or nothing."""
    typed = JOINED.sub("", answer)
    return next((char for char in typed if char != " " and not is_seen(char)), "")


def shape_diagnostics(note: Note) -> Iterator[Diagnostic]:
    """Yield what a note lacks, or has too much, as a note of its kind."""
    if not (note.title or note.above or note.kind == "cloze"):
        yield diagnostic(note.location, "N005", "the heading is empty; write the question in it")
    if note.kind == "cloze" and note.above:
        yield diagnostic(note.above.location, "N013", "a cloze note has no front; remove the '---' line")
    if note.is_typed and "Answer" not in note.fields:
        yield diagnostic(note.location, "N012", "a typed note has no answer; add '### Answer' with one line")
    if not (note.below or note.is_typed or (note.kind == "cloze" and note.title)):
        yield diagnostic(note.location, "N014", "the note has no text; write its answer below the heading")
    elif not note.below and note.is_reversed:
        message = "the note has no text; write below the heading what its second card asks"
        yield diagnostic(note.location, "N014", message)
