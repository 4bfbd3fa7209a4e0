"""The command ``plan``."""

from __future__ import annotations

from typing import Annotated

import typer

from deck.cli.clock import now
from deck.cli.execution import warn_if_uncached
from deck.cli.formats import PlanFormat, plan_as_markdown, plan_as_text
from deck.cli.options import Against, AsJson, Cache, Content
from deck.cli.terminal import print_json, print_result


def plan(
    content: Content,
    against: Against = None,
    form: Annotated[PlanFormat, typer.Option("--format", help="How to print the plan.")] = PlanFormat.TEXT,
    cache: Cache = None,
    as_json: AsJson = False,
) -> None:
    """Show what the next import will do to learners; write nothing."""
    from msgspec import to_builtins

    from deck.build import plan as plan_import

    warn_if_uncached(content, cache)
    settings, found = plan_import(content, now().timestamp, against, cache)
    if as_json or form is PlanFormat.JSON:
        print_json(to_builtins(found))
        return
    lines = plan_as_markdown if form is PlanFormat.MARKDOWN else plan_as_text
    for line in lines(settings.namespace, found):
        print_result(line)
