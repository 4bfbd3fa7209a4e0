"""The command ``plan``."""

from __future__ import annotations

from deck.cli.clock import now
from deck.cli.options import DEFAULT_CONTENT, Against, AsJson, Content
from deck.cli.terminal import print_json, print_plan


def plan(content: Content = DEFAULT_CONTENT, against: Against = None, as_json: AsJson = False) -> None:
    """Show what the next import will do to learners; write nothing."""
    from dataclasses import asdict

    from deck.build import plan as plan_import

    settings, found = plan_import(content, now().timestamp, against)
    if as_json:
        print_json(asdict(found))
    else:
        print_plan(settings.namespace, found)
