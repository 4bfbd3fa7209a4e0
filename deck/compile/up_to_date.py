"""Decide whether anything has changed since the last build; if not, what it wrote is up to date.

A build is identified by all that its result depends on: the files of the content, the options, the program and the
installed libraries. Its report is cached together with the digests of the package and of the lock, so that neither an
edit nor a damaged file is overlooked.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from deck.cache.digests import Seen, look_at
from deck.cache.keys import Key, path_key
from deck.cache.kinds import BUILDS
from deck.cache.snapshot import Snapshot
from deck.cache.store import Store
from deck.files import digest_of_file
from deck.history.lock import lock_path
from deck.history.plan import NOTHING
from deck.report import Report


class LastBuild(Struct, frozen=True):
    """What a build wrote, and what it reported."""

    package: Seen
    report: Report


def build_key(snapshot: Snapshot, options: str) -> Key:
    """Return the key of a build: without the lock, which the build itself writes."""
    return path_key(snapshot.content, options, *_files(snapshot, without=lock_path(snapshot.content)))


def check_key(snapshot: Snapshot) -> Key:
    """Return the key of a check, which depends on the lock too."""
    return path_key(snapshot.content, *_files(snapshot))


def last_report(snapshot: Snapshot, key: Key, store: Store) -> Report | None:
    """Return the report of the last build, if it had this *key* and what it wrote is still there."""
    last: LastBuild | None = store.get(BUILDS, key)
    if not last:
        return None
    package = _look_at(last.report.package, last.package)
    if (package.digest, snapshot.digest(lock_path(snapshot.content))) != (last.package.digest, last.report.lock):
        return None
    if package != last.package:
        store.put(BUILDS, key, replace(last, package=package))
    return replace(last.report, plan=replace(NOTHING, unchanged=last.report.notes))


def put_report(report: Report, key: Key, store: Store) -> None:
    """Put the report of a build into the cache."""
    last = LastBuild(_look_at(report.package, None), replace(report, drawn=0, plan=NOTHING))
    store.put(BUILDS, key, last)


def _look_at(package: Path, known: Seen | None) -> Seen:
    (seen,) = look_at([package], {str(package): known} if known else {}, digest_of_file).values()
    return seen


def _files(snapshot: Snapshot, without: Path | None = None) -> list[str]:
    """Return what a result depends on: how messages name the folder, and its files, each with its digest."""
    files = (f"{seen.digest} {path}" for path, seen in snapshot.files.items() if path != without)
    return [snapshot.content.as_posix(), *files]
