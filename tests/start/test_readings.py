"""Readings above words are what Anki's filters make of them."""

import re
from contextlib import closing
from itertools import count

from anki.collection import Collection
from support.any_deck import add_note, add_note_type

from deck.start.readings import SHOWN, shown_by

SOUND = re.compile(r"\[sound:[^\]]*\]")
TEXTS = [
    "漢字[かんじ]",
    "お 母[かあ]さんと 食[た]べる",
    "日本語[にほんご]を&nbsp;話[はな]す",
    "<b>雨[あめ]</b><br>雪[ゆき]",
    "犬[いぬ] [sound:犬.mp3] 猫[sound:猫.mp3]",
    "no readings, <i>none</i>",
    "a [b] c[d] [e]",
]


def test_the_filters_do_what_those_of_anki_do(tmp_path):
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        front = "x" + "".join(f"<hr>{{{{{name}:Word}}}}" for name in SHOWN)
        add_note_type(collection, "Japanese", ("Word",), {front: "{{Word}}"})
        notes = [add_note(collection, "Japanese", text) for text in TEXTS]
        cards = [note.cards()[0].render_output().question_text for note in notes]

    shown = ["x" + "".join(f"<hr>{shown_by(name, text)}" for name in SHOWN) for text in TEXTS]
    assert [re.sub(r"</?rb>", "", card) for card in cards] == [SOUND.sub(played(), text) for text in shown]


def played():
    """Return what writes the sounds of a card as Anki does, which counts them."""
    numbers = count()
    return lambda _: f"[anki:play:q:{next(numbers)}]"
