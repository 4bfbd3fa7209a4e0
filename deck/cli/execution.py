"""How commands run: found by name, their errors reported, without the garbage collector, on several processes."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from typer.core import TyperGroup

from deck import ADDRESS
from deck.cli.errors import EXIT_CODES, INTERRUPTED, MISSING, WRONG_CONTENT, report_errors, stop
from deck.cli.terminal import escape_unprintable, print_status
from deck.workers.interrupts import repeating_interrupts

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from deck.cache.store import Store

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


@contextmanager
def without_gc() -> Iterator[None]:
    """Switch off the garbage collector, also at exit, and the search for plugins of pydantic: they only cost time."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    atexit.register(gc.freeze)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def workers(jobs: int | None) -> Iterator[Executor | None]:
    """Yield an executor with so many processes, by default one for each core; for one, yield nothing."""
    from concurrent.futures import BrokenExecutor

    from deck.workers.pool import Workers

    if (processes := jobs or os.cpu_count() or 1) == 1:
        yield None
        return
    try:
        with Workers(processes) as executor:
            yield executor
    except BrokenExecutor:
        stop(MISSING, "a process that draws was ended from outside; what was drawn is cached, so build again")


def warn_if_uncached(content: Path, cache: Path | None, *, quiet: bool = False) -> None:
    """Print why nothing is cached, if that is so."""
    from deck.cache.cache_folder import open_store

    if not quiet and (problem := open_store(content, cache).problem):
        print_status(f"warning: {problem}", fg="yellow")


def build_on_changes(content: Path, cache: Path | None, build: Callable[[Store], None]) -> None:
    """Call *build* now and after each change of the content, until Ctrl-C; what it raises is reported, and no end."""
    from deck.cache.cache_folder import open_store
    from deck.cache.changes import changes
    from deck.history.lock import lock_path

    store = open_store(content, cache, holding=True)
    with suppress(KeyboardInterrupt):
        for _ in changes(content, store, without=lock_path(content)):
            try:
                with report_errors():
                    build(store)
            except SystemExit as stopped:
                if stopped.code == INTERRUPTED:
                    return
                if stopped.code not in (WRONG_CONTENT, MISSING):
                    raise
            gc.freeze()  # what is held until the next change is not searched for garbage meanwhile
