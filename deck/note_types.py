"""The two note types, as Anki stores them.

Fields, their order, templates and ids are a promise: to add or reorder one later would create a second note type in
every learner's collection. So every section is shown only if its field is filled, and there are spare fields.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Template:
    """A card template: the front and the back of one card of a note."""

    name: str
    id: int
    front: str
    back: str


@dataclass(frozen=True)
class NoteType:
    """A note type: its name, fields (name and id, in order) and templates."""

    name: str
    fields: tuple[tuple[str, int], ...]
    templates: tuple[Template, ...]
    cloze: bool = False

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(name for name, _ in self.fields)


def note_type_id(namespace: str, note_type: NoteType) -> int:
    """Return Anki's id of *note_type* in the decks of *namespace*, from 2**30 to 2**31 - 1."""
    return 2**30 + hash_of(namespace, "note type", note_type.name) % 2**30


def guid_of(namespace: str, first_id: str, given: str = "") -> str:
    """Return the GUID of a note: the one that was *given*, or 20 digits made only of *namespace* and *first_id*."""
    return given or _digest(namespace, "note", first_id)[:20]


def hash_of(*words: str) -> int:
    """Return the SHA-256 of *words*, each after its length, so that different lists have different hashes."""
    return int(_digest(*words), 16)


def _digest(*words: str) -> str:
    joined = b"".join(b"%d:%b" % (len(word), word) for word in (each.encode() for each in words))
    return hashlib.sha256(joined).hexdigest()


@cache
def card_style(own: str = "") -> str:
    """Return the style sheet of both note types: that of all decks, then the author's *own* rules."""
    from importlib.resources import files

    return files("deck").joinpath("card.css").read_text(encoding="utf-8") + own


TOPIC = '<div class="topic"><bdi>{{Subdeck}}</bdi></div>'
TYPED = '{{#Answer}}<div class="typed">{{type:Answer}}</div>{{/Answer}}'
HINT = '{{#Hint}}<div class="hint">{{hint:Hint}}</div>{{/Hint}}'
RULE = '<hr id="answer">'


def _section(name: str, field: str) -> str:
    return f'<div class="{name}">{{{{{field}}}}}</div>'


def _optional(name: str, field: str) -> str:
    return f"{{{{#{field}}}}}{_section(name, field)}{{{{/{field}}}}}"


def _front(*sections: str) -> str:
    return f'<div class="front" dir="auto">{"".join(sections)}</div>'


def _back(*sections: str) -> str:
    """Return a back, on which alone the topic stands, since it could give an answer away."""
    ends = (_optional("extra", "Extra"), _optional("source", "Source"))
    return f'<div class="back" dir="auto">{"".join((TOPIC, *sections, *ends))}</div>'


CARD = NoteType(
    name="Card",
    fields=(
        ("Front", 4611790417),
        ("Back", 4611790418),
        ("Answer", 4611790419),
        ("Reverse", 4611790420),
        ("Hint", 4611790421),
        ("Extra", 4611790422),
        ("Source", 4611790423),
        ("Original", 4611790424),
        ("Id", 4611790425),
        ("Release", 4611790426),
        ("Spare", 4611790427),
    ),
    templates=(
        Template(
            "Card 1",
            4611790511,
            _front(_section("question", "Front"), TYPED, HINT),
            _back(_section("question", "Front"), RULE, TYPED, _optional("answer", "Back")),
        ),
        Template(
            "Card 2",
            4611790512,
            "{{#Reverse}}" + _front(_section("question", "Back")) + "{{/Reverse}}",
            _back(_section("question", "Back"), RULE, _section("answer", "Front")),
        ),
    ),
)

CLOZE = NoteType(
    name="Cloze",
    fields=(
        ("Text", 4611790617),
        ("Hint", 4611790618),
        ("Extra", 4611790619),
        ("Source", 4611790620),
        ("Original", 4611790621),
        ("Id", 4611790622),
        ("Release", 4611790623),
        ("Spare", 4611790624),
    ),
    templates=(
        Template(
            "Cloze",
            4611790711,
            _front(_section("text", "cloze:Text"), HINT),
            _back(_section("text", "cloze:Text")),
        ),
    ),
    cloze=True,
)

NOTE_TYPES = (CARD, CLOZE)
