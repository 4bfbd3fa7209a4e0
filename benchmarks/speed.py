"""Measure how fast the compiler is, beside the script anyone would write first and other people's tools.

hyperfine times whole commands, each a process of its own, and the best of several runs counts, since noise only
adds. Run `python -m benchmarks.speed`: `--peers python3.12` measures tools from PyPI too, which it installs into
`build/peers` first; `--large` adds 100,000 notes; `--write` puts the tables into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import math
import shlex
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from benchmarks.compilers import PEERS, installed
from benchmarks.corpus import REVISION, SYNTAXES, corpus, edited_file
from benchmarks.measure import ONE, SEVERAL, lacking_program, machine, run, seconds, seconds_and_memory
from benchmarks.page import Marked, table

PAGE = Marked(Path("docs", "benchmarks.md"), "speed")
SIZES, LARGE = (100, 1_000, 10_000), 100_000
PATIENCE = 60  # seconds that a peer may take
MISSING = 3
OURS, BASELINE, ANKDOWN = "this project", "baseline", "ankdown"
COLD, EDITED, UNCHANGED = "cold", "one note edited", "nothing changed"


@dataclass(frozen=True)
class Cost:
    """What a tool needs for a corpus: seconds by situation; when cold, the peak of memory and the package (bytes)."""

    seconds: Mapping[str, float]
    memory: int
    package: int


@dataclass(frozen=True)
class Deck:
    """What the real deck takes (seconds), and what an interpreter and our help take that do nothing."""

    bare: float
    help: float
    unchanged: float
    edited: float
    check: float
    drawn: float
    figures: int


@dataclass(frozen=True)
class Target:
    """A ratio that shall be *most* at most, and of what it was measured."""

    name: str
    ratio: float
    most: float
    measured: str

    @property
    def row(self) -> list[str]:
        """Its row of the table."""
        met = "yes" if self.ratio <= self.most else "**no**"
        return [self.name, f"{self.ratio:.3g}", f"{self.most:.3g}", met, self.measured]


Costs = Mapping[str, Mapping[int, Cost]]


def edit(file: Path) -> str:
    """Return a shell command that gives a note in *file* another text whenever it runs."""
    return f'sed -i "s/Revision [0-9]*/Revision $(date +%N)/" {shlex.quote(str(file))}'


def cost(tool: str, notes: int, folder: Path, programs: Path | None) -> Cost:
    """Measure *tool*, whose *programs* are a folder if it is a peer, with a corpus of *notes* in *folder*."""
    source, output = folder / "source", folder / "packages"
    output.mkdir(parents=True)
    program, *arguments = SYNTAXES["ours" if tool == OURS else tool](corpus(notes), source, output)
    command = [str(programs / program) if programs else program, *arguments]
    runs = ONE if notes >= LARGE else SEVERAL
    cold = "rm -rf packages/* cache source/deck.lock"
    best, peak = seconds_and_memory(command, folder, cold, runs)
    taken = {COLD: best}
    packages = list(output.glob("*.apkg"))
    if (packed := sum(map(_notes_in, packages))) != notes:
        raise RuntimeError(f"{tool} packed {packed} of {notes} notes")
    if tool == OURS:
        taken[UNCHANGED] = seconds(command, folder, runs=runs)
        taken[EDITED] = seconds(command, folder, edit(edited_file(source)), runs)
    return Cost(taken, peak, sum(each.stat().st_size for each in packages))


def costs(sizes: Sequence[int], folder: Path, python: str | None) -> Costs:
    """Measure every tool at every size, a peer while it may keep within our patience; what is compared runs close."""
    peers = {each.tool: installed(each, python) for each in PEERS} if python else {}
    measured: dict[str, dict[int, Cost]] = {tool: {} for tool in (OURS, BASELINE, *peers)}
    for size in sizes:
        for tool, by_size in measured.items():
            if tool not in peers or size == sizes[0] or _expected(size, by_size) <= PATIENCE:
                by_size[size] = cost(tool, size, folder / tool / str(size), peers.get(tool))
    return measured


def real_deck(folder: Path) -> Deck:
    """Measure a copy of the real deck in *folder*."""
    content = shutil.copytree("content", folder / "content")
    edited = max(content.glob("[0-9]*.md"))
    edited.write_text(f"{edited.read_text(encoding='utf-8')}\n{REVISION}\n", encoding="utf-8")
    ours = [sys.executable, str(Path("build_deck.py").absolute())]
    build = [*ours, "build", str(content), "--output", str(folder / "deck.apkg")]
    drawn = seconds(build, folder, "rm -rf cache")
    return Deck(
        bare=seconds([sys.executable, "-c", "pass"], folder),
        help=seconds([*ours, "--help"], folder),
        unchanged=seconds(build, folder),
        edited=seconds(build, folder, edit(edited)),
        check=seconds([*ours, "check", str(content)], folder, edit(edited)),
        drawn=drawn,
        figures=json.loads(run([*build, "--json"], folder))["figures"],
    )


def corpus_targets(measured: Costs) -> Iterator[Target]:
    """Yield what is to be reached with the corpus."""
    few, many = SIZES[0], SIZES[-1]
    ours, baseline = measured[OURS][many], measured[BASELINE][many]
    for situation, most in ((COLD, 0.40), (EDITED, 0.04), (UNCHANGED, 0.01)):
        yield _ratio(
            f"{many:,} notes, {situation}: of the baseline", ours.seconds[situation], baseline.seconds[COLD], most
        )
    if ankdown := measured.get(ANKDOWN, {}).get(many):
        yield _ratio(f"{many:,} notes, {EDITED}: of ankdown", ours.seconds[EDITED], ankdown.seconds[COLD], 0.25)
    if large := measured[OURS].get(LARGE):
        yield _ratio(f"{LARGE:,} notes, {COLD}: of {many:,}", large.seconds[COLD], ours.seconds[COLD], 11)
    for size in sorted(measured[OURS].keys() - set(SIZES[:-1])):
        peak = measured[OURS][size].memory
        a_note = (peak - measured[OURS][few].memory) / (size - few)
        yield Target(f"kB of memory a note, {size:,} notes", a_note / 1000, 3, f"{peak / 1e6:.0f} MB in all")
    sizes = f"{ours.package / 1e6:.1f} of {baseline.package / 1e6:.1f} MB"
    yield Target(f"package of {many:,} notes: of the baseline's", ours.package / baseline.package, 1 / 3, sizes)


def deck_targets(deck: Deck) -> Iterator[Target]:
    """Yield what is to be reached with the real deck and without any."""
    yield _ratio("`--help`: of a bare interpreter", deck.help, deck.bare, 13)
    yield _ratio("our deck, nothing changed: of a bare interpreter", deck.unchanged, deck.bare, 25)
    yield _ratio("our deck, one text edited: of a bare interpreter", deck.edited, deck.bare, 40)
    yield _ratio("our deck, `check`, one text edited: of a build", deck.check, deck.edited, 1)


def report(where: str, measured: Costs, deck: Deck) -> str:
    """Return all that was measured, and *where*, in Markdown."""
    targets = [each.row for each in (*corpus_targets(measured), *deck_targets(deck))]
    sizes = sorted(measured[OURS])
    rows = [
        [_titled(tool, situation), *(_seconds(by_size.get(size), situation) for size in sizes)]
        for tool, by_size in measured.items()
        for situation in by_size[sizes[0]].seconds
    ]
    figures = f"All {deck.figures} figures of our deck, in both themes, drawn anew: {deck.drawn:.1f} s.\n"
    return "\n".join(
        [
            where,
            table(["ratio", "measured", "at most", "met", "seconds and sizes"], targets),
            table(["seconds", *(f"{size:,} notes" for size in sizes)], rows),
            figures,
        ]
    )


def main() -> int:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", help="measure tools from PyPI too, installed with this Python")
    parser.add_argument("--large", action="store_true", help=f"measure {LARGE:,} notes too, which takes long")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.path}")
    options = parser.parse_args()
    if lacking := lacking_program():
        print(lacking, file=sys.stderr)
        return MISSING
    if options.write and PAGE.read() is None:
        print(PAGE.missing, file=sys.stderr)
        return 2
    sizes = (*SIZES, *([LARGE] if options.large else []))
    with tempfile.TemporaryDirectory() as folder:
        measured = report(machine(), costs(sizes, Path(folder), options.peers), real_deck(Path(folder)))
    if options.write:
        PAGE.write(measured)
    else:
        print(measured, end="")
    return 0


def _expected(size: int, by_size: Mapping[int, Cost]) -> float:
    """Return the least that a tool will take for *size* (seconds), by what it took for the size before."""
    before = by_size.get(size // 10)
    return 10 * before.seconds[COLD] if before else math.inf


def _ratio(name: str, ours: float, other: float, most: float) -> Target:
    return Target(name, ours / other, most, f"{ours:.3g} of {other:.3g} s")


def _seconds(found: Cost | None, situation: str) -> str:
    return f"{found.seconds[situation]:.3g}" if found else "-"


def _titled(tool: str, situation: str) -> str:
    """Return how a row is called: ours by the situation, a peer by its version."""
    return f"{OURS}, {situation}" if tool == OURS else {each.tool: each.name for each in PEERS}.get(tool, tool)


def _notes_in(package: Path) -> int:
    with ZipFile(package) as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        (notes,) = database.execute("select count() from notes").fetchone()
    return int(notes)


if __name__ == "__main__":
    sys.exit(main())
