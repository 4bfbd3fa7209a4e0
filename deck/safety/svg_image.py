"""Check an SVG picture: nothing in it runs, loads or expands, and no browser paints it for seconds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from deck.safety.raster_image import MOST_PIXELS, RASTER, PictureError, embedded_pixels

SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
SVG_DTD, W3C = "-//W3C//DTD SVG ", "http://www.w3.org/"
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")
MOST_USES = 100_000  # elements that references repeat; a drawing with text as paths has a few thousand
MOST_COSTLY = 5_000  # drawn where the picture has a filter or moves: browsers paint them again and again
MOST_EFFECTS = 100  # steps of filters, and elements that have one; with thousands, browsers crash
DEEPEST = 200
SPACE = " \t\r\n"
PLAIN = r"[^\s\"'()%]*+"  # an id that every viewer reads in the same way
OPENING = r"\(\s*+(?P<quote>[\"']?+)\s*+"
LINK = re.compile(f"#{PLAIN}")
ADDRESS = re.compile(r"https?:|mailto:", re.IGNORECASE)
PAINTED = re.compile(r"style|fill|stroke|filter|mask|clip-path|cursor|marker(-\w+)?|to|from|by|values")
REFERENCE = re.compile(rf"url{OPENING}#(?P<id>{PLAIN})", re.IGNORECASE | re.ASCII)
LOADING = re.compile(
    rf"@import|image-set|\\|(url|src){OPENING}(?!#{PLAIN}(?P=quote)\s*+\)|data:font/)", re.IGNORECASE | re.ASCII
)
EFFECT = re.compile(r"fe[A-Z]\w*")
MOVING = re.compile(r"animate\w*|set")
STYLED_EFFECT = re.compile(r"(?<![\w-])(?:backdrop-)?filter\s*:(?!\s*none)", re.IGNORECASE)
STYLED_MOTION = re.compile(r"@keyframes|(?<![\w-])(?:animation|transition)(?:-\w+)?\s*:", re.IGNORECASE)
ACTIVE = ("script", "foreignObject", "handler", "listener")


def svg_fault(data: bytes) -> str:
    """Return what is wrong with an SVG picture, and what to do; or nothing. Raises `PictureError` likewise."""
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
        self.effects = 0
        self.moves = False
        self.style: list[str] = []

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            raise PictureError(f"is encoded as '{encoding}'; save it as UTF-8")

    def document_type(self, _name: str, system: str | None, public: str | None, has_declarations: int) -> None:
        if has_declarations or not (system or W3C).startswith(W3C) or not (public or SVG_DTD).startswith(SVG_DTD):
            raise PictureError("declares a document type of its own; save it as plain SVG")

    def entity(self, name: str, _is_parameter: int) -> None:
        raise PictureError(f"uses the entity '{name}'; save it as plain SVG")

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise PictureError("links to a style sheet; save it as plain SVG")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        outer, part = self.open[-1]
        if not outer and (space, local) != (SVG, "svg"):
            raise PictureError("is not an SVG picture; save it as one")
        if len(self.open) > DEEPEST:
            raise PictureError("is nested too deeply; save it as plain SVG")
        if local in ACTIVE or space == XHTML:
            raise PictureError(f"contains a <{local}>, which is not allowed; save it as plain SVG without it")
        if outer == "style":
            raise PictureError(f"contains a <{local}> in a style; save it as plain SVG")
        self.elements += 1
        self.effects += bool(EFFECT.fullmatch(local))
        self.moves |= bool(MOVING.fullmatch(local))
        if "id" in attributes and attributes["id"] not in self.named:
            around, part = part, _Part(self.elements)
            around.parts.append(part)
            self.named[attributes["id"]] = part
        self.open.append((local, part))
        for attribute, value in attributes.items():
            self._look(local, attribute.rpartition(" ")[2], value.strip(SPACE), part)

    def text(self, data: str) -> None:
        if self.open[-1][0] == "style":
            self.style.append(data)

    def end(self, _name: str) -> None:
        local, part = self.open.pop()
        part.size = self.elements - part.begins or 1
        if local == "style":
            style = "".join(self.style)
            self.style.clear()
            self._note_effects(style)
            if LOADING.search(style):
                raise PictureError("has a style that loads something, which is not allowed; save it as plain SVG")

    def fault(self) -> str:
        if self.effects > MOST_EFFECTS:
            return f"has more than {MOST_EFFECTS} filter effects, which take browsers too long; save it without them"
        if self._repeats_more_than(MOST_USES):
            return "repeats its parts too often; save it as plain SVG"
        if (self.effects or self.moves) and self._repeats_more_than(MOST_COSTLY - self.elements):
            why = "filters or animates"
            return f"{why} more than {MOST_COSTLY} elements, which takes browsers too long; save it as a PNG picture"
        return ""

    def _note_effects(self, style: str) -> None:
        """Count the filters in a style, and note whether it moves anything."""
        self.effects += len(STYLED_EFFECT.findall(style))
        self.moves |= bool(STYLED_MOTION.search(style))

    def _look(self, element: str, name: str, value: str, part: _Part) -> None:
        _check_attribute(element, name, value)
        if name == "style":
            self._note_effects(value)
        elif name == "filter" and value != "none":
            self.effects += 1
        if name == "href" and value.startswith("#"):
            part.uses.append(value[1:])
        elif PAINTED.fullmatch(name):
            part.uses += [reference["id"] for reference in REFERENCE.finditer(value)]
        self.pixels += embedded_pixels(value)
        if self.pixels > MOST_PIXELS:
            raise PictureError("contains more pixels than a phone can show; save the pictures in it smaller")

    def _repeats_more_than(self, most: int) -> bool:
        """Return whether references repeat more than *most* elements; a cycle of references draws nothing."""
        if most < 0:
            return True
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
                    if drawn > most:
                        return True
            level = following
        return False


def _check_attribute(element: str, name: str, value: str) -> None:
    lower = name.lower()
    if lower.startswith("on"):
        raise PictureError(f"contains the event handler '{name}'; save it as plain SVG without it")
    if lower == "attributename" and (value.lower().startswith("on") or value.lower().endswith("href")):
        raise PictureError(f"animates '{value}'; save it as plain SVG without it")
    if lower in ("href", "src"):
        inside = not value or (RASTER.match(value) if element == "image" else LINK.fullmatch(value))
        if not inside and not (element == "a" and ADDRESS.match(value)):
            raise PictureError(f"links to '{value[:60]}', which a card cannot load; embed it in the picture")
    elif lower == "base" or (PAINTED.fullmatch(lower) and LOADING.search(value)):
        raise PictureError(f"loads something by its attribute '{name}', which is not allowed; save it as plain SVG")
