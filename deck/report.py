"""What a build tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deck.diagnostics import Problem
from deck.history.plan import Plan


@dataclass(frozen=True)
class Quality:
    """What was found in content, and what of it the author silenced with a reason."""

    found: tuple[Problem, ...] = ()
    silenced: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a build made: the package, how much is in it, how many figures were drawn anew, the plan and the quality."""

    package: Path
    notes: int
    cards: int
    figures: int
    media: int
    drawn: int
    plan: Plan
    quality: Quality
