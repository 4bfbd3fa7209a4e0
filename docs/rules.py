"""The rules about content as a table for each family, from the rules themselves."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from deck.checks import FAMILIES
from deck.checks.rule import Rule
from deck.checks.structure import STRUCTURE
from deck.checks.views import DECK, QUALITY, SUPPRESSIONS

RULES: tuple[Rule[Any], ...] = (*STRUCTURE.all, *QUALITY.all, *DECK.all, *SUPPRESSIONS.all)


def rules_of(family: ModuleType) -> list[Rule[Any]]:
    """Return the rules of a family in the order of their codes, if they have one."""
    return sorted((rule for rule in RULES if rule.find.__module__ == family.__name__), key=lambda rule: rule.code[1:3])


def tables() -> str:
    """Return a section for each family of rules."""
    return "\n".join("".join(_section(family)) for family in FAMILIES)


def _section(family: ModuleType) -> Iterator[str]:
    title, _, about = (family.__doc__ or "").strip().partition(": ")
    rules = rules_of(family)
    coded = any(rule.code != rule.name for rule in rules)
    yield f"## {title}\n\n{about[0].upper()}{about[1:]}\n\n"
    if coded:
        yield from _table(["code", "name", "level", "rule"], ((r.code, r.name, "warning", r.text) for r in rules))
    else:
        yield from _table(["name", "level", "rule"], ((rule.name, "error", rule.text) for rule in rules))


def _table(head: list[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |\n|{' --- |' * len(head)}\n"
    for *words, text in rows:
        cell = " ".join(text.replace("``", "`").split()).replace("|", "\\|")
        yield f"| {' | '.join(words)} | {cell} |\n"
