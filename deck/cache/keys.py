"""What is kept under ``build/``, each thing under all that it depends on, so that what is out of date is never found.

The folder is safe to delete. It keeps to a size: what was not used for longest goes first.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from deck.files import BUILD, replacing

DRAWING = ("matplotlib-", "numpy-", "simpleeval-")
CACHE = BUILD / "cache"
HOME = Path(__file__).parents[2]
LARGEST = 2_000_000_000  # bytes, of all that is kept: some hundred thousand notes, or ten thousand figures


def cached_figure(folder: Path, figure: str, theme: str) -> Path:
    """Return where the drawing of the figure of this name is kept for *theme*, or would be."""
    return folder / f"{figure}-{_drawing_code()}-{theme}.svg"


def cached_verdicts(folder: Path, case: str, shown: list[str]) -> Path:
    """Return where the verdicts on an experiment, on a card that shows these numbers, are kept, or would be."""
    return folder / f"claims-{case}-{_short(*shown)}-{_drawing_code()}"


def cached(folder: Path, what: str, of: Path) -> Path:
    """Return where *what* was made *of* a file or a folder is kept, or would be."""
    return folder / f"{what}-{_short(os.path.realpath(of))}"


def key_of(*parts: object) -> str:
    """Return a hash of this tool and of the other *parts* that something depends on."""
    return hashlib.sha256(repr((tool(), *parts)).encode()).hexdigest()


def keep(path: Path, data: bytes) -> None:
    """Write *data* to *path* as a whole or not at all."""
    with replacing(path) as file:
        file.write(data)


def prune(folder: Path, largest: int = LARGEST) -> None:
    """Delete what was not used for longest, until what *folder* keeps has *largest* bytes at most.

    Where it is a link, or lies in one, nothing is deleted: it may be a folder of something else.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return
    with suppress(OSError):
        entries = [(entry.stat(), entry.path) for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
        size = sum(status.st_size for status, _ in entries)
        for status, path in sorted(entries, key=lambda each: each[0].st_mtime_ns):
            if size <= largest:
                break
            Path(path).unlink()
            size -= status.st_size


@cache
def tool() -> str:
    """Return a hash of this tool, of what is installed beside it, and of the Python that runs it.

    The code is told from other code by the sizes and times of its files, as Python tells whether bytecode is stale.
    """
    stand = [(path, path.stat()) for path in _code("deck", "figures")]
    told = repr([(str(path), status.st_size, status.st_mtime_ns) for path, status in stand])
    return _short(sys.version, *sorted(_installed()), told)


@cache
def _drawing_code() -> str:
    """Return a hash of what draws, which is the same on another machine."""
    libraries = sorted(each for each in _installed() if each.startswith(DRAWING))
    digest = hashlib.sha256(f"{sys.version}\n{libraries}\n".encode())
    for path in _code("figures"):
        digest.update(f"{path.relative_to(HOME).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _short(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode(errors="surrogateescape")).hexdigest()[:12]


def _code(*packages: str) -> list[Path]:
    """Return the files of these packages, in order, but for bytecode."""
    found = (each for package in packages for each in os.walk(HOME / package))
    return sorted(Path(folder, name) for folder, _, names in found for name in names if not name.endswith(".pyc"))


def _installed() -> set[str]:
    """Return the names and versions of all installed distributions, as the folders of their metadata are called."""
    entries = (entry for each in map(Path, sys.path) if each.is_dir() for entry in os.scandir(each))
    return {entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))}
