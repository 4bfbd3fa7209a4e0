"""Carry an edit from one text over to another that says the same, though it is written in another way.

*base* and *theirs* are the Markdown that is made of the HTML before and after an edit, *ours* is what the author wrote.
Where the edit belongs in *ours* is not always certain, so each of its parts has several candidates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from deck.edit.tokens import Token, matching_blocks, same, spellings, tokenise

MOST = 60  # candidates


@dataclass(frozen=True, order=True)
class Replacement:
    """Text that takes the place of the tokens from *first* up to *last*."""

    first: int
    last: int
    text: str


@dataclass(frozen=True)
class _Hunk:
    """Tokens of base, and those of theirs that take their place."""

    first: int
    last: int
    start: int
    end: int


def merges(base: str, theirs: str, ours: Sequence[Token]) -> Iterator[str]:
    """Yield texts that may be *ours* with the edit that makes *theirs* of *base*, the likely ones first."""
    seen = {_joined(ours)}
    for number, replacements in enumerate(_choices(tokenise(base), tokenise(theirs), ours)):
        if number >= MOST:
            return
        merged = _applied(ours, replacements)
        if merged is not None and merged not in seen:
            seen.add(merged)
            yield merged


def _choices(
    base: Sequence[Token], theirs: Sequence[Token], ours: Sequence[Token]
) -> Iterator[tuple[Replacement, ...]]:
    at = same(base, ours)
    hunks = list(_hunks(base, theirs))
    if not hunks:
        return
    joined = [_Hunk(hunks[0].first, hunks[-1].last, hunks[0].start, hunks[-1].end)]
    for some in (hunks, joined) if len(hunks) > 1 else (hunks,):
        candidates = [list(dict.fromkeys(_candidates(each, base, theirs, ours, at))) for each in some]
        yield tuple(each[0] for each in candidates)
        for n in range(max(map(len, candidates))):  # all alike, which suffices where one habit of the author differs
            yield tuple(each[min(n, len(each) - 1)] for each in candidates)
        yield from product(*candidates)


def _hunks(base: Sequence[Token], theirs: Sequence[Token]) -> Iterator[_Hunk]:
    done = (0, 0)
    for first, start, size in matching_blocks([each.text for each in base], [each.text for each in theirs]):
        if (first, start) > done:
            yield _Hunk(done[0], first, done[1], start)
        done = (first + size, start + size)


def _candidates(
    hunk: _Hunk, base: Sequence[Token], theirs: Sequence[Token], ours: Sequence[Token], at: dict[int, int]
) -> Iterator[Replacement]:
    text = _joined(theirs[hunk.start : hunk.end])
    first, last = hunk.first, hunk.last
    exact = (first == 0 or first - 1 in at or first in at) and (last == len(base) or last in at or last - 1 in at)
    if exact:
        spans = list(_spans(first, last, base, ours, at))
        yield from (Replacement(*span, spelling) for spelling in spellings(text) for span in spans)
    for kinds in ((), ("<space>",), ("<item>", "<item 1>", "<paragraph>", "<break>"), ("<paragraph>",)):
        first, last = _widened(hunk, base, at, kinds)
        wider = _joined(base[first : hunk.first]) + text + _joined(base[hunk.last : last])
        begin = at[first - 1] + 1 if first else 0
        end = at[last] if last < len(base) else len(ours)
        if begin <= end:
            yield from (Replacement(begin, end, spelling) for spelling in spellings(wider))


def _spans(
    first: int, last: int, base: Sequence[Token], ours: Sequence[Token], at: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the tokens of ours that those of base may be: unmatched ones beside them belong to them, or do not."""
    starts = [at[first]] if first < last and first in at else []
    starts += [at[first - 1] + 1] if first - 1 in at else []
    starts += [at[first]] if first in at else []
    starts += [0] if not first else []
    ends = [at[last - 1] + 1] if first < last and last - 1 in at else []
    ends += [at[last]] if last in at else []
    ends += [at[last - 1] + 1] if last - 1 in at else []
    ends += [len(ours)] if last == len(base) else []
    if first == last:
        yield from ((each, each) for each in dict.fromkeys([*starts, *ends]))
        return
    yield from ((start, end) for start, end in product(dict.fromkeys(starts), dict.fromkeys(ends)) if start <= end)


def _widened(hunk: _Hunk, base: Sequence[Token], at: dict[int, int], kinds: tuple[str, ...]) -> tuple[int, int]:
    """Return the tokens around a hunk up to the nearest ones that ours has too, and that are of these kinds."""
    first, last = hunk.first, hunk.last
    while first and not (first - 1 in at and (not kinds or base[first - 1].key in kinds)):
        first -= 1
    while last < len(base) and not (last in at and (not kinds or base[last].key in kinds)):
        last += 1
    return first, last


def _joined(tokens: Sequence[Token]) -> str:
    return "".join(each.text for each in tokens)


def _applied(ours: Sequence[Token], replacements: tuple[Replacement, ...]) -> str | None:
    """Return ours with the replacements, or nothing if two of them overlap."""
    parts: list[str] = []
    done = 0
    for first, last, text in ((each.first, each.last, each.text) for each in sorted(replacements)):
        if first < done:
            return None
        parts += [_joined(ours[done:first]), text]
        done = last
    return "".join([*parts, _joined(ours[done:])])
