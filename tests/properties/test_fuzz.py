"""Bad input of every kind: it is on the cards or reported with its line, and nothing hangs.

The targets and their properties are in ``tests/properties/fuzz/targets.py``. Every input that once broke a property is
in ``tests/properties/corpus/TARGET/`` and is tested again here. ``HYPOTHESIS_PROFILE=long`` searches for hours, and
atheris further: ``python -m tests.properties.fuzz TARGET``.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties.fuzz.targets import (
    FRONT,
    MARKDOWN,
    NOTE,
    TARGETS,
    TOML,
    bounded,
    folder,
    lost_words,
    tokens,
    words_of,
)
from support.clock import NOW

from deck import check

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
CORPUS = sorted(path for path in Path(__file__).with_name("corpus").rglob("*") if path.is_file())

DATA = [*tokens("data"), "9" * 5000, "0x" + "f" * 5000]
SHOWN = tokens("words")
NUMBERS = st.sampled_from(["0", "1", "0.5", "1e308", "1e-320", "pi", "inf", "a", "b", "'\\d'", "\x00", "[1]", "1j"])
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "%", "@", "<", ">=", "==", "and", "or"])
FUNCTIONS = st.sampled_from(
    ["exp", "log", "ceil", "abs", "max", "loss", "y", "steps_to", "step_size", "diverged", "other"]
)
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: (
        st.tuples(inner, OPERATORS, inner).map(lambda drawn: f"({' '.join(drawn)})")
        | st.tuples(FUNCTIONS, st.lists(inner, max_size=3)).map(lambda drawn: f"{drawn[0]}({', '.join(drawn[1])})")
        | st.tuples(st.sampled_from(["-", "not ", "-" * 90]), inner).map("".join)
    ),
    max_leaves=6,
)
SETTINGS = st.tuples(
    st.sampled_from(["lr", "momentum", "betas", "a", "b", "n", "dataset", "**"]),
    st.sampled_from(
        ["", "1", "0.1", "-1", "1e999", "[0.9, 2]", "()", "{[]}", "'a'", "'\\d'", "1j", "None", "x", "-" * 150]
    ),
).map("=".join)
CALLS = st.tuples(
    st.sampled_from(["gd", "adam", "momentum", "quadratic", "slope", "least_squares", "other", ""]),
    st.lists(SETTINGS, max_size=3),
).map(lambda drawn: f"{drawn[0]}({', '.join(drawn[1])})")
PROFILE = settings(
    max_examples=20_000 if LONG else 30,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def everywhere(text):
    """Return a note that has this text in each field."""
    return NOTE + b"\n\n".join([text, *(b"### %s\n\n%s" % (name, text) for name in (b"Hint", b"Extra", b"Source"))])


LARGE = {
    "a line of a million letters": NOTE + b"a" * 1_000_000,
    "a line of a million spaces": NOTE + b"a" + b" " * 1_000_000 + b"b",
    "a heading of a million spaces": b"## a" + b" " * 1_000_000 + b"b {#b}\n\na\n",
    "a small heading of 19,000 spaces": everywhere(b"#### a" + b" " * 19_000 + b"!"),
    "a mark of 19,000 letters that never ends": everywhere(b"<" + b"a" * 19_000),
    "a reason of 100,000 spaces": b'## a {#b lint="A1:' + b" " * 100_000 + b'"}\n\na\n',
    "code of 10,000 spaces": NOTE + b"```systemd\n" + b" " * 10_000 + b"!\n```\n",
    "attributes without end": b"## a {" + b"a=b " * 250_000,
    "tags without end": b'## a {#b tags="' + b"a " * 250_000 + b'"}\n\na\n',
    "200,000 marks above a letter": NOTE + b"a" + "\u0301\u0323".encode() * 100_000,
    "100,000 clozes": b"## a {#b .cloze}\n\n" + b"{{c1::a}} " * 100_000,
    "2,500 clozes that never end": b"## a {#b .cloze}\n\n" + b"{{c1::a" * 2500,
    "19,000 brackets that never close": NOTE + b"[" * 19_000,
    "100,000 paragraphs": NOTE + b"a\n\n" * 100_000,
    "10,000 fields": NOTE + b"### Extra\n\na\n\n" * 10_000,
    "10,000 dividers": NOTE + b"a\n\n---\n\n" * 10_000,
    "10,000 invisible characters": NOTE + b"a\x01\n" * 10_000,
    "1,000 levels of quotations": NOTE + b">" * 1000 + b" a",
    "1,000 levels of lists": NOTE + b"1. " * 1000 + b"a",
    "4,000 fronts that are alike": b"".join(
        b"## Where is it%s {#n%d}\n\nA.\n\n" % (b"?" * (n % 3), n) for n in range(4000)
    ),
    "300 levels of indented lists": NOTE + b"".join(b"    " * (n % 300) + b"- a\n" for n in range(300))[:19_000],
}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_input_that_once_broke_a_property_keeps_it(path):
    with bounded(10):
        TARGETS[path.parent.name](path.read_bytes())


def texts(parts):
    """Return a strategy for texts made of *parts* and of any characters."""
    part = st.one_of(st.sampled_from(parts), st.text(max_size=5))
    repeated = st.tuples(part, st.sampled_from([1, 1, 1, 1, 2, 50, 500])).map(lambda drawn: drawn[0] * drawn[1])
    return st.lists(repeated, max_size=30).map("".join)


INPUTS = dict.fromkeys(TARGETS, texts(DATA)) | dict.fromkeys(MARKDOWN, texts(tokens("markdown")))


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@PROFILE
def test_random_input_keeps_every_property(name, data):
    with bounded(10):
        TARGETS[name](data.draw(INPUTS[name]).encode(errors="replace"))


@given(
    forms=st.lists(st.sampled_from(SHOWN), min_size=1, max_size=4),
    cloze=st.booleans(),
    field=st.sampled_from(["Hint", "Extra", "Original"]),
)
@settings(PROFILE, max_examples=20_000 if LONG else 200)
def test_a_word_of_the_source_is_on_the_card_or_the_card_is_refused(forms, cloze, field):
    text = "".join(form.replace("{}", f"wordq{chr(97 + n)}") for n, form in enumerate(forms))
    head = "## What is it? {#one .cloze}\n\n{{c1::a}} " if cloze else "## What is it? {#one}\n\n"
    TARGETS["note"](f"{head}{text}\n".encode())
    TARGETS["note"](f"{head}a\n\n### {field}\n\n{text}\n".encode())
    TARGETS["note"](f"## {' '.join(text.split())} {{#one}}\n\na\n".encode())


@given(call=CALLS, expression=EXPRESSIONS)
@settings(PROFILE, max_examples=20_000 if LONG else 400)
def test_nearly_valid_calls_and_expressions_are_accepted_or_refused(call, expression):
    TARGETS["call"](call.encode())
    TARGETS["expression"](expression.encode())


@given(
    forms=st.lists(st.sampled_from(tokens("fixable")), min_size=1, max_size=6),
    ends=st.sampled_from(["\n", "\r\n"]),
    heading=st.sampled_from(
        ["## What?", "## What? {.typed}", "## {{c1::a}} {1,2} ##", "##", "## #", "## e\u0301 {lint}"]
    ),
)
@PROFILE
def test_everything_that_can_be_fixed_is_fixed_at_once(forms, ends, heading):
    TARGETS["fixes"](f"{heading}\n\n{''.join(forms)}\n".replace("\n", ends).encode())


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_input_takes_only_seconds(text):
    with bounded(30):
        TARGETS["note"](text)
        TARGETS["fixes"](text)


@pytest.mark.parametrize("phrase", ["*a*a*a*q", "a...a...a...a...q"])
def test_a_phrase_that_would_take_minutes_to_search_is_refused(phrase):
    lint = f'lint.forbid = [{{phrases = ["{phrase}"], because = "so"}}]\n'.encode()
    text = FRONT + NOTE + b"a " * 2000 + b"a" * 5000
    with bounded(10), folder({"deck.toml": TOML + lint, "one.md": text}) as content:
        found = check(content, NOW).found

    assert found[0].message.startswith(f"'{phrase}' has more than two '...', or a word with more than two '*'")


def test_ten_thousand_notes_in_a_file_are_read_in_seconds():
    notes = b"".join(b"## What is %d? {#n%d}\n\nA thing.\n\n" % (n, n) for n in range(10_000))
    with bounded(60), folder({"one.md": FRONT + notes}) as content:
        assert not [each for each in check(content, NOW).found if each.level == "error"]


@pytest.mark.parametrize(("shown", "lost"), [("Front A thing of beauty yes", set()), ("A thing", {"Front", "beauty"})])
def test_a_word_that_no_field_contains_is_found(shown, lost):
    text = '# Title\n\nProse.\n\n## Front {#one tags="none"}\n\nA thing\n\n### Hint\n\nof beauty <!-- none -->\n'

    assert lost_words(text, shown) == lost


@pytest.mark.parametrize(
    ("after", "fine"),
    [
        ("## A {#a .typed}\n\nb 😄\n\n- c\n\n1. d\\\n", True),
        ("## A .typed\n\nb\n- [ ] c\n1) d<br>\n", True),
        ("## a {#a}\n\nb\n- c\n1) d\n", False),
        ("## A {#a}\n\nb\n- c\n", False),
        ("## A {#a}\n\nb\n- c\n1) d\ne\n", False),
    ],
)
def test_a_change_that_is_not_a_fix_is_found(after, fine):
    assert (words_of("## A .typed\n\nb :smile:\n- [ ] c\n1) d\\\n") == words_of(after)) == fine
