"""The edit of a source that makes a card as Anki's editor left it."""

import time
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clock import NOW
from support.samples import FRONT_MATTER, GITHUB_TOML, PLAIN_TOML

from benchmarks.pull import planted
from deck import check
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import examine
from deck.diagnostics import ContentError, Location
from deck.edit.prove import find_edit, find_tag_edit
from deck.edit.source_file import SourceFile
from deck.markup.normal_html import normal_form
from deck.render.note import render
from deck.start.new import STARTER

SOURCE = r"""---
deck: Test::One
tags: [all]
---

# Title

## Plain *title* here? {#plain}

Some **bold words**, *slanted*
ones, `code` and $a + b$ < 3.

> [!NOTE]
> Noted.

- alpha
- beta
    - inner

1. one
2. two

| a | b |
| --- | ---: |
| c | d |

```python
x = 1
```

Last.

### Extra

More.

### Source

@smith2020, p. 3

## Next? {#next tags="hard"}

Next.

## Cloze {#cloze .cloze}

It is {{c1::there}} now.

## {#untitled .cloze}

A heading is {{c1::missing}} here.

## Type? {#typed .typed}

### Answer

42
"""
BIBLIOGRAPHY = "@book{smith2020, author = {Smith, A.}, title = {Book}, year = {2020}, url = {https://example.org/}}\n"


def source_file(content, source, settings):
    """Write a folder with one file of notes, and return that."""
    content.joinpath("deck.toml").write_text(settings)
    content.joinpath("one.md").write_text(source)
    folder = examine(take_snapshot(content, Store()), Store(), linted=False).folder
    return SourceFile(source.encode(), Location(f"{folder.display_path}/one.md"), folder)


