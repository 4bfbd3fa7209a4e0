"""Which files of a content folder hold notes, and in which order; and what in it would be missed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from deck.diagnostics import ContentError, Diagnostic, Location, diagnostic
from deck.files import is_build
from deck.safety.characters import is_visible_line

SETTINGS = "deck.toml"
LONGEST_NAME = 200  # in a message


def deck_files(files: Iterable[Path], content: Path, display_path: str) -> list[tuple[Path, Location]]:
    """Return those *files* that contain notes, in the order of their POSIX paths, and how messages name them.

    Raises `ContentError` for names that a message cannot show.
    """
    names = (
        path.relative_to(content).as_posix()
        for path in files
        if path.suffix.lower() == ".md" and path.name.lower() != "readme.md"
    )
    found = sorted(names)
    if unreadable := [name for name in found if not is_visible_line(name)]:
        message = "the file name contains an invisible character; rename the file"
        raise ContentError(diagnostic(Location(display_path), "L013", f"{name!a}: {message}") for name in unreadable)
    return [(content / name, Location(f"{display_path}/{name}")) for name in found]


def folder_diagnostics(files: Iterable[Path], content: Path, display_path: str) -> Iterator[Diagnostic]:
    """Yield the folders whose notes would be missed: links, what cannot be read, and other decks inside this one."""
    for path in files:
        name = path.relative_to(content).as_posix()
        location = Location(
            f"{display_path}/{name}" if len(name) <= LONGEST_NAME else f"{display_path}/{name[:LONGEST_NAME]}…"
        )
        folder, link = os.path.isdir(path), os.path.islink(path)  # noqa: PTH112, PTH114 - pathlib raises for a long one
        if folder and link:
            yield diagnostic(location, "L006", "is a link to a folder; copy the folder here")
        elif folder and is_build(path):
            yield diagnostic(location, "L006", "holds notes, but builds started here write into it; rename it")
        elif folder or not os.path.lexists(path):
            yield diagnostic(location, "L006", "cannot be read; give yourself the right to, or shorten its path")
        elif path.name == SETTINGS and path.parent != content:
            yield diagnostic(location, "L006", "begins another deck inside this one; move its folder out")
