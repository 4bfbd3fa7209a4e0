"""Where a deck's package is written, and under which names Anki imports it."""

from __future__ import annotations

import re
from pathlib import Path

from deck.diagnostics import Location, content_error
from deck.files import BUILD

SUFFIX = ".apkg"
BACKUP = re.compile(r"collection\.apkg|backup-.*", re.IGNORECASE)


def default_package(deck: str) -> Path:
    """Return where the package of the *deck* of this name is written unless another path is given."""
    return BUILD / (re.sub(r"[^\w .-]+", "-", deck) + SUFFIX)


def package_name_fault(package: Path) -> str:
    """Return why Anki would not import a deck from a file of this name, and what to do, or nothing."""
    if package.suffix.lower() != SUFFIX:
        return f"Anki imports no deck from a file of this name; choose a name that ends in '{SUFFIX}'"
    if BACKUP.fullmatch(package.name):
        return "Anki would restore a file of this name as a backup of the whole collection; choose another name"
    return ""


def check_package_name(package: Path) -> None:
    """Raise `ContentError` if Anki would not import a deck from a file of this name."""
    if fault := package_name_fault(package):
        raise content_error(Location(package.as_posix()), "N024", fault)
