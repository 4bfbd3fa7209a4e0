"""What cards claim, checked against the runs they name: claims of figures, and the numbers that checks compute.

Verdicts are kept beside the drawings, under all that they depend on, so that a claim is computed once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deck.cache.keys import cached_verdicts
from deck.cache.store import remembered
from deck.diagnostics import Diagnostic, diagnostic
from deck.render.note import RenderedNote
from deck.source.notes import Note
from deck.source.yaml_lines import KeyPath, location_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from figures.experiment import Experiment

BOLD_NUMBER = re.compile(r"\*\*\$?(?P<shown>[≈~]?\s*[-+−]?\.?\d[-+−\d.e%\s]*)\$?\*\*")


@dataclass(frozen=True)
class Judgement:
    """What the runs say of a note: what is wrong with it, and whether the number that it shows is a *rounded* one."""

    diagnostics: tuple[Diagnostic, ...]
    rounded: bool


class _Verdict(NamedTuple):
    faults: tuple[tuple[KeyPath, str], ...]
    rounded: bool


def judge_claims(rendered: RenderedNote, cache: Path) -> Judgement:
    """Judge each claim of a note, and the number that it shows where a check computes it; *cache* keeps verdicts."""
    shown = _shown_numbers(rendered.note)
    verdicts = [(located, _kept_verdict(located.experiment, shown, cache)) for located in rendered.experiments]
    diagnostics = (
        diagnostic(location_of(path, located.locations), "F005" if path[0] == "claims" else "F006", message)
        for located, verdict in verdicts
        for path, message in verdict.faults
    )
    return Judgement(tuple(diagnostics), any(verdict.rounded for _, verdict in verdicts))


def _shown_numbers(note: Note) -> list[str]:
    """Return the numbers that can be a note's answer: what is to be typed, or else what is bold on its back."""
    if "Answer" in note.fields:
        return [note.fields["Answer"].text]
    return [match["shown"] for match in BOLD_NUMBER.finditer(note.below.text)]


def _kept_verdict(experiment: Experiment, shown: list[str], cache: Path) -> _Verdict:
    path = cached_verdicts(cache, experiment.case, shown)
    return _Verdict._make(remembered(path, "", lambda: tuple(_verdict(experiment, shown))))


def _verdict(experiment: Experiment, shown: list[str]) -> _Verdict:
    import figures

    rounded = isinstance(experiment, figures.Check) and len(shown) == 1 and experiment.rounds(shown[0])
    return _Verdict(tuple(_faults(experiment, shown)), rounded)


def _faults(experiment: Experiment, shown: list[str]) -> Iterator[tuple[KeyPath, str]]:
    import figures

    for number, verdict in enumerate(experiment.judge()):
        if not verdict.holds:
            yield (
                ("claims", number),
                f"the claim '{verdict.claim}' does not hold: {verdict.told}; correct the claim or the run",
            )
    if isinstance(experiment, figures.Check) and experiment.answer is not None:
        if len(shown) != 1:
            advice = "write one, as the '### Answer' of a typed note or in bold on the back, as in **2.4**"
            yield ("answer",), f"the card shows {len(shown)} numbers that could be the answer of its check; {advice}"
        elif dispute := experiment.dispute(shown[0]):
            yield ("answer",), dispute
