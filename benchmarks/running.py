"""Measure an edit where a program is running already: `build --watch` and `preview --watch`.

Run `python -m benchmarks.running CONTENT FILE`, where FILE of the content holds the words that are edited; it prints
what the best of several edits takes (seconds of a processor), and the first time, as JSON. Needs the extra ``preview``.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from deck.build import build_if_needed
from deck.cache.cache_folder import open_store
from deck.cli.execution import without_gc
from deck.preview import watch

EDITS = 5
REVISION = re.compile(r"Revision \d+")


def build_times(content: Path, file: Path, folder: Path) -> Iterator[float]:
    """Yield what the first build takes, and then each build after an edit of *file*."""
    store = open_store(content, folder / "cache", holding=True)

    def once() -> None:
        with without_gc():
            build_if_needed(content, folder / "running.apkg", int(time.time()), store=store)
        gc.freeze()

    yield _processor_seconds(once)
    for number in range(EDITS):
        edit(file, number)
        yield _processor_seconds(once)


def preview_times(content: Path, file: Path, folder: Path) -> Iterator[float]:
    """Yield what the first page takes, and then each page after an edit of *file*."""
    shown = watch(content, folder / "page", int(time.time()), lambda *_: None, folder / "cache")
    yield _processor_seconds(lambda: next(shown))
    for number in range(EDITS):
        edit(file, number)
        yield _processor_seconds(lambda: next(shown))


def edit(file: Path, number: int) -> None:
    """Give a note in *file* another text."""
    text = file.read_text(encoding="utf-8")
    file.write_text(REVISION.sub(f"Revision {number}{time.time_ns()}", text), encoding="utf-8")


def _processor_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Print both, first and best."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.running", description=__doc__)
    parser.add_argument("content", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, times in (("build", build_times), ("preview", preview_times)):
            first, *edits = times(options.content, options.file, Path(folder))
            print(json.dumps({"what": name, "first": first, "edited": min(edits)}))


if __name__ == "__main__":
    main()
