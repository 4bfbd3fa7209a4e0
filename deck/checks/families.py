"""All rules, by family: each family is a file, and the letter of its codes."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from deck.checks import (
    answers,
    clozes,
    duplicates_tags_and_order,
    figures_and_claims,
    formulas,
    html_and_safety,
    links_and_settings,
    notes_and_ids,
    pictures,
    questions,
    sources,
    text_and_lists,
    wording,
)
from deck.checks.github import rules as github
from deck.checks.rule import REPORTED, Rule
from deck.checks.views import DECK, HISTORY, QUALITY, STRUCTURE, SUPPRESSIONS

FAMILIES: Final[dict[str, ModuleType]] = {
    "N": notes_and_ids,
    "C": clozes,
    "M": formulas,
    "H": html_and_safety,
    "F": figures_and_claims,
    "T": text_and_lists,
    "L": links_and_settings,
    "Q": questions,
    "A": answers,
    "S": sources,
    "P": pictures,
    "W": wording,
    "D": duplicates_tags_and_order,
    "G": github,
}


def _by_code(*rules: Rule) -> dict[str, Rule]:
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


STRUCTURE_RULES = _by_code(*REPORTED, *STRUCTURE.rules)
QUALITY_RULES = _by_code(*QUALITY.rules, *DECK.rules, *SUPPRESSIONS.rules, *HISTORY.rules)
