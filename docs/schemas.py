"""JSON Schemas of what an author writes, from the models that parse it and the manual's descriptions of their keys.

Old editors and validators can use them too: they have no references, and only keywords of draft 7 of JSON Schema.
What a schema cannot express, such as the settings of an optimizer, only ``check`` knows.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from deck.source.front_matter import FrontMatter
from deck.source.settings import Settings
from deck.source.table import Table
from docs.manual import keys, sections
from figures import KINDS, Check
from figures.varied import NUMBERS

Schema = dict[str, Any]
WRITING, FIGURES = Path("docs/writing.md"), Path("docs/figures.md")
RENAMED = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum"}
DROPPED = {"$defs", "title", "examples"}


def schemas() -> dict[str, str]:
    """Return the schemas as JSON, by file name."""
    descriptions = keys(WRITING.read_text(encoding="utf-8"))
    fences = {name: fence_schema(name) for name in (*KINDS, "check")}
    made = {
        "deck": settings_schema(descriptions, fences),
        "front-matter": schema_of(FrontMatter, descriptions),
        **fences,
    }
    return {f"{name}.json": _json(schema) for name, schema in made.items()}


def settings_schema(descriptions: Mapping[str, str], fences: Mapping[str, Schema]) -> Schema:
    """Return the schema of ``deck.toml``, whose ``figures`` may have the keys of every kind of figure."""
    schema = schema_of(Settings, descriptions)
    allowed: dict[str, list[Schema]] = {}
    for kind in KINDS:
        for key, fields in fences[kind]["properties"].items():
            value = {name: each for name, each in fields.items() if name != "default"}  # kinds may differ in it
            if value not in allowed.setdefault(key, []):
                allowed[key].append(value)
    defaults = {key: each[0] if len(each) == 1 else {"anyOf": each} for key, each in allowed.items()}
    schema["properties"]["figures"] |= {"properties": defaults, "additionalProperties": False}
    return schema


def fence_schema(name: str) -> Schema:
    """Return the schema of a kind of fence; no key is required, since ``deck.toml`` may have a default."""
    of = sections(FIGURES)
    descriptions = keys(of["In a fence"]) | keys(of.get(name, "")) | keys(sections(WRITING).get("Checked numbers", ""))
    schema = schema_of(Check if name == "check" else KINDS[name], descriptions)
    del schema["required"]
    return _with_names(schema) if "first" in schema["properties"] else schema


def _with_names(schema: Schema, *, here: bool = False) -> Schema:
    """Allow a name in place of each number that can be varied; *here* says whether this is one."""
    if here and schema.get("type") == "number":
        described = {"description": schema["description"]} if "description" in schema else {}
        number = {key: value for key, value in schema.items() if key not in described}
        return {"anyOf": [number, {"type": "string"}]} | described
    named = dict(schema)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            named[key] = _with_names(schema[key], here=here)
    if "anyOf" in schema:
        named["anyOf"] = [_with_names(each, here=here) for each in schema["anyOf"]]
    if "properties" in schema:
        inside = schema["properties"].items()
        named["properties"] = {key: _with_names(each, here=here or key in NUMBERS) for key, each in inside}
    return named


def schema_of(model: type[Table | BaseModel], descriptions: Mapping[str, str]) -> Schema:
    """Return the schema of a model, with *descriptions* of its keys."""
    schema = TypeAdapter(model).json_schema()
    plain = _plain(schema, schema.get("$defs", {}), descriptions)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "required": [], **plain}


def _plain(schema: Schema, definitions: Mapping[str, Schema], descriptions: Mapping[str, str]) -> Schema:
    """Return a schema without references and null, with *descriptions* of its keys."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]] | {k: v for k, v in schema.items() if k != "$ref"}
    plain: Schema = {RENAMED.get(key, key): value for key, value in schema.items() if key not in DROPPED}
    if not plain.get("default", True):
        del plain["default"]
    if "description" in plain:
        plain["description"] = plain["description"].replace("``", "`").replace("\n", " ").replace("  ", "\n")
    for key in ("items", "additionalProperties"):
        if isinstance(plain.get(key), dict):
            plain[key] = _plain(plain[key], definitions, descriptions)
    if "prefixItems" in plain:
        first, *_ = plain.pop("prefixItems")
        plain["items"] = _plain(first, definitions, descriptions)
    if "properties" in plain:
        described = (
            (key, _plain(each, definitions, descriptions), descriptions.get(key))
            for key, each in plain["properties"].items()
        )
        plain["properties"] = {key: each | ({"description": text} if text else {}) for key, each, text in described}
    if "anyOf" in plain:
        choices = [_plain(each, definitions, descriptions) for each in plain.pop("anyOf") if each != {"type": "null"}]
        plain |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return plain


def _json(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
