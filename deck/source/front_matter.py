"""The front matter of a file: the deck and the tags of its notes, and which deck it is where none is named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from deck.diagnostics import Location, content_error
from deck.source.settings import DeckName, Settings, Tag
from deck.source.table import Table, validate
from deck.source.yaml_lines import KeyPath, read_mapping

MARK = "---"
MISPLACED = re.compile(
    r"(?:\A\s*|^(?=---[ \t]*\n(?:deck|tags)[ \t]*:))(?P<top>---[ \t]*$|(?:deck|tags)[ \t]*:)", re.MULTILINE
)


class FrontMatter(Table, frozen=True):
    """The settings between the two ``---`` lines at the top of a file."""

    deck: DeckName = ""
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Decks:
    """The decks of the files in a folder, shown as *display_path*: *root* and those below it.

    A file that names no deck belongs to the root or, *by_folder*, to a deck named after the folders in which it is.
    """

    root: str
    display_path: str
    by_folder: bool

    def of_file(self, location: Location) -> str:
        """Return the deck of a file that names none."""
        folders = PurePosixPath(location.path).relative_to(self.display_path).parent.parts if self.by_folder else ()
        return "::".join([self.root, *(unicodedata.normalize("NFC", each) for each in folders)])


def decks_of(settings: Settings, display_path: str) -> Decks:
    """Return the decks of a content folder with these settings, shown as *display_path*."""
    return Decks(settings.name, display_path, settings.decks == "folders")


def read_front_matter(lines: list[str], location: Location, decks: Decks) -> tuple[FrontMatter, int]:
    """Return what the *lines* of a file say at its top, or what holds without it, and the line below that.

    Raises `ContentError`.
    """
    typed, locations, body = _typed(lines, location)
    front_matter = validate(FrontMatter, {"deck": decks.of_file(location), **typed}, locations, "N002")
    if not f"{front_matter.deck}::".startswith(f"{decks.root}::"):
        message = f"deck '{front_matter.deck}' is not below '{decks.root}'; begin its name with '{decks.root}::'"
        raise content_error(locations["deck",], "N002", message)
    return front_matter, body


def _typed(lines: list[str], location: Location) -> tuple[dict[str, Any], dict[KeyPath, Location], int]:
    """Return the front matter as it is written, the locations of its keys, and the line below it."""
    if lines[0].rstrip() != MARK:
        above = "\n".join(takewhile(lambda line: not line.startswith("## "), lines))
        if found := MISPLACED.search(above):
            message = f"front matter begins with '{MARK}' in the first line; move it there"
            raise content_error(location.down(above.count("\n", 0, found.start("top"))), "N001", message)
        return {}, {(): location}, 0
    closing = next((n for n, line in enumerate(lines) if n and line.rstrip() == MARK), 0)
    if not closing:
        raise content_error(location, "N001", f"the front matter is never closed; end it with a line '{MARK}'")
    return *read_mapping("\n".join(lines[1:closing]), location.down(1)), closing + 1
