"""Headings: ``## Question {#id .type key="value"}``, whose last braces are Python-Markdown's attribute list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.attr_list import get_attrs_and_remainder

from deck.errors import ContentError, Place, nearest, problem
from deck.note_types import CARD, CLOZE
from deck.settings import TAG

KINDS = {"": CARD, "reversed": CARD, "typed": CARD, "cloze": CLOZE}
FILE, NOTE, FIELD = 1, 2, 3
KEYS = ("tags", "was")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HEADING = re.compile(r" {0,3}(?P<marks>#{1,3})(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*")
ATTRIBUTES = re.compile(r"(?P<title>.*?)[ \t]*\{:?(?P<list>[^{}]*)\}")


@dataclass(frozen=True)
class Heading:
    """A heading, of the level of a file, a note or a field, on a line counted from 0."""

    line: int
    level: int
    text: str


@dataclass(frozen=True)
class Title:
    """What a note's heading says: its question, id, the first id it ever had, kind and tags."""

    text: str
    id: str
    first_id: str
    kind: str
    tags: tuple[str, ...]


def read_heading(number: int, line: str) -> Heading | None:
    """Return the heading that *line* is, if it is one."""
    match = HEADING.fullmatch(line)
    return Heading(number, len(match["marks"]), match["text"] or "") if match else None


def read_title(heading: str, place: Place) -> Title:
    """Read a note's heading; raise `ContentError` with all that is wrong in it."""
    match = ATTRIBUTES.fullmatch(heading)
    text, written = (match["title"], match["list"]) if match else (heading, "")
    pairs = [("class" if key == "." else key, value) for key, value in get_attrs_and_remainder(written)[0]]
    attributes = dict(pairs)
    messages = list(_mistakes(text, pairs, attributes))
    if messages:
        raise ContentError(problem(place, "heading", each) for each in messages)
    return Title(
        text=text,
        id=attributes["id"],
        first_id=attributes.get("was", attributes["id"]),
        kind=attributes.get("class", ""),
        tags=tuple(attributes.get("tags", "").split()),
    )


def _mistakes(text: str, pairs: list[tuple[str, str]], attributes: dict[str, str]) -> Iterator[str]:
    if not text:
        yield "the heading is empty; write the question in it"
    for key, count in Counter(key for key, _ in pairs).items():
        if key not in ("id", "class", *KEYS):
            yield f"unknown key '{key}' in the heading; {nearest(key, KEYS)}"
        elif count > 1:
            yield f"'{key}' stands twice in the heading; keep one"
    yield from _wrong_values(attributes)


def _wrong_values(attributes: dict[str, str]) -> Iterator[str]:
    if "id" not in attributes:
        yield "the note has no id; end its heading with one, such as {#adam-bias}"
    for key in ("id", "was"):
        if not ID.fullmatch(attributes.get(key, "x")):
            yield f"'{attributes[key]}' is not an id; use lower-case words joined by '-'"
    if (kind := attributes.get("class", "")) not in KINDS:
        yield f"unknown note type '.{kind}'; {nearest(kind, [each for each in KINDS if each])}"
    for tag in attributes.get("tags", "").split():
        if not TAG.fullmatch(tag):
            yield f"'{tag}' is not a tag; use letters, digits, '-', '_', '.' and '::'"
