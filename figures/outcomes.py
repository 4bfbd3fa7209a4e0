"""What a run arrived at, as a picture shows it: only what a claim asks for is computed and shown."""

import re
from collections.abc import Sequence
from math import isfinite

from figures.claims.subjects import RunTrace
from figures.claims.vocabulary import steps_to
from figures.runs import Run

ASKED = re.compile(r"\bsteps_to\(\s*(\w+)(?:\[[^]]*\])?\s*,\s*([-+.\de]+)\s*\)")
FAR, FEWEST = 4, 500


def targets(claims: Sequence[str]) -> dict[str, float]:
    """Return the loss that each path must stay below, where a claim asks how many steps that takes."""
    return {name: float(target) for claim in claims for name, target in ASKED.findall(claim)}


def outcome(run: Run, target: float, steps: int) -> str:
    """Say after how many steps the loss stays below a target, if it does so within a few times the steps drawn."""
    last = max(FAR * steps, FEWEST)
    found = steps_to(RunTrace(run, last), target, last)
    return f"{found:.0f} steps" if isfinite(found) else ""
