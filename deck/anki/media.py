"""Media as they are packed: the bytes of each file, looked at once more."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from deck.diagnostics import Location, content_error
from deck.files import digest_of, read_kept
from deck.safety.image import SUFFIXES, picture_fault

HASHED = re.compile(r"-(?P<hash>[0-9a-f]{12})\.\w+")


def read_medium(name: str, path: Path, verified: Collection[str]) -> tuple[bytes, str]:
    """Return the bytes of the medium *name* at *path*, and a hash of them that no other's bytes have.

    Raises `ContentError` if they changed since the file was named. They are checked once more, unless their hash is in
    *verified*.
    """
    data, location = read_kept(path), Location(path.parent.as_posix())
    whole, named = digest_of(data), HASHED.search(name)
    if named and not whole.startswith(named["hash"]):
        raise content_error(location, "N022", f"'{path.name}' changed while the deck was built; build again")
    suffix = path.suffix.lower()
    if suffix in SUFFIXES and whole not in verified and (fault := picture_fault(data, suffix)):
        raise content_error(
            location, "L004", f"'{path.name}' {fault.partition(';')[0]}; delete this folder and build again"
        )
    return data, whole
