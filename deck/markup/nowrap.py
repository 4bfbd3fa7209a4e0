r"""Formulas are held together with the punctuation beside them: browsers break a line on both sides of a formula.

``see (\(x\)), and`` becomes ``see <span class="nowrap">(\(x\)),</span> and``: all up to the nearest white space, hyphen
or dash. An element that ends in between is divided, a cloze is held as a whole. The style sheet does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import category, east_asian_width, normalize

from deck.markup.cloze_marks import DIVIDER
from deck.markup.maths import CODE_OR_FORMULA

OPEN, CLOSE = '<span class="nowrap">', "</span>"
ELEMENT = "a|b|del|em|i|ins|mark|s|small|strong|sub|sup"
CLOZE = r"\{\{c\d+::"
WORD = rf"(?:[^\s<{{}}:\\]++|<(?:{ELEMENT})(?: [^<>]*)?>[^<{{}}:\\]*+</(?:{ELEMENT})>)"  # or an element with only words
WORDS = rf"(?:{WORD}*+\s+)*+(?:{WORD}++(?=<(?!/?(?:{ELEMENT}|span)\b)))?"  # up to a space or the end of the block
OUTSIDE = re.compile(
    rf"{CODE_OR_FORMULA.pattern}|(?P<opening><(?:{ELEMENT})(?: [^<>]*)?>)|(?P<closing></(?:{ELEMENT})>)"
    rf"|(?P<space>\s{WORDS})|(?P<cloze>{CLOZE})|(?P<letter>&\w+;|{DIVIDER}|[^<])|(?P<block>(?:<[^<>]*>|.){WORDS})",
    re.DOTALL,
)
INSIDE = re.compile(rf"(?P<end>(?:::(?:(?!{CLOZE}|\}}\}}).)*)?\}}\}})|{OUTSIDE.pattern}", re.DOTALL)  # of a cloze
TOUCHED = re.compile(r"\\(?:(?<!\s\\)\(|\)(?!\s))")  # a formula that is not between white space
CLOZE_MARKS = frozenset(["cloze", "end"])
MARKS = CLOZE_MARKS | {"opening", "closing"}
ENDS = ",.;:!?\u3001\u3002"  # they belong to what is before them
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer


class Token(NamedTuple):
    """A formula, a letter, space and the words in it, a mark that opens or closes something, or what ends the line."""

    kind: str
    text: str


class Run(NamedTuple):
    """Tokens that belong on one line, from the *first* to the *last* one."""

    first: int
    last: int


def hold_together(html: str) -> str:
    """Return canonical HTML in which no line breaks between a formula and what is beside it."""
    if r"\(" not in html or not TOUCHED.search(html):
        return html
    tokens = list(_tokens(html))
    partners = _partners(tokens)
    parts: list[str] = []
    done = 0
    for run in _runs(tokens, partners):
        parts += [*(token.text for token in tokens[done : run.first]), *_held(tokens, run, partners)]
        done = run.last + 1
    return "".join([*parts, *(token.text for token in tokens[done:])])


def _tokens(html: str) -> Iterator[Token]:
    position = clozes = 0
    while match := (INSIDE if clozes else OUTSIDE).match(html, position):
        kind = str(match.lastgroup)
        clozes += (kind == "cloze") - (kind == "end")
        yield Token(
            "block" if kind == "code" or (kind == "formula" and _is_apart(match[0], clozes)) else kind, match[0]
        )
        position = match.end()


def _is_apart(formula: str, clozes: int) -> bool:
    """Return whether a formula is on lines of its own, or a cloze holds only one end of it."""
    opened = len(re.findall(CLOZE, formula))
    return formula.startswith(r"\[") or (bool(clozes or opened) and opened != formula.count("}}"))


def _partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Return which token closes what which one opens, and the reverse."""
    partners: dict[int, int] = {}
    opened: dict[str, list[int]] = {"closing": [], "end": []}
    closes = {"opening": "closing", "cloze": "end"}
    for n, (kind, _) in enumerate(tokens):
        if kind in closes:
            opened[closes[kind]].append(n)
        elif opened.get(kind):
            partners[n] = opened[kind].pop()
            partners[partners[n]] = n
    return partners


