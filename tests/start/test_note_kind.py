"""Which note types of any deck become which kind of note here, and which do not."""

from dataclasses import replace

import pytest

from deck.anki.any_collection import AnyNoteType, CardTemplate
from deck.start.note_kind import Kind, NotAdoptedError, kind_of

BACK = "{{FrontSide}}<hr id=answer>{{B}}"


def note_type(*templates, fields=("A", "B", "C"), cloze=False):
    return AnyNoteType("Any", cloze, fields, tuple(CardTemplate(*each) for each in templates))


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (note_type(("{{A}}", BACK)), Kind(cloze=False, front="", fronts=("A",), back="B", further=("C",))),
        (note_type(("<b>{{text:A}}</b>", BACK)), Kind(cloze=False, front="", fronts=("A",), back="B", further=("C",))),
        (
            note_type(
                ("{{A}}{{tts de_DE:A}}", f"{BACK}{{{{tts en_US voices=Any:B}}}}"), ("{{B}}{{tts en_US:B}}", "{{A}}")
            ),
            Kind(cloze=False, front="", fronts=("A",), back="B", always_reversed=True, further=("C",)),
        ),
        (
            note_type(("{{A}}", BACK), ("{{hint:C}}{{B}}", "{{A}}")),
            Kind(cloze=False, front="", fronts=("A",), back="B", always_reversed=True, further=("C",)),
        ),
        (
            note_type(("{{furigana:A}}", BACK)),
            Kind(cloze=False, front="", fronts=("furigana:A",), back="B", further=("C",)),
        ),
        (
            note_type(("{{kanji:A}}", "{{furigana:A}}{{C}}{{B}}")),
            Kind(cloze=False, front="", fronts=("kanji:A",), back="C", further=("furigana:A", "B")),
        ),
        (
            note_type(("{{A}}", "{{furigana:B}}{{C}}"), ("{{C}}", "{{A}}{{furigana:B}}")),
            Kind(cloze=False, front="", fronts=("A",), back="C", always_reversed=True, further=("furigana:B",)),
        ),
        (
            note_type(("{{furigana:cloze:A}}", "{{furigana:cloze:A}}"), cloze=True),
            Kind(cloze=True, front="", fronts=("furigana:A",), further=("B", "C")),
        ),
        (
            note_type(("{{#C}}{{C}}: {{/C}}{{A}}", BACK)),
            Kind(cloze=False, front="", fronts=("C", "A"), back="B"),
        ),
        (note_type(("{{A}}{{hint:C}}", BACK)), Kind(cloze=False, front="", fronts=("A",), back="B", hint="C")),
        (
            note_type(("{{A}}", BACK), ("{{B}}", "{{FrontSide}}{{A}}")),
            Kind(cloze=False, front="", fronts=("A",), back="B", always_reversed=True, further=("C",)),
        ),
        (
            note_type(("{{A}}", BACK), ("{{#C}}{{B}}{{/C}}", "{{FrontSide}}{{A}}")),
            Kind(cloze=False, front="", fronts=("A",), back="B", reversed_by="C"),
        ),
        (
            note_type(("{{A}} {{type:B}}", "{{A}}{{type:B}}")),
            Kind(cloze=False, front="", fronts=("A",), answer="B", further=("C",)),
        ),
        (
            note_type(("{{cloze:A}}{{hint:C}}", "{{cloze:A}}{{B}}"), cloze=True),
            Kind(cloze=True, front="", fronts=("A",), hint="C", further=("B",)),
        ),
    ],
)
def test_a_note_type_becomes_a_kind(found, kind):
    assert kind_of(found) == replace(kind, front=found.templates[0].front)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (note_type(("{{A}}<script>x()</script>", BACK)), "a script in its card template"),
        (note_type(("{{A}}", BACK), ("{{B}}", BACK), ("{{C}}", BACK)), "3 card templates"),
        (note_type(("{{A}}", "{{FrontSide}}")), "a card template whose back shows no further field"),
        (note_type(("{{nonsense:A}}", BACK)), "a card template with 'nonsense:'"),
        (
            note_type(("{{A}}", BACK), ("{{tts en_US:B}}", BACK)),
            "a second card template that is not the first one turned round",
        ),
        (note_type(("{{A}}", BACK), ("{{C}}", BACK)), "a second card template that is not the first one turned round"),
        (
            note_type(("{{type:cloze:A}}{{cloze:A}}", BACK), cloze=True),
            "a card template with 'type:'",
        ),
        (
            note_type(("{{cloze:A}}{{cloze:B}}", BACK), cloze=True),
            "a card template whose front shows more than one text with clozes",
        ),
        (note_type(("{{cloze:A}}<canvas id='image-occlusion-canvas'>", BACK), cloze=True), "image occlusion"),
    ],
)
def test_a_note_type_that_is_none_of_ours_is_refused_with_the_reason(found, reason):
    with pytest.raises(NotAdoptedError) as error:
        kind_of(found)

    assert str(error.value) == reason
