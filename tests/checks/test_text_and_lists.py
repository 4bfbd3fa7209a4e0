"""What would show an author's marks on a card, or less than was written, whatever GitHub makes of it."""

import os
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deck.checks.github.compare import on_github
from deck.checks.lint import check_structure
from deck.checks.lists import flat_lists, lists_as_text
from deck.diagnostics import Location
from deck.markup.to_html import to_html
from deck.source.front_matter import Decks
from deck.source.notes import parse_notes

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
NOTE = "## Question? {#one}\n\n"
CLOZE = "## Title {#one .cloze}\n\n"
AS_TEXT = "the card shows this list as text; put an empty line above it"
INSIDE = "the card shows this list as text; put four spaces before it, since it is inside a list"
MARGIN = "the card shows this list as text; begin it at the margin, below an empty line"
ROUND = "the card shows '(' as a plain bracket; write a formula as $..$, or no backslash"
SQUARE = "the card shows '[' as a plain bracket; write a formula as $$..$$, or no backslash"
CUT = "ends the cell of the table; write '\\mid' or '\\vert'"
FLAT = "the card shows this item beside the one above it; indent it by four spaces, or not at all"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # lists in paragraphs
        ("text\n- a\n- b", [f"2: {AS_TEXT}"]),
        ("text\n* a", [f"2: {AS_TEXT}"]),
        ("text\n+ a", [f"2: {AS_TEXT}"]),
        ("text\n1. a", [f"2: {AS_TEXT}"]),
        ("text\n\n- a\n\ntext\n- b", [f"6: {AS_TEXT}"]),
        ("- a\n\ntext\n- a", [f"4: {AS_TEXT}"]),
        ("text\n- **a** b $x$\n- c\n\ntext\n- **a**", [f"2: {AS_TEXT}", f"6: {AS_TEXT}"]),
        ("text\n- `a`", [f"2: {AS_TEXT}"]),
        ("text\n- $x$", [f"2: {AS_TEXT}"]),
        ("text\n- [a](https://b.org)", [f"2: {AS_TEXT}"]),
        ("text  \n- a", [f"2: {AS_TEXT}"]),
        ("> text\n> - a", [f"2: {AS_TEXT}"]),
        ("> text\n- a", [f"2: {AS_TEXT}"]),
        ("- a\n\n    b\n- c", [f"4: {AS_TEXT}"]),
        ("- a\n1. b", [f"2: {AS_TEXT}"]),
        ("$$\nx\n$$\n- a", [f"4: {AS_TEXT}"]),
        ("text\n- a\n1. b", [f"2: {AS_TEXT}", f"3: {AS_TEXT}"]),
        ("1. a\n   - b", [f"2: {INSIDE}"]),
        ("- a\n        - b", [f"2: {INSIDE}"]),
        ("a\n    - b\n    - c", [f"2: {MARGIN}"]),
        ("> - a\n1. b", [f"2: {AS_TEXT}"]),
        ("a\n> - b\n1. c", [f"3: {AS_TEXT}"]),
        ("    - code\na\n- b", [f"3: {AS_TEXT}"]),
        # items on the wrong level
        ("- a\n  - b", [f"2: {FLAT}"]),
        ("- a\n   - b", [f"2: {FLAT}"]),
        ("- a\n  - b\n  - c", [f"2: {FLAT}", f"3: {FLAT}"]),
        ("1. a\n   1. b", [f"2: {FLAT}"]),
        ("1. a\n\n   - b", [f"3: {FLAT}"]),
        ("- a\n    - b\n      - c", [f"3: {FLAT}"]),
        ("> - a\n>   - b", [f"2: {FLAT}"]),
        # numbers
        ("1) a", ["1: a list number ends in '.'; write '1.' instead of '1)'"]),
        ("1) a\n2) b", [f"{n}: a list number ends in '.'; write '1.' instead of '1)'" for n in (1, 2)]),
        ("text\n1) a", ["2: a list number ends in '.'; write '1.' instead of '1)'"]),
        ("- a\n\n    1) b", ["3: a list number ends in '.'; write '1.' instead of '1)'"]),
        # tables and quotations
        (
            "text\n| a | b |\n|---|---|\n| 1 | 2 |",
            ["2: the card shows this table as text; put an empty line above it"],
        ),
        (
            "```text\nabc\n```\n\ntext\n| a | b |\n|---|---|\n| 1 | 2 |",
            ["6: the card shows this table as text; put an empty line above it"],
        ),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |\n\ntext\n| c | d |\n|---|---|\n| 3 | 4 |\n\n| e |\n|---|\n| 5 |",
            ["6: the card shows this table as text; put an empty line above it"],
        ),
        (
            " 1 | 2  \n|---|---|\n| 3 | 4 |",
            ["1: the card shows this table as text; begin and end each of its rows with '|'"],
        ),
        ("text\na | b\n--|--\n1 | 2", ["2: the card shows this table as text; put an empty line above it"]),
        ("- a\n    > b", ["2: the card shows this quotation as text; put an empty line above it"]),
        ("- a\n    >b", ["2: the card shows this quotation as text; put an empty line above it"]),
        # marks of other kinds of Markdown
        (":smile:", ["1: the card shows ':smile:' as text; write the emoji itself: 😄"]),
        (
            "a ~b~ c",
            ["1: the card shows the tildes of '~b~'; write ~~two~~ to strike out, or <sub>..</sub>"],
        ),
        (
            "\\(x\\)",
            ["1: the card shows '(' as a plain bracket; write a formula as $..$, or no backslash"],
        ),
        (
            "a \\[ x \\] b",
            ["1: the card shows '[' as a plain bracket; write a formula as $$..$$, or no backslash"],
        ),
        (r"a\(x\) and \(y\)", [f"1: {ROUND}", f"1: {ROUND}"]),
        ("\\[\nx = 1\n\\]", [f"1: {SQUARE}"]),
        (r"\(\begin{aligned} a &= b \\\\[2pt] c &= d \end{aligned}\)", [f"1: {ROUND}"]),
        ("a \\(x\ny\\)", [f"1: {ROUND}"]),
        ("\\begin{align}\nx\n\\end{align}", ["1: the card shows '\\begin{align}' as text; write a formula as $$..$$"]),
        (r"`\(x\)` and $\begin{aligned} x \end{aligned}$ and \( \)", []),
        ("\\(x\n\ny\\)", []),
        (r"a \) b \( c \\\( d \]", []),
        # formulas in tables
        ("| $P(A|B)$ | b |\n|---|---|\n| a | b |", [f"1: the '|' in '$P(A|B)$' {CUT}"]),
        (
            "| a | b |\n|---|---|\n| $|x|$ | b |\n| $`a|b`$ | b |",
            [f"3: the '|' in '$|x|$' {CUT}", f"4: the '|' in '$`a|b`$' {CUT}"],
        ),
        ("| a | b |\n|---|---|\n| $\\|x\\|$ | $a \\mid b$ |\n\n$P(A|B)$", []),
        ("$P(A|B)$ and $|x|$", []),
        ("a[^1]", ["1: footnotes are not supported; write it in the text or under '### Extra'"]),
        ("- [ ] a", ["1: task lists are not supported; write a plain list"]),
        ("a\n\n[b]: https://b.org", ["3: link definitions are not supported; write the link as [text](https://a.org)"]),
    ],
)
def test_marks_that_a_card_would_show_are_reported_at_their_lines(errors, text, expected):
    assert errors(NOTE + text) == [
        f"one.md:{int(line) + 6}: {wrong}" for line, wrong in (e.split(": ", 1) for e in expected)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "text\n\n- a\n- b\n    - c\n- d\n\nmore\n\n- e\n\n    more\n\n- f",
        "> [!TIP]\n> - a\n> - b",
        "1. a\n2. b\n    - c",
        " - a\n - b",
        "- a\n - b",
        "a\n\n    - b\n      - c",
        "text\n3. a",
        "The year was\n1986. A great year.",
        "text\n\\- a",
        "text\n\\> a",
        "text\n1\\) a",
        "text\n-a",
        "text\n#### a\n- b",
        "#### a\n- b",
        "```text\na\n- b\n```",
        "$$\na\n+ b\n$$",
        "a $b\n- c$ d",
        "`a\n- b`",
        "f(x) = 2 (see 1) b",
        "> a\n> b",
        "text\n> a",
        "text\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "a \\\\ b, ~~c~~, a~b, 1 ~ 2",
        "`~a~` and `:smile:` and `\\(x\\)`",
        "$\\text{\\(x\\)}$ and \\\\(x\\\\)",
        "a:b:c and 10:30:15 and std::b::c",
        "\\( \\) \\[ \\]",
        "`a \\| b`",
        "| a | b |\n|---|---|\n| `x \\| y` | 2 |",
        "https://b.org/~a~/:smile:",
        "[a](https://b.org/~a~/:smile:/\\(b\\)) c",
        "<https://b.org/~a~/:smile:>",
    ],
)
def test_what_a_card_shows_rightly_or_as_it_is_written_is_accepted(errors, text):
    assert errors(NOTE + text) == []


