"""Fix what needs no decision of the author: missing ids, and Markdown that has only one right form.

A fix changes only the bytes that are wrong: line ends, letters and everything else stay as they were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import groupby, islice
from pathlib import Path

from markdown.extensions.attr_list import get_attrs_and_remainder

from deck.checks.lists import ABOVE, lists_as_text
from deck.checks.note_markdown import passages_of, without_code, without_maths
from deck.files import write_file
from deck.history.lock import Lock, lock_path
from deck.history.lock_file import read_lock
from deck.markup.cloze_marks import WRITTEN_OPENING
from deck.source.heading import ATTRIBUTES, HEADING, KEYS, contains_id
from deck.source.new_id import unused_id
from deck.source.notes import Note, read_notes
from deck.source.passage import Passage
from deck.source.settings import read_settings

QUOTATION = re.compile(r"[ >]*>")
BRACKETED_NUMBER = re.compile(r"^ *\d+(\))(?=[ \t])", re.MULTILINE)
BACKSLASH_BREAK = re.compile(r"(?<!\\)(\\)$", re.MULTILINE)
REPLACEMENTS = ((BRACKETED_NUMBER, "."), (BACKSLASH_BREAK, "<br>"))  # of the first group of each pattern


@dataclass(frozen=True, order=True)
class Edit:
    """Text that replaces *length* characters of a line from a column on; line and column count from 0."""

    line: int
    column: int
    length: int
    text: str


@dataclass(frozen=True)
class Fix:
    """The fix of a file, shown as *display_path*: its bytes before and after, and the number of edits."""

    path: Path
    display_path: str
    before: bytes
    after: bytes
    edits: int

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        before, after = (data.decode().splitlines(keepends=True) for data in (self.before, self.after))
        return "".join(unified_diff(before, after, self.display_path, self.display_path))


def find_fixes(content: Path) -> list[Fix]:
    """Return what can be fixed safely in the folder *content*; raise `ContentError` if it cannot be read."""
    display_path = content.as_posix()
    settings, _ = read_settings(content / "deck.toml", f"{display_path}/deck.toml")
    notes, _ = read_notes(content, display_path, settings.name)
    lock = read_lock(lock_path(content), lock_path(content).as_posix(), settings.namespace) or Lock()
    had = [*((note.id, note.first_id) for note in notes), *((each.id, each.first_id) for each in lock.records.values())]
    used_ids = {name: 2 for names in had for name in names}
    lost = _lost_ids(lock, notes)
    fixes = []
    for name, of_file in groupby(notes, key=lambda note: note.location.path):
        path = content / Path(name).relative_to(display_path)
        before = path.read_bytes()
        lines = before.decode().split("\n")
        edits = sorted(each for note in of_file for each in _edits(note, lines, used_ids, lost))
        if edits:
            fixes.append(Fix(path, name, before, _edited(lines, edits).encode(), len(edits)))
    return fixes


def write_fixes(fixes: Iterable[Fix]) -> None:
    """Write the fixed files, each completely or not at all; a file that has changed since then stays as it is."""
    for fix in fixes:
        path = fix.path.resolve()
        if path.read_bytes() == fix.before:
            mode = path.stat().st_mode
            write_file(path, fix.after)
            path.chmod(mode)


def _lost_ids(lock: Lock, notes: Iterable[Note]) -> dict[str, str]:
    """Return, by title, the ids of notes that learners have but whose headings lost them, as a heading writes them."""
    there = {note.first_id for note in notes}
    gone = [each for each in lock.current if each.first_id not in there]
    titles = Counter(each.title for each in gone)
    single = [each for each in gone if titles[each.title] == 1]
    return {each.title: f"{each.id} was={each.was}" if each.was else each.id for each in single}


def _edits(note: Note, lines: list[str], used_ids: dict[str, int], lost: dict[str, str]) -> Iterator[Edit]:
    """Yield the edits that fix a note in a file of these lines.

    An id that is *lost* is written again, and removed from *lost*; a new id is added to *used_ids*.
    """
    line = lines[note.location.line - 1]
    if not note.id and note.name and (note.title or "{" in line) and not contains_id(line):
        name = lost.pop(note.name, "") or unused_id(WRITTEN_OPENING.sub(" ", without_maths(note.name)), used_ids)
        used_ids.setdefault(name, 2)
        yield _id_edit(note.location.line - 1, line, name)
    for passage in islice(passages_of(note), 1, None):  # a title is one line, in which nothing is a list or a break
        first = passage.location.line - 1
        numbered = BRACKETED_NUMBER.sub(lambda match: f"{match[0][:-1]}.", passage.text)  # as it will be
        for number in _hidden_lists(numbered, cloze=note.kind == "cloze"):
            line = lines[first + number]
            yield Edit(first + number, 0, 0, _empty_line(line) + ("\r\n" if line.endswith("\r") else "\n"))
        blanked = Passage(without_code(passage.text), passage.location)
        for pattern, replacement in REPLACEMENTS:
            for match in pattern.finditer(blanked.text):
                location = blanked.location_at(match.start(1))
                if lines[location.line - 1][location.column - 1 :].startswith(
                    match[1]
                ):  # not so in letters still to be composed
                    yield Edit(location.line - 1, location.column - 1, len(match[1]), replacement)


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


def _edited(lines: list[str], edits: list[Edit]) -> str:
    edited = list(lines)
    for edit in reversed(edits):
        line = edited[edit.line]
        edited[edit.line] = line[: edit.column] + edit.text + line[edit.column + edit.length :]
    return "\n".join(edited)
