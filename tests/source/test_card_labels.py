"""The words that the program puts on cards, in the language of the deck or as its author writes them."""

import re
from html import unescape
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import DECK_TOML

from deck.compile.folder import render_content
from deck.preview import make
from deck.source.card_labels import NAMES, WORDS

NOTES = """
## Was fällt auf? {#plain}

A.

> [!NOTE]
> B.

> [!CAUTION]
> C.

### Hint

D.

### Extra

> [!IMPORTANT]
> E.

## {#gap .cloze}

An {{c1::F}}.

> [!WARNING]
> G.

> [!TIP]
> G.

### Hint

H.
"""
LABEL = re.compile(r'<a class="hint"[^>]*>([^<]*)</a>|<p class="admonition-title">([^<]*)</p>')
SIDE = re.compile(r'<div class="(?:front|back)" ([^>]*)>')


@pytest.fixture
def sides(write):
    """Return a function that returns all sides of cards, as Anki renders them, of a deck with more settings."""

    def sides_of(settings):
        make(write(NOTES, {"deck.toml": DECK_TOML + settings}), Path("site"), NOW, lambda *_: None)
        page = Path("site/index.html").read_text(encoding="utf-8")
        return [unescape(side) for side in re.findall(r'data-(?:front|back)="([^"]*)"', page)]

    return sides_of


@pytest.mark.parametrize("language", WORDS)
def test_a_language_has_a_word_for_each_label(language):
    assert len(WORDS[language]) == len(NAMES)
    assert all(WORDS[language])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"Hint", "Note", "Tip", "Important", "Warning", "Caution"}),
        ('language = "de-AT"\n', {"Hinweis", "Anmerkung", "Tipp", "Wichtig", "Warnung", "Vorsicht"}),
        ('language = "eo"\n', {"Hint", "Note", "Tip", "Important", "Warning", "Caution"}),
        (
            'language = "he"\n[labels]\nhint = "עזרה?"\ntip = "L\'idée: a/b"\n',
            {"עזרה?", "הערה", "L'idée: a/b", "חשוב", "אזהרה", "זהירות"},
        ),
    ],
)
def test_cards_have_labels_in_their_language_or_of_their_author(sides, settings, expected):
    assert {one or other for side in sides(settings) for one, other in LABEL.findall(side)} == expected


def test_a_callout_of_another_kind_keeps_its_title(write):
    note = "## Q? {#one}\n\nA.\n\n> [!HINT]\n> B.\n\n> [!OTHER]\n> C.\n"

    (rendered,) = render_content(write(note, {"deck.toml": f'{DECK_TOML}language = "de"\n'}))

    assert re.findall(r"title\">([^<]*)<", rendered.fields["Back"]) == ["Hint", "Other"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", 'lang="en" dir="auto"'),
        ("zh-Hant", 'lang="zh-Hant" dir="auto"'),
        ("he", 'lang="he" dir="rtl"'),
        ("FA-ir", 'lang="FA-ir" dir="rtl"'),
        ("az-Arab", 'lang="az-Arab" dir="rtl"'),
        ("ar-Latn", 'lang="ar-Latn" dir="auto"'),
    ],
)
def test_each_side_of_a_card_says_its_language_and_direction(sides, language, expected):
    found = [SIDE.findall(side) for side in sides(f'language = "{language}"\n')]

    assert found == [[expected]] * 4


@pytest.mark.parametrize(
    "label", ["", " ", "a<b>", "{{Front}}", "a::b", "\\(x\\)", "$x$", "[sound:x]", "a\nb", "x" * 41]
)
def test_what_is_no_label_is_refused(errors, label):
    written = label.replace("\\", "\\\\").replace("\n", "\\n")

    (error,) = errors("", {"deck.toml": f'{DECK_TOML}[labels]\nhint = "{written}"\n'})

    assert error.startswith("deck.toml:5: ")
    assert "write a word or two" in error or "at most 40 characters" in error
