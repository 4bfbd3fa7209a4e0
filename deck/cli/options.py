"""The arguments and options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from deck import __version__
from deck.cli.errors import MISSING, stop
from deck.cli.terminal import print_result

MOST_JOBS = 999
CACHE_VARIABLE = "DECK_CACHE"  # the environment variable that does what --cache does


def default_content() -> Path:
    """Return the content folder that is meant if none is named: ``content``, or the working directory if it is one."""
    content, here = Path("content"), Path()
    return here if (here / "deck.toml").is_file() and not content.is_dir() else content


def check_file(path: Path | None) -> Path | None:
    """Return the path of a file; stop if there is none, or if it is a folder, a device or a pipe."""
    if path and not path.is_file():
        fault = f"'{path}' is not a regular file" if path.exists() else f"there is no file '{path}'"
        stop(MISSING, f"{fault}; check the path")
    return path


def cache_folder() -> Path | None:
    """Return the folder for the cache that the environment names, if it names one."""
    return Path(named) if (named := os.environ.get(CACHE_VARIABLE)) else None


def print_version(context: typer.Context, wanted: bool) -> None:  # noqa: FBT001 - Typer passes it
    """Print the version, if it is *wanted*, and end the program."""
    if wanted:
        print_result(f"{context.info_name} {__version__}")
        raise typer.Exit


Content = Annotated[
    Path,
    typer.Argument(
        help="The folder of Markdown files with its deck.toml.",
        default_factory=default_content,
        show_default="content",
    ),
]
Against = Annotated[
    Path | None,
    typer.Option("--against", callback=check_file, help="Compare with this published package, not the last build."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", min=1, max=MOST_JOBS, help="How many processes compile and draw.", show_default="the cores"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        envvar=CACHE_VARIABLE,
        metavar="DIR",
        help="The folder for the cache.",
        show_default="the user's cache folder",
    ),
]
Port = Annotated[
    int, typer.Option("--port", envvar="ANKICONNECT_PORT", min=1, max=65535, help="The port of AnkiConnect.")
]
Version = Annotated[
    bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and exit.")
]
