"""Drawn figures, kept under ``build/`` so that each distinct one is drawn once.

An entry is named by the figure's own name and by all that its bytes depend on: the request, the drawing code and
the libraries. So a stale picture is never found. The folder is safe to delete.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from figures import Figure

LIBRARIES = ("matplotlib", "numpy")


def cached_figure(folder: Path, figure: Figure, theme: str) -> Path:
    """Return where the drawing of *figure* for *theme* is kept, or would be."""
    return folder / f"{figure.name}-{_drawing_code()}-{theme}.svg"


def keep(path: Path, data: bytes) -> None:
    """Write *data* to *path* as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def _drawing_code() -> str:
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for file in sorted(files("figures").iterdir(), key=lambda each: each.name):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
