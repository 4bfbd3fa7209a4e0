"""Pictures and their alt texts."""

from support.quality import FILES, SOURCE, sourced
from support.samples import FIGURE, PICTURE


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
