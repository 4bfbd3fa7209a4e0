"""The rules about content, a section for each family and rule, from the rules themselves."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from deck.checks.families import FAMILIES, QUALITY_RULES, STRUCTURE_RULES
from deck.checks.rule import Example, Rule

LANGUAGES = {"bib": "bibtex", "css": "css", "lock": "json", "md": "markdown", "svg": "xml", "toml": "toml"}
RULES = {**STRUCTURE_RULES, **QUALITY_RULES}
MARKS = re.compile(r"^`{3,}", re.MULTILINE)
NOTES = "one.md"
LIMITS = Path(__file__).with_name("limits.md")


def sections() -> str:
    """Return a section for each family of rules."""
    return "\n".join("".join(_family(letter, module)) for letter, module in FAMILIES.items())


def _family(letter: str, module: ModuleType) -> Iterator[str]:
    title, _, about = (module.__doc__ or "").strip().partition(": ")
    yield f"## {letter}: {title}\n\n{about[0].upper()}{about[1:]}\n\n"
    rules = [rule for code, rule in RULES.items() if code.startswith(letter)]
    yield "| code | name | level | rule |\n| --- | --- | --- | --- |\n"
    yield from (_row(rule) for rule in rules)
    yield from (f"\n{''.join(_rule(rule))}" for rule in rules)


def _row(rule: Rule) -> str:
    sentence = _code_marks(rule.text.partition("\n\n")[0])
    anchor = f"{rule.code}-{rule.name}".lower()
    shown = " ".join(sentence.split()).replace("|", "\\|")
    return f"| [{rule.code}](#{anchor}) | {rule.name} | {rule.level} | {shown} |\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.name}\n\n{_code_marks(rule.text)}\n\n"
    if rule.english:
        yield "It looks at English decks only.\n\n"
    if rule.code in _found_limits():
        yield "What to write instead is in [what a card cannot hold](limits.md).\n\n"
    yield f"Bad:\n\n{''.join(_example(rule.bad))}\nGood:\n\n{''.join(_example(rule.good))}"


@cache
def _found_limits() -> frozenset[str]:
    """Return the codes of the rules that find what a card cannot hold, as the page about that names them."""
    return frozenset(re.findall(r"\[([A-Z]\d{3})\]\(rules\.md#", LIMITS.read_text(encoding="utf-8")))


def _example(example: Example) -> Iterator[str]:
    """Yield a fenced block for each file of an example, with its name above it if it is not a file of notes alone."""
    files = {NOTES: example} if isinstance(example, str) else example
    if isinstance(example, str) and example.startswith("$ "):
        yield _fence(example, "console")
    elif [*files] == [NOTES]:
        yield _fence(files[NOTES], "markdown")
    else:
        fences = (f"`{name}`\n\n{_fence(text, LANGUAGES[name.rpartition('.')[2]])}" for name, text in files.items())
        yield "\n".join(fences)


def _fence(text: str, language: str) -> str:
    """Return a text in a fenced block, whose marks are longer than any in it, and which hides nothing."""
    marks = max([*MARKS.findall(text), "``"], key=len) + "`"
    shown = "".join(char if char.isprintable() or char in "\n\t" else f"<U+{ord(char):04X}>" for char in text)
    return f"{marks}{language}\n{shown.rstrip()}\n{marks}\n"


def _code_marks(text: str) -> str:
    return text.replace("``", "`")
