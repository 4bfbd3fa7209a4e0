"""Read and write files so that neither an untrusted folder nor a full disk does harm.

Nothing outside a content folder is read, whatever its links point to. A file is written completely or not at all.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryFile
from typing import IO

from deck.diagnostics import Location, content_error

Read = Callable[[Path, Path, str], bytes]  # as `read_file` does
Reader = Callable[[], bytes]  # of one file

BUILD = Path("build")  # the default folder for all output
LARGEST = 256_000_000  # bytes, more than a person or a build writes into one file
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # nor a pipe
LONGEST_NAME = 50  # letters of the final name in a temporary one: four bytes each fit any disk


def is_there(path: Path) -> bool:
    """Return whether there is a file at *path*, or a link, even a broken one."""
    return os.path.lexists(path)


def visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below *folder* in order, but hidden ones, those in hidden folders, and what builds here made.

    A folder whose files are not seen, since it is a link, cannot be read or is of builds and yet holds notes, is
    yielded itself.
    """
    unread: list[OSError] = []
    for inside, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        built = [path for each in folders if is_build(path := Path(inside, each))]
        yield from (path for path in built if any(path.rglob("*.md")))
        folders[:] = [each for each in folders if Path(inside, each) not in built]
        yield from (Path(inside, name) for name in sorted(names) if not name.startswith("."))
        paths = (Path(inside, each) for each in folders)
        yield from (path for path in paths if os.path.islink(path))  # noqa: PTH114 - pathlib raises for a long path
    yield from (Path(error.filename) for error in unread if error.filename)


def is_build(folder: Path) -> bool:
    """Return whether *folder* is the one into which builds write that are started here."""
    return folder.name == BUILD.name and os.path.realpath(folder) == os.path.realpath(BUILD)


def leads_elsewhere(path: Path) -> bool:
    """Return whether *path* is in the default folder for output, and this is a link: it may have come with content."""
    return BUILD in (path, *path.parents) and BUILD.is_symlink()


def read_file(path: Path, root: Path, shown: str) -> bytes:
    """Return the bytes of a file that messages call *shown*; raise `ContentError` as `check_file` does."""
    check_file(path, root, shown)
    return path.read_bytes()


def check_file(path: Path, root: Path, shown: str) -> None:
    """Raise `ContentError`, at the file's folder, if it is not a regular file or lies outside the folder *root*."""
    folder, _, name = shown.rpartition("/")
    location = Location(folder or ".")
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        message = f"'{name}' links to a file outside the content folder; copy that file into it"
        raise content_error(location, "L013", message)
    if path.is_symlink() and not path.exists():
        raise content_error(location, "L013", f"'{name}' is a broken link; remove it, or copy the file here")
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise content_error(location, "L013", f"'{name}' is not a regular file; replace it with one")
    if status.st_size > LARGEST:
        raise content_error(location, "L013", f"'{name}' is larger than {LARGEST // 1_000_000} MB; split it")


def read_regular_file(path: Path) -> bytes:
    """Return the bytes of a file that this program wrote; raise `OSError` if it is a link, a pipe or too large."""
    with open(path, "rb", opener=_open_no_link) as file:
        status = os.fstat(file.fileno())
        if not S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise OSError(errno.EINVAL, "it is not a file that this program wrote; delete it", str(path))
        return file.read()


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | NO_LINK)


def read_text(path: Path, root: Path, shown: str) -> str:
    """Return a file as text with line ends as Python has them; raise `ContentError` as `read_file` does."""
    return text_of(read_file(path, root, shown), Location(shown))


def text_of(data: bytes, location: Location) -> str:
    """Return the text of the file at *location*, with line ends as Python has them; raise `ContentError`."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        where = location.down(data.count(b"\n", 0, error.start))
        raise content_error(where, "T015", "is not UTF-8; save the file as UTF-8") from None


def ignore_in_git(folder: Path) -> None:
    """Let Git ignore *folder* and what is in it, unless it has a ``.gitignore``; do nothing if it cannot be written."""
    with suppress(OSError), (folder / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of the bytes of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_parts(parts: Iterable[bytes]) -> str:
    """Return the digest of bytes that come in *parts*, of which one at a time is in memory."""
    digest = hashlib.sha256()
    for each in parts:
        digest.update(each)
    return digest.hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the digest of the bytes of a file, of which only a few are in memory at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_file(path: Path, data: bytes) -> None:
    """Write *data* to *path*, completely or not at all."""
    with replacing(path) as file:
        file.write(data)


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
    done: list[Path] = []
    with ExitStack() as stack:
        copies = {path: _copy_of(path, stack) if path.is_file() else None for path in first}
        try:
            for whole, path in wholes.items():
                whole.replace(path)
                done.append(path)
        except OSError:
            for path in reversed(done):
                _put_back(path, copies[path])
            raise


def _copy_of(path: Path, stack: ExitStack) -> IO[bytes]:
    """Return a temporary file with the bytes of a file, which need not fit into memory; *stack* closes it."""
    copy = stack.enter_context(TemporaryFile())  # noqa: SIM115 - the stack does
    with path.open("rb") as file:
        shutil.copyfileobj(file, copy)
    copy.seek(0)
    return copy


def _put_back(path: Path, copy: IO[bytes] | None) -> None:
    if copy is None:
        path.unlink()
        return
    with replacing(path) as file:
        shutil.copyfileobj(copy, file)
