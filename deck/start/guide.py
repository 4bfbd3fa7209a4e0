"""What to do next, written beside the notes that were adopted: the searches to paste, and the notes that stay."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from deck.anki.any_collection import AnyNote, AnyNoteType, name_in_anki
from deck.start.write_folder import AdoptedDeck, Left

LIST, GUIDE = "not-adopted.txt", "README.md"
HEAD = """\
# Moved from Anki

{counts}

So that the notes keep their reviews, their note types must change in Anki once. Anki will then ask for a one-way sync:
synchronise all devices first. docs/moving-in.md of the compiler explains each step.

1. Build the package and import it. Anki says that it did not import the notes,
   since their note types differ. That is right: Anki now knows the new note types.
2. In Browse, paste each search below, select all notes that it finds (Ctrl+A), and choose *Notes*, *Change Note Type*.
   Do not use *Empty Cards* until the next step is done.
3. Delete `deck.lock`, run `build --new-lock`, and import the new package. Now every note is updated.

Learners who imported the old deck do the same with both packages, or each note conflicts. If a search finds nothing
there, the note type has another name in their Anki, such as `Basic+`.

| paste this search | change to |
| --- | --- |
"""
LISTED = """\
These notes stay in Anki as they are. Paste a line that begins with "nid:" into Browse to find them.
"""


def write_guide(decks: Iterable[AdoptedDeck], folder: Path) -> None:
    """Write what to do next into the folder of each deck, and a list of the notes that stay into *folder*."""
    for deck in decks:
        text = HEAD.format(counts=_counts(deck)) + "".join(f"| `{search}` | {to} |\n" for search, to in searches(deck))
        (deck.folder / GUIDE).write_text(text, encoding="utf-8", newline="\n")
    if left := [each for deck in decks for each in deck.left]:
        (folder / LIST).write_text("\n".join(_listed(left)), encoding="utf-8", newline="\n")


def reasons(decks: Iterable[AdoptedDeck]) -> list[tuple[str, int]]:
    """Return why notes stay, and how many for each reason, the most frequent first."""
    return Counter(each.reason for deck in decks for each in deck.left).most_common()


def searches(deck: AdoptedDeck) -> Iterator[tuple[str, str]]:
    """Yield for each note type of a deck the search that finds its adopted notes, and the note type they become."""
    types: dict[AnyNoteType, list[AnyNote]] = defaultdict(list)
    for note in deck.adopted:
        types[note.note_type].append(note)
    for note_type, notes in types.items():
        stay = [str(each.note.id) for each in deck.left if each.note.note_type == note_type]
        roots = sorted({(note.deck or "Default").partition("::")[0] for note in notes})
        decks = " OR ".join(f'"deck:{_literal(root)}"' for root in roots)
        words = [f'"note:{_literal(note_type.name)}"', f"({decks})" if len(roots) > 1 else decks]
        words += [f"-nid:{','.join(stay)}"] if stay else []
        yield " ".join(words), name_in_anki(deck.name, cloze=note_type.cloze)


def _counts(deck: AdoptedDeck) -> str:
    left = f"; not adopted: {len(deck.left)}, see {LIST}" if deck.left else ""
    return f"Notes of '{deck.name}' in this folder: {len(deck.adopted)}{left}."


def _literal(name: str) -> str:
    """Return a name as Anki's search takes it letter by letter."""
    return re.sub(r'([\\"*_:])', r"\\\1", name)


def _listed(left: list[Left]) -> Iterator[str]:
    by_reason: dict[str, list[AnyNote]] = defaultdict(list)
    for each in left:
        by_reason[each.reason].append(each.note)
    yield LISTED
    for reason, notes in by_reason.items():
        yield f"== {len(notes)}: {reason}"
        yield f"nid:{','.join(str(note.id) for note in notes)}\n"
        for note in notes:
            yield f"-- {note.id}, {note.note_type.name}, {note.deck}"
            yield from (f"{name}: {note.fields[name]}" for name in note.note_type.fields if note.fields[name])
            yield ""
