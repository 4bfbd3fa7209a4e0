"""Codes of rules are a promise since version 1.0.0: settings and headings of decks contain them.

A rule may be added, or find nothing any more; its code and name stay what they were. The list is never changed.
"""

from pathlib import Path

import pytest

from deck.checks.families import QUALITY_RULES, STRUCTURE_RULES

FROZEN = Path(__file__).with_name("codes_of_1.0.0.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", FROZEN)
def test_a_code_means_what_it_meant(line):
    code, name = line.split()

    assert {**STRUCTURE_RULES, **QUALITY_RULES}[code].name == name
