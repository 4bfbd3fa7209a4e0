"""What Git leaves in a file where two branches changed the same lines."""

import pytest
from support.samples import DECK_TOML, FRONT_MATTER, PLAIN_TOML

CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> branch\n"
THREE_WAYS = "<<<<<<< ours\n{}\n||||||| base\n\n=======\n{}\n>>>>>>> theirs\n"
NOTE = "## What is it? {#one}\n\nA thing.\n\n"
FOUND = "Git left a merge conflict here; keep what is right, and remove the lines '<<<<<<<', '=======' and '>>>>>>>'"
WORKS = "@misc{{a, author={{A}}, {} title={{T}}, year=2000}}\n"
TOML = 'name = "Test"\nnamespace = "test"\ndescription = """\n{}"""\n'
TWO_LINES = 'name = "Test"', 'name = "Text"'
FIGURE = "```descent\nsurface: parabola(a=1)\nstart: 4\n{}steps: 2\npaths:\n  gd: gd(lr=0.1)\n```\n"


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"one.md": FRONT_MATTER + NOTE + CONFLICT.format("a", "b")}, ["one.md:9"]),
        ({"one.md": FRONT_MATTER + NOTE + THREE_WAYS.format("a", "b")}, ["one.md:9"]),
        (
            {"one.md": FRONT_MATTER + NOTE + 2 * CONFLICT.format("## A {#a}\n\nb", "```text\nb\n```")},
            ["one.md:9", "one.md:18"],
        ),
        ({"one.md": FRONT_MATTER + CONFLICT.format("", NOTE)}, ["one.md:5"]),
        ({"one.md": CONFLICT.format(FRONT_MATTER, FRONT_MATTER) + NOTE}, ["one.md:1"]),
        ({"one.md": "---\n" + CONFLICT.format("deck: Test::One", "deck: Test::Two") + "---\n\n" + NOTE}, ["one.md:2"]),
        ({"one.md": FRONT_MATTER + NOTE + ">>>>>>> branch\n"}, ["one.md:9"]),
        ({"one.md": FRONT_MATTER + NOTE + "<<<<<<<\nb\n"}, ["one.md:9"]),
        ({"one.md": (FRONT_MATTER + NOTE + CONFLICT.format("a", "b")).replace("\n", "\r\n")}, ["one.md:9"]),
        ({"one.md": FRONT_MATTER + NOTE + FIGURE.format(CONFLICT.format("# a", "# b"))}, ["one.md:12"]),
        ({"deck.toml": CONFLICT.format(*TWO_LINES) + 'namespace = "test"\n'}, ["deck.toml:1"]),
        ({"deck.toml": TOML.format(CONFLICT.format("a", "b"))}, ["deck.toml:4"]),
        (
            {"references.bib": CONFLICT.format(WORKS.format(""), WORKS.format("url={https://a.org},"))},
            ["references.bib:1"],
        ),
        ({"references.bib": WORKS.format("\n" + CONFLICT.format("", "url={https://a.org},"))}, ["references.bib:2"]),
    ],
)
def test_a_conflict_is_an_error_wherever_git_left_it(errors, files, lines):
    """Nothing else of the file is reported, since both sides are in it."""
    content = {"two.md": FRONT_MATTER + NOTE.replace("#one", "#two"), "deck.toml": DECK_TOML, **files}

    assert errors(files=content) == [f"{line}: {FOUND}" for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "```diff\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n```",
        "Git writes `<<<<<<<` and `>>>>>>>`.",
        "<<<<<<<< eight",
        ">>>>>>>> eight",
        "> > > > > > > quoted",
        "    <<<<<<< code",
    ],
)
def test_what_only_looks_like_a_conflict_is_no_error(errors, text):
    assert errors(f"{NOTE}{text}\n") == []


def test_a_conflict_in_code_is_a_warning(warnings):
    notes = f"{NOTE}```text\n{CONFLICT.format('a', 'b')}```\n"

    assert warnings(notes, {"deck.toml": PLAIN_TOML + 'lint.off = ["A", "S"]\n'}) == [
        "W005 one.md:10: Git left a merge conflict in this code; remove its marks, or suppress this rule"
    ]
