"""Files, read and written so that neither a stranger's folder nor a full disk does harm.

Nothing outside a content folder is read, whatever its links lead to. What is written takes its place as a whole.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import IO

from deck.diagnostics import Location, content_error

BUILD = Path("build")  # where all that is made lies, unless told otherwise
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")  # by any reader
LARGEST = 256_000_000  # bytes, more than a person or a build writes into one file
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # nor a pipe
LONGEST_NAME = 50  # letters, of a file still to be finished: four bytes each fit any disk


def holds_unseen(line: str) -> bool:
    """Return whether a line, such as a name or a title, holds what no reader sees, or goes on in another."""
    return bool(UNSEEN.search(line)) or "\n" in line


def is_there(path: Path) -> bool:
    """Return whether a file, or a link to one that may be lost, is at *path*."""
    return os.path.lexists(path)


def visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below *folder* in order, but hidden ones, those in hidden folders, and what builds here made."""
    for inside, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and not _is_build(Path(inside, each)))
        yield from (Path(inside, name) for name in sorted(names) if not name.startswith("."))


def _is_build(folder: Path) -> bool:
    return folder.name == BUILD.name and os.path.realpath(folder) == os.path.realpath(BUILD)


def read_file(path: Path, root: Path, shown: str) -> bytes:
    """Return the bytes of a file that messages call *shown*.

    Raises `ContentError`, at the file's folder, for what is no ordinary file or lies outside the folder *root*.
    """
    folder, _, name = shown.rpartition("/")
    location = Location(folder or ".")
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        raise content_error(location, "L013", f"'{name}' leads outside the content folder; copy the file into it")
    if path.is_symlink() and not path.exists():
        raise content_error(
            location, "L013", f"'{name}' is a link that leads nowhere; remove it, or copy the file here"
        )
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise content_error(location, "L013", f"'{name}' is no ordinary file; write one in its place")
    if status.st_size > LARGEST:
        raise content_error(location, "L013", f"'{name}' is larger than {LARGEST // 1_000_000} MB; divide it")
    return path.read_bytes()


def read_kept(path: Path) -> bytes:
    """Return the bytes of a file that a build made; raise `OSError` for what is no ordinary file, such as a link."""
    with os.fdopen(os.open(path, os.O_RDONLY | NO_LINK), "rb") as file:
        status = os.fstat(file.fileno())
        if not S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise OSError(errno.EINVAL, "it is no file that a build made; delete it", str(path))
        return file.read()


def read_text(path: Path, root: Path, shown: str) -> str:
    """Return a file as text with ends of lines as Python has them; raise `ContentError` as `read_file` does."""
    return text_of(read_file(path, root, shown), Location(shown))


def text_of(data: bytes, location: Location) -> str:
    """Return the text of the file at *location*, with line ends as Python has them; raise `ContentError`."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        where = location.down(data.count(b"\n", 0, error.start))
        raise content_error(where, "T015", "is not UTF-8; save the file as UTF-8") from None


def digest_of(data: bytes) -> str:
    """Return a hash of *data*, too long to be met by other data's."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def replacing(path: Path, *, safe: bool = True) -> Iterator[IO[bytes]]:
    """Yield a file that takes the place of *path* when all is written and *safe* on the disk, or leaves no trace."""
    whole = path.with_name(f".{path.name[:LONGEST_NAME]}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with whole.open("xb") as file:
                yield file
                if safe:
                    file.flush()
                    os.fsync(file.fileno())
            whole.replace(path)
        except BaseException:
            whole.unlink(missing_ok=True)
            raise
    except OSError as error:
        if error.filename is None or Path(error.filename) == whole:
            error.filename, error.filename2 = str(path), None
        raise
