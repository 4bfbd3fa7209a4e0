"""The command ``check``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deck.cli.clock import now
from deck.cli.errors import WRONG_CONTENT
from deck.cli.execution import warn_if_uncached, without_gc
from deck.cli.options import DEFAULT_CONTENT, Cache, Content, Quiet
from deck.cli.terminal import count, print_diagnostics, print_diff, print_json, print_result, print_status, print_totals

if TYPE_CHECKING:
    from deck.diagnostics import Diagnostic

MESSAGE_ESCAPES, PROPERTY_ESCAPES = ({ord(each): f"%{ord(each):02X}" for each in ends} for ends in ("%\r\n", "%\r\n,:"))


class Format(StrEnum):
    """How diagnostics are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def check(
    content: Content = DEFAULT_CONTENT,
    fix: Annotated[bool, typer.Option("--fix", help="Write missing ids, and fix what can be fixed safely.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print errors and warnings.")] = Format.TEXT,
    quiet: Quiet = False,
    cache: Cache = None,
) -> None:
    """Report errors and warnings; write nothing without --fix."""
    from msgspec import to_builtins

    from deck.build import check as check_content

    with without_gc():
        if fix or diff:
            _fix(content, write=not diff)
        warn_if_uncached(content, cache, quiet=quiet)
        lint_result = check_content(content, now().timestamp, cache)
    errors = tuple(each for each in lint_result.found if each.level == "error")
    found = errors if quiet else lint_result.found
    if form is Format.JSON:
        print_json(to_builtins(found), indent=1)
    elif form is Format.GITHUB:
        for each in found:
            print_result(_annotation(each))
    else:
        print_diagnostics(found)
        if not quiet:
            print_totals(lint_result)
    if errors:
        raise typer.Exit(WRONG_CONTENT)


def _fix(content: Path, *, write: bool) -> None:
    """Fix what can be fixed safely, or show how on the standard output."""
    from deck.fix import find_fixes, write_fixes

    fixes = find_fixes(content)
    if not write:
        print_diff("".join(fix.diff for fix in fixes))
        raise typer.Exit(WRONG_CONTENT if fixes else 0)
    write_fixes(fixes)
    for fix in fixes:
        print_status(f"{fix.display_path}: fixed in {count(fix.edits, 'place')}", fg="green")


def _annotation(diagnostic: Diagnostic) -> str:
    """Return a diagnostic as GitHub's workflow commands have it, which percent-encode what would end them."""
    path, message = diagnostic.path.translate(PROPERTY_ESCAPES), diagnostic.message.translate(MESSAGE_ESCAPES)
    location = f"file={path},line={diagnostic.line},col={diagnostic.column},title={diagnostic.rule}"
    return f"::{diagnostic.level} {location}::{message}"
