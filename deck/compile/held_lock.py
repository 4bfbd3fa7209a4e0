"""The lock of a content folder; a process that builds again and again holds the one that it wrote."""

from __future__ import annotations

from deck.cache.snapshot import Snapshot
from deck.cache.store import Store
from deck.history.lock import Lock, lock_path
from deck.history.lock_file import lines_of, read_lock


def lock_of(snapshot: Snapshot, store: Store, namespace: str) -> Lock | None:
    """Return the lock, if there is one; raise `ContentError` as `read_lock` does."""
    path = lock_path(snapshot.content)

    def read() -> Lock | None:
        return read_lock(path, path.as_posix(), namespace, snapshot.read_last)

    digest = snapshot.digest(path)
    return store.held_or(path, _state(digest, namespace), read) if digest else read()


def hold_lock(snapshot: Snapshot, store: Store, namespace: str, written: Lock, digest: str) -> None:
    """Hold the lock that was *written*, with this *digest*, as it would be read."""

    def as_read() -> Lock:
        records = sorted(written.records.values(), key=lambda each: each.id)
        return Lock({each.first_id: each for each in records}, lines_of(written))

    store.hold(lock_path(snapshot.content), _state(digest, namespace), as_read)


def _state(digest: str, namespace: str) -> str:
    return f"{digest} {namespace}"
