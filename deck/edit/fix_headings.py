"""Headings of notes: their ids, and braces around what says of which kind they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from markdown.extensions.attr_list import get_attrs_and_remainder

from deck.checks.note_markdown import without_maths
from deck.edit.line_edits import Edit
from deck.history.lock import Lock
from deck.markup.cloze_marks import WRITTEN_OPENING
from deck.source.heading import ATTRIBUTES, HEADING, KEYS, contains_id, marks_outside
from deck.source.new_id import unused_id
from deck.source.written_note import Note


class Ids:
    """The ids that notes of a deck have or had, and those that notes lost."""

    def __init__(self, notes: Iterable[Note], lock: Lock) -> None:
        notes = list(notes)
        had = [
            *((each.id, each.first_id) for each in notes),
            *((each.id, each.first_id) for each in lock.records.values()),
        ]
        self._used = {name: 2 for names in had for name in names}  # the number from which to search for a variant
        self._lost = _lost_ids(lock, notes)

    def for_name(self, name: str) -> str:
        """Return an id for a note that has none, as a heading writes it: the one that it lost, or a new one."""
        found = self._lost.pop(name, "") or unused_id(WRITTEN_OPENING.sub(" ", without_maths(name)), self._used)
        self._used.setdefault(found, 2)
        return found


def edits_of_heading(note: Note, line: str, ids: Ids) -> Iterator[Edit]:
    """Yield the edit that puts braces around the marks of a heading, this *line*, or else adds a missing id."""
    number = note.location.line - 1
    if braced := _braced(line):
        yield Edit(number, *braced)
    elif not note.id and note.name and (note.title or "{" in line) and not contains_id(line):
        yield _id_edit(number, line, ids.for_name(note.name))


def _braced(line: str) -> tuple[int, int, str] | None:
    """Return the column and length of marks outside braces in a heading, and the list to write instead."""
    heading = HEADING.fullmatch(line.removesuffix("\r"))
    outside = marks_outside(heading["text"]) if heading and heading["text"] else None
    if not heading or not outside or outside[1].count("#") > 1:
        return None
    start, end = heading.start("text") + len(outside[0]), heading.end("text")
    return start, end - start, f" {outside[1]}"


def _lost_ids(lock: Lock, notes: Iterable[Note]) -> dict[str, str]:
    """Return, by title, the ids of notes that learners have but whose headings lost them, as a heading writes them."""
    there = {note.first_id for note in notes}
    gone = [each for each in lock.current if each.first_id not in there]
    titles = Counter(each.title for each in gone)
    single = [each for each in gone if titles[each.title] == 1]
    return {each.title: f"{each.id} was={each.was}" if each.was else each.id for each in single}


def _id_edit(number: int, line: str, name: str) -> Edit:
    """Return the edit that writes an id into a heading: into its attribute list, or into a new one."""
    heading = HEADING.fullmatch(line.removesuffix("\r"))
    text = heading["text"] or "" if heading else ""
    start = heading.start("text") if heading else 0
    attributes = ATTRIBUTES.fullmatch(text)
    pairs = get_attrs_and_remainder(attributes["list"])[0] if attributes else []
    if attributes and all(key in (".", *KEYS) for key, _ in pairs):
        return Edit(number, start + attributes.start("list"), 0, f"#{name} " if pairs else f"#{name}")
    return Edit(number, start + len(text), 0, f" {{#{name}}}")
