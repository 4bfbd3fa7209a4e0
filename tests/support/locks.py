"""Locks and records of locks, as tests write and read them."""

import json
from pathlib import Path

from msgspec.structs import replace

from deck.history.lock import Record

LOCK = Path("content/deck.lock")
TWO = "## One? {#one}\n\nFirst.\n\n## Two? {#two}\n\nSecond.\n"


def record(first_id, **values):
    plain = Record(first_id, 0, "Card", "Test", "T", (0,), 0, "source", (), {"Front": "a"})
    return replace(plain, **values)


def records_of(path=LOCK):
    return {each["id"]: each for each in map(json.loads, path.read_text().split("\n\n")) if "id" in each}


def merged(one, other):
    """Return the lock that Git makes of two, with `merge=union`."""
    lines = [line for text in (one, other) for line in text.split("\n\n")[1:]]
    return "\n\n".join([one.split("\n\n")[0], *dict.fromkeys(line.strip() for line in lines)]) + "\n"
