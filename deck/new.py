"""Start a new deck: a small content folder that builds, and that shows each feature once, explained in comments."""

from __future__ import annotations

import re
import unicodedata
from errno import EEXIST
from importlib.resources import as_file, files
from pathlib import Path

from slugify import slugify

STARTER = files("deck").joinpath("starter")
NAME, NAMESPACE = "My Deck", "my-deck"  # of the starter itself, which is a content folder


def start(folder: Path, token: str) -> tuple[Path, ...]:
    """Write the content folder of a new deck and return its files; raise `FileExistsError` if *folder* has any.

    The deck is named after the folder; its namespace ends in *token*, random characters that no other deck has.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(EEXIST, "it is not empty; choose a new folder", str(folder))
    name = _words(folder.resolve().name) or NAME
    new = {NAME: name, NAMESPACE: f"{slugify(name) or 'deck'}-{token}"}
    with as_file(STARTER) as starter:
        texts = {path.relative_to(starter): path.read_text(encoding="utf-8") for path in _files(starter)}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(_replaced(text, new), encoding="utf-8", newline="\n")
    return tuple(folder / path for path in texts)


def _files(starter: Path) -> list[Path]:
    return sorted(path for path in starter.rglob("*") if path.is_file())


def _replaced(text: str, new: dict[str, str]) -> str:
    return re.sub("|".join(map(re.escape, new)), lambda match: new[match[0]], text)


def _words(name: str) -> str:
    """Return the words of a folder's name, without characters that have a meaning in deck names or in YAML."""
    text = unicodedata.normalize("NFC", name)
    words = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in text).split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