BEGINNINGS = [
    *("", "", "", "- ", "- ", "* ", "1. ", "1. ", "2. ", "1) ", "  - ", "   - ", "    - ", "        - ", "    1. "),
    *("    ", "> ", "> - ", "    > ", "#### ", "| a | b |", "|---|---|", "a | b", "--|--"),
]
TEXTS = [
    "word",
    "*a* b",
    "**a**: b",
    "`code` c",
    "$x$ is",
    "see <https://a.org>",
    "[a](https://b.org)",
    "1 2",
    "a \\* b",
]
LINES = st.builds("{}{}".format, st.sampled_from(BEGINNINGS), st.sampled_from(TEXTS))
BLOCKS = st.one_of(LINES, LINES, LINES, st.just(""), st.just("$$\nx\n$$"), st.just("```text\n- a\n```"))
HELD = re.compile(r"<pre[^>]*>.*?</pre>|<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
SHOWN = re.compile(
    r"(?:^|\n|<p[^>]*>|<li[^>]*>|<t[dh][^>]*>|<br ?/?>\n?) *"
    r"(?P<mark>(?:[-*+]|1[.)])(?=[ \t]+(?!</|<br|\s))|&gt;|\|?(?: *:?-+:? *\|)+ *:?-*:? *\|?(?= *\n| *<))"
)


def marks(html):
    """Return the marks of lists, quotations and tables with which lines begin as text, and how often."""
    return Counter(match["mark"].strip() for match in SHOWN.finditer(HELD.sub("F", html)))


@given(st.lists(BLOCKS, min_size=1, max_size=7).map("\n".join))
@settings(max_examples=20_000 if LONG else 500, deadline=None, derandomize=not LONG)
def test_no_mark_of_a_block_that_github_understands_is_text_on_a_card_unless_it_is_reported(text):
    data = f"---\ndeck: Test::One\n---\n\n{NOTE}{text}".encode()
    _, notes, diagnostics = parse_notes(data, Location("one.md"), Decks("Test", "", by_folder=False))
    for note in notes if not diagnostics else ():
        if not any(check_structure(note)):
            assert not marks(to_html(note.below.text)) - marks(on_github(note.below.text))


@given(st.lists(BLOCKS, max_size=7).map("\n".join), st.booleans())
def test_what_is_found_in_lists_does_not_depend_on_a_list_below_them(text, cloze):
    """Lists that are all as Markdown wants them are told at a glance, but not with an indented or quoted one."""
    below = f"{text}\n\nEnd.\n\n> - quoted"

    assert list(lists_as_text(text, cloze=cloze)) == list(lists_as_text(below, cloze=cloze))
    assert list(flat_lists(text)) == list(flat_lists(below))
