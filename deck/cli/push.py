"""The command ``push``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from deck.cli.clock import now
from deck.cli.errors import MISSING, WRONG_USAGE, stop
from deck.cli.options import DEFAULT_CONTENT, Against, Content
from deck.cli.terminal import count, is_interactive, print_plan, print_result, print_status, progress

if TYPE_CHECKING:
    from deck.history.plan import Entry


def push(
    content: Content = DEFAULT_CONTENT,
    against: Against = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete the notes that were retired.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Bring the deck into the running Anki, through AnkiConnect."""
    from deck.anki import push as anki
    from deck.build import build_if_needed
    from deck.build import plan as plan_import

    if not yes and not is_interactive():
        stop(WRONG_USAGE, "there is no terminal on which to ask; push with --yes")
    moment = now()
    with report_push_errors():
        connection = anki.AnkiConnect(os.environ.get("ANKICONNECT_KEY", ""))
        anki.preflight(connection)
        settings, found = plan_import(content, moment.timestamp, against)
        gone = anki.present(connection, settings.namespace, found.gone) if prune else ()
        print_plan(settings.namespace, found)
        _ask(gone, yes=yes)
        moved = anki.move_cards(connection, settings.namespace, found.moved)
        with progress() as show:
            report = build_if_needed(
                content, None, moment.timestamp, against=against, dated=moment.chosen, progress=show
            )
        deleted = anki.prune(connection, settings.namespace, gone)
        anki.open_package(connection, report.package)
    done = f"{count(moved, 'card')} moved, {count(deleted, 'note')} deleted"
    print_status(f"{done}; Anki shows its import dialog, press Import there", fg="green")


@contextmanager
def report_push_errors() -> Iterator[None]:
    """Report why Anki cannot be reached, or what it refuses, and stop."""
    from deck.anki.push import PushError

    try:
        yield
    except PushError as error:
        stop(MISSING, str(error))


def _ask(gone: tuple[Entry, ...], *, yes: bool) -> None:
    """Name what would be deleted, and stop unless the author agrees to the push."""
    for each in gone:
        print_result(f"deletes '{each.id}' with its history: {each.title}")
    if not yes:
        typer.confirm("Push this into Anki?", abort=True, err=True)
