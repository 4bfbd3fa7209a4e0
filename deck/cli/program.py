"""The program around its commands."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from typer.core import TyperGroup

from deck import ADDRESS
from deck.cli.errors import EXIT_CODES, report_errors
from deck.cli.terminal import escape_unprintable
from deck.workers.interrupts import repeating_interrupts

EPILOG = f"Without a command, 'build content' is run. How to write cards: {ADDRESS}/tree/main/docs. {EXIT_CODES}"


class Program(TyperGroup):
    """The commands. What they raise, wherever it is raised, is reported here alone."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Parse the command line and run its command; print the help or the version."""
        escape_unprintable()
        with report_errors(), repeating_interrupts():
            return super().main(*arguments, **options)

    def invoke(self, context: Any) -> Any:
        """Run a command, before Typer sees what it raises."""
        with report_errors():
            return super().invoke(context)


def command(name: str) -> Callable[..., None]:
    """Return the command of this *name*: the function in the file of the same name."""
    return cast("Callable[..., None]", getattr(import_module(f"deck.cli.{name}"), name))
