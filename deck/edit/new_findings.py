"""What `check` would find in an edited note that it does not find in the note as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from deck.checks.claim_checks import judge_number
from deck.checks.lint import check_note
from deck.checks.views import NoteView
from deck.diagnostics import Diagnostic
from deck.render.content_folder import Folder
from deck.render.note import RenderedNote


def findings_of(rendered: RenderedNote, folder: Folder) -> tuple[Diagnostic, ...]:
    """Return what an edit of its text can make wrong in a note whose structure is right, and what could be better."""
    judgement = judge_number(rendered)
    return (*judgement.diagnostics, *check_note(NoteView(rendered, judgement.rounded, folder.settings)).found)


def new_findings(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings *after* an edit that there are more of than *before*, errors first."""
    known = Counter((each.rule, each.level) for each in before)
    new = []
    for each in sorted(after, key=lambda found: found.level):
        known[each.rule, each.level] -= 1
        new += [each] if known[each.rule, each.level] < 0 else []
    return new
