"""Tell whether anything has changed since the last build: if not, what it made stands as it is.

A build is known by all that its result depends on: the files of the content, what was asked for, the tool and the
installed libraries. What it made is remembered only together with the hashes of the package and of the content, so that
neither an edit nor a damaged file is overlooked.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import astuple, replace
from pathlib import Path

from deck.cache import CACHE, keep, tool
from deck.errors import ContentError, Problem
from deck.files import read_file, visible_files
from deck.lock import LOCK, lock_path
from deck.plan import NOTHING
from deck.report import Quality, Report

COUNTS = ("notes", "cards", "figures", "media")


def fingerprint(content: Path, asked: str) -> str:
    """Return a hash of all that a build of *content* depends on but the lock: files, what is *asked*, and the tool."""
    digest = hashlib.sha256(f"{tool()}\n{asked}\n{content.as_posix()}\n".encode())
    for path in visible_files(content):
        if path.name != LOCK:
            data = _read(path, content)
            digest.update(f"{path.as_posix()}\n{len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def recall(content: Path, fingerprint: str, cache: Path = CACHE) -> Report | None:
    """Return the report of the last build of *content*, if it had this *fingerprint* and what it made still stands."""
    try:
        kept = json.loads(_memory(content, cache).read_bytes())
        package = Path(kept["package"])
        if (kept["fingerprint"], kept["made"]) != (fingerprint, _made(content, package)):
            return None
        quality = Quality(*(tuple(Problem(*each) for each in kept[name]) for name in ("found", "silenced")))
        counts = {name: kept[name] for name in COUNTS}
        return Report(package, **counts, drawn=0, plan=replace(NOTHING, unchanged=kept["notes"]), quality=quality)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(content: Path, fingerprint: str, report: Report, cache: Path = CACHE) -> None:
    """Remember what a build of *content* with this *fingerprint* has made."""
    kept = {
        "fingerprint": fingerprint,
        "made": _made(content, report.package),
        "package": str(report.package),
        **{name: getattr(report, name) for name in COUNTS},
        **{name: [astuple(each) for each in getattr(report.quality, name)] for name in ("found", "silenced")},
    }
    with suppress(OSError):  # all is done by now; what is not remembered is done again
        keep(_memory(content, cache), json.dumps(kept).encode())


def _memory(content: Path, cache: Path) -> Path:
    return cache / f"last-{hashlib.sha256(str(content.resolve()).encode()).hexdigest()[:12]}.json"


def _made(content: Path, package: Path) -> list[str]:
    """Return hashes of the package and the lock."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in (package, lock_path(content))]


def _read(path: Path, content: Path) -> bytes:
    """Return what a file holds, if a build may read it."""
    try:
        return read_file(path, content, path.as_posix())
    except (ContentError, OSError):
        return b""
