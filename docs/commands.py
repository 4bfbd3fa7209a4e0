"""The help of the commands, and a picture of what ``check`` prints."""

import contextlib
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

import typer.main
from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

import build_deck
from deck.start.new import start

WIDTH, SVG_WIDTH = 80, 100
DECK = "my-deck"
SLIPS = (  # what the starter says, and what an author might have written instead
    ("1-cards.md", r"1 - \eta a", r"1 - \etta a"),
    ("1-cards.md", "### Answer\n\n3", "### Answer\n\n4"),
    ("1-cards.md", "@goodfellow2016, equation 4.5", "@goodfelow2016, equation 4.5"),
    ("2-figures.md", "momentum=0.7", "momentun=0.7"),
    ("2-figures.md", "A straight line: each step", "It's basically a line: each step"),
)


def helps() -> str:
    """Return the help of the program and of each command."""
    names = list(typer.main.get_command(build_deck.app).commands)  # type: ignore[attr-defined]
    return "\n".join(_help(name) for name in ("", *names))


def _help(name: str) -> str:
    environment = {"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH), "NO_COLOR": "1"}
    arguments = [*name.split(), "--help"]
    printed = CliRunner().invoke(build_deck.app, arguments, prog_name="build_deck.py", env=environment).output
    title = f"build_deck.py {name}".strip()
    return f"## {title}\n\n```text\n{printed.strip()}\n```\n"


def picture_of_check() -> str:
    """Return, as SVG, a terminal in which ``check`` reports the errors of a new deck into which some slips were put."""
    console = Console(record=True, width=SVG_WIDTH, file=StringIO(), force_terminal=True)
    console.print(f"$ build_deck.py check {DECK}", style="bold", highlight=False)
    console.print(Text.from_ansi(_checked()))
    svg = console.export_svg(title=f"build_deck.py check {DECK}", unique_id="check")
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # an address that GitHub would not follow


def _checked() -> str:
    """Return what ``check`` prints, with its colours."""
    with tempfile.TemporaryDirectory() as folder:
        deck = Path(folder, DECK)
        start(deck, "0123abcd")
        for name, right, wrong in SLIPS:
            text = (deck / name).read_text(encoding="utf-8")
            if right not in text:
                sys.exit(f"deck/starter/{name} has no {right!r}; choose another slip in docs/commands.py")
            (deck / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
        environment = {"FORCE_COLOR": "1", "NO_COLOR": None, "TERM": "xterm-256color", "COLUMNS": str(SVG_WIDTH)}
        environment["DECK_CACHE"] = "cache"
        with contextlib.chdir(folder):
            return CliRunner().invoke(build_deck.app, ["check", DECK], env=environment).stderr
