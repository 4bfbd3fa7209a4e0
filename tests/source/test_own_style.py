"""An author's style sheet is for cards, loads nothing and covers nothing."""

from pathlib import Path

import pytest
from anki.collection import Collection
from support.clock import NOW
from support.learner import Learner
from support.samples import DECK_TOML

from deck.build import build, plan

NOTE = "## Q? {#one}\n\nA.\n"
GOOD = """\
.card { --accent: #7a1fa2 }
.card.nightMode .answer > p, .mobile .card code { color: #e6c8ff; font-size: 1.1em }
"""


@pytest.fixture
def learner(tmp_path):
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield Learner(collection)
    collection.close()


def test_its_rules_follow_those_of_all_decks(write, learner):
    learner.imports(build(write(NOTE, {"style.css": f"/* quiet */{GOOD}"}), None, NOW).package)

    assert learner.note("one").note_type()["css"].endswith(GOOD)


def test_a_changed_style_touches_no_note_and_reaches_learners(write, learner):
    learner.imports(build(write(NOTE), None, NOW).package)
    write(NOTE, {"style.css": GOOD})

    assert [each.what for each in plan(Path("content"), NOW + 9)[1].note_types] == [("style",)]
    assert learner.imports(build(Path("content"), None, NOW + 9).package) == (0, 0, 1)
    assert "#7a1fa2" in learner.note("one").note_type()["css"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("p { color: red }", "1: the selector 'p' does not begin with .card; write it as '.card p'"),
        (".card p, body { top: 0 }", "1: the selector 'body' does not begin with .card; write it as '.card body'"),
        (
            ".cardinal { top: 0 }",
            "1: the selector '.cardinal' does not begin with .card; write it as '.card .cardinal'",
        ),
        ("\n@import 'a.css';", "2: '@import' is not supported; write rules for .card and .card.nightMode"),
        (
            "@font-face { font-family: a }",
            "1: '@font-face' is not supported; write rules for .card and .card.nightMode",
        ),
        (".card { background: url(a.png) }", "1: 'background' loads something; a card loads nothing, so remove it"),
        (".card { background: \\75rl(a.png) }", "1: 'background' loads something; a card loads nothing, so remove it"),
        (
            ".card { background: image-set('a.png' 1x) }",
            "1: 'background' loads something; a card loads nothing, so remove it",
        ),
        (".card p {\n  position: FIXED\n}", "2: 'position' would put a part of the card over others; use margins"),
        (".card .strip { top: 0 }", "1: the class 'strip' belongs to figures; leave it out"),
        (".card p:not(.reel) { top: 0 }", "1: the class 'reel' belongs to figures; leave it out"),
        (
            ".card p::before { content: '</style><script>' }",
            "1: this rule contains '<', which could end the style sheet; remove it",
        ),
        (
            '.card [a="</style><script>"] { top: 0 }',
            "1: this rule contains '<', which could end the style sheet; remove it",
        ),
        (".card </style > { top: 0 }", "1: this rule contains '<', which could end the style sheet; remove it"),
        (
            '.card p::before { content: "\\3c/style>" }',
            "1: this rule contains '<', which could end the style sheet; remove it",
        ),
        (
            ".card { --p: fixed; position: var(--p) }",
            "1: 'position' would put a part of the card over others; use margins",
        ),
        (
            ".card { background: image('a.png') }",
            "1: 'background' loads something; a card loads nothing, so remove it",
        ),
        (".card, { top: 0 }", "1: a selector is missing; write one, or remove the comma"),
        ('.card "a\n { top: 0 }', "1: the selector cannot be read as CSS; correct it"),
        (f".card {{ color: {'(' * 20_000} }}", "1: there are more than 20 brackets inside each other; write fewer"),
        (f".card {'(' * 20_000} a {')' * 20_000} {{ }}", "1: there are more than 20 brackets inside each other; write"),
        (f".card {{ {'{' * 20_000} }}", "1: there are more than 20 brackets inside each other; write fewer"),
        (b".card p { top: 0 }\n.card p::before { content: '\xe4' }", "2: is not UTF-8; save the file as UTF-8"),
        (".card p { color }", "1: this is not a declaration; write it as 'name: value;'"),
        (".card p { color: red } }", "1: this cannot be read as CSS:"),
        (".card p { } " * 5000, "1: the style sheet has more than 50 kB; make it shorter"),
    ],
)
def test_a_rule_for_anything_else_is_an_error_at_its_line(errors, style, expected):
    (error,) = errors(NOTE, {"deck.toml": DECK_TOML, "style.css": style})

    assert error.startswith(f"style.css:{expected}")


@pytest.mark.parametrize("selector", [".card :is(b, strong)", '.card [title="a,b"]', ".mobile .card, .card b > i"])
def test_a_comma_inside_a_selector_does_not_end_it(write, learner, selector):
    learner.imports(
        build(write(NOTE, {"style.css": f"{selector} {{ top: 0; position: relative }}"}), None, NOW).package
    )

    assert selector in learner.note("one").note_type()["css"]


def test_all_mistakes_are_reported_at_once(errors):
    assert len(errors(NOTE, {"style.css": "p { top: 0 }\n.card { position: fixed; background: url(a) }\n"})) == 3
