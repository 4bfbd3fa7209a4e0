"""What a push reports before it asks: what Anki has, and what would become of it."""

from __future__ import annotations

from collections.abc import Iterator

from deck.anki.survey import Survey
from deck.safety.characters import INVISIBLE


def lines(survey: Survey, *, prune: bool) -> Iterator[str]:
    """Say what Anki has and what a push does to it, note by note."""
    return (INVISIBLE.sub("", line) for line in _lines(survey, prune=prune))


def _lines(survey: Survey, *, prune: bool) -> Iterator[str]:
    yield _summary(survey)
    for move in survey.moves:
        yield f"moves {_count(len(move.cards), 'card')} of '{move.record.id}' from {move.old} to {move.record.deck}"
    for record, note in survey.gone if prune else ():
        yield f"deletes '{record.id}' with its history: {record.title}"
        if survey.copies[note.first_id]:
            yield f"keeps {_count(survey.copies[note.first_id], 'note')} with the Id '{note.first_id}' made in Anki"
    for record, note, edit in survey.edited:
        replaced = "the import replaces that, so pull first" if record.time > (note.mod or 0) else "that stays"
        yield f"{edit} in Anki: '{record.id}'; {replaced}: {record.title}"
    for each in survey.strange:
        yield f"{each}; remove it there first, or the notes of this type cannot be imported"


def _summary(survey: Survey) -> str:
    held, total = survey.held, len(survey.lock.current)
    profile = f" (profile '{survey.profile}')" if survey.profile else ""
    updated = [record for record, note in held if note.mod is not None and record.time > note.mod]
    known = f" and updates {len(updated)}" if all(note.mod is not None for _, note in held) else ""
    return (
        f"Anki{profile} has {len(held)} of the {_count(total, 'note')} of this deck; "
        f"the import adds {total - len(held)}{known}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
