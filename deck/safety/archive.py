"""An untrusted package, checked before anything in it is unpacked."""

from __future__ import annotations

import zlib
from copy import copy
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

LARGEST = 1_000_000_000  # bytes unpacked; the largest shared decks have less
MOST_ENTRIES = 100_000
CHUNK_SIZE = 1_000_000  # bytes
LISTING, LONGEST_LISTING = "media", 20_000_000  # bytes
COMPRESSED = ("meta", "collection.anki21b")  # Anki's newer format, whose sizes are known only when it is unpacked
UNREADABLE = (
    *(BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, RuntimeError),
    *(EOFError, OverflowError),
)


def archive_fault(archive: ZipFile) -> str:
    """Return why a package must not be unpacked, or nothing; raise one of `UNREADABLE` for a damaged one."""
    entries = archive.infolist()
    if any(entry.filename in COMPRESSED for entry in entries):
        return "is in Anki's newer format; export it with support for older Anki versions"
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        return "uses a compression that Anki does not use; export it again"
    if any(entry.filename == LISTING and entry.file_size > LONGEST_LISTING for entry in entries):
        return f"lists more than {LONGEST_LISTING // 1_000_000} MB of media names; check that it is the right file"
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST:
        return f"would need more than {LARGEST // 1_000_000} MB unpacked; check that it is the right file"
    for entry in entries:
        _check_size(archive, entry)
    return ""


def _check_size(archive: ZipFile, entry: ZipInfo) -> None:
    """Raise `BadZipFile` if an entry is longer than it says: Python stops at that size, Anki does not."""
    longer = copy(entry)
    longer.file_size += 1
    with archive.open(longer) as file:
        if sum(map(len, iter(lambda: file.read(CHUNK_SIZE), b""))) != entry.file_size:
            raise BadZipFile
