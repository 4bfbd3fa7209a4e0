"""What is wrong with the HTML of a passage, wherever in its Markdown it comes from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape

from deck.diagnostics import Diagnostic, diagnostic
from deck.markup import cloze_marks
from deck.markup.allowed_html import is_canonical
from deck.render.cloze_faults import cloze_faults, cut_formulas
from deck.render.media_files import SOUND
from deck.safety.characters import invisible_character, invisible_fault, reference_to
from deck.safety.html import unsafe_html
from deck.source.passage import Passage

LINK = re.compile(r'<a(?: href="(?P<address>[^"]*)")?>')
ANGLE_IN_ATTRIBUTE = re.compile(r'="[^"]*(?:[<>]|&[lg]t;)[^"]*"[^<>]*>')
TEXT = ("title", "above", "below")  # the parts of a note in which a cloze is one


def html_diagnostics(html: str, passage: Passage) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each link that does not work on a card, and for HTML that browsers would change."""
    for match in LINK.finditer(SOUND.sub("", html)) if "<a" in html else ():
        address = unescape(match["address"] or "")
        if not address.startswith(("https://", "http://", "mailto:")):
            which = f"the link to '{address}'" if address else "this link"
            message = f"{which} does not work on a card; link to an https:// address"
            yield diagnostic(passage.location_of_address(address), "L001", message)
    if ANGLE_IN_ATTRIBUTE.search(html):
        message = "an alt text or address contains '<' or '>'; write it in words"
        yield diagnostic(passage.location, "H006", message)
    elif not is_canonical(html):
        message = "blocks are nested in a way that browsers rewrite; put empty lines around each block"
        yield diagnostic(passage.location, "H007", message)


def unsafe_diagnostics(html: str, passage: Passage, drawings: Collection[str] = ()) -> Iterator[Diagnostic]:
    """Yield a diagnostic for all that is not allowed in HTML, whose figures have these *drawings*."""
    for rule, written, message in unsafe_html(html, drawings):
        yield diagnostic(passage.location_of(written), rule, message)


def invisible_diagnostics(html: str, passage: Passage) -> Iterator[Diagnostic]:
    """Yield a diagnostic for an invisible character in HTML, however it was written."""
    if fault := invisible_fault(html):
        where = passage.location_at(reference_to(invisible_character(html), passage.text))
        yield diagnostic(where, "T014", f"the text {fault}")


def cloze_diagnostics(name: str, marked: str, scanned: str, passage: Passage) -> Iterator[Diagnostic]:
    """Yield what is wrong with clozes in the part of a note called *name*: in its HTML and Markdown, both scanned."""
    if name in TEXT:
        found = list(cloze_faults(marked))
        found += [each for each in cut_formulas(scanned) if all(each[0] != offset for offset, *_ in found)]
    else:
        message = f"a cloze does not work under '### {name}'; write it above the first '###', or its text without marks"
        found = [(cloze_marks.offset_of(each), "C001", message) for each in cloze_marks.OPENING_MARK.findall(marked)]
    for offset, rule, message in found:
        yield diagnostic(passage.location_at(offset), rule, message)
