"""The author's own style sheet, ``style.css``: rules for cards that can neither load anything nor hide the page.

It is parsed by tinycss2, and what is accepted is written out again, without comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from deck.diagnostics import ContentError, Location, diagnostic
from deck.files import Read, read_file, text_of

LARGEST = 50_000  # bytes
DEEPEST = 20  # brackets inside each other
BEGINS = (".card", ".mobile .card")
FIGURES = frozenset(["fig", "play", "reel", "strip", "tappable", "view"])
IN_PLACE = ("static", "relative")
LOADS = ("url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade", "expression")


def read_own_style(path: Path, display_path: str, read: Read = read_file) -> str:
    """Return the author's rules for cards, or nothing if there is no such file; raise `ContentError` with all mistakes.

    *path* is that of the file, shown as *display_path*.
    """
    try:
        data = read(path, path.parent, display_path)
    except FileNotFoundError:
        return ""
    import tinycss2

    location = Location(display_path)
    if len(data) > LARGEST:
        message = f"the style sheet has more than {LARGEST // 1000} kB; make it shorter"
        raise ContentError([diagnostic(location, "L014", message)])
    rules = tinycss2.parse_stylesheet(text_of(data, location), skip_comments=True, skip_whitespace=True)
    if found := [
        diagnostic(Location(display_path, line, column), "L014", message)
        for line, column, message in (fault for rule in rules for fault in _faults(rule))
    ]:
        raise ContentError(found)
    return "".join(f"{rule.serialize()}\n" for rule in rules)


def _faults(rule: Any) -> Iterator[tuple[int, int, str]]:
    """Yield the line, the column and the message of each mistake in a rule."""
    import tinycss2

    where = (rule.source_line, rule.source_column)
    if rule.type == "error":
        yield *where, f"this cannot be read as CSS: {rule.message.lower()}; correct it"
    elif rule.type == "at-rule":
        yield *where, f"'@{rule.at_keyword}' is not supported; write rules for .card and .card.nightMode"
    elif _is_deep([*rule.prelude, *rule.content]):
        yield *where, f"there are more than {DEEPEST} brackets inside each other; write fewer"
    else:
        if "<" in rule.serialize():
            yield *where, "this rule contains '<', which could end the style sheet; remove it"
        yield from ((*where, message) for message in _selector_faults(rule.prelude))
        for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            yield from ((each.source_line, each.source_column, message) for message in _declaration_faults(each))


def _selector_faults(prelude: Iterable[Any]) -> Iterator[str]:
    import tinycss2

    selectors: list[list[Any]] = [[]]
    for each in prelude:
        if each == ",":
            selectors.append([])
        else:
            selectors[-1].append(each)
    for selector in (tinycss2.serialize(each).strip() for each in selectors):
        if not selector:
            yield "a selector is missing; write one, or remove the comma"
        elif not any(
            selector == begin or selector.startswith((f"{begin} ", f"{begin}.", f"{begin}>")) for begin in BEGINS
        ):
            yield f"the selector '{selector:.60}' does not begin with .card; write it as '.card {selector:.60}'"
    tokens = [*_flat(prelude)]
    if any(token.type == "error" for token in tokens):
        yield "the selector cannot be read as CSS; correct it"
    if named := FIGURES & {token.value for token in tokens if token.type == "ident"}:
        yield f"the class '{min(named)}' belongs to figures; leave it out"


def _declaration_faults(declaration: Any) -> Iterator[str]:
    if declaration.type != "declaration":
        yield "this is not a declaration; write it as 'name: value;'"
        return
    tokens = [*_flat(declaration.value)]
    for token in tokens:
        if token.type == "url" or (token.type == "function" and token.lower_name in LOADS):
            yield f"'{declaration.name}' loads something; a card loads nothing, so remove it"
        elif token.type == "error":
            yield f"the value of '{declaration.name}' cannot be read as CSS; correct it"
    if declaration.lower_name == "position" and not all(
        token.type == "whitespace" or (token.type == "ident" and token.lower_value in IN_PLACE) for token in tokens
    ):
        yield "'position' would put a part of the card over others; use margins"


def _is_deep(tokens: Iterable[Any]) -> bool:
    """Return whether brackets are inside each other more deeply than is read."""
    level = [*tokens]
    for _ in range(DEEPEST):
        level = [inner for token in level for inner in _inside(token)]
    return bool(level)


def _flat(tokens: Iterable[Any]) -> Iterator[Any]:
    """Yield tokens, and those inside their brackets and functions."""
    for token in tokens:
        yield token
        yield from _flat(_inside(token))


def _inside(token: Any) -> Iterable[Any]:
    return [*(getattr(token, "content", None) or ()), *(getattr(token, "arguments", None) or ())]