def _runs(tokens: Sequence[Token], partners: Mapping[int, int]) -> list[Run]:
    """Return what is to be held together, in order; what overlaps is one run."""
    runs: list[Run] = []
    for n, (kind, _) in enumerate(tokens):
        if kind == "formula":
            run = _whole(tokens, Run(_edge(tokens, n, -1), _edge(tokens, n, 1)), partners)
            while run and runs and run.first <= runs[-1].last:
                before = runs.pop()
                run = _whole(tokens, Run(min(before.first, run.first), max(before.last, run.last)), partners)
            if run and run.first < run.last:
                runs.append(run)
    return runs


def _edge(tokens: Sequence[Token], formula: int, step: int) -> int:
    """Return the last token beside a formula, backwards or forwards, at which no line may be broken."""
    edge, n = formula, formula + step
    while 0 <= n < len(tokens) and tokens[n].kind in MARKS | {"letter"}:
        if tokens[n].kind == "letter":
            if (_parts_behind if step < 0 else _parts_before)(tokens[n].text):
                break
            edge = n
            if _is_dash(tokens[n].text):
                break
        n += step
    return edge


def _parts_behind(letter: str) -> bool:
    """Return whether a line may end behind a letter before a formula."""
    ends = normalize("NFKC", letter)[0] in ENDS or category(letter[0]) == "Pe"
    return ends or _is_dash(letter) or _is_unspaced(letter)


def _parts_before(letter: str) -> bool:
    """Return whether a line may end between a formula and a letter behind it."""
    return normalize("NFKC", letter)[0] in "([{" or _is_unspaced(letter)


def _is_dash(letter: str) -> bool:
    """Return whether a line may end behind a letter in the midst of a word."""
    return letter == "/" or (category(letter[0]) == "Pd" and letter != "\u2011")


def _is_unspaced(letter: str) -> bool:
    """Return whether a letter is of a script that is written without spaces, so that a line may end beside it."""
    wide = east_asian_width(letter[0]) in "WF" and category(letter[0]).startswith("L")
    return wide or bool(UNSPACED.match(letter))


def _whole(tokens: Sequence[Token], run: Run, partners: Mapping[int, int]) -> Run | None:
    """Return a run with the elements that end at its edges and the whole of its clozes, if no block is inside."""
    first, last = run
    while True:
        marks = [n for n in range(first, last + 1) if tokens[n].kind in MARKS]
        if not all(n in partners for n in marks):
            return None
        outside = [(n, partners[n]) for n in marks if not first <= partners[n] <= last]
        wanted = [
            partner
            for n, partner in outside
            if tokens[n].kind in CLOZE_MARKS or _is_beside(tokens, partner, first, last)
        ]
        if not wanted:
            break
        first, last = min(first, *wanted), max(last, *wanted)
    return None if any(token.kind == "block" for token in tokens[first : last + 1]) else Run(first, last)


def _is_beside(tokens: Sequence[Token], mark: int, first: int, last: int) -> bool:
    """Return whether only other marks are between a mark and a run."""
    between = tokens[mark:first] if mark < first else tokens[last + 1 : mark]
    return all(token.kind in MARKS for token in between)


def _held(tokens: Sequence[Token], run: Run, partners: Mapping[int, int]) -> Iterator[str]:
    """Yield the HTML of a run in its wrapper; elements that go on beyond it are closed there, and opened again."""
    marks = [n for n in range(run.first, run.last + 1) if tokens[n].kind in MARKS]
    begun = [partners[n] for n in marks if partners[n] < run.first]  # the innermost first
    unfinished = [n for n in marks if partners[n] > run.last]  # the outermost first
    yield from (tokens[partners[n]].text for n in begun)
    yield OPEN
    yield from (tokens[n].text for n in reversed(begun))
    yield from (token.text for token in tokens[run.first : run.last + 1])
    yield from (tokens[partners[n]].text for n in reversed(unfinished))
    yield CLOSE
    yield from (tokens[n].text for n in unfinished)
