"""What kind of note a note type of any Anki deck makes here, and which of its fields becomes what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from deck.anki.any_collection import AnyNoteType, CardTemplate
from deck.source.fields import WRITABLE
from deck.start.readings import SHOWN, shown_by

REFERENCE = re.compile(r"\{\{(?P<sign>[#^/]?)\s*(?P<filters>(?:[^{}:]+:)*)(?P<field>[^{}]*?)\s*\}\}")
SECTION = re.compile(
    r"\{\{(?P<sign>[#^])\s*(?P<field>[^{}]*?)\s*\}\}(?P<text>(?:(?!\{\{[#^/]).)*)\{\{/\s*(?P=field)\s*\}\}", re.DOTALL
)
UNSEEN = re.compile(r"<!--.*?-->|\{\{\s*tts [^{}]*\}\}", re.DOTALL)  # comments, and what Anki speaks
SCRIPT = re.compile(r"<script|<iframe|\bon\w+=|javascript:", re.IGNORECASE)
SPECIAL = frozenset(["FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"])
MOST_TEMPLATES = 2
ON_NO_FRONT = ("hint", "type")  # filters of fields that are shown elsewhere here
UNLABELLED = ("Extra", "Back Extra")  # what these are called says nothing about what they hold


class NotAdoptedError(Exception):
    """A note or its type cannot become one of ours; the text says why."""


@dataclass(frozen=True)
class Kind:
    """How the fields of a note type become a note.

    *front* is the front of its first card template, in which the fields *fronts* are shown; the others are fields, by
    name; one of which a filter shows readings or leaves them out is named with it, as in ``kanji:Word``. A note is
    reversed if the field *reversed_by* is filled, or always. *further* fields go below the answer, under their names.
    A field of *named* becomes the field of ours that has the same name.
    """

    cloze: bool
    front: str
    fronts: tuple[str, ...]
    back: str = ""
    answer: str = ""
    hint: str = ""
    reversed_by: str = ""
    always_reversed: bool = False
    further: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def below(self) -> tuple[str, ...]:
        """The names of the fields that are not on the front."""
        return tuple(filter(None, (self.back, self.answer, self.hint, *self.further, *self.named)))


@cache
def kind_of(note_type: AnyNoteType) -> Kind:
    """Return the kind of note that *note_type* makes; raise `NotAdoptedError` if it makes none of ours."""
    if note_type.ours:
        named = tuple(name for name in note_type.fields if name in WRITABLE)
        if note_type.cloze:
            return Kind(cloze=True, front="{{cloze:Text}}", fronts=("Text",), named=named)
        return Kind(cloze=False, front="{{Front}}", fronts=("Front",), back="Back", reversed_by="Reverse", named=named)
    _check_templates(note_type)
    first, *others = note_type.templates
    kind = _cloze(first) if note_type.cloze else _card(first, others)
    used = {*kind.fronts, kind.back, kind.answer, kind.hint, kind.reversed_by}
    read = _fields_with_readings(note_type)
    whole = {name: f"furigana:{name}" if name in read else name for name in note_type.fields}
    return replace(kind, further=tuple(name for field, name in whole.items() if not used & {field, name}))


def with_readings(note_type: AnyNoteType, fields: Mapping[str, str]) -> dict[str, str]:
    """Return *fields*, and what filters show of those that have readings, under names such as ``kanji:Word``."""
    read = _fields_with_readings(note_type)
    return {**fields, **{f"{each}:{name}": shown_by(each, fields[name]) for name in read for each in SHOWN}}


def field_of(name: str) -> str:
    """Return the field of a *name* such as ``kanji:Word``."""
    return name.rpartition(":")[2]


def _check_templates(note_type: AnyNoteType) -> None:
    html = "".join(side for template in note_type.templates for side in template)
    if "image-occlusion" in html or "Occlusion" in " ".join(note_type.fields):
        raise NotAdoptedError("image occlusion")
    if SCRIPT.search(html):
        raise NotAdoptedError("a script in its card template")
    if len(note_type.templates) > MOST_TEMPLATES:
        raise NotAdoptedError(f"{len(note_type.templates)} card templates")


def is_reversed(kind: Kind, fields: Mapping[str, str]) -> bool:
    """Return whether a note of this *kind* with these *fields* has a second card, which asks in the other direction."""
    return kind.always_reversed or bool(fields.get(kind.reversed_by, "").strip())


def front_of(kind: Kind, fields: Mapping[str, str]) -> str:
    """Return the HTML of the front of the first card: fields, and the words of the card template around them."""

    def section(match: re.Match[str]) -> str:
        filled = bool(fields.get(match["field"], "").strip())
        return match["text"] if filled == (match["sign"] == "#") else ""

    def shown(match: re.Match[str]) -> str:
        name, filters = _named(match)
        return "" if match["sign"] or filters in ON_NO_FRONT else fields.get(name, "")

    html, count = UNSEEN.sub("", kind.front), 1
    while count:
        html, count = SECTION.subn(section, html)
    return REFERENCE.sub(shown, html)


def _cloze(template: CardTemplate) -> Kind:
    references = list(_references(template.front))
    if unknown := {filters for _, filters in references} - {"", "cloze", "hint", "text"}:
        raise NotAdoptedError(f"a card template with '{min(unknown)}:'")
    shown = dict(references)
    if list(shown.values()).count("cloze") != 1:
        raise NotAdoptedError("a card template whose front shows more than one text with clozes")
    return Kind(cloze=True, front=template.front, fronts=_fronts(references), hint=_one(shown, "hint"))


def _card(template: CardTemplate, others: list[CardTemplate]) -> Kind:
    references = list(_references(template.front))
    shown, below = dict(references), dict(_references(template.back))
    if unknown := {*shown.values(), *below.values()} - {"", "hint", "type", "text"}:
        raise NotAdoptedError(f"a card template with '{min(unknown)}:'")
    fronts, answer, hint = _fronts(references), _one(shown, "type"), _one(shown, "hint")
    back = _back(fronts, [name for name in below if name not in (*fronts, answer, hint)], others)
    if not (back or answer):
        raise NotAdoptedError("a card template whose back shows no further field")
    if answer:
        back = ""
    front = Kind(cloze=False, front=template.front, fronts=fronts, back=back, answer=answer, hint=hint)
    if not others:
        return front
    conditions = _conditions(others[0].front) - {back}
    turned = _asked(others[0]) == {back: ""} and _shares_a_field(fronts, others[0].back)
    if answer or not turned or len(conditions) > 1:
        raise NotAdoptedError("a second card template that is not the first one turned round")
    return replace(front, reversed_by="".join(conditions), always_reversed=not conditions)


def _back(fronts: tuple[str, ...], below: list[str], others: list[CardTemplate]) -> str:
    """Return the field *below* the front that is the answer: what a second card asks with, or the first new one."""
    asked = [name for template in others for name in _asked(template) if name in below]
    new = [name for name in below if field_of(name) not in map(field_of, fronts)]
    return next(iter((*asked, *new, *below)), "")


def _asked(template: CardTemplate) -> dict[str, str]:
    """Return the fields on a front, without what is shown only if a learner asks for a hint."""
    return {name: filters for name, filters in _references(template.front) if filters != "hint"}


def _shares_a_field(names: Iterable[str], side: str) -> bool:
    return not {*map(field_of, names)}.isdisjoint(field_of(name) for name, _ in _references(side))


def _fronts(references: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, filters in references if filters not in ON_NO_FRONT))


def _references(side: str) -> Iterator[tuple[str, str]]:
    """Yield the names of the fields that a side shows, each with the filter that is applied last."""
    for match in REFERENCE.finditer(UNSEEN.sub("", side)):
        if not match["sign"] and match["field"] not in SPECIAL:
            yield _named(match)


def _named(reference: re.Match[str]) -> tuple[str, str]:
    filters = [each.strip() for each in reference["filters"].split(":")[:-1]]
    readings = [each for each in filters if each in SHOWN]
    others = [each for each in filters if each not in SHOWN]
    return ":".join([*readings[:1], reference["field"]]), next(iter(others), "")


@cache
def _fields_with_readings(note_type: AnyNoteType) -> frozenset[str]:
    sides = (side for template in note_type.templates for side in template)
    names = (name for side in sides for name, _ in _references(side) if ":" in name)
    return frozenset(map(field_of, names)) & {*note_type.fields}


def _conditions(side: str) -> set[str]:
    return {match["field"] for match in REFERENCE.finditer(side) if match["sign"]}


def _one(shown: dict[str, str], wanted: str) -> str:
    return next((name for name, filters in shown.items() if filters == wanted), "")
