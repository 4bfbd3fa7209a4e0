"""What a human typed about a whole folder or file: ``deck.toml`` and front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from deck.diagnostics import ContentError, Diagnostic, Location, content_error, diagnostic, nearest
from deck.files import UNSEEN, read_file
from deck.source.toml_lines import composed, toml_locations
from deck.source.yaml_lines import DEEPEST, KeyPath, location_of

Model = TypeVar("Model", bound=BaseModel)
MOST_GAPS = 2  # with more, a phrase takes minutes to look for
ACTIVE = re.compile(r"!\[|<[A-Za-z/!?](?![\w.+-]*[:@])")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
TAG = re.compile(r"[\w.-]+(::[\w.-]+)*")


def _tag(text: str) -> str:
    if not TAG.fullmatch(text):
        raise ValueError(f"'{text}' is not a tag; use letters, digits, '-', '_', '.' and '::'")
    return text


def _deck_name(text: str) -> str:
    parts = text.split("::")
    if any(not part or part != part.strip() or set(part) & set('":') or CONTROL.search(part) for part in parts):
        raise ValueError(f"'{text}' is not a deck name; write its levels as in 'Optimizers::Momentum'")
    return text


def _phrase(text: str) -> str:
    if text.count("...") > MOST_GAPS or any(part.count("*") > MOST_GAPS for part in re.split(r"\s|\.\.\.", text)):
        raise ValueError(f"'{text}' has more than two '...', or a word with more than two '*'; forbid a part of it")
    return text


def _description(text: str) -> str:
    if found := UNSEEN.search(text):
        raise ValueError(f"the description holds the character U+{ord(found[0]):04X}, which nobody sees; remove it")
    if found := ACTIVE.search(text):
        raise ValueError(f"the description holds '{found[0]}'; write it without pictures and HTML")
    return text


Tag = Annotated[str, AfterValidator(_tag)]
Selector = Annotated[str, Field(min_length=1)]
Phrase = Annotated[str, Field(min_length=2, max_length=100), AfterValidator(_phrase)]
DeckName = Annotated[str, AfterValidator(_deck_name)]


class Forbidden(BaseModel):
    """Phrases that no card may show, and *because* of what.

    A ``*`` stands for the rest of a word, ``...`` for some words of the same sentence. On notes tagged *quoted_on* a
    phrase may stand in quotation marks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    because: Annotated[str, Field(min_length=1)]
    quoted_on: Tag | None = None


class Lint(BaseModel):
    """The levels of quality rules, by code or by the first characters of codes, as in ``Q``; and what some look for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    errors: tuple[Selector, ...] = ()
    warnings: tuple[Selector, ...] = ()
    off: tuple[Selector, ...] = ()
    secondary: tuple[str, ...] = ()
    forbid: tuple[Forbidden, ...] = ()


class Settings(BaseModel):
    """The settings of a content folder, ``deck.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: DeckName
    namespace: str = Field(min_length=1)
    description: Annotated[str, AfterValidator(_description)] = ""
    licence: str = ""
    figures: dict[str, Any] = {}
    lint: Lint = Lint()


class FrontMatter(BaseModel):
    """What stands between the two ``---`` lines at the top of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deck: DeckName
    tags: tuple[Tag, ...] = ()


def read_settings(path: Path, shown: str) -> tuple[Settings, dict[KeyPath, Location]]:
    """Read ``deck.toml`` at *path*, which messages call *shown*, with the places of its keys; raise `ContentError`."""
    try:
        text = composed(read_file(path, path.parent, shown).decode("utf-8-sig"), Location(shown))
        typed = tomllib.loads(text)
    except FileNotFoundError:
        advice = "write one with 'name' and 'namespace', or begin a deck with: build_deck.py new FOLDER"
        raise content_error(Location(shown), "L007", f"there is no deck.toml; {advice}") from None
    except ValueError as error:
        line = re.search(r"at line (\d+)", str(error))
        last = path.read_bytes().rstrip().count(b"\n") + 1
        location = Location(shown, int(line[1]) if line else last)
        raise content_error(location, "L007", f"cannot be read as TOML: {_fault(error)}; check this line") from None
    except RecursionError:
        raise content_error(Location(shown), "L007", "is nested too deeply; write a flat list") from None
    locations = toml_locations(text, shown)
    settings = validate(Settings, typed, locations, "L008")
    if _depth(settings.figures) > DEEPEST:
        raise content_error(location_of(("figures",), locations), "L008", "is nested too deeply; write a flat list")
    return settings, locations


def _depth(value: object) -> int:
    """Return how many tables and lists stand inside each other in a value."""
    depth, level = 0, [value]
    while level := [inner for each in level for inner in _inside(each)]:
        depth += 1
    return depth


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _fault(error: ValueError) -> str:
    return str(error) if isinstance(error, tomllib.TOMLDecodeError | UnicodeDecodeError) else "a number is too long"


def validate(model: type[Model], typed: Mapping[str, Any], locations: Mapping[KeyPath, Location], rule: str) -> Model:
    """Return *typed* as a *model*, or raise all that is wrong with it, each at its place."""
    try:
        return model.model_validate(typed)
    except ValidationError as error:
        raise ContentError(_diagnostics(model, error, locations, rule)) from None


def _diagnostics(
    model: type[BaseModel], error: ValidationError, locations: Mapping[KeyPath, Location], rule: str
) -> list[Diagnostic]:
    diagnostics = []
    found = error.errors(include_url=False)
    for each in found:
        if each["type"] == "too_short" and any(other["loc"][:-1] == each["loc"] for other in found):
            continue  # what is wrong is told of what it holds
        where, key = location_of(each["loc"], locations), ".".join(map(str, each["loc"]))
        match each["type"]:
            case "extra_forbidden":
                known = _model_at(model, each["loc"]).model_fields
                message = f"unknown key '{key}'; {nearest(str(each['loc'][-1]), known)}"
            case "tuple_type":
                message = f"'{key}' is {_shown(each['input'])}; write a list, as in [a, b]"
            case "missing":
                message = f"key '{key}' is missing; add it"
            case "value_error":
                message = each["msg"].removeprefix("Value error, ")
            case _:
                message = f"'{key}' is {_shown(each['input'])}; {each['msg'][0].lower() + each['msg'][1:]}"
        diagnostics.append(diagnostic(where, rule, message))
    return diagnostics


def _shown(value: object) -> str:
    try:
        return f"{value!r:.60}"
    except ValueError:  # of thousands of digits
        return "a long number"


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    """Return the model in which the key at *path* stands."""
    for key in path[:-1]:
        annotation = model.model_fields[key].annotation if key in model.model_fields else None
        inner = next(iter(get_args(annotation)), annotation)
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    return model
