import pytest
from support.samples import FRONT_MATTER, PLAIN_TOML

from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import compile_content
from deck.diagnostics import ContentError, Location
from deck.source.front_matter import Decks, decks_of
from deck.source.notes import parse_notes, read_notes
from deck.source.settings import Settings

SETTINGS = Settings(name="Test", namespace="test")
ONE = "## Question? {#one}\n\nAnswer.\n"
NO_ID = "the note has no id; end its heading with one, such as {#adam-bias}, or let check --fix write it"


def read(content):
    notes, diagnostics = read_notes(content, decks_of(SETTINGS, "content"))
    assert diagnostics == []
    return notes


def test_a_note_has_its_parts_and_their_locations(write):
    notes = """\
    # Title

    Prose makes no card.

    ## What is $x$? {#a-note .typed tags="core t::x"}

    Above.

    ---

    Below.

    ### Answer

    1.5

    ### Extra

    More.

    More still.
    """

    (note,) = read(write(notes))

    assert (note.id, note.first_id, note.kind, note.deck) == ("a-note", "a-note", "typed", "Test::One")
    assert note.tags == ("core", "t::x")
    assert [(each.text, each.location.line) for each in (note.title, note.above, note.below)] == [
        ("What is $x$?", 9),
        ("Above.", 11),
        ("Below.", 15),
    ]
    assert {name: (each.text, each.location.line) for name, each in note.fields.items()} == {
        "Answer": ("1.5", 19),
        "Extra": ("More.\n\nMore still.", 23),
    }


@pytest.mark.parametrize(
    ("above", "lead", "line"),
    [
        ("# Title\n\nOne\nline.\n\nAnother.\n", "One\nline.", 6),
        ("Without a title.\n", "Without a title.", 4),
        ("# Title\n\n<!-- a\n\nremark --> Behind it.\n", "           Behind it.", 8),
        ("# Title\n\n```python\nx = 1\n```\n\nBelow code.\n", "Below code.", 10),
        ("# Title\n", "", None),
        ("", "", None),
    ],
)
def test_the_lead_of_a_file_is_the_first_paragraph_above_its_notes(above, lead, line):
    data = f"---\ndeck: Test\n---\n{above}\n{ONE}".encode()

    found = parse_notes(data, Location("content/x.md"), decks_of(SETTINGS, "content")).lead

    assert (found.text, found.location.line if found else None) == (lead, line)


@pytest.mark.parametrize(
    ("decks", "expected"),
    [("root", ["Test", "Test", "Test::Own", "Test"]), ("folders", ["Test::A b::C", "Test::A b", "Test::Own", "Test"])],
)
def test_a_file_that_names_no_deck_belongs_to_the_root_or_to_its_folders(write, decks, expected):
    files = {
        "A b/C/1.md": "# Title\n\nLead.\n\n## Q? {#deep}\n\nA.\n",
        "A b/x.md": "---\n# a remark\ntags: [t]\n---\n## Q? {#tagged}\n\nA.\n",
        "A b/y.md": "---\ndeck: Test::Own\n---\n## Q? {#own}\n\nA.\n",
        "top.md": "## Q? {#top}\n\nA.\n",
    }
    notes, diagnostics = read_notes(write(files=files), Decks("Test", "content", decks == "folders"))

    assert diagnostics == []
    assert [note.deck for note in notes] == expected
    assert [note.location.line for note in notes] == [5, 5, 4, 1]
    assert notes[1].tags == ("t",)


def test_a_folder_whose_name_no_deck_can_have_is_reported(errors):
    assert errors(files={"deck.toml": f'{PLAIN_TOML}decks = "folders"\n', 'a "b"/x.md': ONE}) == [
        "a \"b\"/x.md:1: the deck name 'Test::a \"b\"' contains '\"'; remove it, and join levels by '::'"
    ]


def test_tags_of_the_file_come_before_those_of_the_note_without_duplicates(write):
    text = '---\ndeck: Test\ntags: [a, b]\n---\n## Q? {#q tags="b c"}\n\nA.\n'

    assert read(write(files={"x.md": text}))[0].tags == ("a", "b", "c")


def test_files_are_read_in_the_order_of_their_paths_without_readmes_and_hidden_ones(write):
    def text(name):
        return f"---\ndeck: Test\n---\n## Q? {{#{name}}}\n\nA.\n"

    files = {"b.md": text("b"), "a/z.md": text("z"), "B.md": text("upper"), ".hidden/h.md": text("h")}
    content = write(files={**files, "README.md": "# not a deck", "a/readme.md": "", ".x.md": text("x")})

    assert [note.id for note in read(content)] == ["upper", "z", "b"]


