"""A check is left out of a text without its marks, which the rules of structure name: it would find nothing there."""

import pytest
from support.difficult_markdown import REFUSED, SAME

from deck.checks.views import STRUCTURE
from deck.diagnostics import Location
from deck.source.front_matter import Decks
from deck.source.notes import parse_notes

BODIES = [*SAME, *(text for text, _ in REFUSED), r"a\\(b\\)", "1)\ta", "{{ C1::a}} {{c1::b", "![a](b.png) {.c}"]
MARKDOWN = [
    *(f"## A {{#b{kind}}}\n\n{text}\n" for kind in ("", " .cloze") for text in BODIES),
    *(str(rule.bad) for rule in STRUCTURE.rules),
]
DECKS = Decks("Test", "", by_folder=True)
NOTES = [(text, note) for text in MARKDOWN for note in parse_notes(text.encode(), Location("one.md"), DECKS).notes]


@pytest.mark.parametrize("check", [each for each in STRUCTURE.all if each.marks], ids=lambda each: each.rules[0].code)
def test_a_check_finds_nothing_in_a_text_without_its_marks(check):
    assert any(check in STRUCTURE.in_text(text) for text, _ in NOTES)
    assert not [text for text, note in NOTES if check not in STRUCTURE.in_text(text) and list(check.find(note))]
