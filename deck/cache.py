"""Drawn figures and verdicts on claims, kept under ``build/`` so that each distinct one is computed once.

An entry is named by the figure's own name and by all that its bytes depend on: the request, the drawing code and
the libraries. So a stale picture is never found. The folder is safe to delete.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from deck.files import replacing

if TYPE_CHECKING:
    from figures import Figure
    from figures.experiments import Experiment

DRAWING = ("matplotlib-", "numpy-", "simpleeval-")
CACHE = Path("build", "cache")


def cached_figure(folder: Path, figure: Figure, theme: str) -> Path:
    """Return where the drawing of *figure* for *theme* is kept, or would be."""
    return folder / f"{figure.name}-{_drawing_code()}-{theme}.svg"


def cached_verdicts(folder: Path, experiment: Experiment, shown: list[str]) -> Path:
    """Return where the verdicts on an experiment, on a card that shows these numbers, are kept, or would be."""
    numbers = hashlib.sha256("\x1f".join(shown).encode()).hexdigest()[:8]
    return folder / f"claims-{experiment.case}-{numbers}-{_drawing_code()}.json"


def keep(path: Path, data: bytes) -> None:
    """Write *data* to *path* as a whole or not at all."""
    with replacing(path) as file:
        file.write(data)


@cache
def tool() -> str:
    """Return a hash of this tool's code, of what is installed beside it, and of the Python that runs it."""
    return _hash_of("deck", "figures", installed=sorted(_installed()))


@cache
def _drawing_code() -> str:
    return _hash_of("figures", installed=sorted(each for each in _installed() if each.startswith(DRAWING)))


def _hash_of(*packages: str, installed: list[str]) -> str:
    digest = hashlib.sha256(f"{sys.version}\n{installed}\n".encode())
    home = Path(__file__).parent.parent
    for folder, _, names in sorted(each for package in packages for each in os.walk(home / package)):
        for name in sorted(name for name in names if not name.endswith(".pyc")):
            file = Path(folder, name)
            digest.update(f"{file.relative_to(home).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _installed() -> set[str]:
    """Return the names and versions of all installed distributions, as the folders of their metadata are called."""
    folders = (Path(each) for each in sys.path if Path(each).is_dir())
    entries = (entry.name for folder in folders for entry in folder.iterdir())
    return {name for name in entries if name.endswith((".dist-info", ".egg-info"))}
