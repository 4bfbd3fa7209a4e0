"""Headings: ``## Question {#id .type key="value"}``, whose last braces are Python-Markdown's attribute list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.attr_list import get_attrs_and_remainder

from deck.diagnostics import Diagnostic, Location, diagnostic, nearest
from deck.markup.maths import ANY as MATHS
from deck.note_types import CARD, CLOZE
from deck.source.settings import TAG, TAG_ADVICE
from deck.source.unique_ids import ID, read_guid

KINDS = {"": CARD, "reversed": CARD, "typed": CARD, "typed reversed": CARD, "cloze": CLOZE}
FILE, NOTE, FIELD = 1, 2, 3
KEYS = ("tags", "was", "guid", "lint", "needs")
HARMLESS = frozenset(["N003", "N005", "N006", "N007"])  # mistakes in a heading in spite of which its note can be read
HEADING = re.compile(
    r" {0,3}(?P<marks>#{1,3})(?:[ \t]++(?P<text>(?:[ \t]*+[^ \t]++)*?))?(?:(?:[ \t]++|(?<=[ \t]))#++)?[ \t]*+"
)
READABLE = re.compile(r"""(?: |[^ =}]++(?:=(?:"[^"]*+"|'[^']*+'|[^ =}]++))?)*+""")
SUPPRESSION = re.compile(r"(?P<code>[A-Z]\d{3}): *+(?P<reason>(?:\s*+[^;\s]++)++)")
CODE_OR_MATHS = re.compile(rf"(`+).*?\1|{MATHS.pattern}", re.DOTALL)
ATTRIBUTES = re.compile(r"(?P<title>(?:[ \t]*+(?:\{|[^ \t{]++))*?)[ \t]*+\{:?(?P<list>[^{}]*+)\}")
MARK = re.compile(r"\.(?P<kind>reversed|typed|cloze)|#[a-z0-9-]+")
LIKE_ID = re.compile(r"(?<=\s)[(\[]?#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)[)\]]?$")


@dataclass(frozen=True)
class Heading:
    """The heading of a file, a note or a field, by its *level*; its text begins at *line* and *column*, both from 0."""

    line: int
    column: int
    level: int
    text: str


@dataclass(frozen=True)
class Title:
    """The parts of a note's heading: question, ids, GUID if any, kind, tags, why each rule is suppressed, and needs."""

    text: str
    id: str
    first_id: str
    guid: str
    kind: str
    tags: tuple[str, ...]
    suppressed: dict[str, str]
    needs: tuple[str, ...]


def read_heading(number: int, line: str) -> Heading | None:
    """Return *line* as a heading, or nothing if it is not one."""
    match = HEADING.fullmatch(line) if "#" in line else None
    return Heading(number, max(match.start("text"), 0), len(match["marks"]), match["text"] or "") if match else None


def read_title(heading: str, location: Location) -> tuple[Title, list[Diagnostic]]:
    """Parse a note's heading and find all that is wrong in it; missing parts are empty, an unknown kind is plain."""
    outside = marks_outside(heading)
    match = ATTRIBUTES.fullmatch(" ".join(outside) if outside else heading)
    text, written = (match["title"], match["list"]) if match else (heading, "")
    pairs = [("class" if key == "." else key, value or "") for key, value in get_attrs_and_remainder(written)[0]]
    attributes = dict(pairs)
    unknown = list(_kind_errors(pairs))
    guid, guid_errors = _guid(attributes)
    title = Title(
        text=text,
        id=attributes.get("id", ""),
        first_id=attributes.get("was", attributes.get("id", "")),
        guid=guid,
        kind="" if unknown else " ".join(_kinds(pairs)),
        tags=tuple(attributes.get("tags", "").split()),
        suppressed=dict(SUPPRESSION.findall(attributes.get("lint", ""))),
        needs=tuple(dict.fromkeys(attributes.get("needs", "").split())),
    )
    found = {
        "N004": unknown,
        "N005": [*_misplaced(heading, outside), *_errors(text, pairs)],
        "N003": [] if outside else _missing_id(text, pairs),
        "N006": [*_wrong_values(attributes), *guid_errors],
        "N007": _unparsed(written),
    }
    return title, [diagnostic(location, rule, message) for rule, messages in found.items() for message in messages]


def contains_id(text: str) -> bool:
    """Return whether the text of a heading contains what looks like an id."""
    return "#" in text and "{#" in CODE_OR_MATHS.sub("", text)


