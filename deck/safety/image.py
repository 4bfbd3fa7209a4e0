"""Check a picture file before it is packed: it must contain a picture, and nothing that runs, loads or expands.

No client runs a script in an ``<img>``, or loads what an SVG links to. But a media file can be opened by itself, and
a part that a client ignores would be missing on the card.
"""

from __future__ import annotations

import re
import warnings
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
SVG_DTD, W3C = "-//W3C//DTD SVG ", "http://www.w3.org/"
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")
SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
MOST_PIXELS = 50_000_000
MOST_USES = 100_000  # elements that references repeat; a drawing with text as paths has a few thousand
DEEPEST = 200
SPACE = " \t\r\n"
PLAIN = r"[^\s\"'()%]*+"  # an id that every viewer reads in the same way
OPENING = r"\(\s*+(?P<quote>[\"']?+)\s*+"
LINK = re.compile(f"#{PLAIN}")
RASTER = re.compile(r"data:image/(?P<form>png|jpeg|gif|webp);base64,", re.IGNORECASE)
ADDRESS = re.compile(r"https?:|mailto:", re.IGNORECASE)
PAINTED = re.compile(r"style|fill|stroke|filter|mask|clip-path|cursor|marker(-\w+)?|to|from|by|values")
REFERENCE = re.compile(rf"url{OPENING}#(?P<id>{PLAIN})", re.IGNORECASE | re.ASCII)
LOADING = re.compile(
    rf"@import|image-set|\\|(url|src){OPENING}(?!#{PLAIN}(?P=quote)\s*+\)|data:font/)", re.IGNORECASE | re.ASCII
)
ACTIVE = ("script", "foreignObject", "handler", "listener")


class _PictureError(Exception):
    """The picture contains something that is not allowed; the text says what."""


@lru_cache(maxsize=500)  # the preview checks the same pictures after each edit
def picture_fault(data: bytes, suffix: str) -> str:
    """Return what is wrong with a picture whose file name ends in *suffix*, and what to do; or nothing."""
    try:
        return _svg_fault(data) if suffix == ".svg" else _raster_fault(data, FORMATS[suffix])
    except _PictureError as error:
        return str(error)


def _raster_fault(data: bytes, form: str) -> str:
    return "has more pixels than a phone can show; save it smaller" if _pixels(data, form) > MOST_PIXELS else ""


def _pixels(data: bytes, form: str) -> int:
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[form]) as image:
            return image.width * image.height
    except (OSError, ValueError, SyntaxError):
        raise _PictureError(f"cannot be read as {form}; save it again") from None
    except Image.DecompressionBombError:
        return MOST_PIXELS + 1


def _embedded_pixels(address: str) -> int:
    """Return the number of pixels of the picture in a data address."""
    raster = RASTER.match(address)
    if not raster:
        return 0
    form = raster["form"].upper()
    try:
        return _pixels(b64decode(unquote_to_bytes(address[raster.end() :]) + b"=="), form)
    except (_PictureError, ValueError):
        raise _PictureError(f"contains a picture that cannot be read as {form}; embed it again") from None


def _svg_fault(data: bytes) -> str:
    view = _SvgParser()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.XmlDeclHandler = view.declaration
    parser.StartDoctypeDeclHandler = view.document_type
    parser.StartElementHandler = view.start
    parser.EndElementHandler = view.end
    parser.CharacterDataHandler = view.text
    parser.SkippedEntityHandler = view.entity
    parser.ProcessingInstructionHandler = view.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003
    except expat.ExpatError as error:
        return f"cannot be read as SVG ({expat.ErrorString(error.code)}); save it again"
    return view.fault()


@dataclass(eq=False)
class _Part:
    """What a reference can repeat: the parts inside it, and the ids that it repeats in turn.

    *begins* is the number of elements up to its own, *size* the number that it draws.
    """

    begins: int = 0
    size: int = 1
    parts: list[_Part] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)


