"""The command ``plan``."""

from __future__ import annotations

from deck.cli.clock import now
from deck.cli.execution import warn_if_uncached
from deck.cli.options import DEFAULT_CONTENT, Against, AsJson, Cache, Content
from deck.cli.terminal import print_json, print_plan


def plan(
    content: Content = DEFAULT_CONTENT, against: Against = None, cache: Cache = None, as_json: AsJson = False
) -> None:
    """Show what the next import will do to learners; write nothing."""
    from msgspec import to_builtins

    from deck.build import plan as plan_import

    warn_if_uncached(content, cache)
    settings, found = plan_import(content, now().timestamp, against, cache)
    if as_json:
        print_json(to_builtins(found))
    else:
        print_plan(settings.namespace, found)
