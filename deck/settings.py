"""What a human typed about a whole folder or file: ``deck.toml`` and front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from deck.errors import ContentError, Place, Problem, mistake, nearest, problem
from deck.yaml_lines import KeyPath, place_of

Model = TypeVar("Model", bound=BaseModel)
TAG = re.compile(r"[\w.-]+(::[\w.-]+)*")


def _tag(text: str) -> str:
    if not TAG.fullmatch(text):
        raise ValueError(f"'{text}' is not a tag; use letters, digits, '-', '_', '.' and '::'")
    return text


def _deck_name(text: str) -> str:
    parts = text.split("::")
    if any(not part or part != part.strip() or set(part) & set('"\n\r\t:') for part in parts):
        raise ValueError(f"'{text}' is not a deck name; write its levels as in 'Optimizers::Momentum'")
    return text


Tag = Annotated[str, AfterValidator(_tag)]
DeckName = Annotated[str, AfterValidator(_deck_name)]


class Settings(BaseModel):
    """The settings of a content folder, ``deck.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: DeckName
    namespace: str = Field(min_length=1)
    description: str = ""
    licence: str = ""
    figures: dict[str, Any] = {}


class FrontMatter(BaseModel):
    """What stands between the two ``---`` lines at the top of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deck: DeckName
    tags: tuple[Tag, ...] = ()


def read_settings(path: Path, shown: str) -> Settings:
    """Read ``deck.toml`` at *path*, which messages call *shown*; raise `ContentError`."""
    try:
        text = path.read_text(encoding="utf-8")
        typed = tomllib.loads(text)
    except FileNotFoundError:
        advice = "make one with at least 'name' and 'namespace'"
        raise mistake(Place(shown), "settings", f"there is no deck.toml; {advice}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        last = path.read_bytes().rstrip().count(b"\n") + 1
        place = Place(shown, int(line[1]) if line else last)
        raise mistake(place, "settings", f"cannot be read as TOML: {error}; check this line") from None
    places: dict[KeyPath, Place] = {(): Place(shown)}
    for number, written in enumerate(text.split("\n"), 1):
        if key := re.match(r"\s*\[?([\w-]+)", written):
            places.setdefault((key[1],), Place(shown, number))
    return validate(Settings, typed, places, "settings")


def validate(model: type[Model], typed: Mapping[str, Any], places: Mapping[KeyPath, Place], rule: str) -> Model:
    """Return *typed* as a *model*, or raise all that is wrong with it, each at its place."""
    try:
        return model.model_validate(typed)
    except ValidationError as error:
        raise ContentError(_problems(model, error, places, rule)) from None


def _problems(
    model: type[BaseModel], error: ValidationError, places: Mapping[KeyPath, Place], rule: str
) -> list[Problem]:
    problems = []
    for each in error.errors(include_url=False):
        where, key = place_of(each["loc"], places), ".".join(map(str, each["loc"]))
        match each["type"]:
            case "extra_forbidden":
                message = f"unknown key '{key}'; {nearest(key, model.model_fields)}"
            case "missing":
                message = f"key '{key}' is missing; add it"
            case "value_error":
                message = each["msg"].removeprefix("Value error, ")
            case _:
                message = f"'{key}' is {each['input']!r:.60}; {each['msg'][0].lower() + each['msg'][1:]}"
        problems.append(problem(where, rule, message))
    return problems
