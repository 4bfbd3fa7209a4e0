"""YAML that a human typed, read so that every mistake can name its line.

Aliases, tags and repeated keys are refused; numbers are those of YAML 1.2, so that ``1e-3`` is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from deck.diagnostics import Location, content_error

KeyPath = tuple[str | int, ...]
DEEPEST = 12
LARGEST = 10**300  # what a float holds
INTEGER = re.compile(r"[-+]?(?:0|[1-9][\d_]*)\Z")
FLOAT = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?\Z|[-+]?\.inf\Z|\.nan\Z", re.IGNORECASE)


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the numbers of YAML 1.2, without dates and without aliases."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if what := self._refused():
            raise yaml.composer.ComposerError(None, None, what, self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refused(self) -> str:
        """Say what of the next node is not taken, if anything."""
        if self.check_event(yaml.AliasEvent):
            return "an alias is not taken"
        if getattr(self.peek_event(), "tag", None):  # type: ignore[no-untyped-call]
            return "a tag is not taken"
        return "it is nested too deeply" if self.depth > DEEPEST else ""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag.endswith((":bool", ":null"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", INTEGER, list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("-+.0123456789"))


def read_mapping(text: str, location: Location) -> tuple[dict[str, Any], dict[KeyPath, Location]]:
    """Return the mapping that *text* holds and the place of each of its values, by path of keys.

    *location* is where the text's first line stands. Raises `ContentError`.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        locations: dict[KeyPath, Location] = {(): location}
        value = _value(loader, node, (), location, locations) if node else {}
    except yaml.MarkedYAMLError as error:
        where = location.down(error.problem_mark.line) if error.problem_mark else location
        raise _unreadable(where, str(error.problem), _advice(error)) from None
    except yaml.reader.ReaderError as error:
        raise _unreadable(location, f"character {error.character!r} is not text", "remove it") from None
    except ValueError:
        raise _unreadable(location, "a number is too long", "write a shorter one") from None
    except OverflowError:
        raise _unreadable(location, "a character has too large a number", "write the character itself") from None
    if not isinstance(value, dict):
        raise content_error(location, "F003", "is not made of 'key: value' lines; write one key a line")
    return value, locations


def location_of(path: KeyPath, locations: Mapping[KeyPath, Location]) -> Location:
    """Return the place of the value at *path*, or of the nearest value around it."""
    return next(locations[path[:depth]] for depth in range(len(path), -1, -1) if path[:depth] in locations)


def _value(
    loader: _Loader, node: yaml.Node, path: KeyPath, location: Location, locations: dict[KeyPath, Location]
) -> Any:
    locations.setdefault(path, _location(node, location))
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, location, locations)
    if isinstance(node, yaml.SequenceNode):
        _refuse_split_calls(node, node.value, location)
        return [_value(loader, each, (*path, n), location, locations) for n, each in enumerate(node.value)]
    scalar = loader.construct_object(node)
    if isinstance(scalar, int) and abs(scalar) >= LARGEST:
        raise ValueError
    return scalar


def _mapping(
    loader: _Loader, node: yaml.MappingNode, path: KeyPath, location: Location, locations: dict[KeyPath, Location]
) -> dict[str, Any]:
    _refuse_split_calls(node, [value for _, value in node.value], location)
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        where = _location(key_node, location)
        if not isinstance(key_node, yaml.ScalarNode):
            raise _unreadable(where, "a key is not a word", "write one 'key: value' a line")
        key = key_node.value
        if key in mapping:
            raise content_error(where, "F003", f"key '{key}' stands twice; keep one")
        locations[(*path, key)] = where
        mapping[key] = _value(loader, value_node, (*path, key), location, locations)
    return mapping


def _refuse_split_calls(collection: yaml.CollectionNode, values: list[yaml.Node], location: Location) -> None:
    for value in values if collection.flow_style else ():
        if isinstance(value, yaml.ScalarNode) and value.value.count("(") > value.value.count(")"):
            where = _location(value, location)
            raise _unreadable(where, f"a comma ends '{value.value}'", "write one call a line, without braces")


def _location(node: yaml.Node, location: Location) -> Location:
    """Return where a node begins in a text that begins at *location*."""
    return location.down(node.start_mark.line).right(node.start_mark.column)


def _unreadable(location: Location, what: str, advice: str) -> Exception:
    return content_error(location, "F003", f"cannot be read as YAML: {what}; {advice}")


def _advice(error: yaml.MarkedYAMLError) -> str:
    told = f"{error.context} {error.problem}"
    if "mapping values are not allowed" in told:
        return "put quotes around a text that holds a colon"
    if "\\t" in told:
        return "indent with spaces"
    if "alias" in told or "anchor" in told:
        return "repeat the value, or put quotes around a text that begins with '*'"
    if "tag" in told:
        return "put quotes around a text that begins with '!'"
    return "check quotes, colons, brackets and indentation"
