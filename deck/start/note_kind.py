"""What kind of note a note type of any Anki deck makes here, and which of its fields becomes what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from deck.anki.any_collection import AnyNoteType, CardTemplate
from deck.source.fields import WRITABLE

REFERENCE = re.compile(r"\{\{(?P<sign>[#^/]?)\s*(?P<filters>(?:[^{}:]+:)*)(?P<field>[^{}]*?)\s*\}\}")
COMMENT, STYLE, TAG = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"<style.*?</style>", re.DOTALL),
    re.compile("<[^>]*>"),
)
SCRIPT = re.compile(r"<script|<iframe|\bon\w+=|javascript:", re.IGNORECASE)
SPECIAL = frozenset(["FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"])
FRONT_AND_BACK, MOST_TEMPLATES = "Front", 2
UNLABELLED = ("Extra", "Back Extra")  # what these are called says nothing about what they hold


class NotAdoptedError(Exception):
    """A note or its type cannot become one of ours; the text says why."""


@dataclass(frozen=True)
class Kind:
    """How the fields of a note type become a note: the field of its front, its back and so on, by name.

    A note is reversed if the field *reversed_by* is filled, or always if it is ``always``. *further* fields go below
    the answer, under their names. A field of *named* becomes the field of ours that has the same name.
    """

    cloze: bool
    front: str
    back: str = ""
    answer: str = ""
    hint: str = ""
    reversed_by: str = ""
    always_reversed: bool = False
    further: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@cache
def kind_of(note_type: AnyNoteType) -> Kind:
    """Return the kind of note that *note_type* makes; raise `NotAdoptedError` if it makes none of ours."""
    if note_type.ours:
        named = tuple(name for name in note_type.fields if name in WRITABLE)
        if note_type.cloze:
            return Kind(cloze=True, front="Text", named=named)
        return Kind(cloze=False, front="Front", back="Back", reversed_by="Reverse", named=named)
    _check_templates(note_type)
    first, *others = note_type.templates
    kind = _cloze(first) if note_type.cloze else _card(first, others)
    used = {kind.front, kind.back, kind.answer, kind.hint, kind.reversed_by}
    return Kind(**{**vars(kind), "further": tuple(name for name in note_type.fields if name not in used)})


def _check_templates(note_type: AnyNoteType) -> None:
    html = "".join(side for template in note_type.templates for side in template)
    if "image-occlusion" in html or "Occlusion" in " ".join(note_type.fields):
        raise NotAdoptedError("image occlusion")
    if SCRIPT.search(html):
        raise NotAdoptedError("a script in its card template")
    if len(note_type.templates) > MOST_TEMPLATES:
        raise NotAdoptedError(f"{len(note_type.templates)} card templates")
    for template in note_type.templates:
        bare = TAG.sub("", REFERENCE.sub("", STYLE.sub("", COMMENT.sub("", template.front))))
        if words := " ".join(unescape(bare).split()):
            raise NotAdoptedError(f"words in its card template, '{words:.40}'")


def _cloze(template: CardTemplate) -> Kind:
    references = list(_references(template.front))
    filters = [each for _, each in references]
    if filters.count("cloze") != 1 or {*filters} - {"cloze", "hint"}:
        raise NotAdoptedError("a card template whose front shows more than one text with clozes")
    shown = dict(references)
    return Kind(cloze=True, front=_one(shown, "cloze"), hint=_one(shown, "hint"))


def _card(template: CardTemplate, others: list[CardTemplate]) -> Kind:
    shown, below = dict(_references(template.front)), dict(_references(template.back))
    if unknown := {*shown.values(), *below.values()} - {"", "hint", "type", "text"}:
        raise NotAdoptedError(f"a card template with '{min(unknown)}:'")
    fronts = [name for name, filters in shown.items() if filters in ("", "text")]
    if len(fronts) != 1 or _conditions(template.front) - {*shown}:
        raise NotAdoptedError("a card template whose front shows more than one field, or depends on one")
    front, answer, hint = fronts[0], _one(shown, "type"), _one(shown, "hint")
    back = next((name for name in below if name not in (front, answer, hint)), "")
    if not (back or answer):
        raise NotAdoptedError("a card template whose back shows no further field")
    if answer:
        back = ""
    if not others:
        return Kind(cloze=False, front=front, back=back, answer=answer, hint=hint)
    conditions = _conditions(others[0].front) - {back}
    turned = dict(_references(others[0].front)) == {back: ""} and front in dict(_references(others[0].back))
    if answer or not turned or len(conditions) > 1:
        raise NotAdoptedError("a second card template that is not the first one turned round")
    return Kind(
        cloze=False,
        front=front,
        back=back,
        hint=hint,
        reversed_by="".join(conditions),
        always_reversed=not conditions,
    )


def _references(side: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that a side shows, each with the last filter before its name."""
    for match in REFERENCE.finditer(COMMENT.sub("", side)):
        if not match["sign"] and match["field"] not in SPECIAL:
            yield match["field"], match["filters"].rstrip(":").split(":")[0].strip()


def _conditions(side: str) -> set[str]:
    return {match["field"] for match in REFERENCE.finditer(side) if match["sign"]}


def _one(shown: dict[str, str], wanted: str) -> str:
    return next((name for name, filters in shown.items() if filters == wanted), "")
