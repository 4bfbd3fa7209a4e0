import re

import pytest
from support.samples import PLAIN_TOML

from deck.render.description import description_html, lead_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\nline.\n\nAnother  \none.", "<p>One line.</p><p>Another<br>one.</p>"),
        ("- *a*\n- b\n    - c", "<ul><li><em>a</em></li><li>b<ul><li>c</li></ul></li></ul>"),
        ("> A\n> B\n\n| a | b |\n|---|--:|\n| 1 | 2 |", None),
        ("", ""),
    ],
)
def test_a_description_has_no_line_ends_which_anki_would_show(markdown, html):
    found = description_html(markdown)

    assert html is None or found == html
    assert "\n" not in found


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        ("A *short* memory\nof `past` gradients.", "A <em>short</em> memory of <code>past</code> gradients."),
        (r"The rate $\eta$, or $\mu$ ($x$), of $`y`$.", "The rate, or, of."),
        ("See [the paper](https://a.org) & ![a dot](dot.svg) <b>here</b>.", "See the paper &amp; here."),
        ("`$x$` is code", "<code>$x$</code> is code"),
        ("Hear [sound:x.mp3]", ""),
        ("", ""),
    ],
)
def test_a_lead_becomes_a_line_of_words(lead, words):
    assert lead_html(lead) == words


@pytest.mark.parametrize("text", ["a*" * 500_000, "[" * 500_000, "$x$ " * 200_000])
def test_a_long_description_is_refused_in_a_moment(errors, text):
    error, *_ = errors("## Q? {#one}\n\nA.\n", {"deck.toml": f"{PLAIN_TOML}description = '{text}'\n"})

    assert re.match(r"deck\.toml:\d+: a text of \d+ characters is too long for a card; shorten it to 20000", error)


def test_a_long_lead_is_left_out():
    assert lead_html("word " * 5_000) == ""
    assert lead_html("[" * 10_000) == ""