def marks_outside(heading: str) -> tuple[str, str] | None:
    """Return the text of a heading and the list that it should end with, if marks of the list stand outside braces."""
    match = ATTRIBUTES.fullmatch(heading)
    text, inside = (match["title"], match["list"]) if match else (heading, "")
    marks: list[re.Match[str]] = []
    while found := MARK.fullmatch((parts := text.rstrip().rpartition(" "))[2]):
        text = parts[0]
        marks.insert(0, found)
    behind = None if match else ATTRIBUTES.fullmatch(text)
    if behind:
        text, inside = behind["title"], behind["list"]
    misplaced = bool(marks and behind) or any(mark["kind"] for mark in marks)
    if not misplaced or not text.strip() or contains_id(text):
        return None
    ids, kinds = ([mark[0] for mark in marks if bool(mark["kind"]) == kind] for kind in (False, True))
    return text.rstrip(), f"{{{' '.join(filter(None, [*ids, inside.strip(), *kinds]))}}}"


def _kinds(pairs: list[tuple[str, str]]) -> list[str]:
    """Return the marks of a note's kind in their own order, so that two that go together are one kind."""
    return sorted((value for key, value in pairs if key == "class"), reverse=True)


def _kind_errors(pairs: list[tuple[str, str]]) -> Iterator[str]:
    kinds = [value for key, value in pairs if key == "class"]
    if len(kinds) > 1 and " ".join(_kinds(pairs)) not in KINDS:
        found = ", ".join(f"'.{kind}'" for kind in kinds)
        yield f"the heading has more than one note type, {found}; keep one"
    elif len(kinds) == 1 and kinds[0] not in KINDS:
        known = [f".{each}" for each in KINDS if each.isalpha()]
        yield f"unknown note type '.{kinds[0]}'; {nearest(f'.{kinds[0]}', known)}"


def _misplaced(heading: str, outside: tuple[str, str] | None) -> Iterator[str]:
    if outside:
        text, right = outside
        right = right if "#" in right else right.replace("{", "{#id ", 1)
        yield f"'{heading.removeprefix(text).strip()}' must be in one pair of braces; end the heading with {right}"


def _errors(text: str, pairs: list[tuple[str, str]]) -> Iterator[str]:
    if contains_id(text):
        yield "'{#' is inside the heading; end the heading with one pair of braces, like {#id}"
    for key, count in Counter(key for key, _ in pairs if key != "class").items():
        if key not in ("id", *KEYS):
            yield f"unknown key '{key}' in the heading; {nearest(key, KEYS)}"
        elif count > 1:
            yield f"duplicate '{key}' in the heading; keep one"
        elif key in ("tags", "guid", "lint", "needs") and not dict(pairs)[key]:
            yield f"'{key}' has no value in the heading; write it like {key}=\"value\", or leave it out"


def _missing_id(text: str, pairs: list[tuple[str, str]]) -> Iterator[str]:
    if contains_id(text) or any(key == "id" for key, _ in pairs):
        return
    if like_id := LIKE_ID.search(text):
        yield f"the note has no id; write '{like_id[0]}' as {{#{like_id['id']}}}, if it is meant as one"
    else:
        yield "the note has no id; end its heading with one, such as {#adam-bias}, or let check --fix write it"


def _unparsed(written: str) -> Iterator[str]:
    if rest := READABLE.sub("", written, count=1):
        yield f"'{rest}' in the heading cannot be read; write it like {{#id .type key=\"value\"}}"


def _guid(attributes: dict[str, str]) -> tuple[str, list[str]]:
    """Return the GUID, if there is one, and what is wrong in it."""
    written = attributes.get("guid", "")
    try:
        return (read_guid(written) if written else ""), []
    except ValueError:
        return "", [f"the guid '{written}' is not percent-encoded; write it as 'adopt' does, such as guid=\"a%3Fb\""]


def _wrong_values(attributes: dict[str, str]) -> Iterator[str]:
    ids = [attributes[key] for key in ("id", "was") if key in attributes]
    for each in [*ids, *attributes.get("needs", "").split()]:
        if not ID.fullmatch(each):
            yield f"'{each}' is not an id; use words of a-z and 0-9 joined by '-'"
    for tag in attributes.get("tags", "").split():
        if not TAG.fullmatch(tag):
            yield f"'{tag}' is not a tag; {TAG_ADVICE}"
    for part in attributes["lint"].split(";") if attributes.get("lint") else ():
        if not SUPPRESSION.fullmatch(part.strip()):
            yield f"'{part.strip()}' is not a code and a reason; write them as in lint=\"W002: reason\""
