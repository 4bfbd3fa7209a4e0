"""What is released is a promise: these values never change, or every learner's collection forks."""

import re

import pytest

from deck.note_types import CARD, CLOZE, NOTE_TYPES, card_style, hash_of, note_type_id


def test_words_are_hashed_with_their_lengths():
    assert hash_of("ab", "c") != hash_of("a", "bc")


def test_the_ids_of_note_types():
    assert [note_type_id("optimizer-flashcards", each) for each in NOTE_TYPES] == [1268656715, 2108625149]
    assert note_type_id("other", CARD) != note_type_id("optimizer-flashcards", CARD)


def test_the_fields_their_order_and_ids():
    assert CARD.fields == (
        ("Front", 4611790417),
        ("Back", 4611790418),
        ("Answer", 4611790419),
        ("Reverse", 4611790420),
        ("Hint", 4611790421),
        ("Extra", 4611790422),
        ("Source", 4611790423),
        ("Original", 4611790424),
        ("Id", 4611790425),
        ("Release", 4611790426),
        ("Spare", 4611790427),
    )
    assert CLOZE.fields == (
        ("Text", 4611790617),
        ("Hint", 4611790618),
        ("Extra", 4611790619),
        ("Source", 4611790620),
        ("Original", 4611790621),
        ("Id", 4611790622),
        ("Release", 4611790623),
        ("Spare", 4611790624),
    )


def test_the_templates_and_their_ids():
    assert [(each.name, each.id) for note_type in NOTE_TYPES for each in note_type.templates] == [
        ("Card 1", 4611790511),
        ("Card 2", 4611790512),
        ("Cloze", 4611790711),
    ]


def test_the_whole_front_of_the_second_card_hangs_on_reverse():
    front = CARD.templates[1].front

    assert front.startswith("{{#Reverse}}")
    assert front.endswith("{{/Reverse}}")


def luminance(colour):
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def variables(selector):
    (block,) = re.findall(rf"^{re.escape(selector)} \{{(.*?)\}}", card_style(), re.DOTALL | re.MULTILINE)
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize(("selector", "night"), [(".card", False), (".card.nightMode", True)])
def test_every_colour_of_text_can_be_read(selector, night):
    colours = variables(selector)
    code = re.findall(
        r"^(.*?\.hl .*?)\{ color: (#[0-9a-f]{6});(?: background: (#[0-9a-f]{6});)?", card_style(), re.MULTILINE
    )
    of_theme = [(text, ground) for rule, text, ground in code if rule.startswith(".nightMode") == night]
    callouts = [colours[kind] for kind in ("accent", "tip", "important", "warning", "caution")]

    assert len(of_theme) == 9
    assert [contrast(text, ground) >= 4.5 for text, ground in of_theme if ground] == [True, True]  # of a diff
    for text in [colours["ink"], colours["muted"], *callouts, *(text for text, ground in of_theme if not ground)]:
        assert contrast(text, colours["paper"]) >= 4.5
        assert contrast(text, colours["panel"]) >= 4.5


def test_the_style_follows_anki_and_not_the_system():
    assert "prefers-color-scheme" not in card_style()
