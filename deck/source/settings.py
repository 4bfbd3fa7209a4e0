"""The settings of a folder, ``deck.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from deck.diagnostics import ContentError, Diagnostic, Location, content_error, diagnostic, nearest
from deck.files import Read, read_file
from deck.note_types import Face
from deck.safety.characters import invisible_fault
from deck.source.card_labels import Labels
from deck.source.toml_lines import read_toml
from deck.source.yaml_lines import DEEPEST, KeyPath, location_of

Model = TypeVar("Model", bound=BaseModel)
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


Tag = Annotated[str, AfterValidator(_tag)]
Selector = Annotated[str, Field(min_length=1)]
Phrase = Annotated[str, Field(min_length=2, max_length=100), AfterValidator(_phrase)]
DeckName = Annotated[str, AfterValidator(_deck_name)]
Language = Annotated[str, AfterValidator(_language)]


class Forbidden(BaseModel):
    """Phrases that no card may show, and the reason, *because*.

    A ``*`` matches the rest of a word, ``...`` some words of the same sentence. On notes tagged *quoted_on* a phrase
    is allowed in quotation marks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    because: Annotated[str, Field(min_length=1)]
    quoted_on: Tag | None = None


class Lint(BaseModel):
    """The levels of quality rules, by code or by how codes begin, as in ``W1``, and what some rules look for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    errors: tuple[Selector, ...] = ()
    warnings: tuple[Selector, ...] = ()
    off: tuple[Selector, ...] = ()
    secondary: tuple[str, ...] = ()
    forbid: tuple[Forbidden, ...] = ()


class Course(BaseModel):
    """A course through the deck: the notes with *tag*, which can be studied without all others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Tag | None = None


class Settings(BaseModel):
    """The settings of a content folder, ``deck.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_root_name)]
    namespace: str = Field(min_length=1)
    language: Language = "en"
    decks: Literal["root", "folders"] = "root"
    description: str = ""
    licence: str = ""
    figures: dict[str, Any] = {}
    lint: Lint = Lint()
    course: Course = Course()
    labels: Labels = Labels()

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


def validate(model: type[Model], typed: Mapping[str, Any], locations: Mapping[KeyPath, Location], rule: str) -> Model:
    """Return *typed* as a *model*, or raise all that is wrong with it, each at its location."""
    if invisible := [
        diagnostic(location_of(path, locations), rule, f"{'.'.join(map(str, path))!a} {fault}")
        for path, fault in _invisible(typed, ())
    ]:
        raise ContentError(invisible)
    try:
        return model.model_validate(typed)
    except ValidationError as error:
        raise ContentError(_diagnostics(model, error, locations, rule)) from None


def _invisible(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path of each key and each text with an invisible character, and what is wrong with it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (((*path, key), fault) for fault in [invisible_fault(str(key))] if fault)
            yield from _invisible(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _invisible(inner, (*path, number))
    elif isinstance(value, str) and (fault := invisible_fault(value)):
        yield path, fault


def _diagnostics(
    model: type[BaseModel], error: ValidationError, locations: Mapping[KeyPath, Location], rule: str
) -> list[Diagnostic]:
    diagnostics = []
    found = error.errors(include_url=False)
    for each in found:
        if each["type"] == "too_short" and any(other["loc"][:-1] == each["loc"] for other in found):
            continue  # the same mistake is reported at an item of this list
        where, key = location_of(each["loc"], locations), ".".join(map(str, each["loc"]))
        match each["type"]:
            case "extra_forbidden":
                known = _model_at(model, each["loc"]).model_fields
                message = f"unknown key '{key}'; {nearest(str(each['loc'][-1]), known)}"
            case "tuple_type":
                message = f"'{key}' is {_quoted(each['input'])}; write a list, as in [a, b]"
            case "missing":
                message = f"key '{key}' is missing; add it{_example(model, each['loc'])}"
            case "too_short":
                message = f"'{key}' needs {each['ctx']['min_length']} or more; add some"
            case "too_long":
                message = f"'{key}' takes {each['ctx']['max_length']} or fewer; remove some"
            case "value_error":
                message = each["msg"].removeprefix("Value error, ")
            case _:
                message = f"'{key}' is {_quoted(each['input'])}; {_sentence(each['msg'])}"
        diagnostics.append(diagnostic(where, rule, message))
    return diagnostics


def _sentence(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}".replace("input should", "it should", 1)


def _quoted(value: object) -> str:
    if value is None:
        return "empty"
    try:
        return f"{value!r:.60}"
    except ValueError:  # of thousands of digits
        return "a long number"


def _example(model: type[BaseModel], path: KeyPath) -> str:
    """Return what may be written for the key at *path*, if an example is known."""
    key = str(path[-1])
    field = _model_at(model, path).model_fields.get(key)
    shown = (yaml.safe_dump([each], default_flow_style=True).strip()[1:-1] for each in (field and field.examples) or ())
    return "".join(f", as in '{key}: {value}'" for value in shown)


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    """Return the model that the key at *path* belongs to."""
    for key in path[:-1]:
        annotation = model.model_fields[key].annotation if key in model.model_fields else None
        inner = next(iter(get_args(annotation)), annotation)
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    return model
