"""Check an SVG picture: nothing in it runs, loads or expands, and no browser paints it for seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat

from deck.safety.raster_image import MOST_PIXELS, RASTER, PictureError, embedded_pixels
from deck.safety.svg_costs import NUMBER, Part, region_of, slowness_of
from deck.safety.svg_style import StyleRules, style_of

SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
SVG_DTD, W3C = "-//W3C//DTD SVG ", "http://www.w3.org/"
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")
MOST_USES = 100_000  # elements that references repeat; a drawing with text as paths has a few thousand
MOST_COSTLY = 5_000  # drawn where the picture has a filter or moves: browsers paint them again and again
MOST_EFFECTS = 100  # steps of filters, and elements that have one; with thousands, browsers crash
FILTERED, MASKED = 400, 100  # elements that take as long to paint as a step of a filter, and as a mask
MOST_STYLED = 20_000_000  # characters of styles, of all elements together
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
    view = _SvgParser(StyleRules(style_of(data) if b"style" in data or b"\0" in data else ""))
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


@dataclass
class _Open:
    """An open element: its name and part, what was drawn before it, the filters around it, and what they cover."""

    name: str
    part: Part
    elements: int = 0
    weight: float = 0
    filters: int = 0
    region: float = 1


class _SvgParser:
    """An SVG picture while it is parsed; each open element is stored with the innermost part that contains it."""

    def __init__(self, rules: StyleRules) -> None:
        self.rules = rules
        self.picture = Part()
        self.open = [_Open("", self.picture)]
        self.named: dict[str, Part] = {}
        self.elements = 0
        self.weight = 0.0
        self.painted = 0.0
        self.styled = 0
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
        outer, part = self.open[-1].name, self.open[-1].part
        if not outer and (space, local) != (SVG, "svg"):
            raise PictureError("is not an SVG picture; save it as one")
        if len(self.open) > DEEPEST:
            raise PictureError("is nested too deeply; save it as plain SVG")
        if local in ACTIVE or space == XHTML:
            raise PictureError(f"contains a <{local}>, which is not allowed; save it as plain SVG without it")
        if outer == "style":
            raise PictureError(f"contains a <{local}> in a style; save it as plain SVG")
        around, outer_part = self.open[-1], part
        if "id" in attributes and attributes["id"] not in self.named:
            part = Part()
            outer_part.parts.append(part)
            self.named[attributes["id"]] = part
        opened = _Open(local, part, self.elements, self.weight, around.filters, around.region)
        self.open.append(opened)
        self.elements += 1
        self.weight += 1
        self.moves |= bool(MOVING.fullmatch(local))
        if local == "filter":
            opened.region = region_of(attributes)
        elif EFFECT.fullmatch(local):
            self.effects += 1
            self.weight += FILTERED * around.region * slowness_of(local, attributes) * (not EFFECT.fullmatch(outer))
        self._weigh_styles(opened, attributes)
        for attribute, value in attributes.items():
            self._look(attribute.rpartition(" ")[2], value.strip(SPACE), opened, attributes)

    def _weigh_styles(self, opened: _Open, attributes: dict[str, str]) -> None:
        """Note the filters of an element, and all that its own style and the style sheets do to it."""
        styles = [attributes.get("style", ""), *self.rules.of(opened.name, attributes)]
        self.styled += sum(map(len, styles))
        if self.styled > MOST_STYLED:
            raise PictureError("has style sheets that take too long to apply; save it as plain SVG")
        opened.filters += any(map(STYLED_EFFECT.search, styles)) or attributes.get("filter", "none").strip() != "none"
        for style in styles:
            self._note_style(style, opened)
            self._refer(style, opened, attributes if "marker" in style else {})

    def text(self, data: str) -> None:
        if self.open[-1].name == "style":
            self.style.append(data)

    def end(self, _name: str) -> None:
        closed = self.open.pop()
        if closed.part is not self.open[-1].part:
            closed.part.size = self.elements - closed.elements
            closed.part.weight = self.weight - closed.weight
        if closed.name == "style":
            style = "".join(self.style)
            self.style.clear()
            self.moves |= bool(STYLED_MOTION.search(style))
            if LOADING.search(style):
                raise PictureError("has a style that loads something, which is not allowed; save it as plain SVG")

    def fault(self) -> str:
        if self.effects > MOST_EFFECTS:
            return f"has more than {MOST_EFFECTS} filter effects, which take browsers too long; save it without them"
        if self.picture.repeats_more_than(self.named, MOST_USES, lambda part: part.size):
            return "repeats its parts too often; save it as plain SVG"
        if self.picture.repeats_more_than(self.named, MOST_USES - self.painted, lambda part: part.weight):
            return "has filters, masks or markers that take browsers too long; save it as a PNG picture"
        if (self.effects or self.moves) and self.picture.repeats_more_than(
            self.named, MOST_COSTLY - self.elements, lambda part: part.size
        ):
            why = "filters or animates"
            return f"{why} more than {MOST_COSTLY} elements, which takes browsers too long; save it as a PNG picture"
        return ""

    def _note_style(self, style: str, opened: _Open) -> None:
        """Count the filters in the style of an element, and note whether it moves anything."""
        found = len(STYLED_EFFECT.findall(style))
        self.effects += found
        self._paint(FILTERED * found * opened.filters)
        self.moves |= bool(STYLED_MOTION.search(style))

    def _look(self, name: str, value: str, opened: _Open, attributes: dict[str, str]) -> None:
        _check_attribute(opened.name, name, value)
        if name == "filter" and value != "none":
            self.effects += 1
        if name == "href" and value.startswith("#"):
            opened.part.uses.append((value[1:], 1))
        elif PAINTED.fullmatch(name) and name != "style":
            self._refer(f"{name}:{value}", opened, attributes if name.startswith("marker") else {})
        self.pixels += embedded_pixels(value)
        if self.pixels > MOST_PIXELS:
            raise PictureError("contains more pixels than a phone can show; save the pictures in it smaller")

    def _refer(self, style: str, opened: _Open, marked: dict[str, str]) -> None:
        """Note what a style refers to: a marker for each corner of what is *marked*, and the filters around it."""
        corners = len(NUMBER.findall(marked.get("points", "") + marked.get("d", ""))) // 2
        times = max(1, corners) * max(1, opened.filters)
        found = [(reference["id"], times) for reference in REFERENCE.finditer(style)]
        opened.part.uses += found
        if found and "mask" in style:
            self._paint(MASKED * len(found))

    def _paint(self, weight: float) -> None:
        """Add what an element costs besides itself."""
        self.weight += weight
        self.painted += weight


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
