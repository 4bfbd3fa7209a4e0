"""Tell whether anything has changed since the last build: if not, what it made stands as it is.

A build is known by all that its result depends on: the files of the content, what was asked for, the tool and the
installed libraries. What it made is remembered only together with the hashes of the package and of the content, so that
neither an edit nor a damaged file is overlooked.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from deck.cache import store
from deck.cache.digests import content_digests, digests_of
from deck.cache.keys import CACHE, cached, tool
from deck.history.lock import LOCK, lock_path
from deck.history.plan import NOTHING
from deck.report import Report


def fingerprint(content: Path, options: str, cache: Path = CACHE, *, lock: bool = False) -> str:
    """Return a hash of all that a build of *content* depends on: files, the *options*, and the tool.

    The lock, which a build writes itself, is a part of it if so wanted.
    """
    digest = hashlib.sha256(os.fsencode(f"{tool()}\n{options}\n{content.as_posix()}\n"))
    for path, known in content_digests(content, cache).items():
        if lock or path.name != LOCK:
            digest.update(os.fsencode(path) + f"\n{known}\n".encode())
    return digest.hexdigest()


def recall(content: Path, fingerprint: str, cache: Path = CACHE) -> Report | None:
    """Return the report of the last build of *content*, if it had this *fingerprint* and what it made still stands."""
    known: tuple[list[str], Report] | None = store.recall(cached(cache, "last", content), fingerprint)
    if not known:
        return None
    made, report = known
    if made != _made(content, report.package, cache):
        return None
    return replace(report, drawn=0, plan=replace(NOTHING, unchanged=report.notes))


def remember(content: Path, fingerprint: str, report: Report, cache: Path = CACHE) -> None:
    """Remember what a build of *content* with this *fingerprint* has made."""
    made = _made(content, report.package, cache)
    store.remember(cached(cache, "last", content), fingerprint, (made, replace(report, plan=NOTHING)))


def _made(content: Path, package: Path, cache: Path) -> list[str]:
    """Return hashes of the package and the lock, as far as they are there."""
    return list(digests_of([package, lock_path(content)], cached(cache, "made", content), Path.read_bytes).values())
