"""TOML as an author typed it: with its accents composed, and the locations of its keys.

The parser of the standard library gives no lines, so they are found in the text by patterns.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from deck.diagnostics import ContentError, Location, content_error
from deck.source.text import refuse_conflicts
from deck.source.yaml_lines import DEEPEST, KeyPath

KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
HEADER = re.compile(rf"\s*\[(?P<array>\[?)\s*(?P<key>{KEY}(?:\s*\.\s*{KEY})*+)\s*\]")
VALUE = re.compile(rf"\s*(?P<key>{KEY}(?:\s*\.\s*{KEY})*+)\s*=")
OPENING = re.compile(r"[ \t]*(?:\"{3}|'{3}|[\"'])(?P<first>.*)")
TOKEN = re.compile(  # texts, comments and brackets
    r"\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|\"{3}|'{3}|\"(?:\\.|[^\"\\\n])*+\"|'[^'\n]*+'|#[^\n]*+|[][{}]",
    re.DOTALL,
)
TEXT = "the text"  # below the key of a text: where the text itself begins
DEEP_KEY = re.compile(rf"^[ \t\[]*+{KEY}(?:[ \t]*\.[ \t]*{KEY}){{{DEEPEST}}}", re.MULTILINE)
SYMBOLS_IN_A_ROW = re.compile(r"[^\w\s\x00-\x7f]{300}")
SLOW = (
    (DEEP_KEY, f"a key has more than {DEEPEST} parts; write fewer"),
    (SYMBOLS_IN_A_ROW, "has hundreds of accents or symbols in a row; remove them"),
)


def read_toml(data: bytes, location: Location) -> tuple[dict[str, Any], dict[KeyPath, Location]]:
    """Return what is in the TOML file at *location*, and the locations of its keys; raise `ContentError`."""
    try:
        text = _compose_accents(data.decode("utf-8-sig"), location)
        refuse_conflicts(enumerate(text.split("\n")), location)
        return tomllib.loads(text), _locations(text, location.path)
    except ValueError as error:
        raise _unreadable(error, data.decode("utf-8-sig", "replace").rstrip(), location) from None
    except RecursionError:
        raise content_error(location, "L007", "is nested too deeply; write a flat list") from None


def _compose_accents(text: str, location: Location) -> str:
    """Return a text with its accents composed; raise `ContentError` for what would take minutes to compose or parse."""
    for pattern, message in SLOW:
        if found := pattern.search(text):
            raise content_error(location.down(text.count("\n", 0, found.start())), "L007", message)
    return normalize("NFC", text)


def _locations(text: str, display_path: str) -> dict[KeyPath, Location]:
    """Return the locations of the tables and keys of a TOML text, and of `TEXT` below keys, as lines show them."""
    locations: dict[KeyPath, Location] = {(): Location(display_path)}
    table: KeyPath = ()
    tables = Counter[KeyPath]()
    inside = _lines_inside_values(text)
    for number, written in enumerate(text.split("\n"), 1):
        if number in inside:
            continue
        if header := HEADER.match(written):
            table = _parts(header["key"])
            locations.setdefault(table, Location(display_path, number))
            if header["array"]:
                tables[table] += 1
                table = (*table, tables[table] - 1)
                locations[table] = Location(display_path, number)
        elif value := VALUE.match(written):
            key = (*table, *_parts(value["key"]))
            locations.setdefault(key, Location(display_path, number))
            if opening := OPENING.match(written, value.end()):
                begins = Location(display_path, number).right(opening.start("first"))
                locations.setdefault((*key, TEXT), begins if opening["first"] else begins.down(1))
    return locations


def _unreadable(error: ValueError, text: str, location: Location) -> ContentError:
    """Return the error that a text is not TOML, where its author can see why."""
    if line := re.search(r"at line (\d+)", str(error)):
        number, fault = int(line[1]), f"{_fault(error)}; check this line"
    elif number := _unclosed_line(text):
        fault = "what begins in this line never ends; close its bracket or its quotation marks"
    else:
        number, fault = text.count("\n") + 1, f"{_fault(error)}; check this line"
    return content_error(location.down(number - 1), "L007", f"cannot be read as TOML: {fault}")


def _fault(error: ValueError) -> str:
    return str(error) if isinstance(error, tomllib.TOMLDecodeError | UnicodeDecodeError) else "a number is too long"


def _unclosed_line(text: str) -> int:
    """Return the line, from 1, of the bracket or text that is not closed in TOML, or 0."""
    return next((text.count("\n", 0, start) + 1 for start, end in _values(text) if end > len(text)), 0)


def _lines_inside_values(text: str) -> set[int]:
    """Return the lines, from 1, that begin inside a value, such as a text or list of several lines."""
    inside: set[int] = set()
    line, position = 1, 0
    for start, end in _values(text):
        first = line + text.count("\n", position, start)
        line, position = first + text.count("\n", start, end), end
        inside |= {*range(first + 1, line + 1)}
    return inside


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the texts and outermost brackets of TOML begin and end; what is not closed ends behind its end."""
    opened: list[int] = []
    for token in TOKEN.finditer(text):
        match token[0]:
            case "[" | "{":
                opened.append(token.start())
            case "]" | "}":
                start = opened.pop() if opened else token.start()
                if not opened:
                    yield start, token.end()
            case '"""' | "'''":
                opened.append(token.start())
                break
            case written if not opened and written[0] != "#":
                yield token.span()
    if opened:
        yield opened[-1], len(text) + 1


def _parts(key: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(KEY, key))
