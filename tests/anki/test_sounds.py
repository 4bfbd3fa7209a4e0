"""Sounds in a real collection."""

from pathlib import Path

import pytest
from anki.collection import Collection
from support.clock import NOW
from support.learner import Learner

from deck import build
from deck.anki.verify import verify

MP3 = b"ID3\x04" + bytes(40)
FILES = {"audio/hund.mp3": MP3}


@pytest.fixture
def collection(tmp_path):
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def test_anki_plays_it_and_new_bytes_have_a_new_name(write, collection):
    note = "## Wort {#one}\n\n[der Hund](audio/hund.mp3)\n"
    learner = Learner(collection)
    learner.imports(build(write(note, FILES), None, NOW).package)
    card = learner.note("one").cards()[0]
    (tag,) = card.answer_av_tags()

    assert Path(collection.media.dir(), tag.filename).read_bytes() == MP3

    write(note, {"audio/hund.mp3": MP3 + b"1"})
    assert learner.imports(build(Path("content"), None, NOW + 9).package) == (0, 1, 0)
    assert learner.note("one").cards()[0].answer_av_tags()[0].filename != tag.filename


def test_verify_finds_nothing_wrong_with_a_sound(write):
    package = build(write("## Wort {#one}\n\n[der Hund](audio/hund.mp3)\n", FILES), None, NOW).package

    verdict = verify(package)

    assert (verdict.media, verdict.faults) == (1, ())
