"""A picture of a chosen width, ``<img src="a.png" alt="A bowl" width="240">``: GitHub keeps no other form of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree as ET

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

WIDEST = 1000
WIDTH = r"[1-9]\d{0,2}|1000"  # pixels
VALUE = r'"(?:[^"<>`$\\\x00-\x1f]|\\\|)*"'  # the same on GitHub, where a bar in a table is escaped
TAG = re.compile(rf"(?<!\\)<img(?P<attributes>(?: [a-z]+={VALUE}){{3}}) ?/?>")
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
REFUSED = re.compile(r'["`$\\]')  # in an alt text, besides what HTML escapes
FORM = '<img src="file" alt="what it shows" width="240">'


class SizedPicture(NamedTuple):
    """Such a picture in Markdown: where it and its alt text begin, and its attributes as they are written."""

    start: int
    alt_start: int
    source: str
    alt: str
    width: str


def find_sized_pictures(markdown: str) -> Iterator[SizedPicture]:
    """Yield the pictures of a chosen width in Markdown without code."""
    return filter(None, map(_read, TAG.finditer(markdown)))


def sized_picture(source: str, alt: str, width: str) -> str:
    """Return the Markdown of a picture that is *width* pixels wide, with references for what *alt* cannot hold."""
    written = REFUSED.sub(lambda match: f"&#{ord(match[0])};", escape(alt, quote=False))
    return f'<img src="{source}" alt="{written}" width="{width}">'


def _read(match: re.Match[str]) -> SizedPicture | None:
    written = {each[1]: each for each in ATTRIBUTE.finditer(match["attributes"])}
    if written.keys() != {"src", "alt", "width"} or not re.fullmatch(WIDTH, written["width"][2]):
        return None
    source, alt, width = (written[name][2] for name in ("src", "alt", "width"))
    return SizedPicture(match.start(), match.start("attributes") + written["alt"].start(2), source, alt, width)


class SizedPictures(Extension):
    """Read such pictures as Markdown's own: ``<img alt="A bowl" src="a.png" width="240">``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the pattern with *md*: below code and maths, before marks are read in alt texts."""
        md.inlinePatterns.register(_SizedPicture(TAG.pattern, md), "sized-picture", 187)


class _SizedPicture(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[ET.Element | None, int | None, int | None]:
        picture = _read(m)
        if not picture:
            return None, None, None
        attributes = {"alt": picture.alt, "src": picture.source, "width": picture.width}
        return ET.Element("img", {name: AtomicString(text) for name, text in attributes.items()}), m.start(0), m.end(0)
