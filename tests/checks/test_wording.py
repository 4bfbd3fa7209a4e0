"""Phrases that an author forbids."""

import pytest
from support.quality import codes
from support.samples import FIGURE, PLAIN_TOML

FORBID = '{}\n[[lint.forbid]]\nphrases = ["{}"]\nbecause = "it is wrong"\n{}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adam has $n$ fixed windows.", "W001 one.md:7: 'Adam has $..$ fixed windows' is forbidden by deck.toml"),
        ("Adam has `n` fixed windows.", "W001 one.md:7: 'Adam has `..` fixed windows' is forbidden by deck.toml"),
        ("Fixed [windows](https://a.org) of Adam.", "W001 one.md:5: 'windows of' is forbidden by deck.toml"),
    ],
)
def test_forbidden_words_may_be_parted_by_a_formula_code_or_link(found, text, expected):
    toml = FORBID.format(PLAIN_TOML, 'adam ... windows", "windows of', "")

    assert found(f"## What does Adam hold? {{#one}}\n\n{text}\n", toml=toml)[0].startswith(expected)


QUOTED_ON = 'quoted_on = "kind::misconception"\n'


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("local minima", "a Local\nMinima b", "Local Minima"),
        ("local minima", "a *local* minima b", "local minima"),
        ("local minima", "a local-minima b", "local-minima"),
        ("local minima", "a local. Minima b", None),
        ("local minima", "alocal minima", None),
        ("local minima", "local minimal", None),
        ("reach* it", "reaching it", "reaching it"),
        ("reach* it", "reach it", "reach it"),
        ("reach* it", "preach it", None),
        ("adam ... window", "Adam has no fixed window", "Adam has no fixed window"),
        ("adam ... window", "Adam: window", "Adam: window"),
        ("adam ... window", "Adam. A window", None),
        ("adam ... window", f"Adam {'x' * 90} window", None),
        ("x = y", "x = y", "x = y"),
        ("局部最小", "它停在局部最小值", "局部最小"),
    ],
)
def test_a_forbidden_phrase_is_found_in_any_case_and_over_line_ends(found, phrase, text, expected):
    toml = FORBID.format(PLAIN_TOML, phrase, "")
    note = f"## What does descent do? {{#one}}\n\nIt goes down.\n\n### Hint\n\n{text}\n"

    message = f"W001 one.md:11: '{expected}' is forbidden by deck.toml; it is wrong"
    assert found(note, toml=toml) == ([message] if expected else [])


def test_a_forbidden_phrase_is_found_in_a_caption(found):
    figure = FIGURE.replace("```\n", "caption: To the lowest point.\n```\n")

    assert found(f"## What does descent do? {{#one}}\n\nIt goes down.\n\n{figure}") == [
        "W001 one.md:15: 'lowest point' is forbidden by deck.toml; it is a known error; say minimum"
    ]


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        ("kind::misconception", "“It finds a local minima”", []),
        ("kind::misconception", "“It” finds a local minima", ["W001"]),
        ("kind::contrast", "“It finds a local minima”", ["W001"]),
    ],
)
def test_a_forbidden_phrase_may_be_quoted_on_the_notes_that_are_said(found, tags, text, expected):
    toml = FORBID.format(PLAIN_TOML, "local minima", QUOTED_ON)

    assert codes(found(f'## {text}: what is wrong? {{#one tags="{tags}"}}\n\nIts grammar.\n', toml=toml)) == expected


HIGHLIGHT, CALLOUT, FORMULA = (
    "highlight with <mark>..</mark>",
    "write a callout, '> [!NOTE]'",
    "write a formula as $..$",
)
NO_ATTRIBUTES, LIST = "remove it, since pictures and text have no attributes", "write a list or a table"
MARKS = (
    ("An ==average== of it.", "==average==", HIGHLIGHT),
    ("==Two words==, so.", "==Two words==", HIGHLIGHT),
    ("A ball. %%Ask Ann%%", "%%Ask Ann%%", "write a comment as <!-- .. -->"),
    ("It rolls.^[As a ball does.]", "^[As a ball does.]", "write a note in the text or under '### Extra'"),
    ("![[ball.png]]", "![[ball.png]]", "show a picture as ![what it shows](file)"),
    ("A [[ball|heavy ball]].", "[[ball|heavy ball]]", "write a link as [text](https://a.org)"),
    ("At 2^n^ steps.", "^n^", "write <sup>..</sup>"),
    ("[A ball]{.red}", "{.red}", NO_ATTRIBUTES),
    ("**A ball**{ #ball .red }", "{ #ball .red }", NO_ATTRIBUTES),
    ("![A ball that rolls down](a.svg){width=50%}", "{width=50%}", NO_ATTRIBUTES),
    ("Ball\n: It rolls.", ": It rolls.", LIST),
    ("Ball\n\n:   It rolls.", ": It rolls.", LIST),
    ("!!! note\n    It rolls.", "!!! note", CALLOUT),
    ('??? tip "More"', '??? tip "More"', CALLOUT),
    ("::: warning\nIt rolls.\n:::", "::: warning", CALLOUT),
    ("SGD.\n\n*[SGD]: with noise", "*[SGD]:", "write an abbreviation out where it is used"),
    ("The rate \\eta_t falls.", "\\eta", FORMULA),
    ("A \\frac{1}{2} of it.", "\\frac", FORMULA),
)
NO_MARKS = (
    "a == b == c, and a==b or c==d",
    "50%% of 10%%",
    "A face ^_^, x^2 and y^2.",
    "The rows [[1](https://a.org)] and a[[1](https://a.org)].",
    "`==a==`, `[[a]]`, `{.red}` and `\\eta_t`.",
    "$a^[b]$, $`==a==`$ and $x^2^y$",
    "https://a.org/==a==/^b^",
    "The set {a=1} and C:\\dir_a.",
    "It is: a ball!!! What???",
    "```text\n==a==\n: b\n```",
)


def other_markdown(found, texts):
    """Return what is found of other programs' marks, if each text is a note."""
    notes = "\n".join(f"## What is it? {{#n{number}}}\n\n{text}\n" for number, text in enumerate(texts))
    return [each.partition(": ")[2] for each in found(notes, pictures=["a.svg"]) if each.startswith("W006")]


def test_marks_of_other_programs_are_found(found):
    assert other_markdown(found, [text for text, _, _ in MARKS]) == [
        f"the card shows '{mark}' as text; {advice}" for _, mark, advice in MARKS
    ]


def test_what_only_looks_like_such_marks_is_not_reported(found):
    assert other_markdown(found, NO_MARKS) == []
