"""The command ``adopt``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from deck.cli.errors import MISSING, WRONG_CONTENT, WRONG_USAGE, require, stop
from deck.cli.formats import count
from deck.cli.installation import command_line
from deck.cli.options import check_file
from deck.cli.terminal import print_result, print_status

MOST_REASONS = 12  # that are printed; all are in the list


def adopt(
    package: Annotated[Path, typer.Argument(help="An .apkg or .colpkg that Anki exported.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write.")],
) -> None:
    """Move an Anki deck into a new folder; its reviews stay."""
    require("anki", "zstandard")
    from deck.anki.apart import ApartError
    from deck.start.adopt import adopt as adopt_package
    from deck.start.guide import GUIDE, LIST, reasons

    check_file(package)
    try:
        decks = adopt_package(package, folder, os.urandom(4).hex())
    except FileExistsError:
        stop(WRONG_USAGE, f"'{folder}' exists already; name a new folder")
    except ApartError as error:
        stop(MISSING, f"Anki cannot read '{package}': {error}")
    left = reasons(decks)
    for reason, number in left[:MOST_REASONS]:
        print_status(f"{count(number, 'note')} not adopted: {reason}")
    if not any(deck.adopted for deck in decks):
        stop(WRONG_CONTENT, f"'{package}' holds no note to adopt")
    for deck in decks:
        print_status(f"{count(len(deck.adopted), 'note')} of '{deck.name}'; next: {command_line('check', deck.folder)}")
        print_result(str(deck.folder))
    guides = " and ".join(str(deck.folder / GUIDE) for deck in decks)
    print_status(f"what to do then is in {guides}" + (f", what was not adopted in {folder / LIST}" if left else ""))
    if left:
        raise typer.Exit(WRONG_CONTENT)
