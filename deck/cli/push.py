"""The command ``push``."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from deck.cli.clock import now
from deck.cli.errors import MISSING, report_push_errors, require_terminal, stop
from deck.cli.execution import warn_if_uncached
from deck.cli.formats import count, plan_as_text
from deck.cli.options import Against, Cache, Content, Port
from deck.cli.terminal import print_result, print_status, progress

OPENED = "Anki shows its import dialog, press Import there"
WAITING = "the import dialog of the last push may still be open, press Import there; if it is closed, push with --again"


def push(
    content: Content,
    against: Against = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete the notes that were retired.")] = False,
    port: Port = 8765,
    again: Annotated[
        bool,
        typer.Option("--again", help="Open the import dialog, although that of the last push may still be open."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    cache: Cache = None,
) -> None:
    """Bring the deck into the running Anki, through AnkiConnect."""
    from deck.anki import push as anki
    from deck.anki.describe import lines
    from deck.build import build_if_needed, outlook

    if not yes:
        require_terminal("push with --yes")
    moment = now()
    with report_push_errors():
        connection = anki.AnkiConnect(os.environ.get("ANKICONNECT_KEY", ""), port)
        anki.preflight(connection)
        warn_if_uncached(content, cache)
        settings, found, before, after = outlook(content, moment.timestamp, against, cache)
        survey = anki.look(connection, settings.namespace, before, after)
        for line in plan_as_text(settings.namespace, found):
            print_result(line)
        print_result("")
        for line in lines(survey, prune=prune):
            print_result(line)
        _ask(survey.strange, yes=yes)
        moved = anki.move_cards(connection, survey)
        with progress() as show:
            report = build_if_needed(
                content,
                None,
                moment.timestamp,
                against=against,
                clock=int(time.time()),
                dated=moment.chosen,
                cache=cache,
                progress=show,
            )
        deleted = anki.prune(connection, survey) if prune else frozenset()
        opened = anki.open_package(connection, report.package, survey, deleted, again=again)
    done = f"{count(moved, 'card')} moved, {count(len(deleted), 'note')} deleted"
    print_status(f"{done}; {OPENED if opened else WAITING}", fg="green")


def _ask(strange: tuple[str, ...], *, yes: bool) -> None:
    """Stop unless the author agrees to the push; with --yes, stop for a note type that cannot be imported."""
    if not yes:
        typer.confirm("Push this into Anki?", abort=True, err=True)
    elif strange:
        stop(MISSING, f"{strange[0]}, so its notes cannot be imported; remove it there, or push without --yes")
