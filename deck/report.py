"""The result of a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deck.diagnostics import LintResult
from deck.history.plan import Plan


@dataclass(frozen=True)
class Report:
    """The result of a build: the package, how much it contains, the figures drawn now, the plan and the lint result."""

    package: Path
    notes: int
    cards: int
    figures: int
    media: int
    drawn: int
    plan: Plan
    lint_result: LintResult
