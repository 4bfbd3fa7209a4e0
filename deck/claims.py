"""What cards claim, checked against the runs they name: claims of figures, and the numbers that checks compute.

Verdicts are kept beside the drawings, under all that they depend on, so that a claim is computed once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from deck.cache import cached_verdicts, keep
from deck.errors import Problem, problem
from deck.render import RenderedNote
from deck.source import Note
from deck.yaml_lines import KeyPath, place_of

if TYPE_CHECKING:
    from figures.experiments import Experiment

Faults = list[tuple[tuple[str | int, ...], str]]
FAULTS = TypeAdapter(Faults)
BOLD_NUMBER = re.compile(r"\*\*\$?(?P<shown>[≈~]?\s*[-+−]?\.?\d[-+−\d.e%\s]*)\$?\*\*")


def claim_problems(notes: Iterable[RenderedNote], cache: Path) -> Iterator[Problem]:
    """Yield a problem for each claim that does not hold, and for each number that is not what a check computes."""
    for rendered in notes:
        for asked in rendered.asked:
            shown = _shown_numbers(rendered.note)
            for path, message in _kept_faults(asked.experiment, shown, cache):
                yield problem(place_of(path, asked.places), "claim", message)


def _shown_numbers(note: Note) -> list[str]:
    """Return the number that a note gives as its answer: what is to be typed, or else what stands bold on its back."""
    if "Answer" in note.fields:
        return [note.fields["Answer"].text]
    return [match["shown"] for match in BOLD_NUMBER.finditer(note.below.text)]


def _kept_faults(experiment: Experiment, shown: list[str], cache: Path) -> Faults:
    path = cached_verdicts(cache, experiment, shown)
    try:
        return FAULTS.validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        faults = list(_faults(experiment, shown))
        keep(path, json.dumps(faults).encode())
        return faults


def _faults(experiment: Experiment, shown: list[str]) -> Iterator[tuple[KeyPath, str]]:
    import figures

    for number, verdict in enumerate(experiment.judge()):
        if not verdict.holds:
            yield ("claims", number), f"the claim '{verdict.claim}' does not hold: {verdict.told}; mend one of them"
    if isinstance(experiment, figures.Check) and experiment.answer is not None:
        if len(shown) != 1:
            advice = "write it as the '### Answer' of a typed note, or bold on the back, as in **2.4**"
            yield ("answer",), f"the card shows {len(shown)} numbers that could be the answer; {advice}"
        elif dispute := experiment.dispute(shown[0]):
            yield ("answer",), dispute
