"""The command ``check``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from deck.cli.clock import now
from deck.cli.errors import WRONG_CONTENT
from deck.cli.execution import warn_if_uncached, without_gc
from deck.cli.formats import CheckFormat, annotation, count, diagnostics_as_markdown
from deck.cli.options import Cache, Content, Quiet
from deck.cli.terminal import print_diagnostics, print_diff, print_json, print_result, print_status, print_totals


def check(
    content: Content,
    fix: Annotated[bool, typer.Option("--fix", help="Write missing ids, and fix what can be fixed safely.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
    form: Annotated[CheckFormat, typer.Option("--format", help="How to print errors and warnings.")] = CheckFormat.TEXT,
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
    if form is CheckFormat.JSON:
        print_json(to_builtins(found), indent=1)
    elif form is CheckFormat.GITHUB:
        for each in found:
            print_result(annotation(each))
    elif form is CheckFormat.MARKDOWN:
        for line in diagnostics_as_markdown(replace(lint_result, found=found)):
            print_result(line)
    else:
        print_diagnostics(found)
        if not quiet:
            print_totals(lint_result)
    if errors:
        raise typer.Exit(WRONG_CONTENT)


def _fix(content: Path, *, write: bool) -> None:
    """Fix what can be fixed safely, or show how on the standard output."""
    from deck.edit.fix import find_fixes, write_fixes

    fixes = find_fixes(content)
    if not write:
        print_diff("".join(fix.diff for fix in fixes))
        raise typer.Exit(WRONG_CONTENT if fixes else 0)
    write_fixes(fixes)
    for fix in fixes:
        print_status(f"{fix.display_path}: fixed in {count(fix.edits, 'place')}", fg="green")
