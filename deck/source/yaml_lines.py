"""YAML as an author typed it, with the location of every value.

Aliases, tags and duplicate keys are refused; numbers are those of YAML 1.2, so that ``1e-3`` is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from deck.diagnostics import Location, content_error
from deck.source.text import refuse_conflicts

KeyPath = tuple[str | int, ...]
DEEPEST = 12
LARGEST = 10**300  # what fits a float
INTEGER = re.compile(r"[-+]?(?:0|[1-9][\d_]*)\Z")
MISTAKES = {  # what the parser says, and what is wrong for an author, at the end of it or where it has *begun*
    r"(?P<begun>quoted scalar) .*unexpected end": ("a quotation mark is not closed", "close it"),
    r"(?P<begun>flow sequence) expected": (
        "a list has no ']', or no comma between two values",
        "close it as in [a, b]",
    ),
    r"(?P<begun>flow mapping) expected": (
        "a brace is not closed, or a comma is missing",
        "close it as in {a: 1, b: 2}",
    ),
    r"(?P<begun>simple key) could not": ("a key is not followed by ':'", "write 'key: value'"),
    "found '<stream end>'": ("the text ends within a list or braces", "close them"),
    "mapping values": (
        "':' is not expected here",
        "put quotes around a text that contains a colon, or indent it alike",
    ),
    "sequence entries": ("'-' begins no list here", "write [a, b], or each '- item' on a line of its own"),
    "<block end>, but found '<scalar>'": ("a text goes on after its quotation mark", "put quotes around all of it"),
    "<block end>": ("the line is not indented as those above it", "indent lines that belong together alike"),
    r"node content, but found '(.+)'": (r"'\1' is not expected here", "remove it, or put quotes around the text"),
    r"character '\\t'": ("a tab is not expected here", "indent with spaces"),
    r"character '(.+)' that cannot": (r"a value cannot begin with '\1'", "put quotes around it"),
    r"unknown escape character '(.+)'": (r"the escape '\\\1' is unknown", "write the text between single quotes"),
    "alias|anchor": ("aliases are not supported", "repeat the value, or put quotes around a text that begins with '*'"),
    "tags such": ("tags such as '!x' are not supported", "put quotes around a text that begins with '!'"),
}
FLOAT = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?\Z|[-+]?\.inf\Z|\.nan\Z", re.IGNORECASE)


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the numbers of YAML 1.2, without dates and without aliases."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if what := self._unsupported():
            raise yaml.composer.ComposerError(None, None, what, self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _unsupported(self) -> str:
        """Return what is not supported in the next node, if anything."""
        if self.check_event(yaml.AliasEvent):
            return "aliases are not supported"
        if getattr(self.peek_event(), "tag", None):  # type: ignore[no-untyped-call]
            return "tags such as '!x' are not supported"
        return "it is nested too deeply" if self.depth > DEEPEST else ""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag.endswith((":bool", ":null"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", INTEGER, list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("-+.0123456789"))


def read_mapping(text: str, location: Location) -> tuple[dict[str, Any], dict[KeyPath, Location]]:
    """Return the mapping in *text* and the location of each of its values, by path of keys.

    *location* is that of the text's first line. Raises `ContentError`.
    """
    refuse_conflicts(enumerate(text.split("\n")), location)
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        locations: dict[KeyPath, Location] = {(): location}
        value = _value(loader, node, (), location, locations) if node else {}
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, location) from None
    except yaml.reader.ReaderError as error:
        raise _unreadable(location, f"it contains the character U+{error.character:04X}", "remove it") from None
    except ValueError:
        raise _unreadable(location, "a number is too long", "write a shorter one") from None
    except OverflowError:
        raise _unreadable(location, "an escape is not a character of Unicode", "write the character itself") from None
    if not isinstance(value, dict):
        raise content_error(location, "F003", "does not consist of 'key: value' lines; write one key per line")
    return value, locations


def location_of(path: KeyPath, locations: Mapping[KeyPath, Location]) -> Location:
    """Return the location of the value at *path*, or of the nearest value around it."""
    return next(locations[path[:depth]] for depth in range(len(path), -1, -1) if path[:depth] in locations)


def _value(
    loader: _Loader, node: yaml.Node, path: KeyPath, location: Location, locations: dict[KeyPath, Location]
) -> Any:
    locations.setdefault(path, _location(node, location))
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, location, locations)
    if isinstance(node, yaml.SequenceNode):
        _check_split_calls(node, node.value, location)
        return [_value(loader, each, (*path, n), location, locations) for n, each in enumerate(node.value)]
    scalar = loader.construct_object(node)
    if isinstance(scalar, int) and abs(scalar) >= LARGEST:
        raise ValueError
    return scalar


def _mapping(
    loader: _Loader, node: yaml.MappingNode, path: KeyPath, location: Location, locations: dict[KeyPath, Location]
) -> dict[str, Any]:
    _check_split_calls(node, [value for _, value in node.value], location)
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        where = _location(key_node, location)
        if not isinstance(key_node, yaml.ScalarNode):
            raise _unreadable(where, "a key is not plain text", "write one 'key: value' per line")
        key = key_node.value
        if key in mapping:
            raise content_error(where, "F003", f"duplicate key '{key}'; keep one")
        locations[(*path, key)] = where
        mapping[key] = _value(loader, value_node, (*path, key), location, locations)
    return mapping


def _check_split_calls(collection: yaml.CollectionNode, values: list[yaml.Node], location: Location) -> None:
    for value in values if collection.flow_style else ():
        if isinstance(value, yaml.ScalarNode) and value.value.count("(") > value.value.count(")"):
            where = _location(value, location)
            raise _unreadable(where, f"the comma after '{value.value}' ends the value", "write one call per line")


def _location(node: yaml.Node, location: Location) -> Location:
    """Return where a node begins in a text that begins at *location*."""
    return location.down(node.start_mark.line).right(node.start_mark.column)


def _unreadable(location: Location, what: str, advice: str) -> Exception:
    return content_error(location, "F003", f"cannot be read as YAML: {what}; {advice}")


def _syntax_error(error: yaml.MarkedYAMLError, location: Location) -> Exception:
    """Return the error in words for authors, where it begins or, if there are none, in those of the parser."""
    found = f"{error.context} {error.problem}"
    known = ((match, words) for pattern, words in MISTAKES.items() if (match := re.search(pattern, found)))
    match, (what, advice) = next(known, (None, (f"{error.problem}", "check quotes, colons, brackets and indentation")))
    mark = (match and match.groupdict().get("begun") and error.context_mark) or error.problem_mark
    where = location.down(mark.line) if mark else location
    return _unreadable(where, match.expand(what) if match else what, advice)
