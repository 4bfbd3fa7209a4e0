"""The content folder at one moment: a build looks at it when it begins and when it ends.

All stages in between ask the first snapshot, so that they agree on what the folder contains, and no file is read twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from deck.cache.digests import Digests, Seen, look_at
from deck.cache.keys import Key
from deck.cache.kinds import DIGESTS
from deck.cache.store import Store
from deck.diagnostics import ContentError, Location, content_error
from deck.files import check_file, digest_of, digest_of_file, is_there, read_file, visible_files

MOST_HELD = 64_000_000  # bytes of all files that are held in memory


class Snapshot(Struct, frozen=True):
    """The visible files of the folder *content*, in order, as they were at one moment.

    *held* are the bytes of those that had to be read for their digests.
    """

    content: Path
    files: Mapping[Path, Seen]
    held: dict[Path, bytes]

    def digest(self, path: Path) -> str:
        """Return the digest of a file, or nothing if it was not there or could not be read."""
        return self.files[path].digest if path in self.files else ""

    def read(self, path: Path, root: Path, shown: str) -> bytes:
        """Return the bytes of a file as `read_file` does; raise `ContentError` if they have changed since."""
        if path in self.held:
            return self.held[path]
        data = read_file(path, root, shown)
        if (digest := self.digest(path)) and digest != digest_of(data):
            raise changed_meanwhile(shown)
        return data

    def read_last(self, path: Path, root: Path, shown: str) -> bytes:
        """Return what `read` returns, and hold it no longer, since nothing reads it again."""
        data = self.read(path, root, shown)
        self.held.pop(path, None)
        return data

    def has_current(self, path: Path) -> bool:
        """Return whether a file is as it was, or still not there; it is read only if its stamp does not tell."""
        if path not in self.files:
            return not is_there(path)
        (seen,) = look_at([path], {str(path): self.files[path]}, _digest_in(self.content)).values()
        return seen.digest == self.digest(path)


def content_files(content: Path, store: Store) -> list[Path]:
    """Return the visible files of a content folder in order, without the entries of a cache in it."""
    if store.folder is None or not store.folder.resolve().is_relative_to(content.resolve()):
        return list(visible_files(content))
    return [path for path in visible_files(content) if not store.owns(path)]


def take_snapshot(content: Path, store: Store) -> Snapshot:
    """Look at the folder *content*; a file that has not changed since the last look is not read."""
    known: Digests = store.get(DIGESTS, _key(content)) or {}
    paths, reader = content_files(content, store), _HoldingReader(content)
    found = look_at(paths, known, reader)
    if found != known:
        store.put(DIGESTS, _key(content), found)
    return Snapshot(content, dict(zip(paths, found.values(), strict=True)), reader.held)


def is_current(snapshot: Snapshot, store: Store, without: Path | None = None) -> bool:
    """Look at the folder again; return whether no file was written since, except *without*, which a build writes."""
    content = snapshot.content
    before = {str(path): seen for path, seen in snapshot.files.items()}
    paths = [path for path in content_files(content, store) if path != without]
    after = look_at(paths, before, _digest_in(content))
    if (known := before | after) != before:
        store.put(DIGESTS, _key(content), known)
    before.pop(str(without), None)
    return {name: seen.state for name, seen in before.items()} == {name: seen.state for name, seen in after.items()}


def changed_meanwhile(shown: str) -> ContentError:
    """Return the exception for a file that is no longer what it was in the snapshot of this build."""
    return content_error(Location(shown), "N022", "the file changed while the deck was built; build again")


class _HoldingReader:
    """Returns the digests of files of the folder *content*, and holds what it has read as far as there is room."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.held: dict[Path, bytes] = {}
        self.room = MOST_HELD

    def __call__(self, path: Path) -> str:
        data = read_file(path, self.content, path.as_posix())
        if len(data) <= self.room:
            self.room -= len(data)
            self.held[path] = data
        return digest_of(data)


def _digest_in(content: Path) -> Callable[[Path], str]:
    """Return a function that returns the digests of files of the folder *content*, and holds nothing."""

    def digest(path: Path) -> str:
        check_file(path, content, path.as_posix())
        return digest_of_file(path)

    return digest


def _key(content: Path) -> Key:
    return Key(str(content.resolve()))
