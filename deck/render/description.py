"""Descriptions of decks, which Anki's desktop program shows above the button to study.

There every line end is a break, no formula is typeset, and what is long pushes the title of the deck out of sight.
"""

from __future__ import annotations

import re

import nh3

from deck.diagnostics import ContentError, Diagnostic, Location, diagnostic
from deck.markup.allowed_html import BLOCK_TAGS
from deck.markup.fences import find_fences
from deck.markup.maths import CODE_OR_FORMULA
from deck.markup.to_html import line_to_html, to_html
from deck.render.lost_words import lost_words
from deck.render.passage_faults import invisible_diagnostics
from deck.render.passages import passage_to_html
from deck.safety.characters import invisible_fault
from deck.safety.html import unsafe_html
from deck.source.heading import CODE_OR_MATHS
from deck.source.passage import Passage, size_diagnostics

ACTIVE = re.compile(r"!\[|<[A-Za-z/!?](?![\w.+-]*[:@])\w*")
BLOCK = re.compile(rf"\s*(</?(?:{'|'.join(sorted(BLOCK_TAGS))}|br)\b[^<>]*>)\s*")
EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
LEAD_TAGS = {"code", "em", "strong"}
SPACE_BEFORE = re.compile(r"\s+(?=[,.;:!?)\]])")


def description_html(markdown: str) -> str:
    """Return the description of a deck as HTML without line ends."""
    return BLOCK.sub(r"\1", to_html(markdown)).replace("\n", " ")


def lead_html(lead: str) -> str:
    """Return the lead of a file as the description of its subdeck: a line of words without formulas, links or pictures.

    It is written for readers of the file, so nothing in it is a mistake; one that holds a mark of Anki's or an
    invisible character, or is too long, is left out.
    """
    if any(size_diagnostics(Passage(lead, Location("")))):
        return ""
    html = CODE_OR_FORMULA.sub(lambda match: match["code"] or "", line_to_html(" ".join(lead.split())))
    words = nh3.clean(html, tags=LEAD_TAGS, attributes={})
    if any(unsafe_html(words, ())) or invisible_fault(words):
        return ""
    return " ".join(SPACE_BEFORE.sub("", EMPTY_BRACKETS.sub("", words)).split())


def description_diagnostics(passage: Passage) -> list[Diagnostic]:
    """Return what is wrong in the description of a deck."""
    if not passage:
        return []
    if unfit := [*size_diagnostics(passage)]:
        return unfit
    if fences := find_fences(passage.text):
        where = passage.location.down(fences[0].first) if fences[0].first else passage.location
        return [diagnostic(where, "L010", "the description holds a fenced block; write it as text")]
    if active := ACTIVE.search(passage.text):
        message = f"the description contains '{active[0]}'; write it without pictures and HTML"
        return [diagnostic(passage.location_at(active.start()), "L010", message)]
    try:
        html = passage_to_html(passage, [])
    except ContentError as error:
        return list(error.diagnostics)
    found = [(message, passage.location_of(written)) for _, written, message in unsafe_html(html, ())]
    found += [(each.message, passage.location) for each in invisible_diagnostics(html, passage)]
    if "<img" in html:
        found.append(("the description shows a picture; write it without", passage.location))
    if any(match["formula"] for match in CODE_OR_FORMULA.finditer(html)):
        message = "the description holds a formula, which Anki does not typeset there; write it in words"
        written = [match.start() for match in CODE_OR_MATHS.finditer(passage.text) if not match[0].startswith("`")]
        found += [(message, passage.location_at(start)) for start in written or [0]]
    return [diagnostic(location, "L010", message) for message, location in found] + list(lost_words(html, passage))
