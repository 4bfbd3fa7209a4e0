"""Rules about what an author wrote, one function a rule; a family of rules is a file.

Structure rules look at a note as written and always fail a build. Quality rules look at it as learners read it;
``deck.toml`` says which of them are errors or are left out, and a note may silence one with a reason. To add a rule,
add a function to the file of its family: its docstring is its documentation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from deck.checks import answers, duplicates, github, pictures, questions, sources, structure, whole, wording
from deck.checks.reading import QUALITY, SILENCES, WHOLE, Reading, Silences, Whole
from deck.checks.rule import Rules
from deck.checks.structure import STRUCTURE
from deck.errors import Place, Problem, nearest, problem
from deck.report import Quality
from deck.settings import Lint
from deck.source import Note
from deck.yaml_lines import KeyPath, place_of

FAMILIES = (structure, github, questions, answers, wording, sources, pictures, duplicates, whole)
CODES = tuple(sorted(rule.code for rules in (QUALITY, WHOLE, SILENCES) for rule in rules.all))
Subject = TypeVar("Subject")


@dataclass(frozen=True)
class _Finding:
    problem: Problem
    note: Note | None  # that can silence it

    @property
    def silenced(self) -> bool:
        return self.note is not None and self.problem.rule in self.note.silenced


def check_structure(note: Note) -> Iterator[Problem]:
    """Yield what is structurally wrong with a note, and the codes it silences that no rule has."""
    for rule in STRUCTURE.all:
        for about, message in rule.find(note):
            yield problem(_place(about), rule.code, message)
    for code in note.silenced:
        if code not in CODES:
            yield problem(note.place, "lint", f"no quality rule has the code '{code}'; {nearest(code, CODES)}")


def check_quality(
    readings: Sequence[Reading], pictures: Mapping[Path, Place], lint: Lint, *, complete: bool = True
) -> Quality:
    """Return what could be better in notes, and if they are the *complete* folder, in all of it and its *pictures*."""
    findings = [each for reading in readings for each in _apply(QUALITY, reading, lint, reading.note)]
    findings += _apply(WHOLE, Whole(readings, pictures), lint) if complete else ()
    codes: dict[str, set[str]] = defaultdict(set)
    for each in findings:
        if each.note:
            codes[each.note.id].add(each.problem.rule)
    for note in (reading.note for reading in readings if reading.note.silenced and complete):
        unknown = note.silenced.keys() - set(CODES)  # which is told by itself
        findings += _apply(SILENCES, Silences(note, frozenset(codes[note.id] | unknown)), lint, note)
    return Quality(
        found=tuple(each.problem for each in findings if not each.silenced),
        silenced=tuple(sorted(each.problem for each in findings if each.silenced)),
    )


def check_lint(lint: Lint, works: Iterable[str], places: Mapping[KeyPath, Place]) -> Iterator[Problem]:
    """Yield a problem for each of the settings that begins the code of no rule, or is the key of no work."""
    for key, selectors in (("errors", lint.errors), ("off", lint.off)):
        for selector in selectors:
            if not any(code.startswith(selector) for code in CODES):
                message = f"'{selector}' begins the code of no quality rule; {nearest(selector, CODES)}"
                yield problem(place_of(("lint", key), places), "settings", message)
    for key in set(lint.secondary) - set(works):
        message = f"no work is called '{key}' in references.bib; {nearest(key, works)}"
        yield problem(place_of(("lint", "secondary"), places), "settings", message)


def _apply(rules: Rules[Subject], subject: Subject, lint: Lint, note: Note | None = None) -> Iterator[_Finding]:
    for rule in rules.all:
        if rule.code.startswith(lint.off):
            continue
        level = "error" if rule.code.startswith(lint.errors) else "warning"
        for about, message in rule.find(subject):
            found = problem(_place(about), rule.code, message, level)
            yield _Finding(found, about if isinstance(about, Note) else note)


def _place(about: Note | Place) -> Place:
    return about.place if isinstance(about, Note) else about
