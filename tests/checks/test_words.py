"""Words of plain texts, in any script."""

import pytest

from deck.checks.words import length, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", 2),
        ("gradient-descent isn’t d'Alembert's", 3),
        ("1,000.5 km/h on 1/2/2000", 4),
        ("\ue010 \ue011 \ue012", 3),
        ("(a) “b”, c — d!", 4),
        ("naïve e\u0301te\u0301", 2),
        ("随机梯度下降", 3),
        ("用SGD算法", 3),
        ("コンピュータ", 3),
        ("한국어 단어", 2),
        ("كِتَابٌ جَدِيدٌ", 2),
        ("हिन्दी में", 2),
        ("ภาษาไทยง่าย", 3),
        ("+ — …", 0),
    ],
)
def test_words_are_counted_in_any_script(text, expected):
    assert length(text) == expected


def test_words_of_a_text_come_in_order():
    assert words("A gradient, then 2 steps of SGD.") == ["A", "gradient", "then", "2", "steps", "of", "SGD"]
