"""Which folder the cache is in: the one that is named, or the user's own cache folder where that is safe."""

from __future__ import annotations

import os
from pathlib import Path

from deck.cache.store import HoldingStore, Store

APPLICATION = "optimizer-flashcards"


def open_store(content: Path, folder: Path | None = None, *, holding: bool = False) -> Store:
    """Return the store for builds of *content*: in *folder*, or if none is given in the user's cache folder.

    The user's cache folder is not used if it lies inside the working folder or the content folder: it may have come
    with the content.
    """
    kind = HoldingStore if holding else Store
    place = folder or _user_folder()
    for name, inside in (("working", Path()), ("content", content)):
        if folder is None and place.is_relative_to(os.path.realpath(inside)):
            message = f"the cache folder '{place}' lies inside the {name} folder; choose one with --cache"
            return kind(problem=f"nothing is cached: {message}")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return kind(problem=f"nothing is cached: cannot use '{place}': {reason}; choose a folder with --cache")
    return kind(place.absolute())


def _user_folder() -> Path:
    from platformdirs import user_cache_dir

    return Path(os.path.realpath(user_cache_dir(APPLICATION, appauthor=False)))
