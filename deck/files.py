"""Read and write files so that neither an untrusted folder nor a full disk does harm.

Nothing outside a content folder is read, whatever its links point to. A file is written completely or not at all.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import IO

from deck.diagnostics import Location, content_error

Read = Callable[[Path, Path, str], bytes]  # as `read_file` does
Reader = Callable[[], bytes]  # of one file

BUILD = Path("build")  # the default folder for all output
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")  # by any reader
LARGEST = 256_000_000  # bytes, more than a person or a build writes into one file
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # nor a pipe
LONGEST_NAME = 50  # letters of the final name in a temporary one: four bytes each fit any disk


def holds_unseen(line: str) -> bool:
    """Return whether a line, such as a name or a title, holds an invisible character or a line break."""
    return bool(UNSEEN.search(line)) or "\n" in line


def is_there(path: Path) -> bool:
    """Return whether there is a file at *path*, or a link, even a broken one."""
    return os.path.lexists(path)


def visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below *folder* in order, without hidden files and folders and without the folder for output."""
    for inside, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and not _is_build(Path(inside, each)))
        yield from (Path(inside, name) for name in sorted(names) if not name.startswith("."))


def _is_build(folder: Path) -> bool:
    return folder.name == BUILD.name and os.path.realpath(folder) == os.path.realpath(BUILD)


def read_file(path: Path, root: Path, shown: str) -> bytes:
    """Return the bytes of a file that messages call *shown*.

    Raises `ContentError`, at the file's folder, if it is not a regular file or lies outside the folder *root*.
    """
    folder, _, name = shown.rpartition("/")
    location = Location(folder or ".")
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        message = f"'{name}' links to a file outside the content folder; copy that file into it"
        raise content_error(location, "file", message)
    if path.is_symlink() and not path.exists():
        raise content_error(location, "file", f"'{name}' is a broken link; remove it, or copy the file here")
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise content_error(location, "file", f"'{name}' is not a regular file; replace it with one")
    if status.st_size > LARGEST:
        raise content_error(location, "file", f"'{name}' is larger than {LARGEST // 1_000_000} MB; split it")
    return path.read_bytes()


def read_regular_file(path: Path) -> bytes:
    """Return the bytes of a file that this program wrote; raise `OSError` if it is a link, a pipe or too large."""
    with os.fdopen(os.open(path, os.O_RDONLY | NO_LINK), "rb") as file:
        status = os.fstat(file.fileno())
        if not S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise OSError(errno.EINVAL, "it is not a file that this program wrote; delete it", str(path))
        return file.read()


def read_text(path: Path, root: Path, shown: str) -> str:
    """Return a file as text with line ends as Python has them; raise `ContentError` as `read_file` does."""
    return text_of(read_file(path, root, shown), Location(shown))


def text_of(data: bytes, location: Location) -> str:
    """Return the text of the file at *location*, with line ends as Python has them; raise `ContentError`."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        where = location.down(data.count(b"\n", 0, error.start))
        raise content_error(where, "encoding", "is not UTF-8; save the file as UTF-8") from None


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of the bytes of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_file(path: Path, data: bytes) -> None:
    """Write *data* to *path*, completely or not at all."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path, *, safe: bool = True) -> Iterator[IO[bytes]]:
    """Yield a temporary file that replaces *path* when all is written, and *safe* on the disk; otherwise delete it."""
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
