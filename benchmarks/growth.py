"""Content whose cost must grow with its number and not with its square: many notes alike, a long bibliography.

Run `python -m benchmarks.growth KIND NUMBER FOLDER` to write such a folder, to try or profile `check` with it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

FRONT_MATTER = "---\ndeck: Growth::One\n---\n\n"
TITLE = "What does momentum do in a long and narrow valley of the loss"
ENTRY = r"""@article{key%d,
  author = {G{\"o}del, Kurt and Smith, Anna B. and Jones, C.},
  title = {Some {Methods} of Number %d with {\"U}bung},
  journal = {Journal of Methods}, volume = {%d}, pages = {1--20}, year = {2000}, doi = {10.1016/%d}
}
"""


def one_title(number: int) -> dict[str, str]:
    """Return notes that all ask the same."""
    return _notes(TITLE for _ in range(number))


def same_words(number: int) -> dict[str, str]:
    """Return notes that ask in the same words about another number each."""
    return _notes(f"{TITLE} after {each} steps" for each in range(number))


def bibliography(number: int) -> dict[str, str]:
    """Return a note that cites one of many works."""
    entries = "\n".join(ENTRY % ((each,) * 4) for each in range(number))
    note = f"{FRONT_MATTER}## {TITLE}? {{#one}}\n\nIt is fast.\n\n### Source\n\n@key1, p. 1\n"
    return {"one.md": note, "references.bib": entries}


KINDS: dict[str, tuple[Callable[[int], dict[str, str]], int]] = {  # each with the number that is measured
    "notes of one title": (one_title, 10_000),
    "notes of the same words": (same_words, 3_000),
    "entries of a bibliography": (bibliography, 20_000),
}


def write(kind: str, number: int, folder: Path) -> None:
    """Write so many of a kind into a content folder."""
    folder.mkdir(parents=True)
    files = {"deck.toml": 'name = "Growth"\nnamespace = "growth"\n', **KINDS[kind][0](number)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _notes(titles: Iterable[str]) -> dict[str, str]:
    notes = (f"## {title}? {{#note-{each}}}\n\nAnswer {each}.\n" for each, title in enumerate(titles))
    return {"one.md": FRONT_MATTER + "\n".join(notes)}


def main() -> None:
    """Write a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("number", type=int)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write(options.kind, options.number, options.folder)


if __name__ == "__main__":
    main()
