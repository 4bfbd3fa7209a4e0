"""Digests of files; a file that has not changed since it was last read is not read again.

Such a file is recognised by its stamp: its size, its inode, and the times of its last changes, one of which only the
system sets, at every write. Git does the same, and like Git this trusts no stamp so recent that a later write could
leave the same one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from msgspec import Struct

from deck.diagnostics import ContentError

FRESH = 3_000_000_000  # nanoseconds; the coarsest file systems count time in steps of two seconds

Stamp = tuple[int, ...]


class Seen(Struct, frozen=True, array_like=True):
    """A file as it was read: its stamp, the digest of its bytes if it could be read, and when it was (nanoseconds)."""

    stamp: Stamp
    digest: str
    time: int

    @property
    def state(self) -> tuple[Stamp, str]:
        """What is the same as long as nobody writes to the file."""
        return self.stamp, self.digest

    def is_current(self, stamp: Stamp) -> bool:
        """Return whether a file with this *stamp* certainly has the same bytes."""
        return bool(stamp) and stamp == self.stamp and max(stamp[-2:]) < self.time - FRESH


Digests = dict[str, Seen]  # by path


def look_at(paths: Iterable[Path], known: Mapping[str, Seen], digest: Callable[[Path], str]) -> Digests:
    """Return each file as it is now; *digest* reads those that may differ from what is *known* of them."""
    now = time.time_ns()
    return {str(path): _look_at(path, known.get(str(path)), now, digest) for path in paths}


def _look_at(path: Path, known: Seen | None, now: int, digest: Callable[[Path], str]) -> Seen:
    stamp = _stamp(path)
    if known and known.is_current(stamp):
        return known
    with suppress(ContentError, OSError):
        return Seen(stamp, digest(path), now)
    return Seen(stamp, "", now)


def _stamp(path: Path) -> Stamp:
    """Return the stamp of a regular file; a link has none, since the file to which it points may change."""
    with suppress(OSError):
        status = path.lstat()
        if S_ISREG(status.st_mode):
            return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    return ()
