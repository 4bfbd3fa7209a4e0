"""Measure in real Anki what an author's rebuild does to a learner, with this project and with others.

A life: a first import, a review of every card, the learner's own changes; then the author's change, a rebuild and
another import. Run `python -m benchmarks.rebuilds`; `--peers python3.12` measures tools from PyPI too, which
it installs into `build/peers` first; `--check` then compares their columns as well.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.changes import CHANGES, EDITED, NOTES, SUSPENDED, TAGGED, Change, Outcome, first_cards
from benchmarks.compilers import Compiler, compilers
from benchmarks.learner import Collected, collection_in, customise, import_all, look, review_all
from benchmarks.page import Marked, table

README = Marked(Path("README.md"), "rebuilds")
DAY = 86_400
IMPOSSIBLE = "not offered"


@dataclass(frozen=True)
class Life:
    """A learner's life with a tool up to the author's change; *home* holds what the author and the learner have."""

    compiler: Compiler
    home: Path
    packages: tuple[bytes, ...]
    before: Collected


def begin(compiler: Compiler, home: Path, now: int) -> Life:
    """Live up to the author's change: the first build is a day old."""
    author = home / "author"
    author.mkdir(parents=True)
    packages = compiler.compile(first_cards(), author, now - DAY)
    with collection_in(home) as collection:
        if (arrived := import_all(collection, packages)) != NOTES:
            raise RuntimeError(f"{compiler.name}: {arrived} of {NOTES} notes arrived")
        review_all(collection)
        customise(collection, *(first_cards()[each].word for each in (EDITED, TAGGED, SUSPENDED)))
        return Life(compiler, home, _bytes(packages), look(collection))


def rebuild(life: Life, change: Change, now: int) -> Outcome:
    """Have the author change a card and build again, and the learner import that, in a copy of their home."""
    changed = change.change(first_cards()[change.card])
    others = [each for number, each in enumerate(first_cards()) if number != change.card]
    where = len(others) if changed and changed.deck != others[0].deck else change.card
    cards = [*others[:where], *([changed] if changed else []), *others[where:]]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(life.home, Path(folder, "home"))
        packages = life.compiler.compile(cards, home / "author", now)
        with collection_in(home) as collection:
            count = import_all(collection, packages)
            after = look(collection)
        same = _bytes(packages) == life.packages
    return Outcome(cards, changed or first_cards()[change.card], count, same, life.before, after)


def measure(tools: Sequence[Compiler], folder: Path) -> str:
    """Return the table of what every change does with every tool."""
    lives = [begin(tool, folder / str(number), int(time.time())) for number, tool in enumerate(tools)]
    time.sleep(1.1)  # Anki counts whole seconds: the rebuilds are later than what the learners did
    rows = [row for change in CHANGES for row in _rows(change, lives)]
    head = ["an author …", f"… and at a learner's, in Anki {version('anki')}", *(tool.name for tool in tools)]
    return table(head, rows)


def main() -> int:
    """Print the table, or put it into the README, or tell whether the README has it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuilds", description=__doc__)
    parser.add_argument(
        "--peers", metavar="PYTHON", help="measure tools from PyPI too, installed with this Python (md2anki needs 3.12)"
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", action="store_true", help="put the table into README.md")
    action.add_argument("--check", action="store_true", help="exit with 1 unless README.md has this table")
    options = parser.parse_args()
    written = README.read()
    if (options.write or options.check) and written is None:
        print(README.missing, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(compilers(options.peers), Path(folder))
    if options.write:
        README.write(measured)
    elif not options.check:
        print(measured, end="")
    elif not is_in(measured, written or ""):
        print(f"{README.path}: the table of rebuilds is stale; run --write", file=sys.stderr)
        return 1
    return 0


def is_in(measured: str, written: str) -> bool:
    """Whether the table *written* is the one *measured*, of which the columns of peers may be missing."""
    lines, starts = written.splitlines(), measured.splitlines()
    return len(lines) == len(starts) and all(line.startswith(start) for line, start in zip(lines, starts, strict=True))


def _rows(change: Change, lives: Sequence[Life]) -> Iterator[list[str]]:
    outcomes = [
        rebuild(life, change, int(time.time())) if change.needs <= life.compiler.can else None for life in lives
    ]
    for number, (label, measured) in enumerate(change.measures.items()):
        cells = [IMPOSSIBLE if outcome is None else measured(outcome) for outcome in outcomes]
        yield ["" if number else change.name, label, *cells]


def _bytes(packages: Sequence[Path]) -> tuple[bytes, ...]:
    return tuple(each.read_bytes() for each in packages)


if __name__ == "__main__":
    sys.exit(main())
