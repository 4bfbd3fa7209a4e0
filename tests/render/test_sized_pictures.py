"""A picture of a chosen width is written as GitHub keeps it, and is a picture like any other."""

import re
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from anki.collection import Collection
from support.clock import NOW
from support.exports import export
from support.learner import Learner
from support.samples import PICTURE as SVG
from support.samples import PLAIN_TOML
from typer.testing import CliRunner

import build_deck
from deck import build, check
from deck.anki.verify import verify
from deck.markup.sized_pictures import sized_picture
from deck.start.adopt import adopt
from deck.start.blocks_to_markdown import Writer
from deck.start.html_blocks import read_blocks

NOTE = "## What becomes of the steps? {#one}\n\n"
TAG = '<img src="images/dot.svg" alt="A dot in the middle of nothing" width="240">'
ON_CARD = '<img alt="A dot in the middle of nothing" src="dot-962f0f96dab1.svg" width="240">'
FILES = {"images/dot.svg": SVG, "a b.svg": SVG}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (TAG, f"<p>{ON_CARD}</p>"),
        (f"{TAG}\n\nText.", f"<p>{ON_CARD}</p>\n<p>Text.</p>"),
        (f"Look: {TAG}, and on.", f"<p>Look: {ON_CARD}, and on.</p>"),
        (f"- one\n- {TAG}", f"<ul>\n<li>one</li>\n<li>{ON_CARD}</li>\n</ul>"),
        (f"> [!NOTE]\n> {TAG}", f"{ON_CARD}</p>\n</div>"),
        (f"| a |\n| --- |\n| {TAG} |", f"<td>{ON_CARD}</td>"),
        ('<img width="1" alt="A *dot* _x_ &amp; &eacute;" src="a%20b.svg" />', 'alt="A *dot* _x_ &amp; é" src="a-b-'),
        ('<img src="a b.svg" alt="" width="1000"/>', '<img alt="" src="a-b-962f0f96dab1.svg" width="1000">'),
        (f"`{TAG}`", "<p><code>&lt;img src="),
        (rf"\{TAG}", "<p>&lt;img src="),
    ],
)
def test_it_is_the_picture_with_its_width(rendered, text, html):
    assert html in rendered(f"{NOTE}{text}\n", FILES).fields["Back"]


INSTEAD = (
    'write ![what it shows](file), or <img src="file" alt="what it shows" width="240"> with these three in double '
    "quotes, 1 to 1000 pixels"
)


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="images/dot.svg" alt="A dot">',
        '<img src="images/dot.svg" width="240">',
        '<img src="images/dot.svg" alt="A dot" width="50%">',
        '<img src="images/dot.svg" alt="A dot" width="240px">',
        '<img src="images/dot.svg" alt="A dot" width="0">',
        '<img src="images/dot.svg" alt="A dot" width="1001">',
        '<img src="images/dot.svg" alt="A dot" width="24.5">',
        '<img src="images/dot.svg" alt="A dot" height="240">',
        '<img src="images/dot.svg" alt="A dot" width="240" height="100">',
        '<img src="images/dot.svg" alt="A dot" width="240" onerror="x()">',
        '<img src="images/dot.svg" alt="A dot" width="240" width="100">',
        '<img src="images/dot.svg" alt="A dot" style="width: 240px">',
        "<img src='images/dot.svg' alt='A dot' width='240'>",
        "<img src=images/dot.svg alt=dot width=240>",
        '<IMG SRC="images/dot.svg" ALT="A dot" WIDTH="240">',
        '<img  src="images/dot.svg" alt="A dot" width="240">',
        '<img alt="A $5 dot" src="images/dot.svg" width="240">',
        r'<img alt="A \* dot" src="images/dot.svg" width="240">',
    ],
)
def test_any_other_form_is_an_error_that_says_how(errors, tag):
    found = errors(f"{NOTE}A dot.\n\n{tag}\n", FILES)

    assert f"one.md:9: '{tag}' is not supported; {INSTEAD}" in found
    assert all(each.startswith("one.md:9: ") for each in found)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("b.svg", "there is no picture 'b.svg'; paths begin at the folder of this file"),
        ("https://a.org/b.svg", "picture 'https://a.org/b.svg' is not in the content folder; save a copy there"),
        ("../b.svg", "picture '../b.svg' is outside the content folder; copy it into the folder"),
        ("one.md", "picture 'one.md' has a format that not every Anki shows; use one of "),
    ],
)
def test_its_file_is_checked_like_that_of_any_picture(errors, source, expected):
    (found,) = errors(f'{NOTE}A dot.\n\n<img src="{source}" alt="A dot" width="240">\n', FILES)

    assert found.startswith(f"one.md:9: {expected}")


