"""Pictures and their alt texts."""

import pytest
from support.clock import NOW
from support.quality import FILES, SOURCE, sourced
from support.samples import FIGURE, PICTURE, PLAIN_TOML

from deck import ContentError, build, check


def test_a_large_picture_is_named_with_its_size(warnings):
    note = "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path that goes down](a.svg)\n"

    assert warnings(sourced(note), {**FILES, "a.svg": PICTURE + b" " * 200_000}) == [
        "P005 one.md:9: the picture has 200 kB; save it with 200 kB or less"
    ]


def test_an_alt_text_is_more_than_the_name_of_its_file(warnings):
    note = "## Why does momentum help? {#one}\n\nIt keeps going.\n\n![A path to B down](a-path-to-b-down.svg)\n"

    assert warnings(sourced(note), {**FILES, "a-path-to-b-down.svg": PICTURE}) == [
        "P002 one.md:9: the alt text 'A path to B down' repeats the file name or caption; say what the picture shows"
    ]


def test_an_alt_text_is_more_than_the_caption(found):
    figure = FIGURE.replace("```\n", "alt: Downhill goes the path here\ncaption: Downhill goes the path here\n```\n")
    (finding,) = found(f"## Why does momentum help? {{#one}}\n\nIt keeps going.\n\n{figure}")

    assert finding.startswith("P002 one.md:15: the alt text 'Downhill goes the path here' repeats")


def test_a_hidden_picture_is_not_missed_on_cards(warnings):
    note = "## Why does momentum help in a ravine? {#one}\n\nThe gradients across it cancel.\n"

    assert warnings(note + SOURCE, {**FILES, ".obsidian/icon.svg": PICTURE, "images/.dot.svg": PICTURE}) == []


@pytest.mark.parametrize(("setting", "level"), [("", "error"), ('[lint]\nwarnings = ["P"]\n', "warning")])
def test_a_missing_alt_text_stops_a_build_unless_deck_toml_says_otherwise(write, setting, level):
    files = {"deck.toml": PLAIN_TOML + setting, "dot.svg": PICTURE}
    content = write("## Q? {#one}\n\nA.\n\n- ![One dot on a page](dot.svg)\n- ![](dot.svg)\n", files)

    (found,) = (each for each in check(content, NOW).found if each.rule == "P006")

    assert (found.line, found.level) == (9, level)
    assert found.message == "picture 'dot.svg' has no alt text; write ![what it shows](dot.svg)"
    if level == "error":
        with pytest.raises(ContentError, match="has no alt text"):
            build(content, None, NOW)
    else:
        build(content, None, NOW)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A cat.\n\n![A cat](a.svg)", 9),
        ("A cat, or `![A cat](a.svg)`.\n\n![A cat](<a.svg>)", 9),
        ("![A cat in the dark of the night](a.svg)\n\nA cat.\n\n![A cat](a.svg)", 11),
        ("A cat.\n\n### Extra\n\n![A\ncat](a.svg)", 11),
        (f"A cat.\n\n{FIGURE.replace('steps', 'alt: A cat' + chr(10) + 'steps')}", 12),
        ("A cat.\n\n![A cat](sub/b%20c.svg)", 9),
    ],
)
def test_an_alt_text_is_reported_where_its_picture_is_written_and_not_where_its_words_are(found, text, line):
    notes = f"## What is a cat? {{#one}}\n\n{text}\n"

    assert [each for each in found(notes, pictures=["a.svg", "sub/b c.svg"]) if each.startswith("P002")] == [
        f"P002 one.md:{line}: the alt text 'A cat' is short; say in 5 words or more what the picture shows"
    ]


@pytest.mark.parametrize(("name", "mark"), [("a#b.svg", "#"), ("a?b.svg", "?"), ("a#b?c.svg", "#")])
def test_a_name_that_github_would_cut_off_is_reported(found, name, mark):
    notes = f"## What is a cat? {{#one}}\n\nAn animal.\n\n![An animal with long soft hair]({name})\n"

    assert found(notes, pictures=[name]) == [
        f"P007 one.md:9: on GitHub the name of the picture '{name}' ends at '{mark}'; rename the file"
    ]
