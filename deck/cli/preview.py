"""The command ``preview``."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from deck.cli.clock import now
from deck.cli.errors import WRONG_USAGE, report_anki_errors, require, stop
from deck.cli.execution import warn_if_uncached
from deck.cli.formats import count
from deck.cli.options import Cache, Content
from deck.cli.terminal import print_diagnostics, print_result, print_status, progress


def preview(
    content: Content,
    watch: Annotated[
        bool | None,
        typer.Option("--watch/--no-watch", help="Keep the page up to date.", show_default="--watch on a terminal"),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write; any web server can serve it.")
    ] = Path("build", "preview"),
    cache: Cache = None,
) -> None:
    """Show every card as Anki renders it, in the browser."""
    require("anki", "mathjax")
    from deck import preview as pages

    timestamp = now().timestamp
    try:
        with report_anki_errors():
            warn_if_uncached(content, cache)
            if watch if watch is not None else sys.stdout.isatty():
                _keep_up_to_date(content, output, timestamp, cache)
                return
            with progress() as show:
                pages.make(content, output, timestamp, show, cache)
    except pages.NotAPreviewError as error:
        stop(WRONG_USAGE, str(error))
    print_result(str(output / "index.html"))


def _keep_up_to_date(content: Path, output: Path, timestamp: int, cache: Path | None) -> None:
    """Serve the page and keep it up to date, until Ctrl-C."""
    import webbrowser

    from deck import preview as pages

    opened = False
    with suppress(KeyboardInterrupt), pages.serve(output) as site:
        for made in pages.watch(content, output, timestamp, lambda *_: None, cache):
            site.publish()
            if not opened:
                print_result(site.address)
                opened = True
                if sys.stdout.isatty():
                    webbrowser.open(site.address)
            print_diagnostics(made.errors)
            if not made.errors:
                print_status(f"{count(len(made.cards), 'card')}, {count(len(made.findings), 'finding')}")
    if opened:
        print_status(f"stopped; the page stays in {output / 'index.html'}")
