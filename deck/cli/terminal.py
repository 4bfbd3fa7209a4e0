"""What commands print: results on the standard output, and everything else on the standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import typer

from deck.cli.formats import diagnostics_as_text, harmless, totals

if TYPE_CHECKING:
    from rich.console import Console

    from deck.diagnostics import Diagnostic, LintResult


def escape_unprintable() -> None:
    """Let characters that the terminal's encoding lacks be printed as escapes: they are not a reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_result(text: str) -> None:
    """Print a line on the standard output."""
    typer.echo(harmless(text), sys.stdout)


def print_diff(text: str) -> None:
    """Print a diff on the standard output, as it is: a program may apply it."""
    typer.echo(text, sys.stdout, nl=False)


def print_json(value: object, indent: int | None = None) -> None:
    """Print a value as JSON on the standard output."""
    import json

    print_result(json.dumps(value, indent=indent))


def print_status(text: str, **style: Any) -> None:
    """Print a line on the standard error, in the *style* of `typer.style` on a terminal that wants it."""
    _print_styled(typer.style(harmless(text), **style))


def print_error(message: str) -> None:
    """Print why a command stops, if anything can be printed."""
    with suppress(OSError):
        print_status(message)
    drop_unwritable()


def print_totals(lint_result: LintResult) -> None:
    """Print how many errors, warnings and suppressed findings there are."""
    colours: dict[str, Any] = {"error": {"fg": "red"}, "warning": {"fg": "yellow"}, "none": {"fg": "green"}}
    _print_styled(
        ", ".join(typer.style(text, **colours.get(noun, {"dim": True})) for noun, text in totals(lint_result).items())
    )


def print_diagnostics(diagnostics: Collection[Diagnostic]) -> None:
    """Print diagnostics on the standard error, each with its line and a mark below the column."""
    if diagnostics:
        console = _console()
        for line in diagnostics_as_text(diagnostics):
            console.print(line, no_wrap=True, overflow=line.overflow or "ignore", crop=False)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how many figures are drawn, on a terminal and while there are any to draw."""
    with ExitStack() as shown:

        @cache
        def bar() -> Callable[[int, int], None]:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("drawing figures"), BarColumn(), MofNCompleteColumn())
            console = _console()
            progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
            shown.enter_context(progress)
            task = progress.add_task("drawing")
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield lambda done, total: bar()(done, total) if total and not quiet else None


def is_interactive() -> bool:
    """Return whether somebody at a terminal can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def drop_unwritable() -> None:
    """Drop output that cannot be written, as on a full disk; the end of the program would try and fail again."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print_styled(text: str) -> None:
    wanted = False if os.environ.get("NO_COLOR") else True if os.environ.get("FORCE_COLOR") else None
    typer.echo(text, sys.stderr, err=True, color=wanted)


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, emoji=False, markup=False, highlight=False)
