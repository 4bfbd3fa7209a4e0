"""Markdown as tokens."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck.edit.tokens import tokenise, tokenise_source, with_quoted_captions

PIECES = [
    "```view\n",
    "caption: Two: words\n",
    "claims: x\n",
    "```\n",
    "```check\n",
    "\n",
    "a *b*\n",
    "- c\n",
    "> d\n",
    "\\*",
]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_tokens_are_the_whole_text(text):
    assert "".join(token.text for token in tokenise(text)) == text
    assert "".join(token.text for token in tokenise_source(text, {"view", "check"}, ["1"])) == text


def test_tokens_are_the_whole_of_every_file_of_the_deck():
    for path in Path("content").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "".join(token.text for token in tokenise_source(text, {"view", "curve", "check"}, [])) == text


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("caption: One: two", 'caption: "One: two"'),
        ('caption: **A** "b" \\c é', 'caption: "**A** \\"b\\" \\\\c é"'),
        ('caption: "One: two"', 'caption: "One: two"'),
        ("caption: >-\n  One: two", "caption: >-\n  One: two"),
        ("caption: One\n  two", "caption: One\n  two"),
    ],
)
def test_a_caption_in_one_line_can_have_quotation_marks(written, quoted):
    assert with_quoted_captions(f"```view\n{written}\n```") == f"```view\n{quoted}\n```"
