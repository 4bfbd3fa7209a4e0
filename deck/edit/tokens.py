"""Markdown as tokens, and which tokens of two texts say the same, though authors write many things in several ways."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import accumulate
from typing import NamedTuple

from deck.markup.fences import find_fences
from deck.markup.from_html import CAPTION_END

TOKEN = re.compile(
    r"""
    (?P<figure>\ue010\w+\ue011|\ue012)
    |(?P<break>(?:<br[ ]?/?>|[ ]{2,}(?=\n)|\\(?=\n))[ ]*(?:\n(?!\s*\n)[ \t>]*)?)
    |(?P<item>(?:\A|[ \t]*\n(?:[ \t>]*\n)*)[ \t>]*(?:[-*+]|\d+[.)])[ \t]+)
    |(?P<paragraph>[ \t]*\n(?:[ \t>]*\n)+[ \t>]*)
    |(?P<space>[ \t]*\n[ \t>]*|[ \t\u00a0]+)
    |(?P<strong>\*\*|__)|(?P<emphasis>[*]|(?<!\w)_|_(?!\w))
    |(?P<display>\$\$)|(?P<maths>\$`|`\$|\$)
    |(?P<entity>&\#?\w+;)
    |(?P<escape>\\[^\w\s])
    |(?P<word>[^\W_]+|\\[A-Za-z]+)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
CAPTION = re.compile(r"^caption:[ \t]+(?P<text>\S.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
PLAIN_CAPTION = re.compile(r"^caption:[ \t]+(?![\"'|>])(?P<text>\S.*)$(?!\n[ \t])", re.MULTILINE)
DOLLAR = re.compile(r"\\\$(?=\S)")
ESCAPE = re.compile(r"\\([^\w\s])")
MOST_PAIRS = 1_500_000  # of tokens that are compared with each other
KINDS = frozenset(["break", "paragraph", "space", "strong", "emphasis", "display", "maths"])


class Token(NamedTuple):
    """A piece of Markdown: its text, and a key that it shares with what says the same."""

    text: str
    key: str


def tokenise(text: str) -> list[Token]:
    """Divide Markdown into tokens, which together are the whole text."""
    return [Token(match[0], _key(str(match.lastgroup), match[0])) for match in TOKEN.finditer(text)]


def tokenise_source(text: str, kinds: Collection[str], marks: Iterable[str]) -> list[Token]:
    """Divide the Markdown of an author into tokens; of figures, fences of these *kinds*, only captions are text.

    *marks* are those of the figures in order, as the Markdown of their HTML has them.
    """
    lines, left, tokens, done = text.split("\n"), iter(marks), list[Token](), 0
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    for fence in find_fences(text):
        if fence.language in kinds:
            first, last = begins[fence.first], begins[fence.last] - 1
            mark = "" if fence.language == "check" else next(left, "")
            tokens += [*tokenise(text[done:first]), *_figure_tokens(text[first:last], mark)]
            done = last
    return [*tokens, *tokenise(text[done:])]


def _figure_tokens(fence: str, mark: str) -> list[Token]:
    caption = CAPTION.search(fence)
    if not caption:
        return [Token(fence, mark)]
    first, last = caption.span("text")
    return [Token(fence[:first], mark), *tokenise(fence[first:last]), Token(fence[last:], CAPTION_END)]


def with_quoted_captions(text: str) -> str:
    """Return Markdown in which captions have quotation marks, inside which YAML sees no marks of its own."""
    return PLAIN_CAPTION.sub(lambda match: f"caption: {json.dumps(match['text'], ensure_ascii=False)}", text)


def _key(kind: str, text: str) -> str:
    if kind in KINDS:
        return f"<{kind}>"
    if kind == "item":
        return "<item 1>" if re.search(r"\d", text) else "<item>"
    if kind == "entity":
        return "<space>" if unescape(text) == "\xa0" else unescape(text)
    return text[1:] if kind == "escape" else text


def same(one: Sequence[Token], other: Sequence[Token]) -> dict[int, int]:
    """Return which token of *other* each token of *one* is, as far as there is one."""
    blocks = matching_blocks([each.key for each in one], [each.key for each in other])
    return {a + n: b + n for a, b, size in blocks for n in range(size)}


def matching_blocks(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where two sequences agree, as `SequenceMatcher` does: two places and a length, the last of length 0.

    What both begin and end with is taken first. If too much is left between to be compared in a second or so, nothing
    of that agrees.
    """
    ones, others = len(one), len(other)
    first = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(ones, others))
    rest = min(ones, others) - first
    last = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    blocks = [(0, 0, first)] if first else []
    if (ones - first - last) * (others - first - last) <= MOST_PAIRS:
        matcher = SequenceMatcher(None, one[first : ones - last], other[first : others - last])
        blocks += [(first + a, first + b, size) for a, b, size in matcher.get_matching_blocks() if size]
    return [*blocks, (ones - last, others - last, last), (ones, others, 0)]


def spellings(text: str) -> Iterator[str]:
    """Yield ways to write the same Markdown: as it is, without backslashes, and with dollars that begin no formula.

    GitHub takes what is between two escaped dollars for a formula too, but not where a tag follows the first.
    """
    yield text
    yield ESCAPE.sub(r"\1", text)
    if "$" in text:
        yield DOLLAR.sub(r"\\$<b></b>", text)
