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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

from benchmarks import growth as growing
from benchmarks.compilers import PEERS, installed
from benchmarks.corpus import REVISION, SYNTAXES, corpus, edited_file
from benchmarks.measure import ONE, lacking_program, machine, run, seconds, times_and_memory
from benchmarks.page import Marked, table
from benchmarks.targets import (
    ALONE,
    BASELINE,
    COLD,
    EDITED,
    LARGE,
    OURS,
    SIZES,
    UNCHANGED,
    Cost,
    Costs,
    Deck,
    Target,
    corpus_targets,
    deck_targets,
    running_targets,
)

PAGE = Marked(Path("docs", "benchmarks.md"), "speed")
PATIENCE = 60  # seconds that a peer may take
TURNS = 3  # of each tool at each size; the best counts
MISSING = 3


def edit(file: Path) -> str:
    """Return a shell command that gives a note in *file* another text whenever it runs."""
    return f'sed -i "s/Revision [0-9]*/Revision $(date +%N)/" {shlex.quote(str(file))}'


def cost(tool: str, notes: int, folder: Path, programs: Path | None) -> Cost:
    """Measure *tool*, whose *programs* are a folder if it is a peer, with a corpus of *notes* in *folder*."""
    source, output = folder / "source", folder / "packages"
    output.mkdir(parents=True, exist_ok=True)
    program, *arguments = SYNTAXES["ours" if tool == OURS else tool](corpus(notes), source, output)
    command = [str(programs / program) if programs else program, *arguments]
    cold = "rm -rf packages/* cache source/deck.lock"
    fresh, peak = times_and_memory(command, folder, cold, ONE)
    taken, edited_peak = {COLD: fresh.clock}, 0
    packages = list(output.glob("*.apkg"))
    if (packed := sum(map(_notes_in, packages))) != notes:
        raise RuntimeError(f"{tool} packed {packed} of {notes} notes")
    if tool == OURS:
        taken[ALONE] = seconds([*command, "--jobs", "1"], folder, cold, ONE)
        taken[UNCHANGED] = seconds(command, folder, runs=ONE)
        edited, edited_peak = times_and_memory(command, folder, edit(edited_file(source)), ONE)
        taken[EDITED] = edited.clock
    return Cost(taken, fresh.processors, peak, edited_peak, sum(each.stat().st_size for each in packages))


def costs(sizes: Sequence[int], folder: Path, python: str | None) -> Costs:
    """Measure every tool at every size, a peer while it may keep within our patience.

    The tools take turns, so that a slow minute of the machine slows none of them alone.
    """
    peers = {each.tool: installed(each, python) for each in PEERS} if python else {}
    measured: dict[str, dict[int, Cost]] = {tool: {} for tool in (OURS, BASELINE, *peers)}
    for size in sizes:
        patient = [
            tool
            for tool, by_size in measured.items()
            if tool not in peers or size == sizes[0] or _expected(size, by_size) <= PATIENCE
        ]
        for tool in patient * (1 if size >= LARGE else TURNS):
            found = cost(tool, size, folder / tool / str(size), peers.get(tool))
            measured[tool][size] = found.best(measured[tool].get(size))
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
        running=in_running_programs(content, edited, folder),
    )


def in_running_programs(content: Path, edited: Path, folder: Path) -> Mapping[str, float]:
    """Return what an edit takes a running build and a running preview (seconds of a processor)."""
    command = [sys.executable, "-m", "benchmarks.running", str(content), str(edited)]
    found = [json.loads(line) for line in run(command, folder, Path.cwd()).splitlines()]
    return {each["what"]: each["edited"] for each in found}


def growth(folder: Path) -> Iterator[Target]:
    """Yield how the cost of `check` grows where notes or works are alike: of four times as many, of the first."""
    program = [sys.executable, str(Path("build_deck.py").absolute()), "check", "--quiet"]
    for kind, (_, number) in growing.KINDS.items():
        found = []
        for count in (number // 4, number):
            content = folder / f"{kind} {count}"
            growing.write(kind, count, content)
            found.append(times_and_memory([*program, str(content)], folder, "rm -rf cache", ONE))
        (few, _), (many, peak) = found
        said = f"{many.processors:.3g} of {few.processors:.3g} s, {peak / 1e6:.0f} MB"
        yield Target(f"{number:,} {kind}, processors: of a quarter", many.processors / few.processors, 5, said)


def report(where: str, measured: Costs, targets: Iterable[Target], deck: Deck) -> str:
    """Return all that was measured, and *where*, in Markdown."""
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
            table(["ratio", "measured", "at most", "met", "seconds and sizes"], [each.row for each in targets]),
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
    with tempfile.TemporaryDirectory() as name:
        folder, where = Path(name), machine()
        measured, deck = costs(sizes, folder, options.peers), real_deck(folder)
        source = folder / OURS / str(SIZES[-1]) / "source"
        targets = (
            *corpus_targets(measured),
            *running_targets(
                in_running_programs(source, edited_file(source), folder),
                measured[BASELINE][SIZES[-1]].seconds[COLD],
            ),
            *deck_targets(deck, measured[OURS][SIZES[-1]].seconds[UNCHANGED]),
            *growth(folder),
        )
        found = report(where, measured, targets, deck)
    if options.write:
        PAGE.write(found)
    else:
        print(found, end="")
    return 0


def _expected(size: int, by_size: Mapping[int, Cost]) -> float:
    """Return the least that a tool will take for *size* (seconds), by what it took for the size before."""
    before = by_size.get(size // 10)
    return 10 * before.seconds[COLD] if before else math.inf


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
