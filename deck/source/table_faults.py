"""All that is wrong in a table that an author wrote, as pydantic finds it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args

import yaml
from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from deck.diagnostics import ContentError, Diagnostic, Location, diagnostic, nearest
from deck.source.table import Table, keys_of
from deck.source.yaml_lines import KeyPath, location_of

Model = TypeVar("Model", bound=Table | BaseModel)


def validate_fully(
    model: type[Model], typed: Mapping[str, Any], locations: Mapping[KeyPath, Location], rule: str
) -> Model:
    """Return *typed* as a *model*, or raise all that is wrong with it, each at its location."""
    try:
        return TypeAdapter(model).validate_python(typed)
    except ValidationError as error:
        raise ContentError(_diagnostics(_model(model), error, locations, rule)) from None


@cache
def model_of(table: type[Table]) -> type[BaseModel]:
    """Return the model of pydantic with the keys of a *table*."""
    keys = keys_of(table)
    given: dict[str, Any] = {each.name: (keys[each.name], _default(each)) for each in fields(table)}
    return create_model(table.__name__, __config__=ConfigDict(extra="forbid"), __doc__=table.__doc__, **given)


def _default(key: FieldInfo) -> object:
    if key.default_factory is not NODEFAULT:
        return Field(default_factory=key.default_factory)
    return ... if key.default is NODEFAULT else key.default


def _model(model: type[Any]) -> type[BaseModel]:
    return model_of(model) if issubclass(model, Table) else model


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
        model = _model(inner) if isinstance(inner, type) and issubclass(inner, (BaseModel, Table)) else model
    return model
