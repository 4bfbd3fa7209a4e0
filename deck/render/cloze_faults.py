"""What is wrong with the clozes of a text, found in its scanned HTML, where Anki will look for them.

A formula that a cloze cuts in two is looked for in the Markdown too, since it is none in the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from deck.markup.cloze_marks import BACKSLASH, END, MARK, OPENING, OPENING_MARK, SEPARATOR, WRITTEN_OPENING, offset_of
from deck.markup.fences import without_fences
from deck.markup.maths import CODE_OR_FORMULA
from deck.markup.visible import shows_something
from deck.source.heading import CODE_OR_MATHS

TAG = re.compile(r'<(?P<end>/?)(?P<name>\w+)[^<>"]*(?:"[^"]*"[^<>"]*)*>')
PIECE = re.compile(rf"(?P<tag>{TAG.pattern})|(?P<mark>{MARK.pattern})", re.DOTALL)
DELIMITER = re.compile(r"\\[()\[\]]")
MARKED = re.compile(rf"({OPENING}|(?:{SEPARATOR}[^{END}]*)?{END})")
VOID = frozenset(["br", "hr", "img"])
PLACES = {
    "a": "inside a link",
    "code": "inside code",
    "h4": "in another heading",
    "li": "in another item of the list",
    "ol": "in another item of the list",
    "p": "in another paragraph",
    "pre": "in another block of code",
    "table": "in another cell of the table",
    "td": "in another cell of the table",
    "th": "in another cell of the table",
    "tr": "in another cell of the table",
    "ul": "in another item of the list",
}
ATTRIBUTE = "an alt text, a title or an address"
CUT = "the cloze cuts a formula in two; let it begin and end inside the formula, or around it"
OCCLUSION = "image-occlusion:"


def cloze_faults(html: str) -> Iterator[tuple[int, str, str]]:
    """Yield where a scanned text has clozes that Anki would not show as meant, their rules, and messages."""
    opened: re.Match[str] | None = None
    for piece in PIECE.finditer(html):
        if piece["tag"]:
            if WRITTEN_OPENING.search(piece["tag"]) or OPENING_MARK.search(piece["tag"]):
                yield (
                    _offset_in(piece["tag"]),
                    "C009",
                    f"a cloze in {ATTRIBUTE} does not work; hide text around it instead",
                )
        elif piece[0] == END:
            if opened:
                where, content = offset_of(opened[0]), html[opened.end() : piece.start()]
                yield from ((where, *fault) for fault in islice(_faults(content), 1))
            opened = None
        elif piece[0] != SEPARATOR:
            if opened:
                message = "the cloze does not end before the next one, and a cloze inside a cloze is not supported"
                yield offset_of(opened[0]), "C004", f"{message}; end it with '}}}}'"
            opened = piece
    if opened:
        yield offset_of(opened[0]), "C003", "the cloze is not closed; end it with '}}'"


def cut_formulas(scanned: str) -> Iterator[tuple[int, str, str]]:
    """Yield the clozes of scanned Markdown that have one end in what is a formula without them, as `cloze_faults`."""
    text, spans = _unmarked(scanned)
    formulas = [match.span() for match in CODE_OR_MATHS.finditer(text) if match[0].startswith("$")] if spans else []
    for opening, begin, end in spans:
        if any((first < begin < last) != (first < end < last) for first, last in formulas):
            yield offset_of(opening), "C008", CUT


def _offset_in(tag: str) -> int:
    """Return where the first cloze of a tag begins, or the beginning if its braces were written as references."""
    found = OPENING_MARK.search(tag)
    return offset_of(found[0]) if found else 0


def _faults(content: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the content of a cloze, which is what it hides and its hint: rules and messages."""
    if any(MARK.search(tag[0]) or "::" in tag[0] or "}}" in tag[0] for tag in TAG.finditer(content)):
        message = (
            f"{ATTRIBUTE} inside the cloze contains '::' or '}}}}', which Anki reads as part of it; leave that out"
        )
        yield "C009", message
    hidden, separator, hint = content.partition(SEPARATOR)
    crossed = _crossed(hidden) or _crossed(hint)
    cut = _cuts_a_formula(hidden) or _cuts_a_formula(hint)
    if (crossed or cut) and separator and not (_crossed(content) or _cuts_a_formula(content)):
        message = "Anki reads the '::' in this cloze as the beginning of a hint"
        yield "C007", f"{message}; write '\\::' for colons that it hides"
    elif crossed in PLACES:
        yield "C007", f"the cloze does not end where it begins but {PLACES[crossed]}; write a cloze for each part"
    elif crossed:
        yield "C007", f"the cloze and <{crossed}> overlap; let the cloze begin and end inside it, or around it"
    elif cut:
        yield "C008", CUT
    elif not shows_something(_without_marks(hidden)):
        yield "C006", "the cloze hides nothing that can be seen; write what it hides after '::'"
    elif separator and not shows_something(_without_marks(hint)):
        yield "C006", "the hint of the cloze shows nothing; write it, or remove the '::' before it"
    elif hidden.startswith(OCCLUSION):
        yield (
            "C010",
            f"'{OCCLUSION}' at the beginning of a cloze has a special meaning in Anki; write something before it",
        )


def _without_marks(html: str) -> str:
    return MARK.sub("", html).replace(BACKSLASH, "")


def _crossed(html: str) -> str:
    """Return the name of the first element that begins or ends in HTML, but not both, or nothing."""
    opened: list[str] = []
    for tag in TAG.finditer(html):
        if not tag["end"]:
            opened += [tag["name"]] if tag["name"] not in VOID else []
        elif not opened or opened.pop() != tag["name"]:
            return tag["name"]
    return opened[0] if opened else ""


def _cuts_a_formula(html: str) -> bool:
    """Return whether HTML has one end of a formula without the other."""
    return bool(DELIMITER.search(CODE_OR_FORMULA.sub("", html)))


def _unmarked(scanned: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Return scanned Markdown without marks, hints and fences, and where each cloze begins and ends in it."""
    text, spans, opened = "", [], ("", 0)
    for part in MARKED.split(without_fences(scanned)):
        if part.endswith(END):
            spans.append((*opened, len(text)))
        elif OPENING_MARK.match(part):
            opened = part, len(text)
        else:
            text += part
    return text, [span for span in spans if span[0]]
