"""The two note types, as Anki stores them.

Fields, their order, templates and ids are a promise: to add or reorder one later would create a second note type in
every learner's collection. So every section is shown only if its field is filled, and there are spare fields.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
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


def hash_of(*words: str) -> int:
    """Return the SHA-256 of *words*, each after its length, so that different lists have different hashes."""
    joined = b"".join(b"%d:%b" % (len(word), word) for word in (each.encode() for each in words))
    return int(hashlib.sha256(joined).hexdigest(), 16)


STYLE_SHEETS = ("card.css", "strips_and_reels.css")


@cache
def card_style(own: str = "") -> str:
    """Return the style sheet of both note types: those of all decks, then the author's *own* rules."""
    from importlib.resources import files

    return "".join(files("deck").joinpath(each).read_text(encoding="utf-8") for each in STYLE_SHEETS) + own


SCRIPT = 4  # letters in a code of ISO 15924
RIGHT_TO_LEFT = frozenset(["ar", "arab", "dv", "fa", "he", "hebr", "ps", "sd", "ug", "ur", "yi"])  # or their scripts
TOPIC = '<div class="topic"><bdi>{{Subdeck}}</bdi></div>'
TYPED = '{{#Answer}}<div class="typed">{{type:Answer}}</div>{{/Answer}}'
OPEN = "this.style.display='none';this.nextElementSibling.style.display='block';return false;"
HINT = (  # what Anki makes of {{hint:Hint}}, but that its button shows a label and not the name of the field
    f'{{{{#Hint}}}}<div class="hint"><a class="hint" href="#" onclick="{OPEN}" draggable="false">Hint</a>'
    '<div class="hint" style="display: none">{{Hint}}</div></div>{{/Hint}}'
)
RULE = '<hr id="answer">'


@dataclass(frozen=True)
class Face:
    """What the templates of a deck have that those of others have not: its *language*, and the label of hints."""

    language: str
    hint: str

    def template(self, template: Template) -> Template:
        """Return a template of `NOTE_TYPES` as this deck has it."""
        return replace(template, front=self._side(template.front), back=self._side(template.back))

    def _side(self, side: str) -> str:
        language, *others = self.language.lower().split("-")
        script = next((each for each in others if len(each) == SCRIPT), language)
        direction = "rtl" if script in RIGHT_TO_LEFT else "auto"
        named = side.replace('dir="auto"', f'lang="{self.language}" dir="{direction}"', 1)
        return named.replace(">Hint</a>", f">{self.hint}</a>")


def _section(name: str, field: str) -> str:
    return f'<div class="{name}">{{{{{field}}}}}</div>'


def _optional(name: str, field: str) -> str:
    return f"{{{{#{field}}}}}{_section(name, field)}{{{{/{field}}}}}"


def _front(*sections: str) -> str:
    return f'<div class="front" dir="auto">{"".join(sections)}</div>'


def _back(*sections: str) -> str:
    """Return a back, which alone has the topic, since it could give an answer away."""
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
