"""Figures that a learner plays, in real Anki."""

import csv
import re
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection, NoteIdsLimit
from support.clock import NOW
from support.samples import FIGURE

from deck import build
from deck.anki.verify import import_package, verify

STRIP = (
    FIGURE.replace("paths:", "vary: {eta: [0.01, 0.036, 0.041]}\npaths:")
    .replace("lr=0.036", "lr=eta")
    .replace("paths:", "caption: Choose the rate.\npaths:")
)
REEL = FIGURE.replace("paths:", "animate: true\npaths:")
NOTES = f"""\
## What does the rate do? {{#strip}}

{STRIP}
---

{STRIP.replace("paths:", "labels: false" + chr(10) + "paths:")}
## How does it move? {{#reel}}

{REEL}
---

{REEL.replace("lr=0.036", "lr=0.02")}"""


@pytest.fixture
def collection(write, tmp_path):
    package = build(write(NOTES), None, NOW).package
    with closing(Collection(str(tmp_path / "collection.anki2"))) as opened:
        import_package(opened, package)
        yield opened


def test_no_picture_is_missing_or_unused(collection):
    checked = collection.media.check()

    assert (list(checked.missing), list(checked.unused)) == ([], [])


def test_a_package_with_played_figures_has_no_faults(write):
    assert verify(build(write(NOTES), None, NOW).package).faults == ()


def test_the_text_of_a_figure_is_its_caption(collection, tmp_path):
    collection.export_note_csv(
        out_path=str(tmp_path / "notes.csv"),
        limit=NoteIdsLimit(collection.find_notes("Id:strip")),
        with_html=False,
        with_tags=False,
        with_deck=False,
        with_notetype=False,
        with_guid=False,
    )
    (line,) = list(csv.reader(Path(tmp_path, "notes.csv").read_text(encoding="utf-8").splitlines()[2:], delimiter="\t"))

    assert [" ".join(field.split()) for field in line[:2]] == [
        "What does the rate do? Choose the rate.",
        "Choose the rate.",
    ]


def test_a_value_is_found_by_a_search(collection):
    assert len(collection.find_notes("0.041")) == 1
    assert len(collection.find_notes("0.0410")) == 0


def test_an_answer_has_the_groups_of_its_front_and_of_its_back(collection):
    answers = [collection.get_card(each).answer() for each in collection.find_cards("")]
    groups = [
        sorted(re.findall(r' name="([^"]*)" value="[^"]*" aria-label="[^"]*" checked=""', each)) for each in answers
    ]

    assert [len(each) for each in groups] == [2, 2]
    assert [len(set(each)) for each in groups] == [2, 2]
