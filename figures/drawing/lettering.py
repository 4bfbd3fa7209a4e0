"""Text as paths, in the typeface that comes with matplotlib: the same on every machine.

The outline of a character is stored once in a picture; a text only refers to it.
"""

import re
from functools import cache
from pathlib import Path
from typing import TypedDict, Unpack

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags

from figures.drawing.svg import element, group, tenths

SMALL = 12.0  # 9 points at a width of 360 pixels
NAME = 13.0
EM = 250  # units of an outline
PIXELS = 100
FACES = {"n": "DejaVuSans.ttf", "b": "DejaVuSans-Bold.ttf"}
COMMANDS = {1: ("M", 1), 2: ("L", 1), 3: ("Q", 2), 4: ("C", 3)}
GLYPH = re.compile(r'href="#([nb])([0-9a-f]{2,5})"')
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


@cache
def _face(weight: str) -> FT2Font:
    face = FT2Font(str(Path(get_data_path(), "fonts", "ttf", FACES[weight])))
    face.set_size(PIXELS, 72)
    return face


@cache
def _glyph(character: str, weight: str) -> tuple[float, str]:
    """Return the advance of a character and its outline, in units of the em."""
    face = _face(weight)
    glyph = face.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    corners, codes = face.get_path()
    points = [f"{round(x * EM / PIXELS)} {round(-y * EM / PIXELS)}" for x, y in corners.tolist()]
    outline, index = "", 0
    while index < len(codes):
        command, count = COMMANDS.get(int(codes[index]), ("Z", 1))
        outline += command + ("" if command == "Z" else " ".join(points[index : index + count]))
        index += count
    return glyph.linearHoriAdvance / 65536 * EM / PIXELS, outline.replace(" -", "-")


@cache
def width(text: str, size: float = SMALL, *, bold: bool = False) -> float:
    """Return the width of a text."""
    return sum(_glyph(each, "b" if bold else "n")[0] for each in text) * size / EM


class Style(TypedDict, total=False):
    """How a text is written: the name of its colour (ink), whether it is bold, and what of it stands at its place."""

    colour: str
    bold: bool
    anchor: str


def write(text: str, x: float, y: float, size: float = SMALL, **style: Unpack[Style]) -> str:
    """Write a text on the baseline *y*."""
    at, uses, weight = 0.0, "", "b" if style.get("bold") else "n"
    for character in text:
        place: dict[str, object] = {"x": round(at)} if at else {}
        if character != " ":
            uses += element("use", href=f"#{weight}{ord(character):02x}", **place)
        at += _glyph(character, weight)[0]
    left = x - ANCHORS[style.get("anchor", "start")] * at * size / EM
    scale = f"{10 * size / EM:g}".removeprefix("0")
    place = {"transform": f"translate({tenths(left)} {tenths(y)})scale({scale})"}
    return group(uses, **place, fill=f"${style.get('colour', 'ink')}")


def haloed(text: str, halo: float = 2.5) -> str:
    """Put a rim in the colour of the paper around a written text, so that it stands out from what it covers."""
    plain = re.sub(r' fill="\$[\w-]+"', "", text)
    return group(plain, fill="$paper", stroke="$paper", stroke_width=round(halo * EM / SMALL)) + text


def outlines(markup: str) -> str:
    """Return the definitions of all characters that the markup refers to."""
    return "".join(
        element("path", id=f"{weight}{code}", d=_glyph(chr(int(code, 16)), weight)[1])
        for weight, code in sorted(set(GLYPH.findall(markup)))
    )
