"""Measure what grows with a deck: drawing its figures, sending an update to its learners, importing it into real Anki.

Run `python -m benchmarks.scale`: `--large` adds a deck of 100,000 notes; `--write` puts the tables into docs/scale.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

from benchmarks.compilers import Cards, write_here
from benchmarks.corpus import REVISION, corpus
from benchmarks.learner import collection_in, import_all
from benchmarks.page import Marked, table
from deck.build import build
from deck.cache.store import Store
from deck.draw import draw_figures
from deck.workers.pool import Workers
from figures import KINDS, Figure

PAGE = Path("docs", "scale.md")
FIGURES, PROCESSES = 2_000, (1, 2)
SIZES, LARGE = (1_000, 10_000), 100_000
DAY = 86_400


@dataclass(frozen=True)
class Update:
    """A change of one note of a deck: packages (bytes), and what importing them takes a processor (seconds)."""

    notes: int
    whole: int
    changed_entries: int
    alone: int
    first: float
    unchanged: float
    one_changed: float
    imported_alone: float

    @property
    def row(self) -> list[str]:
        """Its row of the table."""
        sizes = (f"{size / 1000:,.0f} kB" for size in (self.whole, self.changed_entries, self.alone))
        times = (self.first, self.unchanged, self.one_changed, self.imported_alone)
        return [f"{self.notes:,}", *sizes, *(f"{seconds:.2g} s" for seconds in times)]


def requests(count: int) -> list[Figure]:
    """Return so many figures, no two the same: a path and a curve for each of many learning rates."""
    shared = {"surface": "quadratic(a=1, b=50)", "start": [-4, 1], "steps": 60}
    fields = (
        {**shared, "paths": {"gd": f"gd(lr={rate:.6f})", "momentum": f"momentum(lr={rate:.6f}, momentum=0.7)"}}
        for rate in (0.001 + each * 0.03 / count for each in range(count))
    )
    return [KINDS[("descent", "curve")[each % 2]].model_validate(one) for each, one in enumerate(fields)]


def drawing_times(count: int, folder: Path) -> Iterator[list[str]]:
    """Yield for each number of processes how long they draw; all must make the same files."""
    figures, made = requests(count), set()
    for processes in PROCESSES:
        store = Store(folder / str(processes))
        started, worked = time.perf_counter(), _processor_seconds()
        with _drawers(processes) as executor:
            readers, _ = draw_figures(figures, store, lambda *_: None, executor)
        seconds, work = time.perf_counter() - started, _processor_seconds() - worked
        made.add(tuple((name, read()) for name, read in sorted(readers.items())))
        yield [str(processes), f"{seconds:.0f} s", f"{work:.0f} s", f"{count / seconds:.1f}"]
    if len(made) > 1:
        raise RuntimeError("another number of processes drew other files")


def update(notes: int, folder: Path, now: int) -> Update:
    """Build a deck of *notes*, give one of them another text, and import all that into a learner's collection."""
    cards = corpus(notes)
    edited = [replace(cards[0], answer=cards[0].answer.replace(REVISION, "Revision 1.")), *cards[1:]]
    author, learner = folder / "author", folder / "learner"
    learner.mkdir(parents=True)
    first, changed = (_built(each, author, when) for each, when in ((cards, now - DAY), (edited, now)))
    alone = _built(edited[:1], folder / "alone", now)
    arrival, again = _imported(first, learner, notes), _imported(first, learner, 0)
    other = shutil.copytree(learner, folder / "other learner")
    return Update(
        notes=notes,
        whole=changed.stat().st_size,
        changed_entries=_changed_entries(first, changed),
        alone=alone.stat().st_size,
        first=arrival,
        unchanged=again,
        one_changed=_imported(changed, learner, 1),
        imported_alone=_imported(alone, other, 1),
    )


def machine() -> str:
    """Return a sentence on what measures here, and how busy it is with other things."""
    libraries = ", ".join(f"{each} {version(each)}" for each in ("matplotlib", "numpy", "anki"))
    load = f"{os.cpu_count()} cores, with a load of {os.getloadavg()[0]:.1f} before"
    return f"{load}; Python {platform.python_version()}, {libraries}.\n"


def report(location: str, found: Sequence[list[str]], updates: Sequence[Update]) -> tuple[str, str]:
    """Return both tables in Markdown, the first one under *location*, where they were measured."""
    head = ["notes", "whole package", "its changed entries", "the changed note alone"]
    imports = ["first import", "import, nothing changed", "import, one note changed", "import of that note alone"]
    drawing = table(["processes", f"{FIGURES:,} figures", "of a processor's time", "figures a second"], found)
    return f"{location}\n{drawing}", table([*head, *imports], [each.row for each in updates])


def main() -> int:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--large", action="store_true", help=f"measure {LARGE:,} notes too, which takes long")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE}")
    options = parser.parse_args()
    sizes = (*SIZES, *([LARGE] if options.large else []))
    with tempfile.TemporaryDirectory() as name:
        folder, now, location = Path(name), int(time.time()), machine()
        found = list(drawing_times(FIGURES, folder))
        tables = report(location, found, [update(size, folder / f"{size} notes", now) for size in sizes])
    for name, text in zip(("drawing", "updates"), tables, strict=True):
        if options.write:
            Marked(PAGE, name).write(text)
        else:
            print(text)
    return 0


def _drawers(processes: int) -> Executor | nullcontext[None]:
    """Return so many processes, or nothing where this one suffices."""
    return Workers(processes) if processes > 1 else nullcontext()


def _processor_seconds() -> float:
    """Return how long processors have worked for this process and for those it started and that ended."""
    return sum(os.times()[:4])


def _built(cards: Cards, author: Path, now: int) -> Path:
    """Build the cards, and return a copy of the package that the next build does not replace."""
    write_here(cards, author / "content")
    package = build(author / "content", author / "deck.apkg", now, cache=author / "cache").package
    return package.rename(author / f"{now}.apkg")


def _imported(package: Path, home: Path, expected: int) -> float:
    """Import a package, and return how long a processor works for it (seconds), however busy it is."""
    with collection_in(home) as collection:
        started = time.process_time()
        touched = import_all(collection, [package])
        seconds = time.process_time() - started
    if touched != expected:
        raise RuntimeError(f"{package.name}: {touched} notes were touched, not {expected}")
    return seconds


def _changed_entries(before: Path, after: Path) -> int:
    """Return how many bytes of a package are entries that the one before it does not hold."""
    with ZipFile(before) as old, ZipFile(after) as new:
        known = {each.CRC for each in old.infolist()}
        return sum(each.compress_size for each in new.infolist() if each.CRC not in known)


if __name__ == "__main__":
    sys.exit(main())
