"""Watch the content folder: tell when it has changed, to programs that build it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from deck.cache.snapshot import content_files
from deck.cache.store import Store

PERIOD, SETTLING = 0.1, 0.03
Stamps = dict[str, tuple[int, int, int]]


def changes(
    content: Path, store: Store, without: Path | None = None, pause: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Yield now, and whenever the files below *content* have changed and nothing is being written any more.

    The file *without* does not count: a build writes it.
    """
    seen: Stamps | None = None
    while True:
        found = _stamps(content, store, without)
        if found == seen:
            pause(PERIOD)
            continue
        while seen is not None and found != (later := _later(content, store, without, pause)):
            found = later
        seen = found
        yield


def _later(content: Path, store: Store, without: Path | None, pause: Callable[[float], None]) -> Stamps:
    pause(SETTLING)
    return _stamps(content, store, without)


def _stamps(content: Path, store: Store, without: Path | None) -> Stamps:
    """Return what is different for any two states of the files below *content*."""
    found: Stamps = {}
    for path in content_files(content, store):
        if path == without:
            continue
        with suppress(OSError):  # it went while we looked: the next look finds out
            status = path.stat()
            found[str(path)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found
