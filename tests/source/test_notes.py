import pytest

from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import compile_content
from deck.diagnostics import ContentError
from deck.source.notes import read_notes

ONE = "## Question? {#one}\n\nAnswer.\n"
NO_ID = "the note has no id; end its heading with one, such as {#adam-bias}, or let check --fix write it"


def read(content):
    notes, diagnostics = read_notes(content, "content", "Test")
    assert diagnostics == []
    return notes


def test_a_note_knows_its_parts_and_where_they_stand(write):
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


def test_tags_of_the_file_come_before_those_of_the_note_and_none_stands_twice(write):
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


def test_line_ends_and_letters_are_made_the_same_on_every_system(write):
    text = "\ufeff---\r\ndeck: Test\r\n---\r\n## Cafe\u0301? {#one}\r\n\r\nA.\r\n"

    (note,) = read(write(files={"x.md": text}))

    assert note.title.text == "Caf\u00e9?"


def test_was_holds_the_first_id(write):
    assert read(write("## Q? {#new was=first}\n\nA.\n"))[0].first_id == "first"


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (
            "## Q?\n\nA.",
            f"one.md:5: {NO_ID}",
        ),
        ("## Q? {#A}\n\nA.", "one.md:5: 'A' is not an id; use lower-case words joined by '-'"),
        ("## Q? {#a was=B}\n\nA.", "one.md:5: 'B' is not an id; use lower-case words joined by '-'"),
        ("## Q? {#a x}\n\nA.", "one.md:5: unknown key 'x' in the heading; known are lint, tags, was"),
        ("## {#a}\n\nA.", "one.md:5: the heading is empty; write the question in it"),
        ("## Q? {#a .clozed}\n\nA.", "one.md:5: unknown note type '.clozed'; did you mean 'cloze'?"),
        ("## Q? {#a .cloze .typed}\n\nA.", "one.md:5: 'class' stands twice in the heading; keep one"),
        ("## Q? {#a tag=x}\n\nA.", "one.md:5: unknown key 'tag' in the heading; did you mean 'tags'?"),
        (
            '## Q? {#a tags="x,y"}\n\nA.',
            "one.md:5: 'x,y' is not a tag; use letters, digits, '-', '_', '.' and '::'",
        ),
        ("## Q? {#a}\n", "one.md:5: the note has no text; write its answer below the heading"),
        (ONE + "### Extras\n\nx", "one.md:8: unknown field 'Extras'; did you mean 'Extra'?"),
        (
            ONE + "### Hint\n\n### Extra\n\nx",
            "one.md:8: field 'Hint' is empty; write it or remove its heading",
        ),
        (
            ONE + "### Hint\n\nx\n\n### Hint\n\ny",
            "one.md:12: field 'Hint' stands twice in this note; keep one",
        ),
        (
            ONE + "### Answer\n\nx",
            "one.md:8: only a typed note has an answer; add .typed to the note's heading",
        ),
        (
            "## Q? {#a .typed}\n\nA.",
            "one.md:5: a typed note has no answer; add '### Answer' with one line",
        ),
        (
            "## Q? {#a .typed}\n\n### Answer\n\n1\n2",
            "one.md:9: the answer to type has more than one line; keep one",
        ),
        (
            "## Q? {#a}\n\nx\n\n---\n\ny\n\n---\n\nz",
            "one.md:13: one '---' line at most, above a note's first '###'; remove this one",
        ),
        (
            ONE + "### Extra\n\nx\n\n---\n\ny",
            "one.md:12: one '---' line at most, above a note's first '###'; remove this one",
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
            "one.md:7: a file has one '#' title, before its first note; use '##' for a note",
        ),
        (ONE + "\n# Late", "one.md:9: a file has one '#' title, before its first note; use '##' for a note"),
        ("### Extra\n\n" + ONE, "one.md:5: a field before the first note; begin a note with '##'"),
        (ONE + "```python\nx", "one.md:8: the fence is never closed; end it with a line of its marks"),
        (
            ONE + "\n- x\n\n    ```python\n    x\n    ```",
            "one.md:11: the fence is indented or quoted; begin it at the margin, outside lists and quotations",
        ),
        (
            "##Q? {#two}\n\nA.\n\n" + ONE,
            "one.md:5: '{#two}' stands in no heading of a note; begin the line with '## '",
        ),
        (
            ONE + "\n##Q? {#two .typed}\n\nA.",
            "one.md:9: '{#two .typed}' stands in no heading of a note; begin the line with '## '",
        ),
        ("# Q? {#two}\n\n" + ONE, "one.md:5: '{#two}' stands in no heading of a note; begin the line with '## '"),
        ("## Q {#a}?\n\nA.", "one.md:5: '{#' stands inside the heading; end it with one list, like {#id}"),
        ("## Q? {#a\n\nA.", "one.md:5: '{#' stands inside the heading; end it with one list, like {#id}"),
        ("## Q? {#b}{#a}\n\nA.", "one.md:5: '{#' stands inside the heading; end it with one list, like {#id}"),
        (
            "Words.\n\n<!-- not yet:\n\n" + ONE + "-->\n",
            "one.md:7: a remark goes on past the next heading; end it with '-->' above",
        ),
        (ONE + ONE, "one.md:8: id 'one' is taken by content/one.md:5; choose another"),
        (
            "## Q? {#new was=one}\n\nA.\n\n" + ONE,
            "one.md:9: id 'one' is taken by content/one.md:5; choose another",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(errors, notes, expected):
    assert errors(notes) == [expected]


@pytest.mark.parametrize(
    "notes",
    [
        "## What does `{#a}` do, and $\\{#1\\}$? {#one}\n\nIt ends `## Q? {#two}`\n",
        ONE + "\n```text\n##Q? {#two}\n```\n\n    ##Q? {#three}\n",
        "# Notes\n\n<!-- a remark -->\nWrite `<!--` for another.\n\n```html\n<!-- open\n```\n\n" + ONE,
    ],
)
def test_what_is_written_as_code_or_ends_is_no_mistake(errors, notes):
    assert errors(notes) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no front matter", "x.md:1: has no front matter; begin with '---', 'deck: Name', '---'"),
        ("---\ndeck: Test\n", "x.md:1: the front matter is never closed; end it with a line '---'"),
        ("---\ntags: [a]\n---\n", "x.md:2: key 'deck' is missing; add it"),
        ("---\ndeck: Test\ntag: a\n---\n", "x.md:3: unknown key 'tag'; did you mean 'tags'?"),
        ("---\ndeck: Tests\n---\n", "x.md:2: deck 'Tests' is not below 'Test'; begin its name with 'Test::'"),
        (
            "---\ndeck: 'Test::'\n---\n",
            "x.md:2: 'Test::' is not a deck name; write its levels as in 'Optimizers::Momentum'",
        ),
        (
            "---\ndeck: Test\ntags: [a b]\n---\n",
            "x.md:3: 'a b' is not a tag; use letters, digits, '-', '_', '.' and '::'",
        ),
        ("---\ndeck: Test\ntags: a b\n---\n", "x.md:3: 'tags' is 'a b'; write a list, as in [a, b]"),
        ("---\ndeck: Test\ntags:\n---\n", "x.md:3: 'tags' is None; write a list, as in [a, b]"),
        (
            b"---\rdeck: Test\r---\r",
            "x.md:1: ends lines as no system does now; save the file with the line ends of Linux or Windows",
        ),
        ("---\ndeck: Test\n---\n\nx\x1fy", "x.md:5: holds the character U+001F, which nobody sees; remove it"),
        (b"---\ndeck: Test\n---\n\xff", "x.md:4: is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(errors, text, expected):
    assert errors(files={"x.md": text, "good.md": "---\ndeck: Test\n---\n" + ONE}) == [expected]


@pytest.mark.parametrize("name", ["a\n::error::b.md", "a\x1b]0;b.md", "\udcff.md", "a\u2028b.md"])
def test_a_name_that_cannot_be_told_is_refused(errors, name):
    expected = f"content:1: {name!a}: the file's name holds a character that nobody sees; rename it"
    assert errors(ONE, {name: "---\ndeck: Test\n---\n"}) == [expected]


def test_a_link_that_leads_nowhere_is_told_and_hides_no_other_mistake(errors, write):
    content = write(ONE)
    (content / "lost.md").symlink_to("nowhere.md")
    (content / "round.md").symlink_to("round.md")

    assert errors("## Q?\n\nA.") == [
        "content:1: 'lost.md' is a broken link; remove it, or copy the file here",
        "content:1: 'round.md' is a broken link; remove it, or copy the file here",
        f"one.md:5: {NO_ID}",
    ]


def test_all_mistakes_of_all_files_are_told_in_order(errors):
    broken = "---\ndeck: Test\n---\n## A?\n\nx\n\n## B? {#b}\n\n## C? {#c}\n\nx\n\n### Foo\n\ny\n"

    found = errors(files={"z.md": broken, "a.md": broken.replace("#c", "#d").replace("#b", "#e")})

    assert [each.split(":")[:2] for each in found] == [[n, line] for n in ("a.md", "z.md") for line in ("4", "8", "14")]


def test_a_content_error_reads_as_all_its_problems(write):
    with pytest.raises(ContentError) as told:
        compile_content(take_snapshot(write("## A?\n\nx\n\n## B?\n\ny"), Store()), Store())

    assert [line[: len("content/one.md:5: the note")] for line in str(told.value).split("\n")] == [
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
        ("## Q? {#a}\n\n" + "a" * 20_001, "one.md:7: a text of 20001 characters is too long for a card; make it 20000"),
        ("## Q? {#a}\n\na" + "\n(" * 101, "one.md:108: more than 100 brackets '(' are open at once; close them"),
        ("## Q? {#a}\n\na" + "\u0301" * 31, "one.md:7: piles more than 30 marks on a letter; remove them"),
        (
            "## Q? {#a}\n\n" + "1. " * 900 + "a",
            "one.md:7: lists or quotations are nested too deeply; write them flatter",
        ),
        (f"## Q? {{#a}}\n\n```systemd\nx\n{' ' * 2000}!\n```", "one.md:8: more than 200 spaces or empty lines follow"),
        (f"## Q? {{#a}}\n\n```python\nx{chr(10) * 300}y\n```", "one.md:8: more than 200 spaces or empty lines follow"),
        ("## Q? {#a}\n\nSee a.md.\n\n[it](a.md)", "one.md:9: the link to 'a.md' leads nowhere from a card"),
        ("## Q? {#a}\n\n![x](dot.svgz)\n\n![y](dot.svg)", "one.md:9: there is no picture 'dot.svg'"),
        ("## Q? {#a}\n\n|b|\n|-|\n|c|gone|", "one.md:9: 'gone' would not be on the card; write it where it is read"),
        ("## Q <https:/a gone> {#a}\n\nA.", "one.md:5: 'https' would not be on the card"),
    ],
)
def test_what_can_be_no_card_is_told(errors, notes, expected):
    assert any(each.startswith(expected) for each in errors(notes))
