"""Files, read and written so that neither a stranger's folder nor a full disk does harm.

Nothing outside a content folder is read, whatever its links lead to. What is written takes its place as a whole.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import IO

from deck.diagnostics import Location, content_error

BUILD = Path("build")  # where all that is made lies, unless told otherwise
LARGEST = 256_000_000  # bytes, more than a person or a build writes into one file
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # nor a pipe
LONGEST_NAME = 50  # letters, of a file still to be finished: four bytes each fit any disk


def is_there(path: Path) -> bool:
    """Return whether a file, or a link to one that may be lost, is at *path*."""
    return os.path.lexists(path)


def visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below *folder* in order, but hidden ones, those in hidden folders, and what builds here made.

    A folder whose files are not seen, since it is a link or cannot be read, is yielded itself.
    """
    unread: list[OSError] = []
    for inside, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and not _is_build(Path(inside, each)))
        yield from (Path(inside, name) for name in sorted(names) if not name.startswith("."))
        paths = (Path(inside, each) for each in folders)
        yield from (path for path in paths if os.path.islink(path))  # noqa: PTH114 - pathlib raises for a long path
    yield from (Path(error.filename) for error in unread if error.filename)


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
        raise content_error(location, "file", f"'{name}' leads outside the content folder; copy the file into it")
    if path.is_symlink() and not path.exists():
        raise content_error(
            location, "file", f"'{name}' is a link that leads nowhere; remove it, or copy the file here"
        )
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise content_error(location, "file", f"'{name}' is no ordinary file; write one in its place")
    if status.st_size > LARGEST:
        raise content_error(location, "file", f"'{name}' is larger than {LARGEST // 1_000_000} MB; divide it")
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
        raise content_error(where, "encoding", "is not UTF-8; save the file as UTF-8") from None


def digest_of(data: bytes) -> str:
    """Return a hash of *data*, too long to be met by other data's."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def replacing(path: Path, *, safe: bool = True) -> Iterator[IO[bytes]]:
    """Yield a file that takes the place of *path* when all is written and *safe* on the disk, or leaves no trace."""
    with replacing_all(path, safe=safe) as (file,):
        yield file


@contextmanager
def replacing_all(*paths: Path, safe: bool = True) -> Iterator[list[IO[bytes]]]:
    """Yield a file for each of *paths* that takes its place when all of all are written and *safe* on the disk.

    They take their places in this order. If one cannot be written, none does; if one cannot take its place, those
    before it get back what they held.
    """
    wholes = {path.with_name(f".{path.name[:LONGEST_NAME]}.{os.urandom(4).hex()}"): path for path in paths}
    try:
        try:
            with ExitStack() as stack:
                files = [stack.enter_context(_begun(whole)) for whole in wholes]
                yield files
                for file in files if safe else ():
                    file.flush()
                    os.fsync(file.fileno())
            _exchange(wholes)
        except BaseException:
            for whole in wholes:
                with suppress(OSError):
                    whole.unlink()
            raise
    except OSError as error:
        named = Path(error.filename) if error.filename else None
        if named is None or named in wholes:
            error.filename, error.filename2 = str(wholes.get(named) if named else paths[-1]), None
        raise


def _begun(whole: Path) -> IO[bytes]:
    whole.parent.mkdir(parents=True, exist_ok=True)
    return whole.open("xb")


def _exchange(wholes: Mapping[Path, Path]) -> None:
    """Let each file take its place, or put back what the places before it held."""
    *first, _ = wholes.values()
    held = {path: path.read_bytes() if path.is_file() else None for path in first}
    done: list[Path] = []
    try:
        for whole, path in wholes.items():
            whole.replace(path)
            done.append(path)
    except OSError:
        for path in reversed(done):
            _put_back(path, held[path])
        raise


def _put_back(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink()
        return
    with replacing(path) as file:
        file.write(data)