@pytest.mark.parametrize("heading", ["## Q? {#one}", "##   Q? {: #one }  ", "## Q? {#one} ##", "  ## Q? {#one}"])
def test_a_heading_may_be_written_as_markdown_allows(write, heading):
    (note,) = read(write(heading + "\n\nA.\n"))

    assert (note.id, note.title.text) == ("one", "Q?")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## The set {1, 2} or {x} {#one}", "The set {1, 2} or {x}"),
        ("## What does C# mean {#one}", "What does C# mean"),
        ("## $\\{a\\}$ {#one}", "$\\{a\\}$"),
    ],
)
def test_only_the_last_braces_of_a_heading_are_attributes(write, heading, title):
    assert read(write(heading + "\n\nA.\n"))[0].title.text == title


def test_headings_and_dividers_inside_fences_are_code(write):
    (note,) = read(write(ONE + "\n```python\n## no note\n---\n### no field\n```\n\n~~~~text\n```\n## no\n~~~~\n"))

    assert "## no note" in note.below.text
    assert note.fields == {}


def test_line_ends_and_accents_are_normalised(write):
    text = "\ufeff---\r\ndeck: Test\r\n---\r\n## Cafe\u0301? {#one}\r\n\r\nA.\r\n"

    (note,) = read(write(files={"x.md": text}))

    assert note.title.text == "Caf\u00e9?"


def test_was_is_the_first_id(write):
    assert read(write("## Q? {#new was=first}\n\nA.\n"))[0].first_id == "first"


