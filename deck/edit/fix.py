"""Fix what needs no decision of the author: missing ids, and Markdown that has only one right form.

A fix changes only the characters that are wrong: line ends, letters and everything else stay as they were. A file is
fixed in rounds, since one fix can make another one possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from deck.diagnostics import Location
from deck.edit.fix_headings import Ids, edits_of_heading
from deck.edit.fix_text import edits_of_text
from deck.edit.line_edits import Edit, edited
from deck.files import write_file
from deck.history.lock import Lock, lock_path
from deck.history.lock_file import read_lock
from deck.source.front_matter import Decks, decks_of
from deck.source.notes import parse_notes, read_notes
from deck.source.settings import read_settings
from deck.source.written_note import Note

MOST_ROUNDS = 10


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
    decks = decks_of(settings, display_path)
    notes, _ = read_notes(content, decks)
    ids = Ids(notes, read_lock(lock_path(content), lock_path(content).as_posix(), settings.namespace) or Lock())
    fixes = []
    for name in dict.fromkeys(note.location.path for note in notes):
        path = content / Path(name).relative_to(display_path)
        before = path.read_bytes()
        after, edits = _fixed(before, name, decks, ids)
        if edits:
            fixes.append(Fix(path, name, before, after, edits))
    return fixes


def _fixed(data: bytes, name: str, decks: Decks, ids: Ids) -> tuple[bytes, int]:
    """Return the bytes of a file after all edits, of which one can make another one possible, and their number."""
    total = 0
    for _ in range(MOST_ROUNDS):
        lines = data.decode().split("\n")
        notes = parse_notes(data, Location(name), decks).notes
        edits = [edit for note in notes for edit in _edits(note, lines, ids)]
        if not edits:
            break
        data, total = "\n".join(edited(lines, edits)).encode(), total + len(edits)
    return data, total


def _edits(note: Note, lines: list[str], ids: Ids) -> Iterator[Edit]:
    yield from edits_of_heading(note, lines[note.location.line - 1], ids)
    yield from edits_of_text(note, lines)


def write_fixes(fixes: Iterable[Fix]) -> None:
    """Write the fixed files, each completely or not at all; a file that has changed since then stays as it is."""
    for fix in fixes:
        path = fix.path.resolve()
        if path.read_bytes() == fix.before:
            mode = path.stat().st_mode
            write_file(path, fix.after)
            path.chmod(mode)
