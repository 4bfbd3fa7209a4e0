"""What a build reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deck.diagnostics import LintResult
from deck.history.plan import Plan


@dataclass(frozen=True)
class Report:
    """What a build made: the package and its contents, how many figures were drawn, the plan and the lint result.

    *newest* is the newest time in the lock, in seconds since 1970.
    """

    package: Path
    notes: int
    cards: int
    figures: int
    media: int
    drawn: int
    newest: int
    plan: Plan
    lint_result: LintResult
