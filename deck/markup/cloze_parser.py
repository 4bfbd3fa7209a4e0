"""Clozes in a finished field, as Anki reads them: ``{{c1::hidden}}`` or ``{{c1::hidden::hint}}``.

Anki looks for the marks in HTML without regard to tags, code or formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

LARGEST_NUMBER = 500  # Anki makes no card for a larger one
MARK = re.compile(r"\{\{c(?P<numbers>[0-9,]+)::|\}\}")
NUMBER = re.compile(r"0*([0-9]{1,5})")
LARGEST_INTEGER = 2**16 - 1
MOST_OPEN = 10


@dataclass(frozen=True)
class Cloze:
    """A cloze as Anki reads it: its numbers, what it hides (texts and clozes), and its hint, if it has one."""

    numbers: tuple[int, ...]
    hidden: tuple[str | Cloze, ...]
    hint: str | None


def parse(field: str) -> tuple[str | Cloze, ...]:
    """Return a field as Anki reads it: texts and clozes; what follows an opening without an end is not on the card."""
    outermost: list[str | Cloze] = []
    opened: list[tuple[tuple[int, ...], list[str | Cloze], list[str]]] = []
    position = 0
    for match in chain(MARK.finditer(field), [None]):
        numbers = _numbers(match["numbers"]) if match and match["numbers"] else ()
        if match and match["numbers"] and not numbers:
            continue
        text = field[position : match.start() if match else None]
        if text and opened:
            hidden, colons, hint = text.partition("::")
            opened[-1][1].append(hidden)
            opened[-1][2].extend([hint] if colons else [])
        elif text:
            outermost.append(text)
        position = match.end() if match else len(field)
        if numbers:
            if len(opened) < MOST_OPEN:
                opened.append((numbers, [], []))
        elif match and opened:
            closed, parts, hints = opened.pop()
            (opened[-1][1] if opened else outermost).append(Cloze(closed, tuple(parts), hints[-1] if hints else None))
        elif match:
            outermost.append(match[0])
    return tuple(outermost)


def clozes(field: str) -> Iterator[Cloze]:
    """Yield all clozes of a field, those inside others too."""
    yield from _clozes(parse(field))


def card_ordinals(field: str) -> tuple[int, ...]:
    """Return the ordinals of the cards that Anki makes of a field."""
    numbers = {number for cloze in clozes(field) for number in cloze.numbers}
    return tuple(sorted({min(number, LARGEST_NUMBER) - 1 for number in numbers if number}))


def shown(parts: tuple[str | Cloze, ...], *, hints: bool = False, instead: str | None = None) -> str:
    """Return what an answer shows; with *hints*, each behind its text; with a text *instead* of what clozes hide."""
    return "".join(part if isinstance(part, str) else _shown_cloze(part, hints, instead) for part in parts)


def has_card(number: str) -> bool:
    """Return whether Anki makes a card for the *number* of a cloze, as it is written."""
    return any(0 < each <= LARGEST_NUMBER for each in _numbers(number)) and number.isdecimal()


def _numbers(written: str) -> tuple[int, ...]:
    found = [match[1] for each in written.split(",") if (match := NUMBER.fullmatch(each))]
    return tuple(number for number in map(int, found) if number <= LARGEST_INTEGER)


def _clozes(parts: tuple[str | Cloze, ...]) -> Iterator[Cloze]:
    for part in parts:
        if isinstance(part, Cloze):
            yield part
            yield from _clozes(part.hidden)


def _shown_cloze(cloze: Cloze, hints: bool, instead: str | None) -> str:  # noqa: FBT001
    hidden = shown(cloze.hidden, hints=hints, instead=instead) if instead is None else instead
    return f"{hidden}[{cloze.hint}]" if hints and cloze.hint is not None else hidden
