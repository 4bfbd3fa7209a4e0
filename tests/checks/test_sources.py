"""Sources, versions and numbers."""

import re

import pytest
from support.quality import FILES, SOURCE, TOML, codes


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@doe2000, 5", []),
        ("@doe2000 §8", []),
        ("See section 3 of @doe2000", []),
        ("@doe2000, page 1; @notes2001, lecture", []),
        ("@doe2000 and @notes2001, page 3", ["S004"]),
        ("@doe2000; @notes2001", ["S004", "S004"]),
        ("Doe (2000), page 3", []),
        ("<https://example.org>", []),
        ("my own notes", ["S001"]),
    ],
)
def test_a_source_names_a_work_and_where_in_it(found, source, expected):
    note = "## Why does momentum help? {#one}\n\nIt keeps going.\n"

    assert codes(found(note, f"\n### Source\n\n{source}\n")) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("## Which decay does Keras take? {#one}\n\nIt is 0.9 there.\n", ["S003"]),
        ("## Which decay does Keras take? {#one}\n\n0.9, in keras 3.15.1.\n", []),
        ("## Which decay does Keras take? {#one}\n\n0.9, in version 3.15.\n", []),
        ("## Which decay does Keras take? {#one}\n\nIt is 0.9.\n\n### Extra\n\n|Keras|3.15|\n|---|---|\n|a|b|\n", []),
    ],
)
def test_a_default_names_a_version(found, note, expected):
    assert codes(found(note.replace("{#one}", '{#one tags="kind::default"}'))) == expected


@pytest.mark.parametrize(
    ("answer", "shown", "expected"),
    [
        ("step_size(rmsprop, 1)", "10", []),  # 9.9999997, as of the stabiliser
        ("step_size(rmsprop, 1) / 3", "3.33", ["S006"]),
        ("step_size(rmsprop, 1) / 3", "≈ 3.33", []),
        ("step_size(rmsprop, 1) / 3", "3.33, rounded", []),
    ],
)
def test_a_rounded_number_is_marked(found, answer, shown, expected):
    number = re.sub(r"[\d.]+", r"**\g<0>**", shown, count=1)
    check = f"```check\nsurface: slope(g=3)\nstart: [0]\npaths:\n  rmsprop: rmsprop(lr=0.01)\nanswer: {answer}\n```\n"

    assert codes(found(f"## How far does RMSprop go in a step? {{#one}}\n\n{number}\n\n{check}")) == expected


def test_a_secondary_source_that_no_work_has_is_reported(errors):
    note = "## Why does momentum help in a ravine? {#one}\n\nThe gradients across it cancel.\n"
    files = {**FILES, "deck.toml": TOML.replace("notes2001", "notes2011")}

    assert errors(note + SOURCE, files) == [
        "deck.toml:6: no work is called 'notes2011' in references.bib; did you mean 'notes2001'?"
    ]
