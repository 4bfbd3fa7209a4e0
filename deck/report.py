"""What a build tells of itself."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from deck.diagnostics import LintResult
from deck.history.plan import Plan


class Report(Struct, frozen=True):
    """What a build made: the package, how much is in it, how many figures were drawn anew, the plan and the quality."""

    package: Path
    notes: int
    cards: int
    figures: int
    media: int
    drawn: int
    plan: Plan
    lint_result: LintResult
