"""A corpus of any size, the same at every writing, in the syntax of each tool that is measured.

A note has two paragraphs, a list and a formula; every fifth has code, every tenth a picture. A file holds 100
notes. Run `python -m benchmarks.corpus FOLDER --notes 1000 --syntax ours`, which prints the command that compiles it.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks.changes import RED
from benchmarks.compilers import PEERS, Card, Cards, write_headings, write_here

PACKAGE = "bench.apkg"
NOTES_A_FILE = 100
REVISION = "Revision 0."
TEXT = """a the of gradient step valley descent surface loss average slope along large momentum minimum rate noise batch
curvature small each decays cancels weight"""
WORDS = TEXT.split()
CODE = """\
```python
def step(x, lr={rate}):
    velocity = momentum * velocity + gradient(x)
    return x - lr * velocity
```"""


def corpus(notes: int) -> Cards:
    """Return the cards of the corpus; a larger one begins with the cards of a smaller."""
    return [_card(number) for number in range(notes)]


def _card(number: int) -> Card:
    random = Random(number)  # noqa: S311  # it hides nothing
    rate = round(random.uniform(0.001, 1), 3)
    blocks = [
        f"{_sentence(random)} **{_words(random, 2)}** {_sentence(random)}",
        f"{_sentence(random)} By $x_{{k+1}} = x_k - {rate}\\,\\nabla f(x)$ {_words(random, 9)} *{_words(random, 2)}*.",
        "\n".join(f"- {_words(random, 7)}, `lr={rate}`" for _ in range(3)),
        *([CODE.format(rate=rate)] if number % 5 == 0 else []),
        *([REVISION] if number == 0 else []),
    ]
    return Card(
        id=f"note-{number}",
        word=f"word{number}",
        question=f"What does word{number} mean for {_words(random, 5)}?",
        answer="\n\n".join(blocks),
        deck=f"File-{number // NOTES_A_FILE:04}",
        picture=RED if number % 10 == 0 else b"",
    )


def _sentence(random: Random) -> str:
    return f"{_words(random, 12).capitalize()}."


def _words(random: Random, count: int) -> str:
    return " ".join(random.choices(WORDS, k=count))


def _write_here(cards: Cards, source: Path, output: Path) -> list[str]:
    write_here(cards, source)
    program = Path("build_deck.py").absolute()
    return [sys.executable, str(program), "build", str(source), "--output", str(output / PACKAGE)]


def _write_baseline(cards: Cards, source: Path, output: Path) -> list[str]:
    write_headings(cards, source)
    program = Path(__file__).with_name("baseline.py")
    return [sys.executable, str(program), str(source), str(output / PACKAGE)]


SYNTAXES: dict[str, Callable[[Cards, Path, Path], list[str]]] = {
    "ours": _write_here,
    "baseline": _write_baseline,
    **{each.tool: each.write for each in PEERS},
}


def edited_file(source: Path) -> Path:
    """Return the file of a written corpus that contains the note to be edited."""
    return min(source.rglob("*.md"))


def main() -> None:
    """Write a corpus, and print the command that compiles it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder to write")
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--syntax", choices=SYNTAXES, default="ours")
    options = parser.parse_args()
    source = options.folder.absolute()
    print(shlex.join(SYNTAXES[options.syntax](corpus(options.notes), source, source.parent)))


if __name__ == "__main__":
    main()
