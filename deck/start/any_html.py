"""HTML as any editor, page or program wrote it: which tags mean what here, and how a browser reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import nh3

from deck.markup.sized_pictures import WIDEST

if TYPE_CHECKING:
    from nh3 import Cleaner

MARKS = {  # tags within a line, and the tags of the cards that look the same
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("s", "strike", "del"), "del"),
    **dict.fromkeys(("u", "ins"), "ins"),
    **dict.fromkeys(("code", "tt", "samp"), "code"),
    **{tag: tag for tag in ("kbd", "sub", "sup", "mark", "small", "a", "ruby", "rt", "rp")},
}
PLAIN = frozenset(["span", "font", "big", "abbr", "bdi", "bdo", "q", "time", "nobr", "wbr", "picture"])
LINES = frozenset(
    {"div", "section", "article", "header", "footer", "main", "center", "figure", "figcaption", "dl", "dt", "dd"}
    | {"address", "aside", "nav", "details", "summary", "caption"}
)
LEVELS = {"p": 0, "h1": 4, "h2": 4, "h3": 4, "h4": 4, "h5": 5, "h6": 6}  # what is larger belongs to files and notes
BLOCKS = frozenset(
    ["pre", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "hr", "br"]
)
REFUSED = {
    "script": "a script",
    "iframe": "a frame with another page",
    "object": "an object",
    "embed": "an object",
    "audio": "a sound",
    "video": "a film",
    "svg": "a drawing within the text",
    "math": "MathML",
    "input": "a form",
    "select": "a form",
    "textarea": "a form",
    "button": "a button",
    "canvas": "a drawing",
}
FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
LATEX_DISPLAY = re.compile(r"\[\$\$\](.*?)\[/\$\$\]", re.DOTALL)
LATEX_INLINE = re.compile(r"\[\$\](.*?)\[/\$\]", re.DOTALL)
WIDTH, STYLE_WIDTH = (
    re.compile(r"\s*(\d{1,6})(?:\.\d*)?(?:px)?\s*"),
    re.compile(r"(?:^|;)\s*width:\s*(\d{1,6})(?:\.\d*)?px"),
)
SOUND = re.compile(r"\[sound:(?P<name>[^\]<>]+)\]")
TAG = re.compile(r"<(?P<line>br|/p|/div|p|div)\b[^<>]*>|<[^<>]*>")


def with_mathjax(html: str) -> str:
    """Return *html* with the formulas that Anki has LaTeX draw as those that MathJax shows."""
    return LATEX_INLINE.sub(r"\\(\1\\)", LATEX_DISPLAY.sub(r"\\[\1\\]", html))


def width_of(attributes: Mapping[str, str]) -> str:
    """Return the width in pixels that somebody chose for a picture, as far as a card can have it, or nothing."""
    written = WIDTH.fullmatch(attributes.get("width", "")) or STYLE_WIDTH.search(attributes.get("style", ""))
    return str(min(max(1, int(written[1])), WIDEST)) if written else ""


def well_formed(html: str) -> str:
    """Return *html* as a browser reads it, without what it does not show."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> Cleaner:
    return nh3.Cleaner(
        tags={*MARKS, *PLAIN, *LINES, *LEVELS, *BLOCKS, *REFUSED, "img"},
        clean_content_tags={"style", "title"},
        attributes={
            "a": {"href"},
            "code": {"class"},
            "img": {"src", "alt", "class", "width", "style"},
            "input": {"class"},
            "ol": {"start"},
            "pre": {"class"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        link_rel=None,
        url_schemes={"http", "https", "mailto", "data"},
    )
