"""The command ``new``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from deck.cli.errors import WRONG_USAGE, stop
from deck.cli.formats import count
from deck.cli.installation import command_line
from deck.cli.terminal import print_result, print_status


def new(folder: Annotated[Path, typer.Argument(help="The folder to write.")]) -> None:
    """Start a new deck, with an example of every feature."""
    from deck.new import start

    try:
        files = start(folder, os.urandom(4).hex())
    except FileExistsError:
        stop(WRONG_USAGE, f"'{folder}' exists already; name a new folder")
    print_status(f"{count(len(files), 'file')}; next: {command_line('preview', folder)}")
    print_result(str(folder))
