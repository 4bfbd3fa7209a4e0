"""Tables are read by msgspec only where pydantic would read the same."""

from contextlib import suppress

import pytest
from pydantic import TypeAdapter, ValidationError

from deck.diagnostics import ContentError, Location
from deck.source.front_matter import FrontMatter
from deck.source.settings import Settings
from deck.source.table import validate

NAMED = {"name": "A", "namespace": "a"}


@pytest.mark.parametrize(
    ("table", "typed", "valid"),
    [
        (Settings, NAMED, True),
        (Settings, {"name": "A"}, False),
        (Settings, {**NAMED, "namespace": ""}, False),
        (Settings, {**NAMED, "name": "Default"}, False),
        (Settings, {**NAMED, "name": 1}, False),
        (Settings, {**NAMED, "nmae": "A"}, False),
        (Settings, {**NAMED, "language": "pt-BR", "decks": "folders", "figures": {"steps": [1, {"a": 2.5}]}}, True),
        (Settings, {**NAMED, "language": "p"}, False),
        (Settings, {**NAMED, "decks": "files"}, False),
        (Settings, {**NAMED, "course": {"tag": "a::b"}}, True),
        (Settings, {**NAMED, "course": {"tag": "a b"}}, False),
        (Settings, {**NAMED, "course": {}}, True),
        (Settings, {**NAMED, "course": []}, False),
        (Settings, {**NAMED, "labels": {"hint": "Tipp"}}, True),
        (Settings, {**NAMED, "labels": {"hint": ""}}, False),
        (Settings, {**NAMED, "labels": {"hint": "x" * 41}}, False),
        (Settings, {**NAMED, "lint": {"errors": ["A"], "forbid": [{"phrases": ["ab"], "because": "c"}]}}, True),
        (Settings, {**NAMED, "lint": {"errors": "A"}}, False),
        (Settings, {**NAMED, "lint": {"errors": [""]}}, False),
        (Settings, {**NAMED, "lint": {"forbid": [{"phrases": [], "because": "c"}]}}, False),
        (Settings, {**NAMED, "lint": {"forbid": [{"phrases": ["a"], "because": "c"}]}}, False),
        (Settings, {**NAMED, "lint": {"forbid": [{"phrases": ["a ... b ... c ... d"], "because": "c"}]}}, False),
        (Settings, {**NAMED, "lint": {"forbid": [{"phrases": ["ab"], "because": "c", "quoted_on": "a b"}]}}, False),
        (FrontMatter, {"deck": "A::B", "tags": ["a", "b::c"]}, True),
        (FrontMatter, {"deck": "A::"}, False),
        (FrontMatter, {"deck": "A", "tags": ["a b"]}, False),
        (FrontMatter, {"deck": "A", "tags": "a"}, False),
        (FrontMatter, {"deck": "A", "tags": [1]}, False),
        (FrontMatter, {"deck": None}, False),
    ],
)
def test_a_table_is_read_as_pydantic_reads_it(table, typed, valid):
    read = full = None
    with suppress(ContentError):
        read = validate(table, typed, {(): Location("deck.toml")}, "L008")
    with suppress(ValidationError):
        full = TypeAdapter(table).validate_python(typed)

    assert read == full
    assert (read is not None) is valid
