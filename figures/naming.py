"""What distinguishes the runs of a figure, in a picture: a name for each, and what they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from figures import notation
from figures.registry import Call
from figures.runs import Run
from figures.surfaces import Surface

ON_SURFACE = "surface "


@dataclass(frozen=True)
class Naming:
    """The names of runs, details below them where they have any, and what all share."""

    names: tuple[str, ...]
    details: tuple[str, ...]
    shared: tuple[str, ...]


def name_runs(runs: Sequence[Run], surface: Call[Surface], without: str = "") -> Naming:
    """Name each run by its optimizer; runs of one optimizer by the settings in which they differ.

    A run that its author named has that name alone. The setting *without* is left out.
    """
    found = _named_by_settings(runs, surface, without)
    names = [run.name or name for run, name in zip(runs, found.names, strict=True)]
    details = ["" if run.name else detail for run, detail in zip(runs, found.details, strict=True)]
    return Naming(tuple(names), tuple(details), found.shared)


def _named_by_settings(runs: Sequence[Run], surface: Call[Surface], without: str) -> Naming:
    stated = [_facts(run, runs, surface, without) for run in runs]
    common = {fact: text for facts in stated for fact, text in facts.items() if _agrees(fact, text, stated)}
    own = [[text for fact, text in facts.items() if fact not in common] for facts in stated]
    labels_of = [run.optimizer.entry.label for run in runs]
    shared = tuple(text for text in common.values() if text)
    differ = [" · ".join(filter(None, texts)) for texts in own]
    if len(runs) > 1 and len(set(labels_of)) == 1 and len(set(differ)) > 1:
        return Naming(tuple(differ), ("",) * len(runs), (labels_of[0], *shared))
    usual = _formulas(dict(surface.settings), ON_SURFACE).items()
    less = [" · ".join(t for f, t in facts.items() if f not in common and (f, t) not in usual) for facts in stated]
    return Naming(tuple(labels_of), tuple(less), shared)


def name_calls(calls: Sequence[Call[Any]]) -> Naming:
    """Name calls by their labels, with the settings that differ or that not all have."""
    stated = [notation.formulas(call.shown) for call in calls]
    common = {fact: text for fact, text in stated[0].items() if all(each.get(fact) == text for each in stated)}
    own = [" · ".join(text for fact, text in each.items() if fact not in common) for each in stated]
    names = tuple(call.entry.label for call in calls)
    if len(calls) > 1 and len(set(names)) == 1:
        return Naming(tuple(own), ("",) * len(calls), (names[0], *common.values()))
    return Naming(names, tuple(own), tuple(common.values()))


def _agrees(fact: str, text: str, stated: Sequence[dict[str, str]]) -> bool:
    return all(facts.get(fact, text) == text for facts in stated)


def _facts(run: Run, runs: Sequence[Run], surface: Call[Surface], without: str) -> dict[str, str]:
    """Return what is worth telling of a run, each fact under its own name."""
    same = [each.optimizer.settings for each in runs if each.optimizer.entry == run.optimizer.entry]
    settings = run.optimizer.settings
    worth = [
        name for name in settings if name in run.optimizer.shown or any(each[name] != settings[name] for each in same)
    ]
    facts = _formulas({name: settings[name] for name in worth if name != without})
    if any(each.surface.entry != surface.entry for each in runs):
        facts["surface"] = run.surface.entry.label
    else:
        varied = [name for name in surface.settings if len({each.surface.settings[name] for each in runs}) > 1]
        facts |= _formulas({name: run.surface.settings[name] for name in varied}, ON_SURFACE)
    if any(each.schedule for each in runs):
        facts["schedule"] = run.schedule.entry.label if run.schedule else "constant rate"
    if run.schedule:
        stated = notation.formulas(run.schedule.shown)
        facts |= {name if name == "lr" else f"schedule {name}": text for name, text in stated.items()}
    if any(each.clip for each in runs):
        facts["clip"] = f"clipped at {notation.number(run.clip)}" if run.clip else "not clipped"
    if len({each.start for each in runs}) > 1:
        facts["start"] = f"from {notation.point(run.start)}"
    return facts


def _formulas(settings: dict[str, Any], prefix: str = "") -> dict[str, str]:
    return {f"{prefix}{name}": text for name, text in notation.formulas(settings).items()}
