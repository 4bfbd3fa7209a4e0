"""The levels that settings give to rules."""

import pytest
from conftest import NOW
from support.quality import FILES, sourced
from support.samples import PLAIN_TOML

from deck.build import check
from deck.checks.rule import Rule
from deck.checks.rule_levels import level_of, stops_builds
from deck.source.settings import Lint, Settings

LEVELS = "## Where does it go? {#one}\n\nIt always goes down, and it very often stops.\n"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"A004": "warning", "W002": "warning", "W003": "warning"}),
        ('errors = ["W", "A0"]', {"A004": "error", "W002": "error", "W003": "error"}),
        ('errors = ["W002"]', {"A004": "warning", "W002": "error", "W003": "warning"}),
        ('errors = ["W"]\noff = ["W002", "A004"]', {"W003": "error"}),
        ('errors = ["W002"]\noff = ["W", "A"]', {"W002": "error"}),
        ('errors = ["W"]\nwarnings = ["W002"]\noff = ["W003", "A"]', {"W002": "warning"}),
        ('warnings = ["W00"]\nerrors = ["W", "A"]\noff = ["W003"]', {"A004": "error", "W002": "warning"}),
        ('off = ["W", "A"]', {}),
    ],
)
def test_settings_say_which_rules_are_errors_and_which_are_off(write, settings, expected):
    toml = f"{PLAIN_TOML}[lint]\n{settings}\n"

    found = check(write(sourced(LEVELS), {**FILES, "deck.toml": toml}), NOW).found

    assert {each.rule: each.level for each in found} == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('errors = ["X"]', "deck.toml:4: 'X' is not the code of a rule; use one of 'A', 'D', 'G', 'P', 'Q', 'S', 'W'"),
        (
            'warnings = ["S999"]',
            "deck.toml:4: 'S999' is not the code of a rule; use one of 'S001', 'S002', 'S003', 'S004', 'S005', 'S006'",
        ),
        ('warnings = ["w002"]', "deck.toml:4: 'w002' is not the code of a rule; did you mean 'W002'?"),
        ('off = ["N"]', "deck.toml:4: 'N' is about structure, which is always an error; correct what it finds"),
        ('off = ["M001"]', "deck.toml:4: 'M001' is about structure, which is always an error; correct what it finds"),
        ('off = ["W"]\nerrors = ["W"]', "deck.toml:4: 'W' is also in 'errors'; keep one"),
        ('errors = ["W", "W"]\nwarnings = ["A", "W"]', "deck.toml:5: 'W' is also in 'errors'; keep one"),
    ],
)
def test_a_setting_that_names_no_quality_rule_or_says_two_things_is_an_error_at_its_line(errors, settings, expected):
    assert errors(sourced(LEVELS), {**FILES, "deck.toml": f"{PLAIN_TOML}[lint]\n{settings}\n"}) == [expected]


def test_a_rule_has_its_own_level_where_no_setting_says_another():
    rule = Rule("W999", "off-by-default", "A text.", bad="", good="", level="off")

    assert level_of(rule, {}) == "off"
    assert level_of(rule, {"W": "warning"}) == "warning"
    assert level_of(rule, {"W": "warning", "W9": "error"}) == "error"
    assert level_of(rule, {"A": "error"}) == "off"


def test_builds_look_for_all_that_could_be_better_only_where_some_of_it_was_made_an_error():
    def stops(lint, language="en"):
        return stops_builds(Settings(name="Test", namespace="test", lint=lint, language=language))

    assert not stops(Lint())  # a missing alt text is looked for by itself
    assert not stops(Lint(warnings=("Q", "P"), off=("G",)))
    assert stops(Lint(errors=("G001",), off=("G",)))
    assert stops(Lint(errors=("Q001",), off=("P006",)), "en-GB")
    assert not stops(Lint(errors=("Q001",), off=("P006",)), "de")
