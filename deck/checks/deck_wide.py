"""Quality of a deck as a whole: its tags, its files, and the findings that its author silenced."""

from __future__ import annotations

from collections import defaultdict

from deck.checks.rule import NoteFindings
from deck.checks.views import DECK, SUPPRESSIONS, DeckView, NoteSummary, Suppressions

FEWEST = 3


@DECK.rule("W14")
def orphan_topic(deck: DeckView) -> NoteFindings:
    """A tag stands on three notes or more; what is learnt by itself is forgotten by itself.

    Tags with '::' are not topics, nor is 'contested', which a rule looks for.
    """
    tagged: dict[str, list[NoteSummary]] = defaultdict(list)
    for note in deck.notes:
        for tag in note.tags:
            tagged[tag].append(note)
    for tag, notes in tagged.items():
        if "::" not in tag and tag != "contested" and len(notes) < FEWEST:
            yield (
                notes[0],
                f"the tag '{tag}' stands on {len(notes)} note{'s' * (len(notes) > 1)}; give it to more, or to none",
            )


@DECK.rule("W15")
def orphan_picture(deck: DeckView) -> NoteFindings:
    """A picture in the folder is shown by a note, or it is work that no learner sees."""
    shown = {path for note in deck.notes for path in note.pictures}
    for path, location in deck.pictures.items():
        if path.resolve() not in shown:
            yield location, "the picture is shown on no card; show it, or remove the file"


@SUPPRESSIONS.rule("W28")
def unused_suppression(suppressions: Suppressions) -> NoteFindings:
    """A silenced rule finds something in its note, or the silence would hide the next finding without a reason."""
    for code in suppressions.note.suppressed:
        if code not in suppressions.found:
            yield suppressions.note, f"lint silences {code}, which finds nothing here; remove it"
