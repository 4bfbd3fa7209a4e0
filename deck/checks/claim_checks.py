"""What cards claim, checked against the runs they name: claims of figures, and the numbers that checks compute.

Verdicts are cached, so that a claim is computed once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from deck.cache.keys import verdict_key
from deck.cache.kinds import VERDICTS
from deck.cache.store import Store
from deck.diagnostics import Diagnostic, diagnostic
from deck.render.note import RenderedNote
from deck.source.written_note import Note
from deck.source.yaml_lines import KeyPath, location_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from figures.experiment import Experiment

BOLD_NUMBER = re.compile(r"\*\*\$?(?P<shown>[≈~]?\s*[-+−]?\.?\d[-+−\d.e%\s]*)\$?\*\*")


@dataclass(frozen=True)
class Judgement:
    """What the runs say of a note: what is wrong with it, and whether the number on it is *rounded*."""

    diagnostics: tuple[Diagnostic, ...]
    rounded: bool


class Verdict(NamedTuple):
    """What is wrong in an experiment, by the path of its key, and whether the number on its card is *rounded*."""

    faults: tuple[tuple[KeyPath, str], ...]
    rounded: bool


def judge_claims(rendered: RenderedNote, store: Store) -> Judgement:
    """Judge each claim of a note, and the number on it where a check computes it; *store* keeps the verdicts."""
    shown = _shown_numbers(rendered.note)
    verdicts = [(located, _cached_verdict(located.experiment, shown, store)) for located in rendered.experiments]
    diagnostics = (
        diagnostic(location_of(path, located.locations), "F005" if path[0] == "claims" else "F006", message)
        for located, verdict in verdicts
        for path, message in verdict.faults
    )
    return Judgement(tuple(diagnostics), any(verdict.rounded for _, verdict in verdicts))


def judge_number(rendered: RenderedNote) -> Judgement:
    """Judge only what depends on the text of a note: the number on it, where a check computes that."""
    computed = (each for each in rendered.experiments if getattr(each.experiment, "answer", None) is not None)
    return judge_claims(replace(rendered, experiments=tuple(computed)), Store())


def _shown_numbers(note: Note) -> list[str]:
    """Return the number that a note gives as its answer: what is to be typed, or else what is bold on its back."""
    if "Answer" in note.fields:
        return [note.fields["Answer"].text]
    return [match["shown"] for match in BOLD_NUMBER.finditer(note.below.text)]


def _cached_verdict(experiment: Experiment, shown: list[str], store: Store) -> Verdict:
    return store.get_or_put(VERDICTS, verdict_key(experiment.fingerprint, shown), lambda: _verdict(experiment, shown))


def _verdict(experiment: Experiment, shown: list[str]) -> Verdict:
    import figures

    rounded = isinstance(experiment, figures.Check) and len(shown) == 1 and experiment.is_rounded(shown[0])
    return Verdict(tuple(_faults(experiment, shown)), rounded)


def _faults(experiment: Experiment, shown: list[str]) -> Iterator[tuple[KeyPath, str]]:
    import figures

    for number, verdict in enumerate(experiment.judge()):
        if not verdict.holds:
            yield (
                ("claims", number),
                f"the claim '{verdict.claim}' does not hold: {verdict.explanation}; correct the claim or the run",
            )
    if isinstance(experiment, figures.Check) and experiment.answer is not None:
        if len(shown) != 1:
            advice = "write it as the '### Answer' of a typed note, or bold on the back, as in **2.4**"
            yield ("answer",), f"the card shows {len(shown)} numbers that could be the answer; {advice}"
        elif answer_fault := experiment.answer_fault(shown[0]):
            yield ("answer",), answer_fault
