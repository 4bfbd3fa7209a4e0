"""What a build keeps for the next one, sealed so that only this user's own builds can have written it.

An entry is a file under ``build/``, which may have come with a stranger's folder, or be damaged. Its seal is a code
that nobody can make who does not know a secret of this user (RFC 2104, HMAC), which lies in the user's own cache
folder. An entry without the right seal is as good as missing.
"""

from __future__ import annotations

import hmac
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from deck.files import read_kept, replacing

T = TypeVar("T")

SIZE = 32  # bytes of the secret, and of a seal


def remembered(path: Path, key: str, make: Callable[[], T]) -> T:
    """Return what was kept at *path* under *key*, or else *make* it and keep it."""
    if (known := recall(path, key)) is not None:
        return cast("T", known)
    value = make()
    remember(path, key, value)
    return value


def remember(path: Path, key: str, value: object) -> bool:
    """Keep *value* under a *key* that tells all it depends on, and return whether it will be found there."""
    if not (own := secret()):
        return False
    pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    try:
        with replacing(path, safe=False) as file:  # what a failing power supply leaves of it has no seal
            file.write(_seal(own, path, key, pickled) + pickled)
    except OSError:
        return False
    return True


def recall(path: Path, key: str) -> Any:
    """Return the value that this user's own build kept at *path* under *key*, or nothing."""
    own = secret()  # which is there before processes begin that need it, too
    try:
        known = read_kept(path) if own else b""
    except OSError:
        return None
    seal, pickled = known[:SIZE], known[SIZE:]
    if not own or not hmac.compare_digest(seal, _seal(own, path, key, pickled)):
        return None
    with suppress(OSError):
        os.utime(path)
    return pickle.loads(pickled)  # noqa: S301 - the seal says that we wrote it


def _seal(secret: bytes, path: Path, key: str, pickled: bytes) -> bytes:
    return hmac.digest(secret, f"{path.name}\n{key}\n".encode() + pickled, "sha256")


@cache
def secret() -> bytes | None:
    """Return this user's secret, made at first need, if it can be kept."""
    with suppress(OSError, RuntimeError):
        path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "optimizer-flashcards", "secret")
        if not (found := _read(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(0o600)
            path.write_bytes(os.urandom(SIZE))
            found = _read(path)
        return found
    return None


def _read(path: Path) -> bytes | None:
    found = path.read_bytes() if path.is_file() else b""
    return found if len(found) == SIZE else None
