"""The command ``new``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from deck import __version__
from deck.cli.errors import WRONG_USAGE, stop
from deck.cli.formats import count
from deck.cli.installation import command_line
from deck.cli.terminal import print_result, print_status


def new(
    folder: Annotated[Path, typer.Argument(help="The folder to write.")],
    empty: Annotated[bool, typer.Option("--empty", help="Write only what a deck needs, and no card.")] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Also write a workflow that checks and publishes the deck on GitHub.")
    ] = False,
) -> None:
    """Start a new deck, with an example of every feature."""
    from deck.start.new import start

    try:
        files = start(folder, os.urandom(4).hex(), empty=empty, action=__version__ if github else None)
    except FileExistsError as error:
        stop(WRONG_USAGE, f"cannot write '{error.filename}': {error.strerror}")
    todo = command_line("preview", folder)
    if empty:
        note = f"'## Question' and the answer below it into '{folder / 'notes.md'}'"
        todo = f"write {note}, then {command_line('check', '--fix', folder)}"
    print_status(f"{count(len(files), 'file')}; next: {todo}")
    print_result(str(folder))
