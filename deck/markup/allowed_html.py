"""The HTML that a field may have: tags, attributes and addresses; all else is taken out by nh3."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from nh3 import Cleaner

RAW_TAGS = frozenset(  # GitHub shows all of them
    ["b", "br", "i", "ins", "kbd", "mark", "rp", "rt", "ruby", "s", "small", "sub", "sup"]
)
BLOCK_TAGS = frozenset(
    [
        "blockquote",
        "div",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
SPAN_TAGS = frozenset(["a", "code", "del", "em", "img", "span", "strong"])

UNUSUAL = r"\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff"  # characters that are written as a reference, or not at all
TEXT = rf"[^<>&{UNUSUAL}]*+(?:&(?:amp|gt|lt);[^<>&{UNUSUAL}]*+)*+"
PICTURE = rf'<img alt="[^<>&"{UNUSUAL}]*+" src="[\w.-]++">'
INLINE = rf"(?:{TEXT}(?:<em>{TEXT}</em>|<strong>{TEXT}</strong>|<code>{TEXT}</code>|{PICTURE}))*+{TEXT}"
CODE = rf'<div class="hl"><pre><span></span><code>(?:{TEXT}<span class="\w++">{TEXT}</span>)*+{TEXT}</code></pre></div>'
BLOCK = rf"(?><p>{INLINE}</p>|<ul>\n(?:<li>{INLINE}</li>\n)++</ul>|{CODE})"
SIMPLE = re.compile(rf"{BLOCK}(?:\n{BLOCK})*+", re.ASCII)


@lru_cache(maxsize=64)  # what is canonical is asked for again
def canonical(text: str, *, compiled: bool = False) -> str:
    """Return HTML as a browser would write it, without anything unsafe.

    What was *compiled*, and so is not an author's own, may hold the buttons of figures.
    """
    return text if is_simple(text) else cleaned(text, compiled=compiled)


def is_simple(html: str) -> bool:
    """Return whether HTML is canonical since it has only plain paragraphs, lists, code and pictures, as most notes do.

    This takes a fifth of the time of a parser, which finds the same.
    """
    return SIMPLE.fullmatch(html) is not None


def cleaned(text: str, *, compiled: bool = False) -> str:
    """Return HTML as nh3 parses and writes it; see `canonical`."""
    return _cleaner(compiled=compiled).clean(text).strip()


def is_canonical(html: str) -> bool:
    """Return whether a browser would write HTML as it is; of what Markdown became, that is known already."""
    return canonical(html) == html or canonical(html, compiled=True) == html


@cache
def _cleaner(*, compiled: bool) -> Cleaner:
    buttons = {"input": {"aria-label", "checked", "class", "name", "type", "value"}} if compiled else {}
    return nh3.Cleaner(
        tags={*RAW_TAGS, *BLOCK_TAGS, *SPAN_TAGS, *buttons},
        attributes={
            "*": set(),
            "a": {"href", "title"},
            "div": {"class"},
            "img": {"alt", "class", "src", "title", "width"},
            **buttons,
            "ol": {"start"},
            "p": {"class"},
            "span": {"class"},
            "td": {"align"},
            "th": {"align"},
        },
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
