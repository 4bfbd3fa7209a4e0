"""The whole flow: read a package with Anki's own library, write its notes as content folders, and list the others."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from errno import EEXIST
from pathlib import Path

from deck.anki.any_collection import AnyNote, Holdings, read_holdings
from deck.anki.apart import examine_package, run_apart
from deck.source.settings import NOT_IN_A_DECK_NAME
from deck.start.any_html import with_mathjax
from deck.start.file_names import file_names
from deck.start.guide import write_guide
from deck.start.new import name_of_folder
from deck.start.note_kind import with_readings
from deck.start.write_folder import AdoptedDeck, write_folder


def adopt(package: Path, folder: Path, token: str) -> list[AdoptedDeck]:
    """Write the notes of *package* to *folder*, or if it has several top-level decks, to a folder below it for each.

    Namespaces end in *token*, random characters. Raises `FileExistsError` if there is a *folder*, `PackageError` or
    `ApartError` if the package cannot be read. The folder is written whole, or not at all if no note can be adopted.
    """
    if folder.exists():
        raise FileExistsError(EEXIST, "choose a new folder", str(folder))
    _, seconds = examine_package(package, backup=True)
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory(dir=folder.absolute().parent) as unfinished:
        holdings = run_apart(read_holdings, package, folder=Path(work), seconds=seconds)
        written = write_folders(holdings, Path(unfinished, "content"), name_of_folder(folder), token)
        if any(each.adopted for each in written):
            write_guide(written, Path(unfinished, "content"))
            Path(unfinished, "content").rename(folder)
        return [replace(each, folder=folder / each.folder.relative_to(Path(unfinished, "content"))) for each in written]


def write_folders(holdings: Holdings, folder: Path, name: str, token: str) -> list[AdoptedDeck]:
    """Write a content folder for each top-level deck; *name* is that of the deck of notes that have none.

    The namespace of each ends in *token*.
    """
    roots: dict[str, dict[str, list[AnyNote]]] = defaultdict(lambda: defaultdict(list))
    for note in holdings.notes:
        deck = _name(note.deck) or name
        fields = {field: with_mathjax(html) for field, html in note.fields.items()}
        shown = with_readings(note.note_type, fields)
        roots[deck.partition("::")[0].casefold()][deck].append(note._replace(fields=shown))
    names = file_names((next(iter(decks)).partition("::")[0] for decks in roots.values()), "deck")
    return [
        write_folder(folder / below if len(roots) > 1 else folder, decks, holdings.media, f"{below}-{token}")
        for below, decks in zip(names, roots.values(), strict=True)
    ]


def _name(deck: str) -> str:
    """Return the name of a deck without what no deck here may have in its name."""
    levels = (NOT_IN_A_DECK_NAME.sub(" ", level) for level in deck.split("::"))
    return "::".join(filter(None, (" ".join(level.split()) for level in levels)))
