"""Notes, decks and their history, held against all rules.

Rules of structure look at a note as it was written; what they find always stops a build. Rules of quality look at it as
learners read it; what they find is an error or a warning, as ``deck.toml`` says, or suppressed in the note's heading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from deck.checks.families import QUALITY_RULES
from deck.checks.note_markdown import passages_of
from deck.checks.rule import Check, Checks, Level, Located, location_of_finding
from deck.checks.rule_levels import codes_of, levels_of, not_a_quality_rule
from deck.checks.views import (
    DECK,
    HISTORY,
    QUALITY,
    STRUCTURE,
    SUPPRESSIONS,
    DeckView,
    History,
    NoteSummary,
    NoteView,
    Suppressions,
)
from deck.diagnostics import Diagnostic, LintResult, Location, diagnostic
from deck.source.settings import Settings
from deck.source.written_note import Note

Subject = TypeVar("Subject")
FOUND: tuple[Level, ...] = ("error", "warning")
ERRORS: tuple[Level, ...] = ("error",)


def check_structure(note: Note) -> Iterator[Diagnostic]:
    """Yield what is structurally wrong with a note, and the codes that it suppresses though no rule has them."""
    for check in STRUCTURE.in_text("\n".join(passage.text for passage in passages_of(note))):
        for code, about, message in check.find(note):
            yield diagnostic(location_of_finding(about), code, message)
    for code in note.suppressed:
        if code not in QUALITY_RULES:
            yield diagnostic(note.location, "L009", not_a_quality_rule(code))


def check_note(view: NoteView, levels: tuple[Level, ...] = FOUND) -> LintResult:
    """Return what could be better in a note by itself, by rules of these *levels*."""
    return _lint_result((found, view.note.suppressed) for _, found in _apply(QUALITY, view, view.settings, levels))


def check_deck(
    notes: Sequence[tuple[NoteSummary, LintResult]], pictures: Mapping[Path, Location], settings: Settings
) -> LintResult:
    """Return what could be better in a folder as a whole: its *notes*, with what was found in each, and *pictures*."""
    suppressed = {note.id: frozenset(note.suppressed) for note, _ in notes}
    deck = DeckView([note for note, _ in notes], pictures, settings.course.tag)
    findings = [(_id(about), found) for about, found in _apply(DECK, deck, settings)]
    codes: dict[str, set[str]] = defaultdict(set)
    for note, lint_result in notes:
        codes[note.id] |= {each.rule for each in (*lint_result.found, *lint_result.suppressed)}
    for name, found in findings:
        codes[name].add(found.rule)
    for note in (note for note, _ in notes if note.suppressed):
        known = frozenset(codes[note.id] | (set(note.suppressed) - set(QUALITY_RULES)))  # those are errors already
        findings += [(note.id, found) for _, found in _apply(SUPPRESSIONS, Suppressions(note, known), settings)]
    return _lint_result((found, suppressed.get(name, ())) for name, found in findings)


def check_history(warnings: Sequence[str], location: Location, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return what looks like a slip in the history of notes: *warnings* of a plan, at the *location* of the lock."""
    return tuple(found for _, found in _apply(HISTORY, History(location, warnings), settings))


def _apply(
    checks: Checks[Subject], subject: Subject, settings: Settings, wanted: tuple[Level, ...] = FOUND
) -> Iterator[tuple[Located | Location, Diagnostic]]:
    """Yield what checks find in a subject, and what each finding is about; only checks with rules *wanted* are run."""
    levels = levels_of(settings)
    for check in _selected(checks, codes_of(settings, wanted)):
        for code, about, message in check.find(subject):
            if levels[code] in wanted:
                yield about, diagnostic(location_of_finding(about), code, message, levels[code])


@lru_cache(maxsize=8)  # each note is held against the same
def _selected(checks: Checks[Subject], codes: frozenset[str]) -> list[Check[Subject]]:
    """Return the checks that look for one of the rules with these *codes*."""
    return [check for check in checks.all if any(rule.code in codes for rule in check.rules)]


def _lint_result(findings: Iterable[tuple[Diagnostic, Collection[str]]]) -> LintResult:
    """Divide findings by the codes that are suppressed where each was found."""
    pairs = list(findings)
    return LintResult(
        found=tuple(each for each, codes in pairs if each.rule not in codes),
        suppressed=tuple(sorted(each for each, codes in pairs if each.rule in codes)),
    )


def _id(about: Located | Location) -> str:
    """Return the id of the note that a finding is about, or nothing if it is about none."""
    return "" if isinstance(about, Location) else about.id
