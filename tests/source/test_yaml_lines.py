from time import perf_counter

import pytest

from deck.diagnostics import ContentError, Location
from deck.source.yaml_lines import location_of, read_mapping


def read(text):
    return read_mapping(text, Location("a.md", 10))


def test_every_value_has_its_location():
    typed, locations = read("a: 1\nb:\n  c: [x, y]\n  d:\n    - z\n")

    assert typed == {"a": 1, "b": {"c": ["x", "y"], "d": ["z"]}}
    assert {path: location.line for path, location in locations.items()} == {
        (): 10, ("a",): 10, ("b",): 11, ("b", "c"): 12, ("b", "c", 0): 12, ("b", "c", 1): 12,
        ("b", "d"): 13, ("b", "d", 0): 14,
    }  # fmt: skip


def test_a_missing_value_has_the_location_of_the_nearest_known_one():
    _, locations = read("a:\n  b: 1\n")

    assert location_of(("a", "b", "missing", 3), locations).line == 11
    assert location_of(("other",), locations).line == 10


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("-4", -4),
        ("1_000", 1000),
        ("1:30", "1:30"),
        (".5", 0.5),
        ("1.", 1.0),
        ("2024-01-02", "2024-01-02"),
        ("gd(lr=1, m=2)", "gd(lr=1, m=2)"),
    ],
)
def test_numbers_are_those_of_yaml_1_2(text, value):
    typed, _ = read(f"a: {text}")

    assert typed == {"a": value}
    assert type(typed["a"]) is type(value)


def test_a_number_of_many_parts_is_quickly_read_as_text():
    text, begun = "1" + ":1" * 150_000, perf_counter()

    assert read(f"a: {text}")[0] == {"a": text}
    assert perf_counter() - begun < 5


def test_an_empty_text_is_an_empty_mapping():
    assert read("")[0] == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "a.md:11: duplicate key 'a'; keep one"),
        ("- a", "a.md:10: does not consist of 'key: value' lines; write one key per line"),
        (
            "a: b: c",
            "a.md:10: cannot be read as YAML: ':' is not expected here; put quotes around a text that contains",
        ),
        ("a: b\nc", "a.md:11: cannot be read as YAML: a key is not followed by ':'; write 'key: value'"),
        ("a:\n  b: 'c\nd: 1\n", "a.md:11: cannot be read as YAML: a quotation mark is not closed; close it"),
        ('a: "b', "a quotation mark is not closed; close it"),
        (
            "a: [1, 2\nb: 3",
            "a.md:10: cannot be read as YAML: a list has no ']', or no comma between two values; close it as",
        ),
        (
            "a: {b: 1\nc: 2",
            "a.md:10: cannot be read as YAML: a brace is not closed, or a comma is missing; close it as in",
        ),
        ("a: - b", "'-' begins no list here; write [a, b], or each '- item' on a line of its own"),
        ('a: "b" c', "a text goes on after its quotation mark; put quotes around all of it"),
        ("a:\n  - 1\n - 2", "a.md:12: cannot be read as YAML: the line is not indented as those above it; indent"),
        ("a: ]", "']' is not expected here; remove it, or put quotes around the text"),
        ("a: @b", "a value cannot begin with '@'; put quotes around it"),
        (r'a: "\q"', r"the escape '\q' is unknown; write the text between single quotes"),
        ("a: |x", "but found 'x'; check quotes, colons, brackets and indentation"),
        ("paths: {m: gd(lr=1, x=2)}", "the comma after 'gd(lr=1' ends the value; write one call per line"),
        ("paths: [gd(lr=1, x=2)]", "the comma after 'gd(lr=1' ends the value; write one call per line"),
        (
            "a:\n\t- b",
            "a.md:11: cannot be read as YAML: a tab is not expected here; indent with spaces",
        ),
        ("a: &x 1\nb: *x", "a.md:11: cannot be read as YAML: aliases are not supported"),
        ("a: !!python/name:os.system x", "put quotes around a text that begins with '!'"),
        ("a: [", "the text ends within a list or braces; close them"),
        ("? [a]\n: b", "a key is not plain text; write one 'key: value' per line"),
        ("a: " + "[" * 5000, "it is nested too deeply"),
        ("a: " + "9" * 5000, "a number is too long; write a shorter one"),
        (
            "a: !!timestamp foo",
            "a.md:10: cannot be read as YAML: tags such as '!x' are not supported; put quotes around a text that",
        ),
        ("a: !!bool x", "tags such as '!x' are not supported"),
        ("a: !!int ''", "tags such as '!x' are not supported"),
        ("a: !!float ''", "tags such as '!x' are not supported"),
        ("a: !!seq [x]", "tags such as '!x' are not supported"),
        ('a: "\\UFFFFFFFF"', "an escape is not a character of Unicode; write the character itself"),
        ("a: \x00", "it contains the character U+0000; remove it"),
    ],
)
def test_what_cannot_be_parsed_is_reported_with_its_line(text, message):
    with pytest.raises(ContentError) as caught:
        read(text)

    assert message in str(caught.value)
