"""Signs that a content folder had a lock, which protects what learners have, and has lost it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from deck.diagnostics import Location, content_error
from deck.files import read_regular_file
from deck.history.published import holds_deck

POINTER = b"gitdir: "  # begins the file that replaces the folder .git in a work tree of its own
LENGTH = 0xFFF  # the bits of an entry's flags, two or four bytes before its name, that say how long it is
PREFIXED = 4  # the version of Git's index that writes only the end of a path that begins like the one before


def check_never_locked(path: Path, package: Path, namespace: str) -> None:
    """Raise `ContentError` if the missing lock at *path* seems to be lost."""
    held = holds_deck(package, namespace)
    if held or is_known_to_git(path):
        seen = f"'{package}' holds this deck" if held else "git knows it"
        message = (
            f"the lock is missing, though {seen}; restore it, build --against FILE, the package that was published, "
            "or, if nothing was published, with --new-lock"
        )
        raise content_error(Location(path.as_posix()), "N026", message)


def is_known_to_git(path: Path) -> bool:
    """Return whether the repository in which *path* lies, if any, has a file there staged or committed.

    Git itself is not run: a repository that came with the content could make it run something else.
    """
    with suppress(OSError):
        real = path.parent.resolve() / path.name
        for folder in real.parents:
            if (git := folder / ".git").exists():
                return _index_names(_git_folder(git) / "index", real.relative_to(folder).as_posix())
    return False


def _git_folder(git: Path) -> Path:
    if git.is_dir():
        return git
    pointer = read_regular_file(git)
    return git.parent / pointer.removeprefix(POINTER).decode(errors="replace").strip() if POINTER in pointer else git


def _index_names(index: Path, name: str) -> bool:
    """Return whether Git's index at *index* names the file *name*."""
    data = read_regular_file(index)
    if int.from_bytes(data[4:8]) >= PREFIXED:  # then a lock anywhere in the repository counts
        return name.rpartition("/")[2].encode() + b"\0" in data
    written = name.encode()
    ends = (match.start() for match in re.finditer(re.escape(written + b"\0"), data))
    lengths = (int.from_bytes(data[end - flags : end - flags + 2]) & LENGTH for end in ends for flags in (2, 4))
    return min(len(written), LENGTH) in lengths
