"""The script that any good developer would write first: Typer, Python-Markdown and genanki.

Each Markdown file is a deck, each `##` heading a question. Run `python benchmarks/baseline.py SOURCE PACKAGE`.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import genanki
import typer
from markdown import Markdown
from pygments.formatters import HtmlFormatter

NOTE_TYPE = genanki.Model(
    1_607_392_319,
    "Baseline",
    fields=[{"name": "Front"}, {"name": "Back"}],
    templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": '{{FrontSide}}<hr id="answer">{{Back}}'}],
    css=HtmlFormatter(cssclass="codehilite").get_style_defs(),  # type: ignore[no-untyped-call]
)


def compile_folder(source: Path, package: Path) -> None:
    """Compile a folder of Markdown files and their pictures into an Anki package."""
    converter = Markdown(
        extensions=["extra", "codehilite", "pymdownx.arithmatex"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    decks = [read_deck(path.read_text(encoding="utf-8"), converter) for path in sorted(source.glob("*.md"))]
    pictures = [str(path) for path in sorted(source.glob("*.gif"))]
    genanki.Package(decks, pictures).write_to_file(package)


def read_deck(text: str, converter: Markdown) -> genanki.Deck:
    """Make a deck of the text of a file."""
    title, *notes = re.split(r"^## ", text, flags=re.MULTILINE)
    name = title.removeprefix("# ").strip()
    deck = genanki.Deck(zlib.crc32(name.encode()), name)
    for note in notes:
        question, _, answer = note.partition("\n")
        fields = [converter.reset().convert(each) for each in (question, answer)]
        deck.add_note(genanki.Note(NOTE_TYPE, fields))
    return deck


if __name__ == "__main__":
    typer.run(compile_folder)
