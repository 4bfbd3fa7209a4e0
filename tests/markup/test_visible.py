import pytest

from deck.markup.to_html import to_html
from deck.markup.visible import shows_something

NOTHING = [
    *("", "<!-- x -->", "&nbsp;", "<br>", "<b></b>", "<sub> </sub>", "\u200b", "&#8203;", "\u00ad", "\ufeff", "\u2800"),
    *("\u3164", "\ufe0f", "***", "- - -", "$$ $$", "$$\n$$", "$\\,$", "$\\quad{}$", "> <br>", "|  |\n|---|\n|  |"),
    *("<b><!-- a --></b>&nbsp;", "&#x2060;", "$\\phantom{x}$", "$\\hspace{1em}$", "$\\text{ }$", "$\\kern3pt$"),
]
SOMETHING = [
    *(
        "a",
        "0",
        "-",
        "$x$",
        "$\\alpha$",
        "$\\,x$",
        "`x`",
        "![a](b.png)",
        "**b**",
        "> c",
        "- d",
        "| e |\n|---|",
        "\u00b7",
    ),
    *("$\\text{a}$", "$\\phantom{x}y$", "\u4e2d", "\U0001f642", "a\u200b", "`$$`", "\\(\\)"),
]


@pytest.mark.parametrize("text", NOTHING)
def test_this_shows_nothing(text):
    assert not shows_something(to_html(text))


@pytest.mark.parametrize("text", SOMETHING)
def test_this_shows_something(text):
    assert shows_something(to_html(text))


def test_what_only_old_browsers_show_shows_nothing():
    assert not shows_something("<p><ruby><rp>a <b>b</b></rp></ruby></p>")


def test_a_sound_shows_something():
    assert shows_something("<p>[sound:a.mp3]</p>")


@pytest.mark.parametrize("text", [*NOTHING[1:], "```\n```", "```python\n\n```"])
def test_what_shows_nothing_is_no_answer_front_hint_or_hidden_part(errors, text):
    answer = errors(f"## Q? {{#one}}\n\n{text}")
    extra = errors(f"## Q? {{#one}}\n\nA.\n\n### Extra\n\n{text}")
    front = errors(f"## {{#one}}\n\n{text}\n\n---\n\nA.")

    assert "one.md:7: the answer shows nothing; write something that can be seen" in answer
    assert "one.md:11: field 'Extra' shows nothing; fill it or remove its heading" in extra
    assert "one.md:5: the heading is empty; write the question in it" in front


def test_the_original_shows_something(errors):
    assert errors("## Q? {#one}\n\nA.\n\n### Original\n\n\u200b") == [
        "one.md:11: field 'Original' shows nothing; fill it or remove its heading"
    ]


@pytest.mark.parametrize("text", ["<!-- x -->", "&nbsp;", "<br>", "<b></b>", "\u200b", "$\\,$"])
def test_a_heading_that_shows_nothing_is_refused(errors, text):
    assert "one.md:5: the heading shows nothing; write something that can be seen" in errors(
        f"## {text} {{#one}}\n\nA."
    )


def test_a_check_is_no_answer_but_a_typed_note_may_have_no_other_back(errors):
    check = "```check\nanswer: 2\n```"

    assert errors(f"## Q? {{#one .typed}}\n\n{check}\n\n### Answer\n\n2") == []
    assert errors("## Q? {#one .typed}\n\n<!-- a -->\n\n### Answer\n\n2") == []
    assert "one.md:7: the answer shows nothing; write something that can be seen" in errors(
        f"## Q? {{#one}}\n\n{check}"
    )


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("2 <!-- x -->", "a comment, which learners would have to type; remove it"),
        ("\u200b2", "the unseen character U+200B; remove it"),
        ("2\u00a0m", "the unseen character U+00A0; remove it"),
        ("a\u00adb", "the unseen character U+00AD; remove it"),
        ("\u200fa", "the unseen character U+200F; remove it"),
        ("a\u200d", "the unseen character U+200D; remove it"),
    ],
)
def test_an_answer_to_type_can_be_typed(errors, answer, fault):
    assert errors(f"## Q? {{#one .typed}}\n\n### Answer\n\n{answer}") == [
        f"one.md:9: the answer to type contains {fault}"
    ]


@pytest.mark.parametrize("answer", ["2 m", "x < y", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u2764\ufe0f"])
def test_what_learners_can_type_is_an_answer(errors, answer):
    assert errors(f"## Q? {{#one .typed}}\n\n### Answer\n\n{answer}") == []
