"""Convert Markdown to the HTML that Anki stores.

Python-Markdown converts the Markdown. One pass of nh3, which parses and serialises as browsers do, makes the result
canonical and safe: Anki's editor rewrites whatever a browser would write differently, and the note would then count
as edited.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any, cast
from xml.etree import ElementTree as ET

from markdown import Extension, Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.util import ETX, STX

from deck.markup import cloze_marks
from deck.markup.allowed_html import canonical
from deck.markup.block_marks import put_blocks, with_marks
from deck.markup.maths import Maths
from deck.markup.sized_pictures import SizedPictures
from deck.markup.tables import Tables

EXTENSIONS: dict[str, dict[str, Any]] = {
    "markdown.extensions.sane_lists": {},
    "pymdownx.betterem": {},  # Python-Markdown's own emphasis loses a letter of *a**b*c
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.magiclink": {},
    "pymdownx.quotes": {"callouts": True},
}
TRIGGERS = (  # marks, and the names of the extensions, processors and patterns that need one of them
    (("`",), ("backtick",)),
    (("\\", STX), ("escape", "unescape")),
    (("\\\n",), ("backslash-break",)),
    (("$$",), ("maths-block", "maths-display")),
    (("$",), ("maths-inline",)),
    (("*", "_", "~"), ("delimiter",)),
    (("~",), ("pymdownx.tilde",)),
    (("[", "<", "&", "@", "://", "www.", "  \n"), ("link", "image_link", "linebreak", "pymdownx.magiclink")),
    (("://", "www."), ("magic-link",)),
    (("@",), ("magic-mail",)),
    (("]:",), ("reference", "image_reference", "short_reference", "short_image_ref")),
    (("<",), ("autolink", "automail", "html")),
    (("<img",), ("sized-picture",)),
    (("&",), ("entity",)),
    (("<", "&"), ("html_block",)),
    (("|",), ("table", "scrolling-tables")),
    ((">",), ("quote", "pymdownx.quotes")),
    (("#",), ("hashheader",)),
    (("    ",), ("indent", "code")),
    (("---", "- -", "-  -", "***", "* *", "*  *", "___", "_ _", "_  _"), ("hr",)),
)
MARKS = frozenset(mark for marks, _ in TRIGGERS for mark in marks)
UNUSUAL_SPACE = ("\t", "\r", STX, ETX, " \n")
CONVERTER_LOCK = Lock()  # a converter converts one text at a time, in whichever thread


def to_html(text: str, blocks: Sequence[str] = (), *, cloze: bool = False) -> str:
    """Return Markdown as canonical HTML, with *blocks* in place of its fenced blocks, one each.

    With *cloze*, the text is that of a cloze note, and the clozes in *blocks* are scanned already.
    """
    if cloze:
        return cloze_marks.put_back(to_html(cloze_marks.scan(text), blocks), text)
    html = canonical(converted(with_marks(text)))
    return put_blocks(html, [canonical(block, compiled=True) for block in blocks]).strip()


@lru_cache(maxsize=64)  # a note is rendered, and checked later
def converted(markdown: str) -> str:
    """Return Markdown as Python-Markdown converts it, before its HTML is canonical."""
    text = with_usual_space(markdown)
    with CONVERTER_LOCK:
        try:
            return _converter_for(text).convert(text)
        except BaseException:
            _converter.cache_clear()  # a converter that was interrupted would spoil the next text
            raise


def with_usual_space(text: str) -> str:
    """Return a text with white space as the parser expects it, of which tabs become spaces, and so new marks."""
    ended = f"{text}\n\n"
    if not any(each in ended for each in UNUSUAL_SPACE):
        return ended
    return "\n".join(NormalizeWhitespace(_converter(frozenset())).run([text]))


@lru_cache(maxsize=64)
def line_to_html(text: str, *, cloze: bool = False) -> str:
    """Return one line as canonical HTML without a paragraph around it, whatever the line begins with."""
    if cloze:
        return cloze_marks.put_back(line_to_html(cloze_marks.scan(text)), text)
    if text.isprintable() and not marks_in(text):
        return text
    root = ET.Element("div")
    ET.SubElement(root, "p").text = text
    with CONVERTER_LOCK:
        converter = _converter_for(text)
        for treeprocessor in converter.treeprocessors:
            treeprocessor.run(root)
        converted = converter.serializer(root)
        for postprocessor in converter.postprocessors:
            converted = postprocessor.run(converted)
    return canonical(converted.strip().removeprefix("<div>").removesuffix("</div>")).strip()[3:-4]


def _converter_for(text: str) -> Markdown:
    """Return a converter that looks only for the marks in *text*, since each search takes time."""
    return _converter(unused_parts(marks_in(text))).reset()


def marks_in(text: str) -> frozenset[str]:
    """Return the marks in *text*."""
    lowered = text.lower()
    return frozenset([mark for mark in MARKS if mark in lowered])


@lru_cache(maxsize=1024)
def unused_parts(marks: frozenset[str]) -> frozenset[str]:
    """Return the parts of a converter that find nothing in a text with only these *marks*."""
    return frozenset(part for sought, parts in TRIGGERS if marks.isdisjoint(sought) for part in parts)


@lru_cache(maxsize=64)
def _converter(unused: frozenset[str]) -> Markdown:
    """Return a converter without its *unused* parts."""
    own = (Maths(), SizedPictures(), _CommonMark(), Tables())
    made = [_extension(each) for each in EXTENSIONS if each not in unused]
    converter = Markdown(extensions=[*made, *own], output_format="html")
    for part in unused:
        converter.preprocessors.deregister(part, strict=False)
        converter.parser.blockprocessors.deregister(part, strict=False)
        converter.inlinePatterns.deregister(part, strict=False)
        converter.treeprocessors.deregister(part, strict=False)
    inline, parser = cast("Any", (converter.treeprocessors["inline"], converter.parser))
    inline.inlinePatterns = list(converter.inlinePatterns)  # a registry would be sorted and searched at each use
    parser.blockprocessors = list(parser.blockprocessors)
    return converter


def _extension(module: str) -> Extension:
    """Return an extension; looking it up by its name instead would read the metadata of all installed libraries."""
    extension: Extension = import_module(module).makeExtension(**EXTENSIONS[module])
    return extension


class _CommonMark(Extension):
    """CommonMark where Python-Markdown differs: escaped marks, line breaks and headings."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS = list(string.punctuation)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash-break", 100.5)
        md.preprocessors.deregister("normalize_whitespace")  # `with_usual_space` does so
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)


class _Headings(HashHeaderProcessor):
    """A heading, with a space between its marks and its text."""

    RE = re.compile(r"(?:^|\n) {0,3}(?P<level>#{1,6})(?P<header>(?:[ \t]++[^ \t\n]++)*?)(?:[ \t]++#++)?[ \t]*+(?:\n|$)")
