import os
import time
from pathlib import Path

import pytest

from deck.cache.digests import FRESH, look_at
from deck.files import digest_of, digest_of_file

pytestmark = pytest.mark.usefixtures("files")

A, B = Path("a"), Path("b")
old_files = pytest.mark.usefixtures("later")


class Reader:
    """Reads files, and counts it."""

    def __init__(self):
        self.read = []

    def __call__(self, path):
        self.read.append(path)
        return digest_of(path.read_bytes())


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    A.write_bytes(b"one")
    B.write_bytes(b"two")


@pytest.fixture
def later(monkeypatch):
    """Let the files be too old for another write to leave their stamps."""
    monkeypatch.setattr("deck.cache.digests.FRESH", -FRESH)


def digests(found):
    return {name: seen.digest for name, seen in found.items()}


@old_files
def test_an_unchanged_file_is_read_once():
    reader = Reader()

    first = look_at([A, B], {}, reader)
    second = look_at([B, A], first, reader)

    assert digests(first) == {"a": digest_of(b"one"), "b": digest_of(b"two")}
    assert (list(second), second) == (["b", "a"], first)
    assert reader.read == [A, B]


@old_files
def test_a_file_that_changed_is_read_once_more_and_no_other():
    reader = Reader()
    found = look_at([A, B], {}, reader)

    A.write_bytes(b"three")
    for _ in range(2):
        found = look_at([A, B], found, reader)
        assert digests(found) == {"a": digest_of(b"three"), "b": digest_of(b"two")}

    assert reader.read == [A, B, A]


def test_a_file_that_was_just_written_is_read_again_since_a_later_write_could_leave_its_stamp():
    reader = Reader()

    found = look_at([A], look_at([A], {}, reader), reader)
    A.write_bytes(b"ten")

    assert digests(look_at([A], found, reader)) == {"a": digest_of(b"ten")}
    assert reader.read == [A, A, A]


def replaced():
    Path("new").write_bytes(b"ten")
    os.utime("new", ns=(A.stat().st_atime_ns, A.stat().st_mtime_ns))
    Path("new").replace(A)


def rewritten():
    times = A.stat().st_atime_ns, A.stat().st_mtime_ns
    time.sleep(0.05)  # longer than a step of the clock of any file system for Linux
    A.write_bytes(b"ten")
    os.utime(A, ns=times)


@old_files
@pytest.mark.parametrize("change", [replaced, rewritten])
def test_a_change_is_noticed_though_the_file_has_the_same_size_and_time(change):
    found = look_at([A], {}, digest_of_file)

    change()

    assert digests(look_at([A], found, digest_of_file)) == {"a": digest_of(b"ten")}


@old_files
def test_a_link_is_read_each_time_since_the_file_to_which_it_points_may_change():
    Path("link").symlink_to("a")
    reader = Reader()

    found = look_at([Path("link")], look_at([Path("link")], {}, reader), reader)

    assert digests(found) == {"link": digest_of(b"one")}
    assert len(reader.read) == 2


@old_files
def test_a_missing_file_has_no_digest():
    found = look_at([A, Path("gone")], {}, digest_of_file)
    A.unlink()

    assert digests(found) == {"a": digest_of(b"one"), "gone": ""}
    assert digests(look_at([A], found, digest_of_file)) == {"a": ""}