def replaced_once(old, new):
    """Return the file with *new* in place of the only *old*."""
    assert SOURCE.count(old) == 1, old
    return SOURCE.replace(old, new)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return a file of notes in a folder of its own."""
    content = tmp_path_factory.mktemp("content")
    content.joinpath("references.bib").write_text(BIBLIOGRAPHY)
    return source_file(content, SOURCE, PLAIN_TOML)


@pytest.fixture
def edited(file):
    """Return a function that makes an edit of the HTML of a field, and returns the text of the file after it."""

    def edit(first_id, field, old, new):
        html = render(file.parsed.notes[file.index(first_id)], file.folder).fields[field]
        assert html.count(old) == 1, html
        found = find_edit(file, first_id, field, html.replace(old, new))
        return found and found.data.decode()

    return edit


@pytest.mark.parametrize(
    ("old", "new", "replaced", "by"),
    [
        ("Last.", "Last one.", "Last.", "Last one."),
        ("Last.", "<b>Last</b>.", "Last.", "**Last**."),
        ("Last.", "<i>Last</i>.", "Last.", "*Last*."),
        ("Last.", "<u>Last</u>.", "Last.", "<ins>Last</ins>."),
        ("Last.", "Last.</p><p>&nbsp;New.", "Last.\n", "Last.\n\nNew.\n"),
        ("Last.", "Last.</p><div>New.</div><p><br>", "Last.\n", "Last.\n\nNew.\n"),
        ("<p>Last.", "Bare.<p>Last.", "Last.\n", "Bare.\n\nLast.\n"),
        ("Last.", "Last<br>line.", "Last.", "Last<br>\nline."),
        ("Last.", r"Last \(x^2\).", "Last.", "Last $x^2$."),
        ("Last.", "*a* $b$ `c` &lt;d&gt;", "Last.", r"\*a\* \$<b></b>b\$ \`c\` &lt;d>"),
        ("Last.", "It is $5.", "Last.", r"It is \$5."),
        ("Last.", "It is $5 or $6.", "Last.", r"It is \$5 or \$6."),
        ("Last.", "- a", "Last.", r"\- a"),
        ("<p>Last.</p>", "<p><br></p>", "Last.\n\n", ""),
        ("<strong>bold words</strong>", "bold words", "**bold words**", "bold words"),
        ("bold words</strong>", "bold</strong></p><p><strong>&nbsp;words</strong>", "bold words", "bold**\n\n**words"),
        ("<em>slanted</em>", "<em>slanted words</em>", "*slanted*", "*slanted words*"),
        ("<code>code", "<code>my code", "`code`", "`my code`"),
        ("a + b", "a + b + c", "$a + b$", "$a + b + c$"),
        ("Noted.", "Noted.</p><p>More.", "> Noted.\n", "> Noted.\n>\n> More.\n"),
        ("<li>alpha</li>", "<li>alpha</li><li>new</li>", "- alpha\n", "- alpha\n- new\n"),
        ("<li>alpha</li>\n", "", "- alpha\n", ""),
        ("inner</li>", "inner</li><li>second</li>", "    - inner\n", "    - inner\n    - second\n"),
        ("<li>two</li>", "<li>two</li><li>three</li>", "2. two\n", "2. two\n3. three\n"),
        (">d</td>", ">d<br>e|f</td>", "| d |", r"| d<br>e\|f |"),
        ('<span class="mi">1</span>', '<span class="mi">12</span>', "x = 1", "x = 12"),
        ("</span>\n</code></pre>", "</span></code></pre><pre><code>y = 2</code></pre>", "x = 1\n", "x = 1\ny = 2\n"),
    ],
)
def test_an_edit_of_a_text_is_found(edited, old, new, replaced, by):
    assert edited("plain", "Back", old, new) == replaced_once(replaced, by)


@pytest.mark.parametrize(
    ("first_id", "field", "html", "source"),
    [
        ("plain", "Front", ("Plain", "Very plain"), ("Plain", "Very plain")),
        ("plain", "Front", ("</p>", "</p><p>Above.</p>"), ("{#plain}\n\n", "{#plain}\n\nAbove.\n\n---\n\n")),
        ("plain", "Extra", ("More.", "Much more."), ("More.", "Much more.")),
        ("plain", "Extra", ("<p>More.</p>", "<p><br></p>"), ("### Extra\n\nMore.\n\n", "")),
        ("plain", "Source", (", p. 3", ", p. 3 and 4"), ("p. 3", "p. 3 and 4")),
        ("cloze", "Text", ("there", "there and then"), ("there", "there and then")),
        ("cloze", "Text", ("now", "{{c2::now}}"), ("now", "{{c2::now}}")),
        ("cloze", "Text", (">Cloze<", ">A cloze<"), ("Cloze", "A cloze")),
        ("untitled", "Text", ("missing", "nowhere"), ("missing", "nowhere")),
        ("untitled", "Text", ("<p>A", "<p>First.</p><p>A"), ("A heading", "First.\n\nA heading")),
        ("typed", "Answer", ("42", "42.5"), ("42", "42.5")),
    ],
)
def test_an_edit_of_any_field_is_found(edited, first_id, field, html, source):
    assert edited(first_id, field, *html) == replaced_once(*source)


@pytest.mark.parametrize(
    ("first_id", "field", "old", "new"),
    [
        ("plain", "Back", "Last.", '<span style="color: red">Last</span>.'),
        ("plain", "Back", "Last.", '<p style="text-align: center">Last.</p>'),
        ("plain", "Back", "Last.", 'Last.<img src="paste-1.jpg">'),
        ("plain", "Back", ">Note<", ">Notice<"),
        ("plain", "Source", "Smith 2020", "Smyth 2020"),
        ("plain", "Front", "Plain <em>title</em> here?", ""),
        ("cloze", "Text", "there", "th</p><p>ere"),
        ("next", "Back", "<p>Next.</p>", ""),
        ("typed", "Answer", "42", "42<br>43"),
    ],
)
def test_what_markdown_cannot_say_is_not_guessed(edited, first_id, field, old, new):
    assert edited(first_id, field, old, new) is None


@pytest.mark.parametrize(
    ("first_id", "tags", "replaced", "by"),
    [
        ("next", {"all", "hard", "new"}, "hard", "hard new"),
        ("next", {"all"}, ' tags="hard"', ""),
        ("plain", {"all", "b", "a"}, "#plain", '#plain tags="a b"'),
        ("cloze", {"all", "a"}, "#cloze .cloze", '#cloze .cloze tags="a"'),
        ("next", {"hard"}, None, None),
        ("next", {"all", "hard", 'a"b'}, None, None),
    ],
)
def test_tags_are_written_in_the_heading_and_those_of_the_file_stay(file, first_id, tags, replaced, by):
    found = find_tag_edit(file, first_id, frozenset(tags))

    assert (found and found.data.decode()) == (replaced and replaced_once(replaced, by))


def test_bytes_around_an_edit_stay(file):
    """Line ends, spaces at the ends of lines and letters that are not composed are as they were."""
    data = SOURCE.replace("\n", "\r\n").replace("Last.", "Last.  ").replace("Noted", "Note\u0301d").encode()
    odd = SourceFile(b"\xef\xbb\xbf" + data, file.location, file.folder)

    found = find_edit(odd, "plain", "Extra", "<p>More.</p><p>Still more.</p>")

    assert found is not None
    assert found.data == odd.data.replace(b"More.", b"More.\r\n\r\nStill more.")


@pytest.mark.parametrize("text", ["a b " * 4500, "para b c\n\n" * 1500, "- a b c\n" * 1500])
def test_a_long_text_of_few_words_is_compared_in_a_moment(file, text):
    long = SourceFile(SOURCE.replace("Next.", text.strip()).encode(), file.location, file.folder)
    html = render(long.parsed.notes[long.index("next")], file.folder).fields["Back"]
    begin = time.process_time()

    assert find_edit(long, "next", "Back", html.replace("b", '<span style="color: red">b</span>')) is None
    assert time.process_time() - begin < 10


def test_an_edit_that_adds_an_error_is_named_and_not_made(tmp_path):
    text = "---\ndeck: Test\n---\n\n## What is 2 + 2? {#sum}\n\nIt is **4**.\n\n```check\nanswer: 2 + 2\n```\n"
    file = source_file(tmp_path, text, f'{PLAIN_TOML}lint.errors = ["A001"]\n')

    with pytest.raises(ContentError) as number:
        find_edit(file, "sum", "Back", "<p>It is <strong>5</strong>.</p>")
    with pytest.raises(ContentError) as length:
        find_edit(file, "sum", "Back", f"<p>It is <strong>4</strong>{', or so' * 40}.</p>")

    assert [each.rule for each in (*number.value.diagnostics, *length.value.diagnostics)] == ["F006", "A001"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(st.sampled_from([*r"$$$*_`\&<>[]()|~#:-+^{}.!=\"'5x ", "ab", "$x^2$", "$5", " "]), max_size=12).map(
        "".join
    )
)
def test_whatever_is_typed_check_finds_nothing_new(tmp_path_factory, text):
    """An edit that came back shows what Anki shows, also to GitHub."""
    source = f"{FRONT_MATTER}## What becomes of it? {{#one}}\n\nA word stands here, and *more*.\n"
    content = tmp_path_factory.mktemp("content")
    file = source_file(content, source, GITHUB_TOML)
    html = f"<p>A word {escape(text, quote=False)} stands here, and <em>more</em>.</p>"

    try:
        found = find_edit(file, "one", "Back", html)
    except ContentError:
        return

    if found:
        content.joinpath("one.md").write_bytes(found.data)
        assert check(content, NOW).found == ()
        (note,) = found.parsed.notes
        assert normal_form(render(note, file.folder).fields["Back"]) == normal_form(html)


@pytest.mark.parametrize("text", ["$x^2$", "$d$ and $e$", "$5 and $6", "$$x$$", "a$b$c", "($x$)", r"\$x\$", "*$x$*"])
def test_dollars_that_were_typed_come_back_as_text_for_github_too(tmp_path, text):
    source = f"{FRONT_MATTER}## What becomes of it? {{#one}}\n\nA word stands here.\n"
    file = source_file(tmp_path, source, GITHUB_TOML)

    found = find_edit(file, "one", "Back", f"<p>A word {text} stands here.</p>")

    assert found is not None
    tmp_path.joinpath("one.md").write_bytes(found.data)
    assert check(tmp_path, NOW).found == ()


def test_of_planted_edits_nearly_all_come_back():
    back = [each.back for each in planted(Path(str(STARTER)))]

    assert len(back) > 300
    assert sum(back) / len(back) >= 0.98