def test_a_guid_of_another_deck_is_decoded(write):
    (note,) = read(write('## Q? {#one guid="g%7Ey%3A%5B%22%C3%BC-~_."}\n\nA.\n'))

    assert note.guid == 'g~y:["ü-~_.'


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (
            "## Q?\n\nA.",
            f"one.md:5: {NO_ID}",
        ),
        ("## Q? (#one)\n\nA.", "one.md:5: the note has no id; write '(#one)' as {#one}, if it is meant as one"),
        ("## Q? [#a-b]\n\nA.", "one.md:5: the note has no id; write '[#a-b]' as {#a-b}, if it is meant as one"),
        ("## Q? #one\n\nA.", "one.md:5: the note has no id; write '#one' as {#one}, if it is meant as one"),
        ("## What is C#? (no #)\n\nA.", f"one.md:5: {NO_ID}"),
        (
            "## Q .typed\n\n### Answer\n\nA.\n\n### Answers\n\nB.",
            "one.md:5: '.typed' must be in one pair of braces; end the heading with {#id .typed}",
        ),
        (
            "## Q? .reversed #one\n\nA.",
            "one.md:5: '.reversed #one' must be in one pair of braces; end the heading with {#one .reversed}",
        ),
        ("## Q? {#A}\n\nA.", "one.md:5: 'A' is not an id; use words of a-z and 0-9 joined by '-'"),
        ("## Q? {#a was=B}\n\nA.", "one.md:5: 'B' is not an id; use words of a-z and 0-9 joined by '-'"),
        (
            "## Q? {#a guid=a/b}\n\nA.",
            "one.md:5: the guid 'a/b' is not percent-encoded; write it as 'adopt' does, such as guid=\"a%3Fb\"",
        ),
        (
            "## Q? {#a guid=%FF}\n\nA.",
            "one.md:5: the guid '%FF' is not percent-encoded; write it as 'adopt' does, such as guid=\"a%3Fb\"",
        ),
        (
            "## Q? {#a guid=%00}\n\nA.",
            "one.md:5: the guid '%00' is not percent-encoded; write it as 'adopt' does, such as guid=\"a%3Fb\"",
        ),
        (
            "## Q? {#a guid}\n\nA.",
            "one.md:5: 'guid' has no value in the heading; write it like guid=\"value\", or leave it out",
        ),
        (
            "## Q? {#a x}\n\nA.",
            "one.md:5: unknown key 'x' in the heading; use one of 'guid', 'lint', 'needs', 'tags', 'was'",
        ),
        ("## {#a}\n\nA.", "one.md:5: the heading is empty; write the question in it"),
        (
            "## Q? .typed {#a}\n\nA.",
            "one.md:5: '.typed {#a}' must be in one pair of braces; end the heading with {#a .typed}",
        ),
        (
            "## Q? {#a} .cloze\n\nA.",
            "one.md:5: '{#a} .cloze' must be in one pair of braces; end the heading with {#a .cloze}",
        ),
        ("## Q? {#a .clozed}\n\nA.", "one.md:5: unknown note type '.clozed'; did you mean '.cloze'?"),
        (
            "## Q? {#a .cloze .typed}\n\nA.",
            "one.md:5: the heading has more than one note type, '.cloze', '.typed'; keep one",
        ),
        ("## Q? {#a tag=x}\n\nA.", "one.md:5: unknown key 'tag' in the heading; did you mean 'tags'?"),
        (
            '## Q? {#a tags="x::::y"}\n\nA.',
            "one.md:5: 'x::::y' is not a tag; use no space, quotation mark, '<', '>' or '&', and join levels by '::'",
        ),
        ("## Q? {#a}\n", "one.md:5: the note has no text; write its answer below the heading"),
        (ONE + "### Extras\n\nx", "one.md:8: unknown field 'Extras'; did you mean 'Extra'?"),
        (
            ONE + "### Hint\n\n### Extra\n\nx",
            "one.md:8: field 'Hint' is empty; fill it or remove its heading",
        ),
        (
            ONE + "### Hint\n\nx\n\n### Hint\n\ny",
            "one.md:12: duplicate field 'Hint' in this note; keep one",
        ),
        (
            ONE + "### Answer\n\nx",
            "one.md:8: only a typed note has '### Answer'; add .typed to the note's heading",
        ),
        (
            "## Q? {#a .typed}\n\nA.",
            "one.md:5: a typed note has no answer; add '### Answer' with one line",
        ),
        (
            "## Q? {#a .typed .reversed}\n\n### Answer\n\n1",
            "one.md:5: the note has no text; write below the heading what its second card asks",
        ),
        (
            "## Q? {#a .typed .reversed}\n\nA.",
            "one.md:5: a typed note has no answer; add '### Answer' with one line",
        ),
        (
            "## Q? {#a .typed .typed}\n\nA.",
            "one.md:5: the heading has more than one note type, '.typed', '.typed'; keep one",
        ),
        (
            "## Q? {#a .typed}\n\n### Answer\n\n1\n2",
            "one.md:9: the answer to type has more than one line; keep one",
        ),
        (
            "## Q? {#a}\n\nx\n\n---\n\ny\n\n---\n\nz",
            "one.md:13: a note may have one '---' line, above its first '###'; remove this one",
        ),
        (
            ONE + "### Extra\n\nx\n\n---\n\ny",
            "one.md:12: a note may have one '---' line, above its first '###'; remove this one",
        ),
        (
            "## Q? {#a}\n\nx\n---\ny",
            "one.md:8: the line above would become a heading; put an empty line between them",
        ),
        (
            "## T {#a .cloze}\n\n{{c1::x}}\n\n---\n\ny",
            "one.md:7: a cloze note has no front; remove the '---' line",
        ),
        (
            "# T\n\n# U\n\n" + ONE,
            "one.md:7: a file has only one '#' title, above its first note; use '##' for a note",
        ),
        (ONE + "\n# Late", "one.md:9: a file has only one '#' title, above its first note; use '##' for a note"),
        ("### Extra\n\n" + ONE, "one.md:5: the field is above the first note; begin a note with '##'"),
        (ONE + "```python\nx", "one.md:8: the fence is never closed; end it with a line of the same marks"),
        (
            ONE + "\n1. x\n\n  ```python\n  x\n  ```",
            "one.md:11: the fence is quoted or half indented; indent it by four spaces in a list, or not at all",
        ),
        (
            "##Q? {#two}\n\nA.\n\n" + ONE,
            "one.md:5: '{#two}' is not in the heading of a note; begin the line with '## '",
        ),
        (
            ONE + "\n##Q? {#two .typed}\n\nA.",
            "one.md:9: '{#two .typed}' is not in the heading of a note; begin the line with '## '",
        ),
        ("# Q? {#two}\n\n" + ONE, "one.md:5: '{#two}' is not in the heading of a note; begin the line with '## '"),
        ("##\u00a0Q? {#two}\n\nA.\n\n" + ONE, "one.md:5: '##' is followed by U+00A0, not by a space; write a space"),
        (ONE + "\n###\u3000Extra\n\nA.", "one.md:9: '###' is followed by U+3000, not by a space; write a space"),
        ("#\u202fT\n\n" + ONE, "one.md:5: '#' is followed by U+202F, not by a space; write a space"),
        (
            "## Q {#a}?\n\nA.",
            "one.md:5: '{#' is inside the heading; end the heading with one pair of braces, like {#id}",
        ),
        (
            "## Q? {#a\n\nA.",
            "one.md:5: '{#' is inside the heading; end the heading with one pair of braces, like {#id}",
        ),
        (
            "## Q? {#b}{#a}\n\nA.",
            "one.md:5: '{#' is inside the heading; end the heading with one pair of braces, like {#id}",
        ),
        (
            "Words.\n\n<!-- not yet:\n\n" + ONE + "-->\n",
            "one.md:7: the comment is not closed before the next heading; end it with '-->'",
        ),
        (
            "## Q? {#a guid=x%3F}\n\nA.\n\n## R? {#b guid=%78%3f}\n\nA.",
            'one.md:9: guid="x%3F" is already used at content/one.md:5; keep it on one note',
        ),
        (ONE + ONE, "one.md:8: id 'one' is already used at content/one.md:5; choose another"),
        (
            "## Q? {#new was=one}\n\nA.\n\n" + ONE,
            "one.md:9: id 'one' is already used at content/one.md:5; choose another",
        ),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_what_to_do(errors, notes, expected):
    assert errors(notes) == [expected]


