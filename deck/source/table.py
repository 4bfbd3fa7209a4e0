"""Tables that an author writes, such as settings: each is a class, whose fields are the keys.

What is right is read by msgspec. For what is wrong there is pydantic, which finds all mistakes at once; to import it
takes longer than to compile an edited note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

from msgspec import Struct, convert
from msgspec.structs import fields

from deck.diagnostics import ContentError, Location, diagnostic
from deck.safety.characters import invisible_fault
from deck.source.yaml_lines import KeyPath, location_of

if TYPE_CHECKING:
    from pydantic import BaseModel, GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Model = TypeVar("Model", bound="Table | BaseModel")


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that an author may write; its fields are the keys."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read a table as it reads a model."""
        from pydantic_core.core_schema import no_info_after_validator_function

        from deck.source.table_faults import model_of

        def table(model: BaseModel) -> Table:
            return cls(**{name: getattr(model, name) for name in cls.__struct_fields__})

        return no_info_after_validator_function(table, handler(model_of(cls)))


class Checked:
    """In an annotation: a value that a function returns, or refuses with a `ValueError`."""

    def __init__(self, check: Callable[[Any], object]) -> None:
        self.check = check

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic check the value."""
        from pydantic_core.core_schema import no_info_after_validator_function

        return no_info_after_validator_function(self.check, handler(source))


class Length:
    """In an annotation: a text or a list of *least* to *most* characters or items."""

    def __init__(self, least: int = 0, most: int | None = None) -> None:
        self.least, self.most = least, most

    def check(self, value: str | list[object]) -> None:
        """Raise `ValueError` if a value has another length."""
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            raise ValueError(value)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic check the length."""
        limits = {"min_length": self.least or None, "max_length": self.most}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        return cast("CoreSchema", {**handler(source), **given})


def validate(model: type[Model], typed: Mapping[str, Any], locations: Mapping[KeyPath, Location], rule: str) -> Model:
    """Return *typed* as a *model*, or raise all that is wrong with it, each at its location."""
    if invisible := [
        diagnostic(location_of(path, locations), rule, f"{'.'.join(map(str, path))!a} {fault}")
        for path, fault in _invisible(typed, ())
    ]:
        raise ContentError(invisible)
    if issubclass(model, Table):
        with suppress(ValueError):
            read = convert(typed, model)
            _check(typed, model)
            return read
    from deck.source.table_faults import validate_fully

    return validate_fully(model, typed, locations, rule)


@cache
def keys_of(table: type[Table]) -> Mapping[str, Any]:
    """Return the type of each key of a table."""
    hints = get_type_hints(table, include_extras=True)
    return {each.name: hints[each.name] for each in fields(table)}


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


def _check(typed: object, expected: Any) -> None:
    """Raise `ValueError` if a value breaks what its type says beside its form, which is right."""
    if get_origin(expected) is Annotated:
        inner, *rules = get_args(expected)
        _check(typed, inner)
        for rule in rules:
            rule.check(typed)
    elif isinstance(expected, type) and issubclass(expected, Table) and isinstance(typed, Mapping):
        for name, value in typed.items():
            _check(value, keys_of(expected)[name])
    elif get_origin(expected) is tuple and isinstance(typed, list):
        for item in typed:
            _check(item, get_args(expected)[0])
    elif type(None) in get_args(expected) and typed is not None:
        _check(typed, get_args(expected)[0])
