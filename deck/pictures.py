"""What a picture file may hold, looked at before it is packed: a picture and nothing that runs, loads or swells.

No client runs a script in an ``<img>``, nor loads what an SVG links. But a media file can be opened by itself, and
what is dropped in silence is missing on the card.
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from functools import lru_cache
from io import BytesIO
from xml.parsers import expat

SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
MOST_PIXELS = 50_000_000
MOST_USES = 100_000  # elements that references repeat; a drawing with text as paths has some thousands
RASTER = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
ADDRESS = re.compile(r"https?:|mailto:", re.IGNORECASE)
DEEPEST = 200
PAINTED = re.compile(r"style|fill|stroke|filter|mask|clip-path|cursor|marker(-\w+)?")
LOADING = re.compile(r"@import|image-set|\\|url\(\s*[\"']?\s*(?!#|[\"'\s]|data:(?:image/(?!svg)|font/))", re.IGNORECASE)
ACTIVE = ("script", "foreignObject", "handler", "listener")


class _UnfitError(Exception):
    """The picture holds what it may not; the text says what."""


@lru_cache(maxsize=500)  # the preview looks at the same pictures after each edit
def picture_fault(data: bytes, suffix: str) -> str:
    """Return what is wrong with a picture whose file name ends in *suffix*, or nothing: what it is, what to do."""
    try:
        return _svg_fault(data) if suffix == ".svg" else _raster_fault(data, FORMATS[suffix])
    except _UnfitError as error:
        return str(error)


def _raster_fault(data: bytes, form: str) -> str:
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[form]) as image:
            width, height = image.size
    except (OSError, ValueError, SyntaxError):
        return f"is no {form} picture that can be read; save it again"
    except Image.DecompressionBombError:
        width = height = MOST_PIXELS
    return "has more pixels than a phone can show; save it smaller" if width * height > MOST_PIXELS else ""


def _svg_fault(data: bytes) -> str:
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.entity
    parser.ProcessingInstructionHandler = reading.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003
    except expat.ExpatError as error:
        return f"is no SVG picture that can be read ({expat.ErrorString(error.code)}); save it again"
    return reading.fault()


class _Reading:
    """An SVG picture while it is read: its references, by the ids of the elements in which they stand."""

    def __init__(self) -> None:
        self.open: list[tuple[str, str]] = []
        self.uses: dict[str, list[str]] = defaultdict(list)
        self.style: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self.open and (space, local) != (SVG, "svg"):
            raise _UnfitError("is no SVG picture; save it as one")
        if len(self.open) > DEEPEST:
            raise _UnfitError("is nested too deeply; save it as plain SVG")
        if local in ACTIVE or space == XHTML:
            raise _UnfitError(f"holds a <{local}>, which no card may; save it as plain SVG without it")
        for attribute, value in attributes.items():
            _check_attribute(local, attribute.rpartition(" ")[2], value.strip())
        self.open.append((local, attributes.get("id", "")))
        self._refer(attributes)

    def end(self, _name: str) -> None:
        local, _ = self.open.pop()
        if local == "style" and LOADING.search("".join(self.style)):
            raise _UnfitError("has a style that loads something, which no card does; save it as plain SVG")

    def text(self, data: str) -> None:
        if self.open and self.open[-1][0] == "style":
            self.style.append(data)

    def entity(self, name: str, *_: object) -> None:
        raise _UnfitError(f"declares the entity '{name}'; save it as plain SVG")

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _UnfitError("names a style sheet of its own; save it as plain SVG")

    def fault(self) -> str:
        return "repeats itself too often; save it as plain SVG" if self._swells() else ""

    def _refer(self, attributes: dict[str, str]) -> None:
        """Note which element this one repeats, under each element that would repeat it in turn."""
        for attribute, value in attributes.items():
            for target in [value.strip()[1:]] if attribute.endswith("href") else re.findall(r"url\(\W*#([^)]*)", value):
                for around in {"", *(name for _, name in self.open)}:
                    self.uses[around].append(target.strip("\"' "))

    def _swells(self) -> bool:
        """Return whether following all references draws too much; in a circle of them nothing is drawn."""
        drawn, level = 0, {"": 1}
        for _ in range(len(self.uses) + 1):
            if not level:
                break
            following: dict[str, int] = defaultdict(int)
            for name, times in level.items():
                for target in self.uses.get(name, ()):
                    following[target] += times
            drawn += sum(following.values())
            if drawn > MOST_USES:
                return True
            level = following
        return False


def _check_attribute(element: str, name: str, value: str) -> None:
    lower = name.lower()
    if lower.startswith("on"):
        raise _UnfitError(f"holds the event handler '{name}'; save it as plain SVG without it")
    if lower == "attributename" and (value.lower().startswith("on") or value.lower().endswith("href")):
        raise _UnfitError(f"animates '{value}'; save it as plain SVG without it")
    if lower in ("href", "src"):
        inside = not value or value.startswith("#") or (element == "image" and RASTER.match(value))
        if not inside and not (element == "a" and ADDRESS.match(value)):
            raise _UnfitError(f"links '{value[:60]}', which no card shows; put it into the picture")
    elif lower == "base" or (PAINTED.fullmatch(lower) and LOADING.search(value)):
        raise _UnfitError(f"loads something by its attribute '{name}', which no card does; save it as plain SVG")
