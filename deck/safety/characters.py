"""Invisible characters: control characters, separators of lines, private use, noncharacters and halves of pairs.

A reader cannot see them, but Anki and terminals act on them. So none may be in content, in a file name or in the lock.
"""

from __future__ import annotations

import re

NONCHARACTERS = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(15))
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"
    rf"{NONCHARACTERS}]"
)
REFERENCE = re.compile(r"&#(?:[xX]0*(?P<hexadecimal>[0-9a-fA-F]{1,6})|0*(?P<decimal>[0-9]{1,7}));?")


def invisible_fault(text: str) -> str:
    """Return what is wrong with *text* if it has an invisible character, or nothing; tabs and line ends are visible."""
    found = invisible_character(text)
    return f"contains the invisible character U+{ord(found):04X}; remove it" if found else ""


def invisible_character(text: str) -> str:
    """Return the first invisible character of *text*, or nothing."""
    found = None if text.replace("\n", "").isprintable() else INVISIBLE.search(text)
    return found[0] if found else ""


def reference_to(char: str, text: str) -> int:
    """Return where in Markdown the first numeric character reference to *char* is, or the beginning."""
    numbers = ((each, each["hexadecimal"], each["decimal"]) for each in REFERENCE.finditer(text))
    return next(
        (each.start() for each, hexa, decimal in numbers if ord(char) == (int(hexa, 16) if hexa else int(decimal))), 0
    )


def is_visible_line(text: str) -> bool:
    """Return whether *text*, such as a file name or a title, is a single line without invisible characters."""
    return not invisible_fault(text) and "\n" not in text
