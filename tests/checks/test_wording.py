"""Phrases that an author forbids."""

import pytest
from support.quality import codes
from support.samples import FIGURE, PLAIN_TOML

FORBID = '{}\n[[lint.forbid]]\nphrases = ["{}"]\nbecause = "it is wrong"\n{}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adam has $n$ fixed windows.", "W001 one.md:7: 'Adam has $..$ fixed windows' is forbidden by deck.toml"),
        ("Adam has `n` fixed windows.", "W001 one.md:7: 'Adam has `..` fixed windows' is forbidden by deck.toml"),
        ("Fixed [windows](https://a.org) of Adam.", "W001 one.md:5: 'windows of' is forbidden by deck.toml"),
    ],
)
def test_forbidden_words_may_be_parted_by_a_formula_code_or_link(found, text, expected):
    toml = FORBID.format(PLAIN_TOML, 'adam ... windows", "windows of', "")

    assert found(f"## What does Adam hold? {{#one}}\n\n{text}\n", toml=toml)[0].startswith(expected)


QUOTED_ON = 'quoted_on = "kind::misconception"\n'


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("local minima", "a Local\nMinima b", "Local Minima"),
        ("local minima", "a *local* minima b", "local minima"),
        ("local minima", "a local-minima b", "local-minima"),
        ("local minima", "a local. Minima b", None),
        ("local minima", "alocal minima", None),
        ("local minima", "local minimal", None),
        ("reach* it", "reaching it", "reaching it"),
        ("reach* it", "reach it", "reach it"),
        ("reach* it", "preach it", None),
        ("adam ... window", "Adam has no fixed window", "Adam has no fixed window"),
        ("adam ... window", "Adam: window", "Adam: window"),
        ("adam ... window", "Adam. A window", None),
        ("adam ... window", f"Adam {'x' * 90} window", None),
        ("x = y", "x = y", "x = y"),
        ("局部最小", "它停在局部最小值", "局部最小"),
    ],
)
def test_a_forbidden_phrase_is_found_in_any_case_and_over_line_ends(found, phrase, text, expected):
    toml = FORBID.format(PLAIN_TOML, phrase, "")
    note = f"## What does descent do? {{#one}}\n\nIt goes down.\n\n### Hint\n\n{text}\n"

    message = f"W001 one.md:11: '{expected}' is forbidden by deck.toml; it is wrong"
    assert found(note, toml=toml) == ([message] if expected else [])


def test_a_forbidden_phrase_is_found_in_a_caption(found):
    figure = FIGURE.replace("```\n", "caption: To the lowest point.\n```\n")

    assert found(f"## What does descent do? {{#one}}\n\nIt goes down.\n\n{figure}") == [
        "W001 one.md:15: 'lowest point' is forbidden by deck.toml; it is a known error; say minimum"
    ]


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        ("kind::misconception", "“It finds a local minima”", []),
        ("kind::misconception", "“It” finds a local minima", ["W001"]),
        ("kind::contrast", "“It finds a local minima”", ["W001"]),
    ],
)
def test_a_forbidden_phrase_may_be_quoted_on_the_notes_that_are_said(found, tags, text, expected):
    toml = FORBID.format(PLAIN_TOML, "local minima", QUOTED_ON)

    assert codes(found(f'## {text}: what is wrong? {{#one tags="{tags}"}}\n\nIts grammar.\n', toml=toml)) == expected
