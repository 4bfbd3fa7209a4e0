"""Every rule has a code of its family, a place in which it is looked for, and examples that show what it means."""

import ast
import re
from itertools import groupby
from pathlib import Path

import pytest
from conftest import NOW
from support.examples import is_command, write

from deck.build import check
from deck.checks.families import FAMILIES, QUALITY_RULES, STRUCTURE_RULES
from deck.checks.rule import REPORTED

ROOT = Path(__file__).parents[2]
RULES = {**STRUCTURE_RULES, **QUALITY_RULES}
LOCATED = {"diagnostic": 1, "content_error": 1, "UnsafeHtml": 0, "validate": 3}  # which argument of a call is a code
CODE = re.compile(r"[A-Z]\d{3}(?!\w)")
COMMANDS = [code for code, rule in RULES.items() if is_command(rule.bad)]
CONTENTS = [code for code in RULES if code not in COMMANDS]
SOURCES = {path: path.read_text("utf-8") for path in sorted((ROOT / "deck").rglob("*.py"))}
TESTS = {path: path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))}


def codes_in(text):
    """Return the codes with which strings in some Python begin."""
    strings = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return {each[:4] for each in strings if isinstance(each, str) and CODE.match(each)}


def codes_of_calls(text):
    """Yield the codes that some Python gives to diagnostics as they are written."""
    for node in ast.walk(ast.parse(text)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name in LOCATED and len(node.args) > LOCATED[name] and isinstance(node.args[LOCATED[name]], ast.Constant):
            yield node.args[LOCATED[name]].value


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Return a function that returns the codes and levels of what is found in an example."""
    monkeypatch.chdir(tmp_path)

    def found_in(example):
        return {(each.rule, each.level) for each in check(write(example, Path("content")), NOW).found}

    return found_in


def test_the_codes_of_a_family_are_numbered_and_listed_in_its_file():
    for letter, rules in groupby(sorted(RULES), key=lambda code: code[0]):
        codes = list(rules)
        assert codes == [f"{letter}{number:03}" for number in range(1, len(codes) + 1)]
        assert codes_in(SOURCES[Path(FAMILIES[letter].__file__)]) >= set(codes)
    assert {code[0] for code in RULES} == set(FAMILIES)


def test_a_code_and_a_name_belong_to_one_rule():
    assert not STRUCTURE_RULES.keys() & QUALITY_RULES.keys()
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert all(code == rule.code for code, rule in RULES.items())


def test_every_diagnostic_has_the_code_of_a_rule():
    raised = {code for text in SOURCES.values() for code in codes_of_calls(text)}

    assert raised
    assert raised <= set(RULES)


def test_what_an_earlier_stage_reports_is_raised_there():
    families = {Path(module.__file__) for module in FAMILIES.values()}
    raised = {code for path, text in SOURCES.items() if path not in families for code in codes_in(text)}

    assert {rule.code for rule in REPORTED} - raised == set()


@pytest.mark.parametrize("code", RULES)
def test_a_rule_has_a_name_and_says_what_it_asks_for(code):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", RULES[code].name)
    assert re.fullmatch(r"[A-Z].*\.", RULES[code].text, re.DOTALL)


@pytest.mark.parametrize("code", CONTENTS)
def test_the_bad_example_breaks_its_rule_and_no_other(found, code):
    level = (
        "error" if code in STRUCTURE_RULES else RULES[code].level.replace("off", "warning")
    )  # which its deck.toml says

    assert found(RULES[code].bad) == {(code, level)}


@pytest.mark.parametrize("code", CONTENTS)
def test_the_good_example_breaks_no_rule(found, code):
    assert found(RULES[code].good) == set()


def test_what_no_content_can_show_is_tested_by_name():
    named = {code for path, text in TESTS.items() if path != Path(__file__) for code in codes_in(text)}

    assert set(COMMANDS) - named == set()
