"""Start a new deck: a small content folder that builds, and that shows each feature once, explained in comments.

Or an empty one, which has only what a deck needs.
"""

from __future__ import annotations

import json
import re
import unicodedata
from errno import EEXIST
from importlib.resources import as_file, files
from pathlib import Path

from slugify import slugify

STARTER = files("deck").joinpath("starter")
WORKFLOW = files("deck").joinpath("start", "deck.yml")  # with CONTENT and VERSION for what differs
NEEDED = (".gitattributes", "deck.toml")
NAME, NAMESPACE = "My Deck", "my-deck"  # of the starter itself, which is a content folder


def start(folder: Path, token: str, *, empty: bool = False, action: str | None = None) -> tuple[Path, ...]:
    """Write the content folder of a new deck and return its files; raise `FileExistsError` if *folder* has any.

    The deck is named after the folder; its namespace ends in *token*, random characters that no other deck has.
    If *empty*, it has only the settings that a deck needs and no note.
    With a version of the *action* for GitHub, also write the workflow that checks and publishes the deck by it.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(EEXIST, "it is not empty; choose a new folder", str(folder))
    name = name_of_folder(folder)
    new = {NAME: name, NAMESPACE: f"{slugify(name) or 'deck'}-{token}"}
    with as_file(STARTER) as starter:
        made = {path.relative_to(starter): _replaced(path.read_text(encoding="utf-8"), new) for path in _files(starter)}
    if empty:
        made = {path: _needed(text) for path, text in made.items() if path.name in NEEDED}
    texts = {folder / path: text for path, text in made.items()}
    if action:
        texts |= _workflow(folder.resolve(), action)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tuple(texts)


def _workflow(content: Path, version: str) -> dict[Path, str]:
    """Return the workflow by its path, in the Git repository around the folder *content*, or else beside it."""
    repository = next((each for each in content.parents if (each / ".git").exists()), content.parent)
    path = repository / ".github" / "workflows" / "deck.yml"
    if path.exists():
        raise FileExistsError(EEXIST, "it exists already; move it away first", str(path))
    folder = json.dumps(content.relative_to(repository).as_posix(), ensure_ascii=False)
    return {path: _replaced(WORKFLOW.read_text(encoding="utf-8"), {"CONTENT": folder, "VERSION": version})}


def _files(starter: Path) -> list[Path]:
    return sorted(path for path in starter.rglob("*") if path.is_file())


def _needed(text: str) -> str:
    """Return the first two paragraphs of a file: of ``deck.toml`` the name and the namespace."""
    return "\n\n".join(text.split("\n\n")[:2]).rstrip() + "\n"


def _replaced(text: str, new: dict[str, str]) -> str:
    return re.sub("|".join(map(re.escape, new)), lambda match: new[match[0]], text)


def name_of_folder(folder: Path) -> str:
    """Return the words of a folder's name, without characters that have a meaning in deck names or in YAML."""
    text = unicodedata.normalize("NFC", folder.resolve().name)
    words = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in text).split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:] or NAME
