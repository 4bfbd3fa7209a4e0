"""The blocks that Markdown knows, and what their lines contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "formula", "display", "picture", "sound"]


@dataclass(frozen=True)
class Run:
    """A part of a line: text, the TeX of a formula, or the address of a picture or sound.

    *marks* are the tags around it, the outermost first, each with the address of a link; *alt* is that of a picture,
    and *width* its chosen width in pixels, if it has one.
    """

    kind: Kind
    text: str
    marks: tuple[tuple[str, str], ...] = ()
    alt: str = ""
    width: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Lines with breaks between them; a *level* above 0 makes it a heading."""

    lines: tuple[Line, ...]
    level: int = 0


@dataclass(frozen=True)
class Code:
    """A block of code, in a *language* if it is known."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Items:
    """A list; *start* is the number of its first item, or nothing if it has no numbers."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Quotation:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells, whose lines have breaks between them; the first row is the head, perhaps an empty one."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]


@dataclass(frozen=True)
class Rule:
    """A line across the card."""


Block = Paragraph | Code | Items | Quotation | Table | Rule
