"""Bad input of every kind: what is taken is on the cards, what is not is told with its line, and nothing hangs.

The targets and their laws stand in ``tests/fuzz/targets.py``. Every awkward input that was ever found lies in
``tests/corpus/TARGET/`` and is tried again here. ``HYPOTHESIS_PROFILE=long`` searches for hours, and atheris
further: ``python -m tests.fuzz TARGET``.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from fuzz.targets import FRONT, NOTE, TARGETS, bounded, folder, lost_words, mended_only
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deck import check
from deck.content import examine

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
CORPUS = sorted(path for path in Path(__file__).with_name("corpus").rglob("*") if path.is_file())
NOW = 1_760_000_000

MARKDOWN = (
    *("## ", "# ", "### Extra\n\n", "### Source\n\n", "### Hint\n", "### Answer\n\n", "### Original\n\n", "#### "),
    *("{#a}", " {#one .cloze}", " {.typed}", ' {tags="a b"}', " {was=b}", ' {lint="W01: why"}', "{", "}", "#"),
    *("{{c1::", "}}", "::", "{{c2::a::b}}", "```\n", "```python\n", "````", "~~~\n", "$", "$$", "$`", "`$", "\\frac{"),
    *(
        "- ",
        "* ",
        "1. ",
        "1) ",
        "> ",
        "> [!NOTE]\n",
        "    ",
        "\t",
        "---\n",
        "===\n",
        "***\n",
        "|a|b|\n",
        "|-|-|\n",
        "|",
    ),
    *(
        "[",
        "]",
        "[a](",
        "![a](",
        "](https://b.c)",
        "(",
        ")",
        "[a]: https://b.c 'd'\n",
        "[^a]",
        "<b>",
        "</b>",
        "<!--",
        "-->",
    ),
    *(
        "<https://a.b>",
        "www.a.b",
        "a@b.c",
        "@a",
        "&amp;",
        "&#",
        "&",
        "<",
        ">",
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "`",
        "``",
    ),
    *(
        "\\",
        "\\\n",
        "\n",
        "\n\n",
        "\r\n",
        "  \n",
        "“",
        "”",
        "’",
        "e\u0301",
        "é",
        "😀",
        "\u202e",
        "\ufeff",
        "\x00",
        "\u2028",
    ),
)
VALUES = (
    *(
        "name = ",
        "namespace = ",
        "[figures]\n",
        "[lint]\n",
        "errors = ",
        "forbid = [{phrases=['a...b*'], because='x'}]\n",
    ),
    *(
        "deck: Test\n",
        "tags: [a]\n",
        "surface: quadratic(a=1, b=50)\n",
        "steps: ",
        "start: [",
        "paths:\n  a: gd(lr=0.1)\n",
    ),
    *(
        "claims:\n  - ",
        "answer: ",
        "loss(a, 3)",
        "steps_to(a, 1e-3)",
        "adam(lr=1, betas=[0.9, 0.99])",
        " < ",
        " and ",
        "**",
    ),
    *(
        "9" * 5000,
        "0x" + "f" * 5000,
        "1e999",
        "-",
        "+",
        ".",
        "inf",
        ".nan",
        "1:2:3",
        "0b1",
        "true",
        "null",
        "~",
        "2020-01-01",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "[[",
        "]]",
        "(",
        ")",
        ",",
        ":",
        ": ",
        "=",
        "&x ",
        "*x",
        "!!python/name:os",
        "!",
        "%",
        "@",
        "|\n  ",
        ">",
    ),
    *(
        "'",
        '"',
        "\\",
        "\n",
        "  ",
        "\t",
        "- ",
        "? ",
        "# ",
        "---\n",
        "...\n",
        "a",
        "b: 1\n",
        "\x00",
        "\x85",
        "é",
        "\ud7ff",
        "\\u0000",
    ),
    *(
        "@misc{key, ",
        "@string{",
        "@comment",
        "author={",
        "A and B",
        "title={",
        "year=2000",
        "url=",
        "doi=",
        "},\n",
        "#",
    ),
    *(
        '{"id":"one","nid":1,"type":"Card","deck":"Test","title":"","cards":[0],"time":1,"source":"","tags":[],"fields":{}}'
    ),
    *('"nid":-1', '"time":99999999999999999999', '"cards":[0,0,9]', '"was":"two"', '"retired":1', "<<<<<<<", "\x1f"),
)
SHOWN = (
    *(
        "{} ",
        "{}, ",
        "**{}**",
        "*{}*",
        "~~{}~~",
        "`{}`",
        "``{} ` ``",
        "${}$",
        "$\\text{{{}}}$",
        "$$\n{}\n$$",
        "[{}](https://a.b)",
    ),
    *(
        "<https://a.b/{}>",
        "https://a.b/{}",
        "[a](https://a.b/{})",
        "[a](https://a.b '{}')",
        "[{}][]",
        "[{}]",
        "![{}](a.svg)",
    ),
    *(
        "- {}\n",
        "1. {}\n",
        "> {}\n",
        "> [!TIP]\n> {}\n",
        "> [!{}]\n",
        "#### {}\n",
        "    {}\n",
        "| {} | b |\n|---|---|\n| {} | d |\n",
    ),
    *(
        "|a|\n|-|\n|b|{}|\n",
        "|{}\n",
        "[a]: https://a.b '{}'\n",
        "[{}]: https://a.b\n",
        "```text\n{}\n```\n",
        "<b>{}</b>",
        "<{}>",
    ),
    *(
        "{{{{c1::{}}}}}",
        "{{{{c1::a::{}}}}}",
        "\\{}",
        "&{};",
        "{}\\\n",
        "<!-- {}",
        "<!-- a --> {}",
        "{} -->",
        "{}<br>{}",
        "<?{}?>",
    ),
    *("*[{}]: a\n", "{}\n: {}\n", "[^{}]", "^{}^", "=={}==", ":{}:", "\n---\n\n{}\n", "{}\n\n", "\n\n", "\n", " "),
)
PROFILE = settings(
    max_examples=20_000 if LONG else 25,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
LARGE = {
    "a line of a million letters": NOTE + b"a" * 1_000_000,
    "a line of a million spaces": NOTE + b"a" + b" " * 1_000_000 + b"b",
    "a heading of a million spaces": b"## a" + b" " * 1_000_000 + b"b {#b}\n\na\n",
    "attributes without end": b"## a {" + b"a=b " * 250_000,
    "tags without end": b'## a {#b tags="' + b"a " * 250_000 + b'"}\n\na\n',
    "200,000 marks above a letter": NOTE + b"a" + "\u0301\u0323".encode() * 100_000,
    "100,000 clozes": b"## a {#b .cloze}\n\n" + b"{{c1::a}} " * 100_000,
    "3,000 clozes that never end": b"## a {#b .cloze}\n\n" + b"{{c1::a" * 3000,
    "100,000 paragraphs": NOTE + b"a\n\n" * 100_000,
    "10,000 fields": NOTE + b"### Extra\n\na\n\n" * 10_000,
    "10,000 dividers": NOTE + b"a\n\n---\n\n" * 10_000,
    "10,000 invisible characters": NOTE + b"a\x01\n" * 10_000,
    "1,000 levels of quotations": NOTE + b">" * 1000 + b" a",
    "1,000 levels of lists": NOTE + b"1. " * 1000 + b"a",
    "300 levels of indented lists": NOTE + b"".join(b"    " * (n % 300) + b"- a\n" for n in range(300))[:19_000],
    "long front matter": b"",
}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_awkward_input_that_was_found_once_keeps_every_law(path):
    with bounded(10):
        TARGETS[path.parent.name](path.read_bytes())


def texts(*tokens):
    """Return what draws texts made of *tokens* and of any letters, as bytes."""
    part = st.one_of(st.sampled_from(tokens), st.text(max_size=5))
    repeated = st.tuples(part, st.sampled_from([1, 1, 1, 1, 2, 50])).map(lambda drawn: drawn[0] * drawn[1])
    return st.lists(repeated, max_size=30).map(lambda parts: "".join(parts).encode(errors="replace")[:20_000])


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@PROFILE
def test_whatever_is_thrown_at_a_stage_the_laws_hold(name, data):
    tokens = MARKDOWN if name in ("file", "note", "body", "heading", "fixes") else VALUES
    with bounded(10):
        TARGETS[name](data.draw(texts(*tokens)))


@given(forms=st.lists(st.sampled_from(SHOWN), min_size=1, max_size=4), cloze=st.booleans())
@settings(PROFILE, max_examples=20_000 if LONG else 200)
def test_a_word_of_the_source_is_on_the_card_or_the_card_is_refused(forms, cloze):
    text = "".join(form.replace("{}", f"wordq{chr(97 + n)}") for n, form in enumerate(forms))
    head = "## What is it? {#one .cloze}\n\n{{c1::a}} " if cloze else "## What is it? {#one}\n\n"
    TARGETS["note"](f"{head}{text}\n".encode())
    TARGETS["note"](f"{head}a\n\n### Extra\n\n{text}\n".encode())
    TARGETS["note"](f"## {' '.join(text.split())} {{#one}}\n\na\n".encode())


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_an_input_however_large_is_dealt_with_in_seconds(text):
    with bounded(10):
        TARGETS["note"](text)
        TARGETS["fixes"](text)


def test_ten_thousand_notes_in_a_file_are_read_in_seconds():
    notes = b"".join(b"## What is %d? {#n%d}\n\nA thing.\n\n" % (n, n) for n in range(10_000))
    with bounded(60), folder({"one.md": FRONT + notes}) as content:
        assert not [each for each in check(content, NOW).found if each.level == "error"]


def test_a_word_that_no_field_holds_is_found():
    with folder({"one.md": FRONT + b"## What is it? {#one}\n\nA thing of beauty.\n"}) as content:
        (note,) = examine(content).notes

    assert lost_words(note) == set()
    assert lost_words(replace(note, fields={**note.fields, "Back": "<p>A thing of</p>"})) == {"beauty"}


@pytest.mark.parametrize(
    ("after", "fine"),
    [
        ("## A {#a}\n\nb\n\n- c\n", True),
        ("## A {#a}\n\nb\n- c\n", True),
        ("## A\n\nb\n- c", False),
        ("## a {#a}\n\nb\n- c\n", False),
        ("## A {#a}\n\nb\n- c\nd\n", False),
    ],
)
def test_a_change_that_no_fix_makes_is_found(after, fine):
    assert mended_only("## A\n\nb\n- c\n", after) == fine
