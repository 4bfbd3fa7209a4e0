"""The settings of a folder, ``deck.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import field

from deck.diagnostics import Location, content_error
from deck.files import Read, read_file
from deck.note_types import Face
from deck.source.card_labels import Labels
from deck.source.table import Checked, Length, Table, validate
from deck.source.toml_lines import read_toml
from deck.source.yaml_lines import DEEPEST, KeyPath, location_of

MOST_GAPS = 2  # with more, a phrase takes minutes to look for
NOT_IN_A_DECK_NAME = re.compile(r'[":\x00-\x1f\x7f-\x9f]')
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47
TAG_ADVICE = "use no space, quotation mark, '<', '>' or '&', and join levels by '::'"
TAG = re.compile(r'[^\s":<>&]+(::?[^\s":<>&]+)*')  # what Anki does not change, and what is not HTML


def _tag(text: str) -> str:
    if not TAG.fullmatch(text):
        raise ValueError(f"'{text}' is not a tag; {TAG_ADVICE}")
    return text


def _deck_name(text: str) -> str:
    levels = text.split("::")
    if found := next(filter(None, map(NOT_IN_A_DECK_NAME.search, levels)), None):
        char = f"'{found[0]}'" if found[0].isprintable() else f"U+{ord(found[0]):04X}"
        raise ValueError(f"the deck name '{text}' contains {char}; remove it, and join levels by '::'")
    if any(not level or level != level.strip() for level in levels):
        raise ValueError(f"the deck name '{text}' has an empty level or a space around a level; write it like A::B")
    return text


def _root_name(text: str) -> str:
    if _deck_name(text).casefold() == "default":
        raise ValueError(f"'{text}' is the deck in which Anki puts what has none; give the deck a name of its own")
    return text


def _phrase(text: str) -> str:
    if text.count("...") > MOST_GAPS or any(part.count("*") > MOST_GAPS for part in re.split(r"\s|\.\.\.", text)):
        raise ValueError(f"'{text}' has more than two '...', or a word with more than two '*'; write a shorter phrase")
    return text


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise ValueError(f"'{text}' is not a language; write its code, as in 'de' or 'pt-BR'")
    return text


Tag = Annotated[str, Checked(_tag)]
Selector = Annotated[str, Length(1)]
Phrase = Annotated[str, Length(2, 100), Checked(_phrase)]
DeckName = Annotated[str, Checked(_deck_name)]
Language = Annotated[str, Checked(_language)]


class Forbidden(Table, frozen=True):
    """Phrases that no card may show, and the reason, *because*.

    A ``*`` matches the rest of a word, ``...`` some words of the same sentence. On notes tagged *quoted_on* a phrase
    is allowed in quotation marks.
    """

    phrases: Annotated[tuple[Phrase, ...], Length(1)]
    because: Annotated[str, Length(1)]
    quoted_on: Tag | None = None


class Lint(Table, frozen=True):
    """The levels of quality rules, by code or by how codes begin, as in ``W1``, and what some rules look for."""

    errors: tuple[Selector, ...] = ()
    warnings: tuple[Selector, ...] = ()
    off: tuple[Selector, ...] = ()
    secondary: tuple[str, ...] = ()
    forbid: tuple[Forbidden, ...] = ()


class Course(Table, frozen=True):
    """A course through the deck: the notes with *tag*, which can be studied without all others."""

    tag: Tag | None = None


class Settings(Table, frozen=True):
    """The settings of a content folder, ``deck.toml``."""

    name: Annotated[str, Checked(_root_name)]
    namespace: Annotated[str, Length(1)]
    language: Language = "en"
    decks: Literal["root", "folders"] = "root"
    description: str = ""
    licence: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    lint: Lint = field(default_factory=Lint)
    course: Course = field(default_factory=Course)
    labels: Labels = field(default_factory=Labels)

    @property
    def words(self) -> Mapping[str, str]:
        """The labels on cards by name."""
        return self.labels.in_language(self.language)

    @property
    def face(self) -> Face:
        """What the templates of this deck have that those of others have not."""
        return Face(self.language, self.words["hint"])

    @property
    def english(self) -> bool:
        """Whether the cards are in English, which some rules know."""
        return self.language.partition("-")[0].lower() == "en"


def read_settings(path: Path, display_path: str, read: Read = read_file) -> tuple[Settings, dict[KeyPath, Location]]:
    """Read ``deck.toml`` at *path*, shown as *display_path*, and the locations of its keys; raise `ContentError`."""
    try:
        data = read(path, path.parent, display_path)
    except FileNotFoundError:
        advice = "write one with 'name' and 'namespace', or start a deck with the command 'new'"
        raise content_error(Location(display_path), "L007", f"there is no deck.toml; {advice}") from None
    typed, locations = read_toml(data, Location(display_path))
    settings = validate(Settings, typed, locations, "L008")
    if _depth(settings.figures) > DEEPEST:
        raise content_error(location_of(("figures",), locations), "L008", "is nested too deeply; write a flat list")
    return settings, locations


def _depth(value: object) -> int:
    """Return how deeply tables and lists are nested in a value."""
    depth, level = 0, [value]
    while level := [inner for each in level for inner in _inside(each)]:
        depth += 1
    return depth


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
