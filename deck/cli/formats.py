"""The formats of what commands report: plain text, JSON, GitHub's annotations, and Markdown for a page on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from deck.diagnostics import Diagnostic, LintResult
    from deck.history.plan import Plan

MESSAGE_ESCAPES, PROPERTY_ESCAPES = ({ord(each): f"%{ord(each):02X}" for each in ends} for ends in ("%\r\n", "%\r\n,:"))
COLOURS = {"error": "red", "warning": "yellow"}
# control characters, and those that change the direction of text
OBEYED = (*range(9), *range(11, 32), *range(127, 160), 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
ESCAPES = {code: chr(code).encode("unicode_escape").decode() for code in OBEYED}
HIDDEN = dict.fromkeys(OBEYED, "\N{REPLACEMENT CHARACTER}")  # the same, where columns count
EXCERPT = 60  # columns of a long line before the mark
MARKDOWN_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$&@!]")


class PlanFormat(StrEnum):
    """How a plan is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class CheckFormat(StrEnum):
    """How diagnostics are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    MARKDOWN = "markdown"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number} {noun}{'s' * (number != 1)}"


def totals(lint_result: LintResult) -> dict[str, str]:
    """Return how many errors, warnings and suppressed findings there are, in words: what is zero is left out."""
    errors = sum(each.level == "error" for each in lint_result.found)
    warnings, suppressed = len(lint_result.found) - errors, len(lint_result.suppressed)
    numbers = {"error": errors, "warning": warnings, "suppressed finding": suppressed}
    counted = {noun: count(number, noun) for noun, number in numbers.items() if number}
    return counted if lint_result.found else {"none": "no errors", **counted}


def diagnostics_as_text(diagnostics: Iterable[Diagnostic]) -> Iterator[Text]:
    """Yield diagnostics for a terminal, with an empty line between files, each with its line and a mark below it."""
    from rich.text import Text

    for number, (path, found) in enumerate(groupby(diagnostics, key=lambda each: each.path)):
        if number:
            yield Text()
        lines = _lines(Path(path))
        for each in found:
            yield _diagnostic_text(each)
            for line in _excerpt(each, lines):
                yield Text(line, "dim", overflow="ellipsis")


def annotation(diagnostic: Diagnostic) -> str:
    """Return a diagnostic as GitHub's workflow commands have it, which percent-encode what would end them."""
    path, message = diagnostic.path.translate(PROPERTY_ESCAPES), diagnostic.message.translate(MESSAGE_ESCAPES)
    location = f"file={path},line={diagnostic.line},col={diagnostic.column},title={diagnostic.rule}"
    return f"::{diagnostic.level} {location}::{message}"


def diagnostics_as_markdown(lint_result: LintResult) -> Iterator[str]:
    """Yield the lines of a heading that counts the findings, and of a table with one row for each."""
    yield f"### {', '.join(totals(lint_result).values())}"
    if lint_result.found:
        yield "\n| location | level | message | rule |\n| --- | --- | --- | --- |"
    for each in lint_result.found:
        yield f"| {_escaped(each.path)}:{each.line} | {each.level} | {_escaped(each.message)} | {each.rule} |"


def plan_as_text(namespace: str, plan: Plan) -> Iterator[str]:
    """Yield what an import does: in a sentence, then note by note, then what a learner should know."""
    from deck.history.plan_text import advice, changes, searches, summary

    yield summary(plan)
    for heading, entries in changes(plan):
        yield f"\n{heading}:"
        yield from (f"  {each.id}  {each.title}{f': {what}' * bool(what)}" for each, what in entries)
    for what, found_by in searches(namespace, plan):
        yield f"\nFind the {what} notes in Anki's browser:"
        yield from (f"  {search}" for search in found_by)
    if sentences := tuple(advice(plan)):
        yield "\nWhat a learner should know:"
        yield from (f"  - {each}" for each in sentences)
    yield from (f"\nWarning: {each}" for each in plan.warnings)


def plan_as_markdown(namespace: str, plan: Plan) -> Iterator[str]:
    """Yield the same as Markdown: the sentence as a heading, each kind of change as a list. Titles are Markdown."""
    from deck.history.plan_text import advice, changes, searches, summary

    yield f"### {summary(plan)}"
    for each in plan.warnings:
        yield f"\n> [!WARNING]\n> {_escaped(each)}"
    for heading, entries in changes(plan):
        yield f"\n**{heading}**\n"
        yield from (f"- `{each.id}` {each.title}{_escaped(f': {what}' * bool(what))}" for each, what in entries)
    for what, found_by in searches(namespace, plan):
        yield f"\nFind the {what} notes in Anki's browser:\n"
        yield from (f"```text\n{search}\n```" for search in found_by)
    if sentences := tuple(advice(plan)):
        yield "\n**What a learner should know**\n"
        yield from (f"- {each}" for each in sentences)


def harmless(text: str) -> str:
    """Return text in which control characters are escaped: a terminal obeys them, and a deck may come from anyone."""
    return text.translate(ESCAPES)


def _escaped(text: str) -> str:
    """Return text whose characters Markdown shows as they are, on one line."""
    return MARKDOWN_MARKS.sub(r"\\\g<0>", " ".join(text.split()))


def _diagnostic_text(diagnostic: Diagnostic) -> Text:
    from rich.text import Text

    return Text.assemble(
        (f"{harmless(diagnostic.path)}:{diagnostic.line}: ", "bold"),
        (f"{diagnostic.level}: ", COLOURS.get(diagnostic.level, "")),
        harmless(diagnostic.message),
        (f" ({diagnostic.rule})", "dim"),
    )


def _lines(path: Path) -> list[str]:
    """Return the lines of a file, or none if they cannot be read."""
    with suppress(OSError, UnicodeDecodeError):
        if path.is_file() and not path.is_symlink():
            return path.read_text(encoding="utf-8-sig").split("\n")
    return []


def _excerpt(diagnostic: Diagnostic, lines: list[str]) -> Iterator[str]:
    """Yield the line of a diagnostic, one of the *lines* of its file, and a mark below its column."""
    from rich.cells import cell_len

    if diagnostic.line <= len(lines):
        line = lines[diagnostic.line - 1].replace("\t", " ").rstrip().translate(HIDDEN)
        before = cell_len(line[: diagnostic.column - 1])
        hidden = max(0, before - EXCERPT)
        yield f"{diagnostic.line:>6} | {line[hidden:]}"
        yield f"       | {' ' * (before - hidden)}^"
