"""The command ``pull``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deck.cli.errors import WRONG_CONTENT, report_push_errors, require_terminal
from deck.cli.execution import warn_if_uncached, without_gc
from deck.cli.formats import count
from deck.cli.options import Cache, Content, Port, check_file
from deck.cli.terminal import print_diff, print_status

if TYPE_CHECKING:
    from deck.edit.pull import Pulled
    from deck.history.held import HeldNote


def pull(
    content: Content,
    package: Annotated[
        Path | None,
        typer.Option("--from", callback=check_file, help="Read this package, exported in Anki, not the running Anki."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", callback=check_file, help="The package that Anki imported last, if that is not the last build."
        ),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and write nothing.")] = False,
    port: Port = 8765,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    cache: Cache = None,
) -> None:
    """Bring edits made in Anki back into the Markdown, each with proof."""
    from deck.build import open_inputs
    from deck.compile.folder import compile_content
    from deck.edit.fix import write_fixes
    from deck.edit.outcome import lines
    from deck.edit.pull import find_edits
    from deck.history.held import notes_in_package

    if not (yes or diff):
        require_terminal("pull with --yes or --diff")
    with without_gc():
        warn_if_uncached(content, cache)
        compiled = compile_content(*open_inputs(content, cache))
        namespace = compiled.folder.settings.namespace
        notes = notes_in_package(package, namespace) if package else _notes_in_anki(namespace, port)
        pulled = find_edits(compiled, notes, notes_in_package(against, namespace) if against else ())
    print_diff("".join(fix.diff for fix in pulled.fixes))
    for line in lines(pulled):
        print_status(line)
    if pulled.fixes and not diff:
        if not yes:
            typer.confirm("Write this?", abort=True, err=True)
        write_fixes(pulled.fixes)
    print_status(_summary(pulled, written=not diff), fg="yellow" if pulled.left else "green")
    if pulled.left:
        raise typer.Exit(WRONG_CONTENT)


def _notes_in_anki(namespace: str, port: int) -> list[HeldNote]:
    """Return the notes that the running Anki has; stop if it cannot be asked."""
    from deck.anki.connect import AnkiConnect
    from deck.anki.survey import held_notes

    with report_push_errors():
        return held_notes(AnkiConnect(os.environ.get("ANKICONNECT_KEY", ""), port), namespace)


def _summary(pulled: Pulled, *, written: bool) -> str:
    came = f"{count(len(pulled.edits), 'edit')} {'written' if written else 'can be written'}"
    return f"{came}, {len(pulled.left)} left" if pulled.edits or pulled.left else "nothing to pull"