def test_it_has_no_place_in_a_heading(errors):
    (found,) = errors(f"## What? {TAG} {{#one}}\n\nA dot.\n", FILES)

    assert found == "one.md:5: the heading contains a picture; move it below the heading, above a '---' line"


def test_rules_about_pictures_find_it_at_its_line(write):
    pictures = '<img src="images/dot.svg" alt="A dot" width="9">\n\nText.\n\n<img src="x.svg" alt="" width="9">\n'
    write(
        f"## Which dot is this? {{#one}}\n\nIt is a dot.\n\n{pictures}",
        {"deck.toml": PLAIN_TOML, "images/dot.svg": SVG, "x.svg": SVG},
    )

    found = [(each.rule, each.line) for each in check(Path("content"), NOW).found if each.rule[0] in "PG"]

    assert found == [("P002", 9), ("P006", 13)]


def test_a_width_chosen_in_anki_comes_back_and_moves_in(write, tmp_path):
    note = f"{NOTE}They get shorter.\n\n![A dot in the middle of nothing](images/dot.svg)\n"
    content = write(note, {"images/dot.svg": SVG})
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        learner = Learner(collection)
        learner.imports(build(content, None, NOW).package)
        back = learner.note("one")["Back"]
        learner.edits("one", "Back", back.replace('.svg">', '.svg" width="240">'))
        exported = export(collection, tmp_path / "exported.apkg", "latest")

        assert CliRunner().invoke(build_deck.app, ["pull", "--from", str(exported), "--yes"]).exit_code == 0
        assert Path("content/one.md").read_text().endswith(f"{NOTE}They get shorter.\n\n{TAG}\n")
        rebuilt = build(content, None, NOW + 9)
        learner.imports(rebuilt.package)
        assert learner.note("one")["Back"] == f"<p>They get shorter.</p>\n<p>{ON_CARD}</p>"
    assert verify(rebuilt.package).faults == ()

    (deck,) = adopt(exported, Path("moved"), "0123abcd")

    assert deck.left == ()
    assert 'alt="A dot in the middle of nothing" width="240">' in Path("moved/one.md").read_text()


@pytest.mark.parametrize(
    ("attributes", "width"),
    [
        ('width="240"', "240"),
        ('width="240.6"', "240"),
        ('width="240px"', "240"),
        ('style="height: 9px; width: 240px"', "240"),
        ('width="5000"', "1000"),
        ('width="0"', "1"),
        ('width="50%"', ""),
        ('style="max-width: 240px"', ""),
        ('height="240"', ""),
    ],
)
def test_a_width_in_another_deck_is_kept_where_a_card_can_have_it(attributes, width):
    markdown = Writer(lambda _: "media/p.png").blocks(
        read_blocks(f'<img {attributes} src="a.png" alt="a [&quot;b&quot;]">')
    )

    assert markdown == (f'<img src="media/p.png" alt="a b" width="{width}">' if width else "![a b](media/p.png)")


def test_its_alt_text_can_have_a_bar_in_a_table_which_is_escaped_there_as_in_any_cell(rendered, errors):
    table = read_blocks('<table><tr><td><img src="a.png" alt="P(a|b) as a dot" width="240"></td></tr></table>')
    note = f"{NOTE}They get shorter.\n\n{Writer(lambda _: 'images/dot.svg').blocks(table)}\n"

    assert r'<img src="images/dot.svg" alt="P(a\|b) as a dot" width="240">' in note
    assert errors(note, FILES) == []
    assert '<img alt="P(a|b) as a dot" src="dot-962f0f96dab1.svg" width="240">' in rendered(note, FILES).fields["Back"]


@pytest.mark.parametrize(
    "alt", ["A dot for 5$", "$x$", r"A \ dot", r"A \* dot", "A `dot`", 'A "dot"', "A & B, &lambda; C", "|"]
)
def test_any_alt_text_of_a_picture_can_stay_when_a_width_is_chosen(rendered, errors, alt):
    note = f"{NOTE}They get shorter.\n\n{sized_picture('images/dot.svg', alt, '240')}\n"

    assert errors(note, FILES) == []
    (shown,) = re.findall(r'alt="([^"]*)"', rendered(note, FILES).fields["Back"])
    assert unescape(shown) == alt
