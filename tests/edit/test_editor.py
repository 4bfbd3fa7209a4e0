"""140 edits made with real keys in the editor of Anki 26.9.3, in notes of our own forms.

`editor/edits.json` has them: what was done, the note, the field, what stood before the place, what was removed, what
Anki wrote, and what stood behind it. `editor/lab.md` has the notes.
"""

import json
import re
from pathlib import Path

import pytest

from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import examine
from deck.diagnostics import Location
from deck.edit.prove import find_edit
from deck.edit.source_file import SourceFile
from deck.markup.normal_html import normal_form
from deck.render.note import render

EDITOR = Path(__file__).with_name("editor")
EDITS = json.loads((EDITOR / "edits.json").read_text(encoding="utf-8"))
FIGURE = re.compile(r"fig-[0-9a-f]+")
NOT_IN_MARKDOWN = {
    "callout: type in title 'Note'",
    "cloze: Enter in the middle of a deletion",
    "figure: BackSpace just behind the two images",
    "figure: Delete from the end of the paragraph before",
    "image file pasted (QImage)",
    "paste HTML from a web page (Ctrl+V, formatting stripped?)",
    "text colour F7 on a word",
    "typed Answer: Enter",
}


@pytest.fixture(scope="module")
def lab():
    """Return the file of notes that were edited."""
    folder = examine(take_snapshot(EDITOR, Store()), Store(), linted=False).folder
    path = EDITOR / "lab.md"
    return SourceFile(path.read_bytes(), Location(path.as_posix()), folder)


def test_all_that_markdown_can_say_comes_back_and_the_rest_does_not(lab):
    fields = {note.first_id: render(note, lab.folder).fields for note in lab.parsed.notes}
    lost, came = set(), set()
    for edit, note, field, *parts in EDITS:
        before = fields[note][field]
        drawn = FIGURE.search(before)  # a name that changes with the drawing
        left, removed, written, right = (FIGURE.sub(drawn[0], each) if drawn else each for each in parts)
        assert before.count(left + removed + right) == 1 or not removed + written, edit
        after = before.replace(left + removed + right, left + written + right, 1)
        if normal_form(before) != normal_form(after):
            (came if find_edit(lab, note, field, after) else lost).add(edit)

    assert len(EDITS) == 140
    assert lost == NOT_IN_MARKDOWN
    assert len(came) > 110
