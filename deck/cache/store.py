"""The cache: entries of all kinds, each a file in one folder (`deck.cache.cache_folder` says which).

An entry begins with a checksum of its key and its content; one that is damaged or of another type counts as none. The
folder can be deleted at any time. When it has more than `LARGEST` bytes, the least recently used entries are deleted.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import Struct, field

from deck.cache.keys import Key, hash_of
from deck.cache.kinds import FIELDS, KINDS, NOTES, Kind, decode, encode
from deck.files import LARGEST as LARGEST_ENTRY
from deck.files import read_regular_file, replacing

T = TypeVar("T")
Stamp = tuple[int, int, int]  # inode, size and time of a file

CHECKSUM = 32  # bytes
LARGEST = 2_000_000_000  # bytes of all entries together: some hundred thousand notes, or ten thousand figures
PRUNED, HOUR = "pruned", 3600  # the file whose time is when the folder was last pruned; seconds
ENTRY = rf"\.?({'|'.join(each.name for each in KINDS)})-[0-9a-f]{{32}}(\.[0-9a-f]{{8}})?"
HELD = (NOTES, FIELDS)  # the kinds that a holding store holds, whose values nothing changes
BROKEN = (ValueError, OverflowError, MemoryError, RecursionError)  # what decoding raises


class Store(Struct, frozen=True):
    """The entries in a folder; without a folder nothing is cached, and *problem* may say why."""

    folder: Path | None = None
    problem: str = ""

    def get(self, kind: Kind, key: Key) -> Any:
        """Return the value that was put under this key, or nothing if there is no valid one."""
        if self.folder is None:
            return None
        path = _path(self.folder, kind, key)
        try:
            data = memoryview(read_regular_file(path))
            if data[:CHECKSUM] != checksum(kind, key, data[CHECKSUM:]):
                return None
            value = decode(kind, data[CHECKSUM:])
        except (OSError, *BROKEN):
            return None
        with suppress(OSError):
            os.utime(path)
        return value

    def put(self, kind: Kind, key: Key, value: object) -> bool:
        """Put a value under a key, in place of an older value under the same name; return whether it was possible."""
        if self.folder is None:
            return False
        try:
            data = encode(value)
            if len(data) > LARGEST_ENTRY - CHECKSUM:
                return False
            with replacing(_path(self.folder, kind, key), safe=False) as file:  # a torn file has no valid checksum
                file.write(checksum(kind, key, data) + data)
        except (OSError, ValueError):
            return False
        return True

    def get_or_put(self, kind: Kind, key: Key, make: Callable[[], T]) -> T:
        """Return the value under a key; if there is none, make it and put it there."""
        if (known := self.get(kind, key)) is not None:
            return cast("T", known)
        value = make()
        self.put(kind, key, value)
        return value

    def held_or(self, path: Path, state: str, make: Callable[[], T]) -> T:  # noqa: ARG002
        """Return what *make* makes of a file in this *state*; a store that holds values makes it once."""
        return make()

    def hold(self, path: Path, state: str, make: Callable[[], object]) -> None:
        """Let a store that holds values hold what *make* makes, as what is made of a file in this *state*."""

    def owns(self, path: Path) -> bool:
        """Return whether a file belongs to this cache, which may be inside a content folder."""
        if self.folder is None or not (path.name == PRUNED or re.fullmatch(ENTRY, path.name)):
            return False
        return path.parent.resolve() == self.folder.resolve()

    def prune(self, largest: int = LARGEST, period: float = HOUR) -> None:
        """Delete the least recently used entries until the rest has at most *largest* bytes.

        Other files in the folder are not touched. Nothing happens if this was done less than *period* seconds ago.
        """
        with suppress(OSError):
            if self.folder is None or _is_younger(self.folder / PRUNED, period):
                return
            (self.folder / PRUNED).touch()
            entries = [each for each in os.scandir(self.folder) if _is_entry(each)]
            found = [(each.stat(follow_symlinks=False), each.path) for each in entries]
            size = sum(status.st_size for status, _ in found)
            for status, path in sorted(found, key=lambda each: each[0].st_mtime_ns):
                if size <= largest:
                    break
                Path(path).unlink(missing_ok=True)
                size -= status.st_size


class HoldingStore(Store, frozen=True):
    """A store for a process that builds again and again: it holds what it read while that stays the same."""

    held: dict[Path, tuple[Stamp, Key, Any]] = field(default_factory=dict)
    made: dict[Path, tuple[str, Any]] = field(default_factory=dict)

    def get(self, kind: Kind, key: Key) -> Any:
        """Return the value that was put under this key, decoded only if it was put since the last look."""
        if self.folder is None or kind not in HELD:
            return super().get(kind, key)
        path = _path(self.folder, kind, key)
        before = _stamp(path)
        if before and path in self.held and self.held[path][:2] == (before, key):
            return self.held[path][2]
        value = super().get(kind, key)
        after = _stamp(path)
        if value is not None and before and after and before[:2] == after[:2]:  # only the times are others
            self.held[path] = after, key, value
        return value

    def held_or(self, path: Path, state: str, make: Callable[[], T]) -> T:
        """Return what *make* made of a file when it was last in this *state*, or makes now."""
        if path not in self.made or self.made[path][0] != state:
            self.hold(path, state, make)
        return cast("T", self.made[path][1])

    def hold(self, path: Path, state: str, make: Callable[[], object]) -> None:
        """Hold what *make* makes now, as what is made of a file in this *state*."""
        self.made[path] = state, make()

    def __reduce__(self) -> tuple[type[Store], tuple[Path | None, str]]:
        """Become an ordinary store in another process."""
        return Store, (self.folder, self.problem)


def _stamp(path: Path) -> Stamp | None:
    with suppress(OSError):
        status = path.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns
    return None


def _path(folder: Path, kind: Kind, key: Key) -> Path:
    return folder / f"{kind.name}-{hash_of(key.name)}"


def checksum(kind: Kind, key: Key, data: bytes | memoryview) -> bytes:
    """Return the checksum with which an entry begins: of its kind, its key and its content."""
    digest = hashlib.sha256(f"{kind.name}\n{key!r}\n".encode())
    digest.update(data)
    return digest.digest()


def _is_entry(file: os.DirEntry[str]) -> bool:
    return bool(re.fullmatch(ENTRY, file.name)) and file.is_file(follow_symlinks=False)


def _is_younger(path: Path, seconds: float) -> bool:
    return path.exists() and abs(time.time() - path.stat().st_mtime) < seconds
