"""Check a picture file before it is packed: it must contain a picture, and nothing that runs, loads or expands.

No client runs a script in an ``<img>``, or loads what an SVG links to. But a media file can be opened by itself, and
a part that a client ignores would be missing on the card.
"""

from __future__ import annotations

from functools import lru_cache

from deck.safety.raster_image import PictureError, raster_fault
from deck.safety.svg_image import svg_fault

SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}


@lru_cache(maxsize=500)  # the preview checks the same pictures after each edit
def picture_fault(data: bytes, suffix: str) -> str:
    """Return what is wrong with a picture whose file name ends in *suffix*, and what to do; or nothing."""
    try:
        return svg_fault(data) if suffix == ".svg" else raster_fault(data, FORMATS[suffix])
    except PictureError as error:
        return str(error)
