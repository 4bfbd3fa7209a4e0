"""Where a deck's package is written: a regular file, with a name under which Anki imports it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from deck.diagnostics import Location, content_error
from deck.files import BUILD, leads_elsewhere

SUFFIX = ".apkg"
BACKUP = re.compile(r"collection\.apkg|backup-.*", re.IGNORECASE)


def default_package(deck: str) -> Path:
    """Return where the package of the *deck* of this name is written unless another path is given."""
    return BUILD / (re.sub(r"[^\w .-]+", "-", deck) + SUFFIX)


def package_path_fault(package: Path) -> str:
    """Return why no package can be written here, or why Anki would not import it, and what to do, or nothing."""
    if package.suffix.lower() != SUFFIX:
        return f"Anki imports no deck from a file of this name; choose a name that ends in '{SUFFIX}'"
    if BACKUP.fullmatch(package.name):
        return "Anki would restore a file of this name as a backup of the whole collection; choose another name"
    if leads_elsewhere(package):
        return f"'{BUILD}' is a link; remove it, or choose another path"
    if os.path.exists(package) and not os.path.isfile(package):  # noqa: PTH110, PTH113 - pathlib raises for a long one
        return f"'{package}' is not a regular file; choose another path"
    around = next((each for each in package.parents if os.path.exists(each)), Path())  # noqa: PTH110
    return "" if around.is_dir() else f"'{around}' is not a folder; choose another path"


def check_package_path(package: Path) -> None:
    """Raise `ContentError` if no package can be written here, or if Anki would not import it."""
    if fault := package_path_fault(package):
        raise content_error(Location(package.as_posix()), "N024", fault)
