"""What a build reports."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from deck.diagnostics import LintResult
from deck.history.plan import Plan


class Report(Struct, frozen=True):
    """What a build made: the package and its contents, how many figures were drawn, the plan and the lint result.

    *newest* is the newest time in the lock, in seconds since 1970, and *lock* the digest of the lock.
    """

    package: Path
    notes: int
    cards: int
    figures: int
    media: int
    drawn: int
    newest: int
    lock: str
    plan: Plan
    lint_result: LintResult
