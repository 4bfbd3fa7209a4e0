import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import EVERYTHING, FIGURE, FILES, PICTURE

from deck.build import build_if_needed
from deck.cache import snapshot as snapshots
from deck.cache.cache_folder import APPLICATION
from deck.cache.digests import FRESH
from deck.cache.snapshot import is_current, take_snapshot
from deck.cache.store import Store
from deck.diagnostics import ContentError
from deck.files import digest_of

ROOT = Path(__file__).parents[2]
A, B = Path("content/a.md"), Path("content/b.md")


@pytest.fixture
def content(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    A.parent.mkdir()
    A.write_bytes(b"one")
    B.write_bytes(b"two")
    return A.parent


@pytest.fixture
def later(monkeypatch):
    """Let the files be too old for another write to leave their stamps."""
    monkeypatch.setattr("deck.cache.digests.FRESH", -FRESH)


@pytest.fixture
def read(monkeypatch):
    """Return the files that snapshots read from now on."""
    paths = []

    def counting(really):
        return lambda path, *rest: paths.append(path) or really(path, *rest)

    for name in ("read_file", "digest_of_file"):
        monkeypatch.setattr(snapshots, name, counting(getattr(snapshots, name)))
    return paths


def test_a_snapshot_has_the_visible_files_and_no_bytes_from_outside(content, tmp_path):
    (content / ".hidden").write_bytes(b"three")
    (tmp_path / "secret").write_bytes(b"four")
    (content / "outside.md").symlink_to(tmp_path / "secret")

    taken = take_snapshot(content, Store())

    assert {path: taken.digest(path) for path in taken.files} == {
        A: digest_of(b"one"),
        B: digest_of(b"two"),
        content / "outside.md": "",
    }
    assert taken.digest(content / "gone.md") == ""


@pytest.mark.parametrize("folder", ["content", "content/cache", "link/cache"])
def test_a_cache_that_was_put_into_the_content_is_not_content(write, folder):
    """Otherwise each build would change what the next one depends on."""
    content = write(EVERYTHING, FILES)
    Path("link").symlink_to("content")
    reports = [build_if_needed(content, None, NOW, cache=Path(folder)) for _ in range(2)]

    assert [report.drawn for report in reports] == [1, 0]
    assert len(list(Path(folder).glob("builds-*"))) == 1
    snapshot = take_snapshot(content, Store(Path(folder).absolute()))
    assert {path.name for path in snapshot.files} == {"deck.lock", "deck.toml", "dot.svg", "one.md", "references.bib"}


@pytest.mark.usefixtures("later")
def test_the_next_snapshot_reads_only_what_has_changed(content, tmp_path, read):
    store = Store(tmp_path / "cache")
    take_snapshot(content, store)
    B.write_bytes(b"three")
    read.clear()

    assert take_snapshot(content, store).digest(B) == digest_of(b"three")
    assert read == [B]


def edited():
    B.write_bytes(b"three")


def edited_and_undone():
    edited()
    B.write_bytes(b"two")


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize(
    ("change", "unchanged"),
    [
        (lambda: None, True),
        (edited, False),
        (edited_and_undone, False),
        (B.unlink, False),
        (lambda: A.with_name("c.md").write_bytes(b""), False),
        (lambda: A.with_name("deck.lock").write_bytes(b"four"), True),
        (lambda: A.with_name(".hidden").write_bytes(b"four"), True),
    ],
)
def test_at_the_end_it_is_known_whether_anybody_else_has_written_a_file(content, request, change, unchanged, old):
    if old:
        request.getfixturevalue("later")
    first = take_snapshot(content, Store())
    time.sleep(0.05)  # longer than a step of the clock of any file system for Linux

    change()

    assert is_current(first, Store(), without=content / "deck.lock") == unchanged


@pytest.mark.usefixtures("later")
def test_the_second_look_reads_no_file_that_is_unchanged_and_forgets_none(content, tmp_path, read):
    store = Store(tmp_path / "cache")
    first = take_snapshot(content, store)
    read.clear()

    assert is_current(first, store, without=B)
    take_snapshot(content, store)

    assert read == []


def test_bytes_that_were_read_for_the_digest_are_not_read_again(content, read):
    taken = take_snapshot(content, Store())

    assert taken.read(A, content, "content/a.md") == b"one"
    assert read == [A, B]


def test_no_more_bytes_are_held_than_fit(content, read, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_HELD", 3)

    taken = take_snapshot(content, Store())

    assert [taken.read(path, content, path.as_posix()) for path in (A, B)] == [b"one", b"two"]
    assert read == [A, B, B]


def test_a_file_that_changed_after_the_snapshot_is_reported(content, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_HELD", 0)
    taken = take_snapshot(content, Store())
    A.write_bytes(b"three")

    with pytest.raises(ContentError, match=r"content/a.md:1: the file changed while the deck was built; build again"):
        taken.read(A, content, "content/a.md")


@pytest.mark.parametrize("old", [True, False])
def test_whether_a_file_is_current_is_known_from_its_stamp_or_else_from_its_bytes(content, read, request, old):
    if old:
        request.getfixturevalue("later")
    new = content / "new.md"
    taken = take_snapshot(content, Store())
    read.clear()

    assert taken.has_current(A)
    assert taken.has_current(new)
    assert read == ([] if old else [A])
    A.write_bytes(b"ten")
    new.write_bytes(b"new")
    assert not taken.has_current(A)
    assert not taken.has_current(new)
    B.unlink()
    assert not taken.has_current(B)


COUNTING = """
import sys
from pathlib import Path
from deck.build import build_if_needed
from deck.cache import digests

digests.FRESH = -digests.FRESH  # the files are too old for another write to leave their stamps
content = Path("content").resolve()

def count(event, arguments):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], str | Path):
        path = Path(arguments[0]).resolve()
        if path.is_relative_to(content) and not path.name.startswith("."):
            print(event, path.relative_to(content))

sys.addaudithook(count)
build_if_needed(Path("content"), None, 1_760_000_000 + int(sys.argv[1]))
"""


def counted(turn, **environment):
    """Build in a process of its own; return how often each folder was walked and each file read, in all."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, str(turn)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return Counter(done.stdout.splitlines())


def test_a_build_walks_the_folder_twice_and_reads_each_file_once(write):
    notes = EVERYTHING + "\n## Again? {#again}\n\n![The dot](dot.svg)\n\n" + FIGURE
    files = {**FILES, "sub/two.md": "---\ndeck: Test\n---\n\n## Q? {#q}\n\nA. ![Another dot](../other.svg)\n"}
    content = write(notes, {**files, "other.svg": PICTURE + b"\n"})

    cold = counted(1)

    once, twice = ({"os.scandir .": times, "os.scandir sub": times} for times in (1, 2))
    needed = {f"open {name}": 1 for name in ("deck.toml", "dot.svg", "one.md", "other.svg", "references.bib")}
    assert cold == {**twice, **needed, "open sub/two.md": 1}
    assert counted(2) == {**once, "open deck.lock": 1}  # it was just written
    assert counted(3) == once
    (content / "one.md").write_text((content / "one.md").read_text().replace("Meaning", "Sense"))
    assert counted(4) == {**twice, **needed, "open deck.lock": 2}  # also to restore it if the package fails


def test_a_build_without_a_cache_reads_each_file_once_too(write, tmp_path):
    write(EVERYTHING, FILES)

    found = counted(1, XDG_CACHE_HOME=str(tmp_path / "not used"))

    names = ("deck.toml", "dot.svg", "one.md", "references.bib")
    assert found == {"os.scandir .": 2, **{f"open {name}": 1 for name in names}}
    assert not (tmp_path / "not used" / APPLICATION).exists()
