"""A deck that was made in Anki moves into a folder and back: every note is updated, and every interval stays."""

import re
import time
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection
from support.any_deck import BASIC, CLOZE, OPTIONAL, REVERSED, TYPED, add_note
from support.exports import export
from support.learner import Learner

from deck import build
from deck.anki.verify import import_package
from deck.start.adopt import adopt
from deck.start.guide import searches

NOTES = [
    (BASIC, "Which animal barks?", "The <b>dog</b>."),
    (REVERSED, "dog", "Hund"),
    (OPTIONAL, "cat", "Katze", "y"),
    (OPTIONAL, "bird", "Vogel"),
    (TYPED, "The plural of mouse?", "mice"),
    (CLOZE, "A {{c1::dog}} barks at a {{c2::cat}}.", "So they say."),
]


@pytest.fixture
def learner(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        for note_type, *fields in NOTES:
            add_note(collection, note_type, *fields, tags=("animals", "marked"))
        yield Learner(collection)


def change_note_types(collection, deck):
    """Do in Anki what the guide says: find the notes of each type, and change their note type."""
    changed = []
    for search, name in searches(deck):
        found = collection.find_notes(search)
        old = collection.get_note(found[0]).mid
        info = collection.models.change_notetype_info(
            old_notetype_id=old, new_notetype_id=collection.models.id_for_name(name)
        )
        info.input.note_ids.extend(found)
        collection.models.change_notetype_of_notes(info.input)
        changed += found
    return changed


def guids(collection):
    return sorted(collection.db.list("select guid from notes"))


def test_an_adopted_deck_keeps_every_note_and_every_interval(learner, tmp_path):
    collection, began = learner.collection, int(time.time())
    before, known, ids = learner.reviews(), guids(collection), sorted(collection.find_notes(""))
    exported = export(collection, tmp_path / "animals.apkg", "latest", scheduling=True)

    (deck,) = adopt(exported, Path("animals"), "0123abcd")
    first = import_package(collection, build(deck.folder, None, began + 100).package)

    assert (len(first.new), len(first.updated), len(first.conflicting)) == (0, 0, len(NOTES))
    assert sorted(change_note_types(collection, deck)) == ids
    (deck.folder / "deck.lock").unlink()

    package = build(deck.folder, None, began + 200, new_lock=True).package
    assert learner.imports(package) == (0, len(NOTES), 0)
    assert (guids(collection), sorted(collection.find_notes(""))) == (known, ids)
    assert learner.scheduling == before
    assert learner.note("animal-barks")["Back"] == "<p>The <strong>dog</strong>.</p>"
    assert learner.note("dog").tags == ["animals"]

    notes = deck.folder / "animals.md"
    notes.write_text(notes.read_text(encoding="utf-8").replace("So they say", "At least"), encoding="utf-8")
    assert learner.imports(build(deck.folder, None, began + 300).package) == (0, 1, len(NOTES) - 1)
    assert learner.scheduling == before
    assert collection.get_empty_cards().notes == []


def test_without_the_change_of_note_types_nothing_is_touched_and_without_the_guid_all_are_new(learner, tmp_path):
    collection = learner.collection
    before = learner.reviews()
    (deck,) = adopt(export(collection, tmp_path / "animals.apkg", "legacy"), Path("animals"), "0123abcd")
    notes = deck.folder / "animals.md"
    later = int(time.time()) + 100

    log = import_package(collection, build(deck.folder, None, later).package)
    assert (len(log.new), len(log.conflicting)) == (0, len(NOTES))
    assert learner.scheduling == before

    (deck.folder / "deck.lock").unlink()
    notes.write_text(re.sub(r' guid="[^"]*"', "", notes.read_text(encoding="utf-8")), encoding="utf-8")
    assert learner.imports(build(deck.folder, None, later, new_lock=True).package) == (len(NOTES), 0, 0)
