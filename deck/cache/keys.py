"""Keys of cache entries: hashes of all that an entry depends on, so that what is out of date is never found.

No key is a promise to learners: `deck.history.guid` makes the GUIDs, `deck.history.lock` the digests of the lock.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

from msgspec import Struct

LIBRARIES = ("matplotlib-", "numpy-", "simpleeval-")  # that compute and draw figures
PROGRAM = Path(__file__).parents[2]


class Key(Struct, frozen=True):
    """What an entry was made from.

    There is one entry of a kind for each *name*; it is valid only under the *fingerprint* under which it was put.
    """

    name: str
    fingerprint: str = ""


def path_key(path: Path, *parts: object) -> Key:
    """Return the key of what this version of the program makes from the file or folder *path*, and from *parts*."""
    return Key(os.path.realpath(path), hash_of(tool(), *parts))


def drawing_key(figure: str) -> Key:
    """Return the key of the drawings of the figure of this name."""
    return Key(f"{figure} {figures_code()}")


def verdict_key(experiment: str, shown: list[str]) -> Key:
    """Return the key of the verdict on an experiment of a card that shows these numbers."""
    return Key(f"{experiment} {hash_of(*shown)} {figures_code()}")


def hash_of(*parts: object) -> str:
    """Return a hash of *parts*: plain values, and tuples, lists, mappings and dataclasses of them."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@cache
def tool() -> str:
    """Return a hash of this program, of the installed libraries and of the Python that runs it.

    A changed program is recognised by the sizes and times of its files, as Python recognises outdated bytecode.
    """
    files = [(str(path), status.st_size, status.st_mtime_ns) for path in _code() for status in [path.stat()]]
    return hash_of(sys.version, sorted(_installed()), files)


@cache
def figures_code() -> str:
    """Return a hash of the code that computes and draws figures, which is the same on another machine."""
    libraries = sorted(each for each in _installed() if each.startswith(LIBRARIES))
    files = [(path.relative_to(PROGRAM).as_posix(), path.read_bytes()) for path in _code("figures")]
    return hash_of(sys.version, libraries, files)


def _code(*packages: str) -> list[Path]:
    """Return the files of these packages, by default of the whole program, in order and without bytecode."""
    found = (each for package in packages or ("deck", "figures") for each in os.walk(PROGRAM / package))
    return sorted(Path(folder, name) for folder, _, names in found for name in names if not name.endswith(".pyc"))


def _installed() -> set[str]:
    """Return the names and versions of all installed distributions, as the folders of their metadata are called."""
    entries = (entry for each in map(Path, sys.path) if each.is_dir() for entry in os.scandir(each))
    return {entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))}
