"""TOML as an author typed it: with its accents composed, and the locations of its keys.

The parser of the standard library gives no lines, so they are found in the text by patterns.
"""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import normalize

from deck.diagnostics import Location, content_error
from deck.source.yaml_lines import DEEPEST, KeyPath

KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
HEADER = re.compile(rf"\s*\[(?P<array>\[?)\s*(?P<key>{KEY}(?:\s*\.\s*{KEY})*+)\s*\]")
VALUE = re.compile(rf"\s*(?P<key>{KEY}(?:\s*\.\s*{KEY})*+)\s*=")
OPENING = re.compile(r"[ \t]*(?:\"{3}|'{3}|[\"'])(?P<first>.*)")
TEXT = "the text"  # below the key of a text: where the text itself begins
DEEP_KEY = re.compile(rf"^[ \t\[]*+{KEY}(?:[ \t]*\.[ \t]*{KEY}){{{DEEPEST}}}", re.MULTILINE)
SYMBOLS_IN_A_ROW = re.compile(r"[^\w\s\x00-\x7f]{300}")
SLOW = (
    (DEEP_KEY, f"a key has more than {DEEPEST} parts; write fewer"),
    (SYMBOLS_IN_A_ROW, "has hundreds of accents or symbols in a row; remove them"),
)


def compose_accents(text: str, location: Location) -> str:
    """Return a text with its accents composed; raise `ContentError` for what would take minutes to compose or parse."""
    for pattern, message in SLOW:
        if found := pattern.search(text):
            raise content_error(location.down(text.count("\n", 0, found.start())), "L007", message)
    return normalize("NFC", text)


def toml_locations(text: str, display_path: str) -> dict[KeyPath, Location]:
    """Return the locations of the tables and keys of a TOML text, and of `TEXT` below keys, as lines show them."""
    locations: dict[KeyPath, Location] = {(): Location(display_path)}
    table: KeyPath = ()
    tables = Counter[KeyPath]()
    for number, written in enumerate(text.split("\n"), 1):
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


def _parts(key: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(KEY, key))
