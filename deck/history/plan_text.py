"""The plan in words: what the next import does, what a learner should know, and searches for Anki's browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deck.history.plan import Entry, Plan
from deck.note_types import NOTE_TYPES, note_type_id

MOST_IDS = 500  # in a search; SQLite allows about a thousand alternatives


def changes(plan: Plan) -> Iterator[tuple[str, tuple[tuple[Entry, str], ...]]]:
    """Yield each kind of change that an import makes: its heading, and its notes, each with what changes, in words."""
    for heading, entries, form in (
        ("New", plan.new, ""),
        ("Changed", plan.changed, "{}"),
        ("Moved (an import leaves cards where they are)", plan.moved, "from {} to {}"),
        ("Renamed (the history stays)", plan.renamed, "it was {}"),
        ("Retired (an import deletes nothing)", plan.retired, ""),
        ("Returned", plan.returned, ""),
        ("Cards that are no longer made (Anki: Tools, Empty Cards)", plan.lost_cards, "{}"),
        ("Look of the cards", plan.note_types, "{}"),
    ):
        if entries:
            yield heading, tuple((each, _formatted(form, each.what)) for each in entries)


def summary(plan: Plan) -> str:
    """Return in a sentence or two what an import does."""
    total = plan.touched + plan.unchanged
    named = [(plan.moved, "moved"), (plan.renamed, "renamed"), (plan.retired, "retired"), (plan.returned, "back")]
    touched = ", ".join(f"{len(each)} {word}" for each, word in ((plan.new, "new"), (plan.changed, "changed")) if each)
    rest = "".join(f" {len(each)} {'is' if len(each) == 1 else 'are'} {word}." for each, word in named if each)
    notes = "note" if total == 1 else "notes"
    return f"The next import touches {plan.touched} of {total} {notes}{': ' * bool(touched)}{touched}.{rest}"


def searches(namespace: str, plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield, for the notes that moved and for those that retired, the searches of Anki's browser that find them."""
    for what, entries in (("moved", plan.moved), ("retired", plan.retired)):
        if entries:
            yield what, tuple(_searches(namespace, entries))


def of_deck(namespace: str) -> str:
    """Return a search for Anki's browser that finds the notes of this deck."""
    return "(" + " OR ".join(f"mid:{note_type_id(namespace, each)}" for each in NOTE_TYPES) + ")"


def advice(plan: Plan) -> Iterator[str]:
    """Yield what a learner should know, a sentence each."""
    if plan.changed:
        yield "your own edits and tags on the changed notes are replaced"
    if plan.retired:
        yield "retired notes stay until you delete them; a deleted note of the deck comes back, so suspend it instead"
    if plan.touched or plan.note_types:
        yield "a field or card template that you added to a note type of this deck stops its updates"


def _searches(namespace: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield searches that find these notes, and only notes of this deck.

    Note types are identified by their ids, since another deck may have note types of the same name.
    """
    first_ids = [f"Id:{each.first_id}" for each in entries]
    for start in range(0, len(first_ids), MOST_IDS):
        yield f"{of_deck(namespace)} ({' OR '.join(first_ids[start : start + MOST_IDS])})"


def _formatted(form: str, what: tuple[str, ...]) -> str:
    return form.format(*what) if form.count("{}") == len(what) else form.format(", ".join(what))
