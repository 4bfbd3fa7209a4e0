"""Drawn figures and verdicts on claims, kept under ``build/`` so that each distinct one is computed once.

An entry is named by the figure's own name and by all that its bytes depend on: the request, the drawing code and
the libraries. So a stale picture is never found. The folder is safe to delete.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from deck.files import replacing

if TYPE_CHECKING:
    from figures import Figure
    from figures.experiments import Experiment

LIBRARIES = ("matplotlib", "numpy", "simpleeval")
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
def _drawing_code() -> str:
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    package = Path(str(files("figures")))
    for file in sorted(each for each in package.rglob("*") if each.is_file() and each.suffix != ".pyc"):
        digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]
