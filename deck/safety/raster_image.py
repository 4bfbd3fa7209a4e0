"""Check pixel pictures: every frame can be decoded, within bounds."""

from __future__ import annotations

import re
import struct
import warnings
from base64 import b64decode
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MOST_PIXELS = 50_000_000
MOST_DECODED = 8 * MOST_PIXELS  # of all frames of an animation
MOST_FRAMES = 1_000
RASTER = re.compile(r"data:image/(?P<form>png|jpeg|gif|webp);base64,", re.IGNORECASE)
SCAN, END_OF_JPEG, END_OF_GIF = b"\xff\xda", b"\xff\xd9", b";"
ZEROS = bytes(32)


class PictureError(Exception):
    """The picture contains something that is not allowed; the text says what."""


def raster_fault(data: bytes, form: str) -> str:
    """Return what is wrong with a picture of a *form* such as PNG; raises `PictureError` likewise."""
    return "has more pixels than a phone can show; save it smaller" if _pixels(data, form) > MOST_PIXELS else ""


def _pixels(data: bytes, form: str) -> int:
    """Return the number of pixels of a picture, all of whose frames can be decoded."""
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[form]) as image:
            image.verify()  # checksums, where the format has them
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[form]) as image:
            pixels = image.width * image.height
            if pixels <= MOST_PIXELS:
                _decode(image)
    except (OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise PictureError(f"cannot be read as {form}, or ends too early; save it again") from None
    except Image.DecompressionBombError:
        return MOST_PIXELS + 1
    if _is_cut_off(data, form):
        raise PictureError(f"ends too early for a {form} file; save it again")
    return pixels


def _decode(image: ImageFile) -> None:
    """Decode every frame of a picture, within bounds."""
    for number in count():
        try:
            image.seek(number)
        except EOFError:
            return
        if number == MOST_FRAMES or (number + 1) * image.width * image.height > MOST_DECODED:
            raise PictureError("has more frames than a phone can show; save it shorter or smaller")
        image.load()


def _is_cut_off(data: bytes, form: str) -> bool:
    """Return whether the end of a file is missing or zeros, which some decoders do not notice."""
    match form:
        case "JPEG":
            return data.rfind(END_OF_JPEG) < data.rfind(SCAN)
        case "GIF":
            return not data.rstrip(b"\0").endswith(END_OF_GIF)
    return data.endswith(ZEROS)


def embedded_pixels(address: str) -> int:
    """Return the number of pixels of the picture in a data address."""
    raster = RASTER.match(address)
    if not raster:
        return 0
    form = raster["form"].upper()
    try:
        return _pixels(b64decode(unquote_to_bytes(address[raster.end() :]) + b"=="), form)
    except (PictureError, ValueError):
        raise PictureError(f"contains a picture that cannot be read as {form}; embed it again") from None
