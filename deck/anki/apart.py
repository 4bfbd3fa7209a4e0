"""Let Anki work on a package that may be anybody's: in a process of its own, within bounds of time, memory and disk.

So no package can keep, fill or break down more than that process.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from deck.safety.database import open_database
from deck.safety.package_archive import LARGEST, PackageError, open_package

Result = TypeVar("Result")
BASE_TIME, BYTES_A_SECOND = 30, 500_000  # ours takes a second; one of 50,000 notes in 40 MB, twenty
MEMORY = 4 * LARGEST  # bytes, of addresses


class ApartError(Exception):
    """A package cannot be used, or the work with it was not done; the text, whose subject is the package, says why."""


def examine_package(package: Path, *, backup: bool = False) -> tuple[set[str], float]:
    """Return the media that *package* lists and how long Anki may take (seconds); raise `ApartError` if it is odd."""
    try:
        with tempfile.TemporaryDirectory() as folder, open_package(package, backup=backup) as opened:
            media, longest = opened.media_names(), BASE_TIME + opened.size / BYTES_A_SECOND
            with open_database(opened.unpack_database(Path(folder))):
                pass
    except PackageError as error:
        raise ApartError(f"it {error}") from None
    return media, longest


def run_apart(work: Callable[..., Result], *arguments: object, folder: Path, seconds: float) -> Result:
    """Return what *work* makes of *arguments* and *folder*; raise `ApartError` if it takes longer or breaks down."""
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    with receiving:
        process = context.Process(target=_work, args=(sending, work, arguments, str(folder)), daemon=True)
        process.start()
        sending.close()
        try:
            if not receiving.poll(seconds):
                raise ApartError(f"it was not done within {seconds:.0f} s")
            result: Result = receiving.recv()
        except EOFError:
            raise ApartError("it breaks down while it imports or checks it; make the package again") from None
        finally:
            process.kill()
            process.join()
        return result


def _work(sending: Connection, work: Callable[..., object], arguments: tuple[Any, ...], folder: str) -> None:
    """Work in a process that is bounded, says nothing and leaves Ctrl-C to the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with suppress(ImportError):  # on Windows, which has no such bounds
        import resource

        for limited, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 2 * LARGEST)):
            _, hard = resource.getrlimit(limited)
            resource.setrlimit(limited, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    tempfile.tempdir = folder  # which is removed however this ends
    sending.send(work(*arguments, Path(folder)))
