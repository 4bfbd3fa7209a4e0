"""TOML that a human typed: with its accents composed, and with the lines on which its keys stand.

The parser of the standard library tells no lines, so these are as plain lines of a file show them.
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
DEEP_KEY = re.compile(rf"^[ \t\[]*+{KEY}(?:[ \t]*\.[ \t]*{KEY}){{{DEEPEST}}}", re.MULTILINE)
PILED = re.compile(r"[^\w\s\x00-\x7f]{300}")
SLOW = (
    (DEEP_KEY, "a key is nested too deeply; write it in few parts"),
    (PILED, "piles marks on a letter, or writes hundreds of signs in a row; remove them"),
)


def composed(text: str, location: Location) -> str:
    """Return a text with its accents composed; raise `ContentError` for what takes minutes to compose or to read."""
    for pattern, message in SLOW:
        if found := pattern.search(text):
            raise content_error(location.down(text.count("\n", 0, found.start())), "L007", message)
    return normalize("NFC", text)


def toml_locations(text: str, shown: str) -> dict[KeyPath, Location]:
    """Return where the tables and keys of a TOML text stand, as far as that is plain from its lines."""
    locations: dict[KeyPath, Location] = {(): Location(shown)}
    table: KeyPath = ()
    tables = Counter[KeyPath]()
    for number, written in enumerate(text.split("\n"), 1):
        if header := HEADER.match(written):
            table = _parts(header["key"])
            locations.setdefault(table, Location(shown, number))
            if header["array"]:
                tables[table] += 1
                table = (*table, tables[table] - 1)
                locations[table] = Location(shown, number)
        elif value := VALUE.match(written):
            locations.setdefault((*table, *_parts(value["key"])), Location(shown, number))
    return locations


def _parts(key: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(KEY, key))
