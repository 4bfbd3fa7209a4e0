"""How commands run: without the garbage collector, and on several processes."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deck.cli.errors import MISSING, stop
from deck.cli.terminal import print_status

if TYPE_CHECKING:
    from concurrent.futures import Executor


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
    from deck.cache.store import open_store

    if not quiet and (problem := open_store(content, cache).problem):
        print_status(f"warning: {problem}", fg="yellow")
