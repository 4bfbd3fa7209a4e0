"""The levels of quality rules, as ``deck.toml`` sets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from deck.checks.families import QUALITY_RULES, STRUCTURE_RULES
from deck.checks.rule import Level, Rule
from deck.diagnostics import Diagnostic, Location, diagnostic, nearest
from deck.source.settings import Lint, Settings
from deck.source.yaml_lines import KeyPath, location_of


def levels_of(settings: Settings) -> Mapping[str, Level]:
    """Return the level of each quality rule: the longest entry that begins its code decides, or else its default.

    In a deck of another language than English, the rules that know English are off.
    """
    return _levels(settings.lint, english=settings.english)


def codes_of(settings: Settings, levels: tuple[Level, ...]) -> frozenset[str]:
    """Return the codes of the quality rules that have one of these *levels*."""
    return _codes(settings.lint, levels, english=settings.english)


def stops_builds(settings: Settings) -> bool:
    """Return whether builds must look for all that could be better, since a quality rule was made an error.

    What is an error by itself is looked for in every note, see `deck.checks.lint.check_note`.
    """
    return any(level == "error" != QUALITY_RULES[code].level for code, level in levels_of(settings).items())


def lint_diagnostics(lint: Lint, works: Iterable[str], locations: Mapping[KeyPath, Location]) -> Iterator[Diagnostic]:
    """Yield what is wrong in the settings of rules: entries that begin no code, or are in two lists; unknown works."""
    listed: dict[str, str] = {}
    for key, entries in (("errors", lint.errors), ("warnings", lint.warnings), ("off", lint.off)):
        where = location_of(("lint", key), locations)
        for entry in dict.fromkeys(entries):
            if not any(code.startswith(entry) for code in QUALITY_RULES):
                yield diagnostic(where, "L009", not_a_quality_rule(entry))
            elif (other := listed.setdefault(entry, key)) != key:
                yield diagnostic(where, "L009", f"'{entry}' is also in '{other}'; keep one")
    for key in set(lint.secondary) - set(works):
        message = f"no work is called '{key}' in references.bib; {nearest(key, works)}"
        yield diagnostic(location_of(("lint", "secondary"), locations), "L009", message)


def not_a_quality_rule(entry: str) -> str:
    """Return the message about an entry of a setting, or a code in a heading, that begins no code of a quality rule."""
    if any(code.startswith(entry) for code in STRUCTURE_RULES):
        return f"'{entry}' is about structure, which is always an error; correct what it finds"
    family = [code for code in QUALITY_RULES if code[0] == entry[0].upper()]
    return f"'{entry}' is not the code of a rule; {nearest(entry, family or {code[0] for code in QUALITY_RULES})}"


def level_of(rule: Rule, listed: Mapping[str, Level]) -> Level:
    """Return the level of a rule among levels that are *listed* by the characters with which codes begin."""
    return listed.get(max(filter(rule.code.startswith, listed), key=len, default=""), rule.level)


@lru_cache(maxsize=8)  # each note asks for the same
def _codes(lint: Lint, levels: tuple[Level, ...], *, english: bool) -> frozenset[str]:
    return frozenset(code for code, level in _levels(lint, english=english).items() if level in levels)


@lru_cache(maxsize=8)  # as above
def _levels(lint: Lint, *, english: bool) -> Mapping[str, Level]:
    listed: dict[str, Level] = {
        **dict.fromkeys(lint.errors, "error"),
        **dict.fromkeys(lint.warnings, "warning"),
        **dict.fromkeys(lint.off, "off"),
    }
    return {
        code: level_of(rule, listed) if english or not rule.english else "off" for code, rule in QUALITY_RULES.items()
    }