@pytest.mark.parametrize(
    "notes",
    [
        "## What does `{#a}` do, and $\\{#1\\}$? {#one}\n\nIt ends `## Q? {#two}`\n",
        ONE + "\n```text\n##Q? {#two}\n```\n\n    ##Q? {#three}\n",
        "# Notes\n\n<!-- a remark -->\nWrite `<!--` for another.\n\n```html\n<!-- open\n```\n\n" + ONE,
    ],
)
def test_ids_in_code_and_closed_comments_are_accepted(errors, notes):
    assert errors(notes) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n---\ndeck: Test\n---\n", "x.md:2: front matter begins with '---' in the first line; move it there"),
        (
            "<!-- A -->\n---\ntags: [a]\n---\n",
            "x.md:2: front matter begins with '---' in the first line; move it there",
        ),
        ("\n\ndeck: Test\n---\n", "x.md:3: front matter begins with '---' in the first line; move it there"),
        ("---\ndeck: Test\n", "x.md:1: the front matter is never closed; end it with a line '---'"),
        ("---\ndeck: Test\ntag: a\n---\n", "x.md:3: unknown key 'tag'; did you mean 'tags'?"),
        ("---\ndeck: Tests\n---\n", "x.md:2: deck 'Tests' is not below 'Test'; begin its name with 'Test::'"),
        (
            "---\ndeck: 'Test::'\n---\n",
            "x.md:2: the deck name 'Test::' has an empty level or a space around a level; write it like A::B",
        ),
        (
            "---\ndeck: Test\ntags: [a b]\n---\n",
            "x.md:3: 'a b' is not a tag; use no space, quotation mark, '<', '>' or '&', and join levels by '::'",
        ),
        ("---\ndeck: Test\ntags: a b\n---\n", "x.md:3: 'tags' is 'a b'; write a list, as in [a, b]"),
        ("---\ndeck: Test\ntags:\n---\n", "x.md:3: 'tags' is empty; write a list, as in [a, b]"),
        (
            b"---\rdeck: Test\r---\r",
            "x.md:1: contains a carriage return without a line feed; save the file with LF or CRLF line ends",
        ),
        ("---\ndeck: Test\n---\n\nx\x1fy", "x.md:5: contains the invisible character U+001F; remove it"),
        (b"---\ndeck: Test\n---\n\xff", "x.md:4: is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_mistake_in_a_file_is_reported_with_its_line(errors, text, expected):
    assert errors(files={"x.md": text, "good.md": "---\ndeck: Test\n---\n" + ONE}) == [expected]


@pytest.mark.parametrize("name", ["a\n::error::b.md", "a\x1b]0;b.md", "\udcff.md", "a\u2028b.md"])
def test_a_file_name_that_a_message_cannot_show_is_refused(errors, name):
    expected = f"content:1: {name!a}: the file name contains an invisible character; rename the file"
    assert errors(ONE, {name: "---\ndeck: Test\n---\n"}) == [expected]


def test_a_broken_link_is_reported_and_hides_no_other_mistake(errors, write):
    content = write(ONE)
    (content / "lost.md").symlink_to("nowhere.md")
    (content / "round.md").symlink_to("round.md")

    assert errors("## Q?\n\nA.") == [
        "content:1: 'lost.md' is a broken link; remove it, or copy the file here",
        "content:1: 'round.md' is a broken link; remove it, or copy the file here",
        f"one.md:5: {NO_ID}",
    ]


def test_all_mistakes_of_all_files_are_reported_in_order(errors):
    broken = "---\ndeck: Test\n---\n## A?\n\nx\n\n## B? {#b}\n\n## C? {#c}\n\nx\n\n### Foo\n\ny\n"

    found = errors(files={"z.md": broken, "a.md": broken.replace("#c", "#d").replace("#b", "#e")})

    assert [each.split(":")[:2] for each in found] == [[n, line] for n in ("a.md", "z.md") for line in ("4", "8", "14")]


def test_the_text_of_a_content_error_has_all_its_diagnostics(write):
    with pytest.raises(ContentError) as caught:
        compile_content(take_snapshot(write("## A?\n\nx\n\n## B?\n\ny"), Store()), Store())

    assert [line[: len("content/one.md:5: the note")] for line in str(caught.value).split("\n")] == [
        "content/one.md:5: the note",
        "content/one.md:9: the note",
    ]


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("## #\n\nA.", "one.md:5: the heading is empty; write the question in it"),
        (
            "## Q? {#a lint}\n\nA.",
            "one.md:5: 'lint' has no value in the heading; write it like lint=\"value\", or leave",
        ),
        ("## Q? {#a = tags=b}\n\nA.", "one.md:5: '= tags=b' in the heading cannot be read; write it like {#id"),
        (
            "## Q? {#a}\n\n" + "a" * 20_001,
            "one.md:7: a text of 20001 characters is too long for a card; shorten it to 20000",
        ),
        ("## Q? {#a}\n\na" + "\n(" * 101, "one.md:108: more than 100 brackets '(' are open at once; close them"),
        ("## Q? {#a}\n\na" + "\u0301" * 31, "one.md:7: has more than 30 accents on one letter; remove them"),
        (
            "## Q? {#a}\n\n" + "1. " * 900 + "a",
            "one.md:7: lists or quotations are nested too deeply; use fewer levels",
        ),
        (
            f"## Q? {{#a}}\n\n```systemd\nx\n{' ' * 2000}!\n```",
            "one.md:8: more than 200 spaces or empty lines in a row",
        ),
        (
            f"## Q? {{#a}}\n\n```python\nx{chr(10) * 300}y\n```",
            "one.md:8: more than 200 spaces or empty lines in a row",
        ),
        ("## Q? {#a}\n\nSee a.md.\n\n[it](a.md)", "one.md:9: the link to 'a.md' does not work on a card"),
        ("## Q? {#a}\n\n![x](dot.svgz)\n\n![y](dot.svg)", "one.md:9: there is no picture 'dot.svg'"),
        ("## Q? {#a}\n\n|b|\n|-|\n|c|gone|", "one.md:9: 'gone' would be missing on the card; move it out of"),
        ("## Q <https:/a gone> {#a}\n\nA.", "one.md:5: 'https' would be missing on the card"),
    ],
)
def test_what_cannot_become_a_card_is_reported(errors, notes, expected):
    assert any(each.startswith(expected) for each in errors(notes))


@pytest.mark.parametrize(
    ("text", "line"), [("# Question\n\nText.\n", 5), ("\nOnly text.\n", 6), ("<!-- a\nb -->\n\n```text\nx\n```\n", 8)]
)
def test_a_file_with_text_and_without_notes_is_reported(errors, text, line):
    files = {"two.md": FRONT_MATTER + text}

    assert errors("## Q? {#one}\n\nA.\n", files) == [
        f"two.md:{line}: the file holds no notes; begin each question with '## '"
    ]


@pytest.mark.parametrize("text", ["", "\n", "<!-- Nothing yet. -->\n"])
def test_a_file_without_text_needs_no_note(errors, text):
    assert errors("## Q? {#one}\n\nA.\n", {"two.md": FRONT_MATTER + text}) == []