class _SvgParser:
    """An SVG picture while it is parsed; each open element is stored with the innermost part that contains it."""

    def __init__(self) -> None:
        self.picture = _Part()
        self.open = [("", self.picture)]
        self.named: dict[str, _Part] = {}
        self.elements = 0
        self.pixels = 0
        self.style: list[str] = []

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            raise _PictureError(f"is encoded as '{encoding}'; save it as UTF-8")

    def document_type(self, _name: str, system: str | None, public: str | None, has_declarations: int) -> None:
        if has_declarations or not (system or W3C).startswith(W3C) or not (public or SVG_DTD).startswith(SVG_DTD):
            raise _PictureError("declares a document type of its own; save it as plain SVG")

    def entity(self, name: str, _is_parameter: int) -> None:
        raise _PictureError(f"uses the entity '{name}'; save it as plain SVG")

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _PictureError("links to a style sheet; save it as plain SVG")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        outer, part = self.open[-1]
        if not outer and (space, local) != (SVG, "svg"):
            raise _PictureError("is not an SVG picture; save it as one")
        if len(self.open) > DEEPEST:
            raise _PictureError("is nested too deeply; save it as plain SVG")
        if local in ACTIVE or space == XHTML:
            raise _PictureError(f"contains a <{local}>, which is not allowed; save it as plain SVG without it")
        if outer == "style":
            raise _PictureError(f"contains a <{local}> in a style; save it as plain SVG")
        self.elements += 1
        if "id" in attributes and attributes["id"] not in self.named:
            around, part = part, _Part(self.elements)
            around.parts.append(part)
            self.named[attributes["id"]] = part
        self.open.append((local, part))
        for attribute, value in attributes.items():
            self._check_value(local, attribute.rpartition(" ")[2], value.strip(SPACE), part)

    def text(self, data: str) -> None:
        if self.open[-1][0] == "style":
            self.style.append(data)

    def end(self, _name: str) -> None:
        local, part = self.open.pop()
        part.size = self.elements - part.begins or 1
        if local == "style":
            style = "".join(self.style)
            self.style.clear()
            if LOADING.search(style):
                raise _PictureError("has a style that loads something, which is not allowed; save it as plain SVG")

    def fault(self) -> str:
        return "repeats its parts too often; save it as plain SVG" if self._expands() else ""

    def _check_value(self, element: str, name: str, value: str, part: _Part) -> None:
        _check_attribute(element, name, value)
        if name == "href" and value.startswith("#"):
            part.uses.append(value[1:])
        elif PAINTED.fullmatch(name):
            part.uses += [reference["id"] for reference in REFERENCE.finditer(value)]
        self.pixels += _embedded_pixels(value)
        if self.pixels > MOST_PIXELS:
            raise _PictureError("contains more pixels than a phone can show; save the pictures in it smaller")

    def _expands(self) -> bool:
        """Return whether following all references would draw too much; a cycle of references draws nothing."""
        drawn, level, nothing = 0, Counter([self.picture]), _Part()
        for _ in range(len(self.named) + 1):
            if not level:
                break
            following: Counter[_Part] = Counter()
            for part, times in level.items():
                for inner in part.parts:
                    following[inner] += times
                for target in (self.named.get(each, nothing) for each in part.uses):
                    following[target] += times
                    drawn += times * target.size
                    if drawn > MOST_USES:
                        return True
            level = following
        return False


def _check_attribute(element: str, name: str, value: str) -> None:
    lower = name.lower()
    if lower.startswith("on"):
        raise _PictureError(f"contains the event handler '{name}'; save it as plain SVG without it")
    if lower == "attributename" and (value.lower().startswith("on") or value.lower().endswith("href")):
        raise _PictureError(f"animates '{value}'; save it as plain SVG without it")
    if lower in ("href", "src"):
        inside = not value or (RASTER.match(value) if element == "image" else LINK.fullmatch(value))
        if not inside and not (element == "a" and ADDRESS.match(value)):
            raise _PictureError(f"links to '{value[:60]}', which a card cannot load; embed it in the picture")
    elif lower == "base" or (PAINTED.fullmatch(lower) and LOADING.search(value)):
        raise _PictureError(f"loads something by its attribute '{name}', which is not allowed; save it as plain SVG")
