import os
import time
from pathlib import Path

import pytest

from deck.cache.digests import FRESH, content_digests, digests_of
from deck.files import digest_of

pytestmark = pytest.mark.usefixtures("files")

MEMORY = Path("build/cache/stamps")
A, B = Path("a"), Path("b")
old_files = pytest.mark.usefixtures("later")


class Reader:
    """Reads files, and counts it."""

    def __init__(self):
        self.read = []

    def __call__(self, path):
        self.read.append(path)
        return path.read_bytes()


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    A.write_bytes(b"one")
    B.write_bytes(b"two")


@pytest.fixture
def later(monkeypatch):
    """Let the files be too old for another write to bear their stamps."""
    monkeypatch.setattr("deck.cache.digests.FRESH", -FRESH)


def hashes(*files):
    return [digest_of(each) for each in files]


@old_files
def test_a_file_that_stands_is_read_once():
    reader = Reader()

    first = digests_of([A, B], MEMORY, reader)
    second = digests_of([B, A], MEMORY, reader)

    assert (list(first), list(first.values())) == ([A, B], hashes(b"one", b"two"))
    assert (list(second), list(second.values())) == ([B, A], hashes(b"two", b"one"))
    assert reader.read == [A, B]


@old_files
def test_a_file_that_changed_is_read_once_more_and_no_other():
    reader = Reader()
    digests_of([A, B], MEMORY, reader)

    A.write_bytes(b"three")
    for _ in range(2):
        assert list(digests_of([A, B], MEMORY, reader).values()) == hashes(b"three", b"two")

    assert reader.read == [A, B, A]


def test_a_file_that_was_just_written_is_read_again_since_a_later_write_could_bear_its_stamp():
    reader = Reader()

    digests_of([A], MEMORY, reader)
    digests_of([A], MEMORY, reader)
    A.write_bytes(b"ten")

    assert list(digests_of([A], MEMORY, reader).values()) == hashes(b"ten")
    assert reader.read == [A, A, A]


def replaced():
    Path("new").write_bytes(b"ten")
    os.utime("new", ns=(A.stat().st_atime_ns, A.stat().st_mtime_ns))
    Path("new").replace(A)


def rewritten():
    times = A.stat().st_atime_ns, A.stat().st_mtime_ns
    time.sleep(0.05)  # longer than the clock of any file system for Linux rests
    A.write_bytes(b"ten")
    os.utime(A, ns=times)


@old_files
@pytest.mark.parametrize("change", [replaced, rewritten])
def test_a_change_is_noticed_though_size_and_time_of_the_file_are_as_they_were(change):
    digests_of([A], MEMORY, Path.read_bytes)

    change()

    assert list(digests_of([A], MEMORY, Path.read_bytes).values()) == hashes(b"ten")


@old_files
def test_a_link_is_read_each_time_since_what_it_leads_to_may_change():
    Path("link").symlink_to("a")
    reader = Reader()

    for _ in range(2):
        assert list(digests_of([Path("link")], MEMORY, reader).values()) == hashes(b"one")

    assert len(reader.read) == 2


@old_files
def test_what_is_not_there_has_no_hash_and_no_memory():
    assert digests_of([A, Path("gone")], MEMORY, Path.read_bytes) == {A: digest_of(b"one"), Path("gone"): ""}
    A.unlink()
    assert digests_of([A], MEMORY, Path.read_bytes) == {A: ""}


@old_files
def test_a_damaged_memory_costs_a_reading():
    digests_of([A], MEMORY, Path.read_bytes)
    MEMORY.write_bytes(MEMORY.read_bytes().replace(digest_of(b"one").encode(), digest_of(b"two").encode()))

    assert list(digests_of([A], MEMORY, Path.read_bytes).values()) == hashes(b"one")


@old_files
def test_of_a_content_folder_the_visible_files_are_known_and_none_that_leads_outside():
    content = Path("content")
    content.mkdir()
    (content / "a.md").write_bytes(b"three")
    (content / ".hidden").write_bytes(b"four")
    (content / "outside.md").symlink_to(A.absolute())

    for _ in range(2):
        found = content_digests(content, Path("build/cache"))
        assert found == {content / "a.md": digest_of(b"three"), content / "outside.md": ""}
