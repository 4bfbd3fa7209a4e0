"""Rules about what an author wrote, one function a rule; a family of rules is a file.

Structure rules look at a note as written and always fail a build. Quality rules look at it as learners read it;
``deck.toml`` says which of them are errors or are left out, and a note may silence one with a reason. To add a rule,
add a function to the file of its family: its docstring is its documentation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from deck.checks import answers, deck_wide, duplicates, pictures, questions, sources, structure, wording
from deck.checks.github import rules as github
from deck.checks.rule import Located, Rules, location_of_finding
from deck.checks.structure import STRUCTURE
from deck.checks.views import DECK, QUALITY, SUPPRESSIONS, DeckView, NoteSummary, NoteView, Suppressions
from deck.diagnostics import Diagnostic, LintResult, Location, diagnostic, nearest
from deck.source.notes import Note
from deck.source.settings import Lint
from deck.source.yaml_lines import KeyPath, location_of

FAMILIES = (structure, github, questions, answers, wording, sources, pictures, duplicates, deck_wide)
CODES = tuple(sorted(rule.code for rules in (QUALITY, DECK, SUPPRESSIONS) for rule in rules.all))
Subject = TypeVar("Subject")


def check_structure(note: Note) -> Iterator[Diagnostic]:
    """Yield what is structurally wrong with a note, and the codes it silences that no rule has."""
    for rule in STRUCTURE.all:
        for about, message in rule.find(note):
            yield diagnostic(location_of_finding(about), rule.code, message)
    for code in note.suppressed:
        if code not in CODES:
            yield diagnostic(note.location, "lint", f"no quality rule has the code '{code}'; {nearest(code, CODES)}")


def check_note(view: NoteView) -> LintResult:
    """Return what could be better in a note by itself."""
    return _lint_result((found, view.note.suppressed) for _, found in _apply(QUALITY, view, view.lint))


def check_deck(
    notes: Sequence[tuple[NoteSummary, LintResult]], pictures: Mapping[Path, Location], lint: Lint
) -> LintResult:
    """Return what could be better in a folder as a whole: its *notes*, with what was found in each, and *pictures*."""
    suppressed = {note.id: frozenset(note.suppressed) for note, _ in notes}
    deck = DeckView([note for note, _ in notes], pictures)
    findings = [(_id(about), found) for about, found in _apply(DECK, deck, lint)]
    codes: dict[str, set[str]] = defaultdict(set)
    for note, lint_result in notes:
        codes[note.id] |= {each.rule for each in (*lint_result.found, *lint_result.suppressed)}
    for name, found in findings:
        codes[name].add(found.rule)
    for note in (note for note, _ in notes if note.suppressed):
        known = frozenset(codes[note.id] | (set(note.suppressed) - set(CODES)))  # what is unknown is told by itself
        findings += [(note.id, found) for _, found in _apply(SUPPRESSIONS, Suppressions(note, known), lint)]
    return _lint_result((found, suppressed.get(name, ())) for name, found in findings)


def check_lint(lint: Lint, works: Iterable[str], locations: Mapping[KeyPath, Location]) -> Iterator[Diagnostic]:
    """Yield a problem for each of the settings that begins the code of no rule, or is the key of no work."""
    for key, selectors in (("errors", lint.errors), ("off", lint.off)):
        for selector in selectors:
            if not any(code.startswith(selector) for code in CODES):
                message = f"'{selector}' begins the code of no quality rule; {nearest(selector, CODES)}"
                yield diagnostic(location_of(("lint", key), locations), "settings", message)
    for key in set(lint.secondary) - set(works):
        message = f"no work is called '{key}' in references.bib; {nearest(key, works)}"
        yield diagnostic(location_of(("lint", "secondary"), locations), "settings", message)


def _apply(rules: Rules[Subject], subject: Subject, lint: Lint) -> Iterator[tuple[Located | Location, Diagnostic]]:
    for rule in rules.all:
        if rule.code.startswith(lint.off):
            continue
        level = "error" if rule.code.startswith(lint.errors) else "warning"
        for about, message in rule.find(subject):
            yield about, diagnostic(location_of_finding(about), rule.code, message, level)


def _lint_result(findings: Iterable[tuple[Diagnostic, Collection[str]]]) -> LintResult:
    """Part findings by the codes that are silenced where each was found."""
    pairs = list(findings)
    return LintResult(
        found=tuple(each for each, codes in pairs if each.rule not in codes),
        suppressed=tuple(sorted(each for each, codes in pairs if each.rule in codes)),
    )


def _id(about: Located | Location) -> str:
    """Return the id of the note that a finding is about, or nothing if it is about none."""
    return "" if isinstance(about, Location) else about.id
