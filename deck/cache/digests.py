"""Hashes of files, of which those are not read that stand as they stood when they were read before.

A file is known by its stamp: its size, its number on the disk, and the times of its last changes, of which the system
sets one itself at every write. Git knows files in the same way, and like Git this trusts no stamp so fresh that a later
write could bear it too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from deck.cache.keys import cached
from deck.cache.store import recall, remember
from deck.diagnostics import ContentError
from deck.files import digest_of, read_file, visible_files

FRESH = 3_000_000_000  # nanoseconds; the coarsest file systems count time by two seconds

Stamp = tuple[int, ...]


def content_digests(content: Path, cache: Path) -> dict[Path, str]:
    """Return a hash of each visible file of a content folder, in order, nothing for one that no build may read."""
    return digests_of(
        visible_files(content), cached(cache, "stamps", content), lambda path: read_file(path, content, path.as_posix())
    )


def digests_of(paths: Iterable[Path], memory: Path, read: Callable[[Path], bytes]) -> dict[Path, str]:
    """Return a hash of each file, nothing for one that *read* refuses; what is known of them is kept at *memory*."""
    known: dict[str, tuple[Stamp, str]] = recall(memory, "") or {}
    now = time.time_ns()
    digests, stamped = {}, {}
    for path in paths:
        stamp, name = _stamp(path), str(path)
        told = known.get(name)
        digests[path] = told[1] if told and told[0] == stamp else _digest(path, read)
        if stamp and max(stamp[-2:]) < now - FRESH:
            stamped[name] = stamp, digests[path]
    if stamped != known:
        remember(memory, "", stamped)
    return digests


def _stamp(path: Path) -> Stamp:
    """Return the stamp of an ordinary file; a link has none, since what it leads to may change."""
    with suppress(OSError):
        status = path.lstat()
        if S_ISREG(status.st_mode):
            return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    return ()


def _digest(path: Path, read: Callable[[Path], bytes]) -> str:
    with suppress(ContentError, OSError):
        return digest_of(read(path))
    return ""
