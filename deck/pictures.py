"""What a picture file may hold, looked at before it is packed: a picture and nothing that runs, loads or swells.

No client runs a script in an ``<img>``, nor loads what an SVG links. But a media file can be opened by itself, and
what is dropped in silence is missing on the card.
"""

from __future__ import annotations

import binascii
import re
import warnings
from base64 import b64decode
from collections import Counter, defaultdict
from functools import lru_cache
from io import BytesIO
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
MOST_PIXELS = 50_000_000
MOST_USES = 100_000  # elements that references repeat; a drawing with text as paths has some thousands
RASTER = re.compile(r"data:image/(?P<form>png|jpeg|gif|webp);base64,", re.IGNORECASE)
ADDRESS = re.compile(r"https?:|mailto:", re.IGNORECASE)
DEEPEST = 200
PAINTED = re.compile(r"style|fill|stroke|filter|mask|clip-path|cursor|marker(-\w+)?|to|from|by|values")
LOADING = re.compile(r"@import|image-set|\\|url\(\s*+[\"']?+\s*+(?!#|data:font/)", re.IGNORECASE)
REFERENCE = re.compile(r"url\(\s*+[\"']?+\s*+#([^)]*+)")
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


def _data_fault(written: str, form: str) -> str:
    """Return what is wrong with a picture that is written in base64."""
    try:
        return _raster_fault(b64decode("".join(unquote(written).split())), form)
    except binascii.Error:
        return f"is no {form} picture that can be read; save it again"


def _svg_fault(data: bytes) -> str:
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.entity
    parser.SkippedEntityHandler = reading.entity
    parser.StartDoctypeDeclHandler = reading.document_type
    parser.EndDoctypeDeclHandler = reading.document_type_end
    parser.ProcessingInstructionHandler = reading.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003
    except expat.ExpatError as error:
        return f"is no SVG picture that can be read ({expat.ErrorString(error.code)}); save it again"
    return reading.fault()


class _Element(NamedTuple):
    """An element that is still open: how many elements and references came before it."""

    name: str
    id: str
    elements: int
    references: int


class _Inside(NamedTuple):
    """How many elements an element is with those in it, and which references stand in it, by their numbers."""

    elements: int
    references: slice


class _Reading:
    """An SVG picture while it is read: its references, and what lies inside the elements that have an id."""

    def __init__(self) -> None:
        self.open: list[_Element] = []
        self.elements = 0
        self.references: list[str] = []
        self.inside: dict[str, list[_Inside]] = defaultdict(list)
        self.style: list[str] = []
        self.own_type = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self.open and (space, local) != (SVG, "svg"):
            raise _UnfitError("is no SVG picture; save it as one")
        if len(self.open) > DEEPEST:
            raise _UnfitError("is nested too deeply; save it as plain SVG")
        if local in ACTIVE or space == XHTML:
            raise _UnfitError(f"holds a <{local}>, which no card may; save it as plain SVG without it")
        if self.open and self.open[-1].name == "style":
            raise _UnfitError(f"holds a <{local}> in a style; save it as plain SVG")
        for attribute, value in attributes.items():
            _check_attribute(local, attribute.rpartition(" ")[2], value.strip())
        self.open.append(_Element(local, attributes.get("id", ""), self.elements, len(self.references)))
        self.elements += 1
        self._refer(attributes)

    def end(self, _name: str) -> None:
        local, name, elements, references = self.open.pop()
        if name:
            inside = _Inside(self.elements - elements, slice(references, len(self.references)))
            self.inside[name].append(inside)
        if local == "style" and LOADING.search("".join(self.style)):
            raise _UnfitError("has a style that loads something, which no card does; save it as plain SVG")

    def text(self, data: str) -> None:
        if self.open and self.open[-1].name == "style":
            self.style.append(data)

    def entity(self, name: str, *_: object) -> None:
        raise _UnfitError(f"declares the entity '{name}'; save it as plain SVG")

    def document_type(self, _name: str, _system: str | None, _public: str | None, own: int) -> None:
        self.own_type = bool(own)

    def document_type_end(self) -> None:
        if self.own_type:
            raise _UnfitError("declares a document type of its own; save it as plain SVG")

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _UnfitError("names a style sheet of its own; save it as plain SVG")

    def fault(self) -> str:
        return "repeats itself too often; save it as plain SVG" if self._swells() else ""

    def _refer(self, attributes: dict[str, str]) -> None:
        """Note which elements this one repeats."""
        for attribute, value in attributes.items():
            targets = [value.strip()[1:]] if attribute.endswith("href") else REFERENCE.findall(value)
            self.references += [unquote(target.strip("\"' ")) for target in targets]
        if len(self.references) > MOST_USES:
            raise _UnfitError("repeats itself too often; save it as plain SVG")

    def _swells(self) -> bool:
        """Return whether following all references draws too much; in a circle of them nothing is drawn."""
        drawn, level = 0, dict(Counter(self.references))
        for _ in range(len(self.inside) + 1):
            drawn += sum(times * sum(each.elements for each in self.inside[name]) for name, times in level.items())
            if drawn > MOST_USES:
                return True
            following: dict[str, int] = defaultdict(int)
            for name, times in level.items():
                for target in chain.from_iterable(self.references[each.references] for each in self.inside[name]):
                    following[target] += times
            level = following
        return False


def _check_attribute(element: str, name: str, value: str) -> None:
    lower = name.lower()
    if lower.startswith("on"):
        raise _UnfitError(f"holds the event handler '{name}'; save it as plain SVG without it")
    if lower == "attributename" and (value.lower().startswith("on") or value.lower().endswith("href")):
        raise _UnfitError(f"animates '{value}'; save it as plain SVG without it")
    if lower in ("href", "src"):
        raster = RASTER.match(value) if element == "image" else None
        if raster and (fault := _data_fault(value[raster.end() :], raster["form"].upper())):
            raise _UnfitError(f"holds a picture that {fault}")
        inside = not value or value.startswith("#") or raster
        if not inside and not (element == "a" and ADDRESS.match(value)):
            raise _UnfitError(f"links '{value[:60]}', which no card shows; put it into the picture")
    elif lower == "base" or (PAINTED.fullmatch(lower) and LOADING.search(value)):
        raise _UnfitError(f"loads something by its attribute '{name}', which no card does; save it as plain SVG")
