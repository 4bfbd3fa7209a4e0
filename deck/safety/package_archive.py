"""A package as others may have made it: checked before it is unpacked, and unpacked within bounds.

Anki writes three forms. Version 1 holds ``collection.anki2``, version 2 ``collection.anki21``; in version 3 the
database ``collection.anki21b``, the listing of media and each medium are compressed with Zstandard. ``meta`` names the
version.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from errno import EINVAL
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from deck.safety.message import parse_message

LARGEST = 1_000_000_000  # bytes unpacked; the largest shared decks hold less
MOST_ENTRIES = 100_000
CHUNK_SIZE = 1_000_000  # bytes
END = 22  # bytes of the record that ends an archive, before its comment
META, LISTING, LONGEST_LISTING = "meta", "media", 20_000_000  # bytes
DATABASES = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}  # by version
COMPRESSED = 3  # the version in which entries are compressed with Zstandard
WIDEST = 2**27  # bytes that Zstandard may look back, as Anki allows
NOT_A_PACKAGE = "is not a package of Anki, or is damaged; name an .apkg"
SWOLLEN = f"would need more than {LARGEST // 1_000_000} MB unpacked; check that it is the right file"
UNREADABLE = (
    *(BadZipFile, zlib.error, struct.error, LookupError, ValueError, TypeError, AttributeError, RuntimeError),
    *(EOFError, OverflowError),
)


class PackageError(Exception):
    """A package cannot be used; the text, whose subject is the package, says why and what to do."""


@dataclass(frozen=True)
class Package:
    """An open package whose entries are known to be sound and not too large."""

    archive: ZipFile
    version: int
    size: int  # bytes, of all that it holds, unpacked

    def unpack_database(self, folder: Path) -> Path:
        """Write the database that Anki would read into *folder*, and return its path."""
        path = folder / DATABASES[1]
        with path.open("xb") as file:
            for piece in self._pieces(DATABASES[self.version]):
                file.write(piece)
        return path

    def media_names(self) -> set[str]:
        """Return the names of the media that the package lists."""
        listing = b"".join(self._pieces(LISTING)) if LISTING in self.archive.namelist() else b"{}"
        if self.version != COMPRESSED:
            names = set(json.loads(listing).values())
            if not all(isinstance(name, str) for name in names):
                raise ValueError(LISTING)
            return names
        from anki.import_export_pb2 import MediaEntries

        return {each.name for each in parse_message(MediaEntries, listing).entries}

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self.archive.open(name) as file:
            yield from _decompressed(file) if self.version == COMPRESSED else _read(file)


@contextmanager
def open_package(path: Path, *, backup: bool = False) -> Iterator[Package]:
    """Open a package; raise `PackageError` for one that is damaged, odd, or too large once it is unpacked.

    A *backup* of a whole collection is refused unless it is wanted. What fails while it is open because of what it
    holds is raised as `PackageError` too. Raises `ModuleNotFoundError` where a package of version 3 needs the extra
    ``anki``.
    """
    if path.suffix.lower() == ".colpkg" and not backup:
        raise PackageError("is a backup of a whole collection; export the deck as .apkg (File, Export) and name that")
    if path.exists() and not path.is_file():
        raise PackageError("is not a file; name an .apkg")
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            _refuse_cut_comment(file, len(archive.comment))
            yield _checked(archive)
    except OSError as error:
        if error.errno == EINVAL:  # an offset that no file has
            raise PackageError(NOT_A_PACKAGE) from None
        error.filename = error.filename or str(path)
        raise
    except UNREADABLE:
        raise PackageError(NOT_A_PACKAGE) from None


def _refuse_cut_comment(file: IO[bytes], size: int) -> None:
    """Raise `BadZipFile` if the comment at the end of an archive is shorter than it says."""
    file.seek(-END - size, os.SEEK_END)
    end = file.read(END)
    if end.startswith(b"PK\5\6") and int.from_bytes(end[-2:], "little") != size:
        raise BadZipFile


def _checked(archive: ZipFile) -> Package:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries) or len(names) < len(entries):
        raise PackageError("uses a compression that Anki does not use; export it again")
    if any(entry.filename == LISTING and entry.file_size > LONGEST_LISTING for entry in entries):
        raise PackageError(_long_listing())
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST:
        raise PackageError(SWOLLEN)
    for entry in entries:
        _check_size(archive, entry)
    version = _version(archive, names)
    if DATABASES[version] not in names:
        raise PackageError(NOT_A_PACKAGE)
    if version != COMPRESSED:
        return Package(archive, version, sum(entry.file_size for entry in entries))
    return Package(archive, version, _unpacked_size(archive, names - {META, DATABASES[1], DATABASES[2]}))


def _version(archive: ZipFile, names: set[str]) -> int:
    """Return the version of a package, as Anki reports it."""
    if META not in names:
        return 2 if DATABASES[2] in names else 1
    meta = archive.read(META)
    if not (len(meta) == 2 and meta[0] == 8):  # noqa: PLR2004 - field 1 of a protobuf message, a small number
        raise PackageError(NOT_A_PACKAGE)
    if meta[1] not in DATABASES:
        raise PackageError("is of a form that this tool does not know; update the tool")
    return meta[1]


def _check_size(archive: ZipFile, entry: ZipInfo) -> None:
    """Raise `BadZipFile` if an entry is longer than it says: Python stops at that size, Anki does not."""
    longer = copy(entry)
    longer.file_size += 1
    with archive.open(longer) as file:
        if sum(map(len, _read(file))) != entry.file_size:
            raise BadZipFile


def _unpacked_size(archive: ZipFile, names: set[str]) -> int:
    """Return the size of entries that are compressed with Zstandard; raise `PackageError` if it is too large."""
    size = 0
    for name in names:
        with archive.open(name) as file:
            of_this = 0
            for piece in _decompressed(file):
                of_this += len(piece)
                if name == LISTING and of_this > LONGEST_LISTING:
                    raise PackageError(_long_listing())
                if size + of_this > LARGEST:
                    raise PackageError(SWOLLEN)
            size += of_this
    return size


def _long_listing() -> str:
    return f"lists more than {LONGEST_LISTING // 1_000_000} MB of media names; check that it is the right file"


def _read(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK_SIZE), b"")


def _decompressed(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what a file compressed with Zstandard holds; raise `ValueError` for one that is damaged."""
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=WIDEST)
    try:
        with decompressor.stream_reader(file, read_across_frames=True, closefd=False) as stream:
            yield from _read(stream)
    except zstandard.ZstdError:
        raise ValueError(file.name) from None
