"""The functions in which a build spends its time, one benchmark each, for comparing one change with another.

Run `pytest benchmarks`; `--benchmark-autosave` keeps the numbers and `--benchmark-compare` sets them beside the last.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.compilers import write_here
from benchmarks.corpus import corpus
from deck.anki.empty_collection import PackageInfo, empty_collection
from deck.anki.package import PackedNote, write_package
from deck.build import build
from deck.files import replacing
from deck.history.guid import guid_of
from deck.history.lock import Lock
from deck.history.lock_file import lock_data, read_lock
from deck.history.published import package_mark
from deck.markup.allowed_html import canonical
from deck.markup.fences import find_fences
from deck.markup.to_html import to_html
from deck.note_types import NOTE_TYPES, Face

NOTES = 1000
NAMESPACE = "bench"
NOW = 1_800_000_000
ANSWER = corpus(1)[0].answer


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a content folder that was built once."""
    folder: Path = tmp_path_factory.mktemp("bench")
    write_here(corpus(NOTES), folder / "content")
    build(folder / "content", folder / "bench.apkg", NOW, cache=folder / "cache")
    return folder / "content"


@pytest.fixture(scope="module")
def lock(content: Path) -> Lock:
    """Return the lock of that folder."""
    found = read_lock(content / "deck.lock", "deck.lock", NAMESPACE)
    assert found
    return found


def test_to_html(benchmark: BenchmarkFixture) -> None:
    """An answer of Markdown becomes HTML."""
    benchmark(to_html, ANSWER, [""])


def test_canonical(benchmark: BenchmarkFixture) -> None:
    """HTML is written as a browser would write it."""
    benchmark(canonical, to_html(ANSWER, [""]))


def test_find_fences(benchmark: BenchmarkFixture, content: Path) -> None:
    """The fenced blocks of a file of 100 notes are found."""
    text = min(content.glob("*.md")).read_text(encoding="utf-8")
    benchmark(find_fences.__wrapped__, text)


def test_read_lock(benchmark: BenchmarkFixture, content: Path) -> None:
    """A lock of 1,000 notes is read."""
    benchmark(read_lock, content / "deck.lock", "deck.lock", NAMESPACE)


def test_lock_data(benchmark: BenchmarkFixture, lock: Lock) -> None:
    """A lock of 1,000 notes is written."""
    benchmark(lock_data, lock, NAMESPACE)


def test_write_package(benchmark: BenchmarkFixture, lock: Lock, tmp_path: Path) -> None:
    """A package of 1,000 notes is written."""
    card, html = NOTE_TYPES[0], to_html(ANSWER, [""])
    fields = tuple({"Front": html, "Back": html}.get(name, "") for name in card.field_names)
    notes = [PackedNote(each, guid_of(NAMESPACE, each.id), fields) for each in lock.current]
    decks = tuple({each.deck for each in lock.current})
    info = PackageInfo("Bench", NAMESPACE, Face("en", "Hint"), decks, {}, lock.note_type_times)
    collection, mark = empty_collection(info), package_mark(NAMESPACE)

    def write() -> None:
        with replacing(tmp_path / "bench.apkg") as file:
            write_package(file, collection, notes, {}, mark)

    benchmark(write)
