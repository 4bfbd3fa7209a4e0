"""The examples of rules, as content folders."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from deck.checks.rule import Example

TOML = 'name = "Example"\nnamespace = "example"\n'
WORKS = """\
@misc{goh2017, author={Gabriel Goh}, title={Why Momentum Really Works}, year={2017}}
@misc{notes2020, author={Jane Doe}, title={Lecture Notes}, year={2020}}
"""
FRONT_MATTER = "---\ndeck: Example::One\n---\n\n"
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><title>{}</title></svg>"
PICTURES = ("hill.svg", "plain.svg", "ravine.svg", "valley.svg")


def files_of(example: Example) -> dict[str, str]:
    """Return the files of a content folder that an example means: those that it gives, and around them the usual."""
    given = {"one.md": example} if isinstance(example, str) else dict(example)
    return {**dict(_usual("\n".join(given.values()))), **given, **dict(_completed(given))}


def _usual(text: str) -> Iterator[tuple[str, str]]:
    """Yield the settings and the bibliography of all examples, and the pictures that a *text* shows."""
    yield "deck.toml", TOML
    yield "references.bib", WORKS
    yield from ((name, DRAWING.format(name)) for name in PICTURES if f"]({name})" in text)


def _completed(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield files of which an example gives the part that matters alone."""
    front_matter_given = any(text.startswith("---\n") for text in given.values())
    for name, text in given.items():
        if name == "deck.toml" and "name =" not in text:
            yield name, TOML + text
        elif name == "deck.toml" and "namespace" not in text:
            yield name, 'namespace = "example"\n' + text
        elif name.endswith(".md") and isinstance(text, str) and not front_matter_given:
            yield name, FRONT_MATTER + text


def is_command(example: Example) -> bool:
    """Return whether an example is a command rather than content."""
    return isinstance(example, str) and bool(re.match(r"\$ ", example))


def write(example: Example, folder: Path) -> Path:
    """Write an example into *folder*, and return it."""
    for name, text in files_of(example).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
