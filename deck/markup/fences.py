"""Fenced blocks, found before anything else is parsed: nothing inside one is a heading or a divider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MARKS = ("```", "~~~")
OPENING = re.compile(r"(?P<indent>[ \t]*(?:[>*+-][ \t]*)*)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)")

STEP = 4  # spaces before what belongs to an item of a list; what the item's own text begins with is enough for a fence
ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)]) +(?=\S)")


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, its body, and its lines from *first* up to *last*, counted from 0.

    One that belongs to an item of a list has the *indent* of what belongs to the item; its body has lost its own.
    What follows a language, as in ``python title="x"``, is for other programs.
    """

    language: str
    body: str
    first: int
    last: int
    indent: str
    misplaced: bool
    closed: bool


@lru_cache(maxsize=32)  # several stages need the fences of the same text
def find_fences(text: str) -> tuple[Fence, ...]:
    """Return the fenced blocks of *text* in order, by the rules of CommonMark."""
    return tuple(_fences(text.split("\n"))) if any(marks in text for marks in MARKS) else ()


def outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines outside fenced blocks, with their numbers from 0."""
    inside = {number for fence in find_fences(text) for number in range(fence.first, fence.last)}
    return ((number, line) for number, line in enumerate(text.split("\n")) if number not in inside)


def without_fences(text: str) -> str:
    """Return *text* with empty lines in place of fenced blocks."""
    if not (fences := find_fences(text)):
        return text
    lines = text.split("\n")
    for fence in fences:
        lines[fence.first : fence.last] = [""] * (fence.last - fence.first)
    return "\n".join(lines)


def _fences(lines: list[str]) -> Iterator[Fence]:
    number = 0
    while number < len(lines):
        opening = OPENING.fullmatch(lines[number])
        if not opening:
            number += 1
            continue
        last = _closing_line(lines, number, opening["marks"])
        closed = last < len(lines)
        written = opening["indent"]
        indent = " " * STEP * _level(lines[:number], len(written)) if written.isspace() and "\t" not in written else ""
        yield Fence(
            language=opening["info"].strip().partition(" ")[0],
            body="\n".join(line[_spaces(line, written if indent else "") :] for line in lines[number + 1 : last])
            + "\n",
            first=number,
            last=last + closed,
            indent=indent,
            misplaced=bool(written) and not indent,
            closed=closed,
        )
        number = last + 1


def _level(above: list[str], spaces: int) -> int:
    """Return how deep in lists a line is that begins with these *spaces*, or 0 if it is half indented."""
    level, rest = divmod(spaces, STEP)
    if not rest:
        return level
    outer = next((line for line in reversed(above) if line.strip() and _spaces(line, " " * spaces) < spaces), "")
    item = ITEM.match(outer)
    return level + 1 if item and _spaces(outer, outer) == level * STEP and item.end() <= spaces else 0


def _spaces(line: str, indent: str) -> int:
    """Return how many spaces at the beginning of a line belong to the indent of its block."""
    return min(len(line) - len(line.lstrip(" ")), len(indent))


def _closing_line(lines: list[str], opened: int, marks: str) -> int:
    closing = re.compile(rf"[ \t]*(?:>[ \t]*)*{re.escape(marks[0])}{{{len(marks)},}}[ \t]*")
    return next((n for n in range(opened + 1, len(lines)) if closing.fullmatch(lines[n])), len(lines))
