"""Invisible characters: control characters, separators of lines, private use and halves of pairs.

A reader cannot see them, but Anki and terminals act on them. So none may be in content, in a file name or in the lock.
"""

from __future__ import annotations

import re

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")


def invisible_fault(text: str) -> str:
    """Return what is wrong with *text* if it has an invisible character, or nothing; tabs and line ends are visible."""
    found = None if text.isprintable() else INVISIBLE.search(text)
    return f"contains the invisible character U+{ord(found[0]):04X}; remove it" if found else ""


def is_visible_line(text: str) -> bool:
    """Return whether *text*, such as a file name or a title, is a single line without invisible characters."""
    return not invisible_fault(text) and "\n" not in text
