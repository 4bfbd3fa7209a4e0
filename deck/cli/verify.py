"""The command ``verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deck.cli.errors import MISSING, WRONG_CONTENT, report_anki_errors, require, stop
from deck.cli.formats import count
from deck.cli.installation import command_line
from deck.cli.options import AsJson, check_file, default_content
from deck.cli.terminal import print_json, print_status


def verify(
    package: Annotated[
        Path,
        typer.Argument(
            help="A package, or the content folder it is built from.",
            default_factory=default_content,
            show_default="content",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Import a package into a temporary Anki collection; report faults."""
    from dataclasses import asdict

    require("anki")
    from deck.anki.verify import verify as verify_package

    with report_anki_errors():
        verdict = verify_package(_package(package))
    if as_json:
        print_json(asdict(verdict))
    else:
        counts = f"{count(verdict.notes, 'note')}, {count(verdict.cards, 'card')}, {verdict.media} media"
        again = f"imported again: {verdict.duplicate} unchanged"
        print_status(f"Anki {verdict.anki}: {counts}; {again}", fg="red" if verdict.faults else "green")
        for fault in verdict.faults:
            print_status(fault)
    if verdict.faults:
        raise typer.Exit(WRONG_CONTENT)


def _package(path: Path) -> Path:
    """Return the package at *path*, or that of the content folder at *path*."""
    from deck.anki.package_name import SUFFIX
    from deck.build import package_of

    if path.suffix.lower() == SUFFIX:
        check_file(path)
        return path
    package = package_of(path)
    if not package.is_file():
        stop(MISSING, f"there is no package '{package}'; build it with: {command_line('build', path)}")
    return package
