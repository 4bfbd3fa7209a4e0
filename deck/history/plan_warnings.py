"""What an author should look at before an import reaches learners: ids that do not seem to fit their notes."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from deck.diagnostics import nearest
from deck.history.changed_notes import is_changed
from deck.history.lock import NOTE_TYPE, Record

if TYPE_CHECKING:
    from deck.history.held import HeldNote

BODIES = ("Back", "Text")
MOST_NAMED = 10
SAID: tuple[Callable[[Record], str], ...] = (  # by which a note is recognised under another id
    lambda record: record.fields.get("Back", ""),
    lambda record: record.fields.get("Text", ""),
    lambda record: record.title,
)


def suspected_renames(retired: list[Record], new: list[Record]) -> Iterator[str]:
    """Name the notes that are missing while a new one says the same under a new id; none is named twice."""
    found: dict[str, Record] = {}  # the new note by the id of the missing one
    for said in SAID:
        named = {each.id for each in found.values()}
        unnamed: dict[str, deque[Record]] = defaultdict(deque)
        for came in new:
            if came.id not in named:
                unnamed[said(came)].append(came)
        for gone in retired:
            if gone.id not in found and said(gone) and unnamed[said(gone)]:
                found[gone.id] = unnamed[said(gone)].popleft()
    for gone in retired:
        if gone.id in found:
            advice = f"if it was renamed, write {{#{found[gone.id].id} was={gone.first_id}}}"
            yield f"'{gone.id}' is missing and the new note '{found[gone.id].id}' says the same; {advice}"


def retitled(returned: list[tuple[Record, Record]]) -> Iterator[str]:
    """Name the notes that come back under another title."""
    for old, new in returned:
        if old.title != new.title:
            said = f"it was '{old.title}' and is '{new.title}'"
            yield f"'{new.id}' returns with another title: {said}; give it a new id unless it is the same note"


def exchanged(changed: list[tuple[Record, Record]]) -> Iterator[str]:
    """Name the notes that now say what others said, each of which says something else itself."""
    said = {_words(old): old for old, _ in changed if old.fields}
    reworded = [new for old, new in changed if _words(new) != _words(old)]
    swapped = [(new, said[_words(new)]) for new in reworded if _words(new) in said]
    ids = {new.first_id for new, _ in swapped} & {old.first_id for _, old in swapped}
    if named := [new.id for new, _ in swapped if new.first_id in ids]:
        advice = "give each its id back, or learners keep the reviews of one for the other"
        yield f"{name_some(named)} now say what the others of them said; {advice}"


def _words(record: Record) -> tuple[str, ...]:
    """Return hashes of what a note asks and answers."""
    return (record.type, *(record.fields.get(name, "") for name in ("Front", *BODIES)))


def unknown_first_ids(new: list[Record], locked: Mapping[str, Record]) -> Iterator[str]:
    """Name the first ids that the lock never knew, if it knows any notes."""
    for each in new if locked else ():
        if each.was and each.was not in locked:
            known = nearest(each.was, [name for name, record in locked.items() if record.type != NOTE_TYPE])
            yield f"'{each.id}' was '{each.was}', which the lock never knew, so learners get it as a new note; {known}"


def edited_in_anki(
    held: Iterable[HeldNote], locked: Mapping[str, Record], after: Mapping[str, Record]
) -> dict[str, str]:
    """Return what to call the notes that were edited in Anki, or perhaps were, and that an import would replace."""
    edits = {note.first_id: note.edit([locked[note.first_id]]) for note in held if note.first_id in locked}
    replaced = {
        note.first_id for note in held if note.first_id in after and after[note.first_id].time > (note.mod or 0)
    }
    return {first_id: edit for first_id, edit in edits.items() if edit and first_id in replaced}


def replaced_edits(edits: Mapping[str, str], after: Mapping[str, Record]) -> Iterator[str]:
    """Name the notes whose edits made in Anki an import would replace."""
    for kind in sorted(set(edits.values())):
        ids = [after[first_id].id for first_id, edit in edits.items() if edit == kind]
        were = "was" if len(ids) == 1 else "were"
        yield f"{name_some(ids)} {were} {kind} in Anki; an import replaces that, pull first"


def reverted(had: Mapping[str, Record], locked: Mapping[str, Record], edited: Collection[str] = ()) -> Iterator[str]:
    """Name the notes that learners have in a newer form than the lock, but for those *edited* in Anki."""
    differing = (
        (locked[first_id], each)
        for first_id, each in had.items()
        if first_id in locked and each is not locked[first_id] and first_id not in edited
    )
    older = [
        known.id
        for known, each in differing
        if each.type != NOTE_TYPE and each.time > known.time and is_changed(known, each)
    ]
    if older:
        advice = "was the lock reverted, or not committed, or the note edited in Anki? commit the lock of this build"
        yield f"the package holds {name_some(older)} in a newer form than the lock; {advice}"


def name_some(ids: Sequence[str]) -> str:
    """Return the first of some ids, quoted, and how many more there are."""
    named = ", ".join(f"'{each}'" for each in ids[:MOST_NAMED])
    return f"{named} and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else named
