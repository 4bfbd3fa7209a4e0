"""The lock as a file: one JSON object a line, sorted by id, an empty line between two.

So git merges edits of neighbouring notes. A build writes the lines of changed records and leaves the others unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain
from pathlib import Path

from msgspec import Struct, convert, json
from msgspec.structs import asdict

from deck.cache.snapshot import Snapshot
from deck.diagnostics import ContentError, Location, content_error
from deck.files import Read, digest_of, holds_unseen, is_there, read_file, text_of, write_file
from deck.history.lock import LOCK, NOTE_TYPE, Lock, Record, lock_path
from deck.source.identity import ID

VERSION = 1
NAME = re.compile(r"[A-Z][a-z]+")  # of a note type, which no note can have
CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of a lock: the version of its format, and the namespace of the deck."""

    version: int
    namespace: str


RECORD, HEADER = json.Decoder(Record), json.Decoder(Header)


def read_lock(path: Path, shown: str, namespace: str, read: Read = read_file) -> Lock | None:
    """Read a lock, if there is one; raise `ContentError` if it has conflicts, is broken or is that of another deck."""
    if not is_there(path):
        return None
    text = text_of(read(path, path.parent, shown), Location(shown))
    with suppress(ValueError, RecursionError, IndexError):
        first, *lines = [line for line in text.split("\n") if line.strip()]
        records = {each.was or each.id: each for each in map(RECORD.decode, lines) if _is_sound(each)}
        if not any(_header_mistakes(Location(shown), first, namespace)) and len(records) == len(lines):
            return Lock(records, dict(zip(records, lines, strict=True)))
    raise _first_mistake(text, shown, namespace)


def read_record(line: str) -> Record:
    """Return the record in a line of a lock; raise `ValueError` if no build can have written it."""
    record = RECORD.decode(line)
    if not _is_sound(record):
        raise ValueError(line)
    return record


def record_line(record: Record) -> str:
    """Return the line of a lock for a record; raise `ValueError` if its values are not of the right types."""
    return _encoded(convert(asdict(record), Record)).decode()


def lock_data(lock: Lock, namespace: str) -> bytes:
    """Return the bytes of a lock, in which the lines of records that have not changed are as they were read.

    Raises `ContentError` for a record that no build could read again.
    """
    data = BytesIO()
    data.write(_encoded(Header(VERSION, namespace)))
    for record in sorted(lock.records.values(), key=lambda record: record.id):
        line = lock.lines.get(record.was or record.id)
        if line is None and not record.fits:
            message = f"'{record.id}' has numbers that leave no room for an edit; restore the lock from version control"
            raise content_error(Location(LOCK), "lock", message)
        data.write(b"\n\n" + (line.encode() if line else _encoded(record)))
    data.write(b"\n")
    return data.getvalue()


def check_lock_unchanged(snapshot: Snapshot, data: bytes) -> None:
    """Raise `ContentError` if the lock is not the one of the snapshot any more, unless it holds *data* already."""
    path = lock_path(snapshot.content)
    if snapshot.has_current(path):
        return
    if not is_there(path) or digest_of(read_file(path, path.parent, path.as_posix())) != digest_of(data):
        message = "the lock was changed while this build ran; build again"
        raise content_error(Location(path.as_posix()), "lock", message)


def write_lock(snapshot: Snapshot, data: bytes) -> None:
    """Write the *data* of a lock, unless the lock of the snapshot holds it already."""
    path = lock_path(snapshot.content)
    if snapshot.digest(path) != digest_of(data):
        write_file(path, data)


def _encoded(value: Record | Header) -> bytes:
    """Return a line of JSON with a space after each comma and colon."""
    return json.format(json.encode(value), indent=0)


def _is_sound(record: Record) -> bool:
    """Return whether a record has ids and names that a build can have written."""
    name = NAME if record.type == NOTE_TYPE else ID
    shown = record.title + record.deck
    sound = name.fullmatch(record.id) and (not record.was or name.fullmatch(record.was))
    return bool(sound) and (shown.isprintable() or not holds_unseen(shown))


def _first_mistake(text: str, shown: str, namespace: str) -> ContentError:
    """Return the exception for the first thing that is wrong in a lock, at its line."""
    numbered = [(Location(shown, number), line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if conflicted := [location for location, line in numbered if line.startswith(CONFLICT)]:
        message = "the lock has a merge conflict; keep the lines of both sides, and of two with one id the newer"
        return content_error(conflicted[0], "lock", message)
    if not numbered:
        message = "the lock is empty; delete it, then build --against the published package"
        return content_error(Location(shown), "lock", message)
    first, *records = numbered
    return next(chain(_header_mistakes(*first, namespace), _record_mistakes(records)))


def _header_mistakes(location: Location, line: str, namespace: str) -> Iterator[ContentError]:
    try:
        header = HEADER.decode(line)
    except (ValueError, RecursionError):
        yield _broken(location)
        return
    if header.version > VERSION:
        message = f"the lock is of version {header.version}, newer than this tool; update the tool"
        yield content_error(location, "lock", message)
    elif header.namespace != namespace:
        message = f"the lock is of namespace '{header.namespace}', deck.toml of '{namespace}'; set it back there"
        yield content_error(location, "lock", message)


def _record_mistakes(lines: list[tuple[Location, str]]) -> Iterator[ContentError]:
    seen: set[str] = set()
    for location, line in lines:
        try:
            first_id = read_record(line).first_id
        except (ValueError, RecursionError):
            yield _broken(location)
            continue
        if first_id in seen:
            yield content_error(location, "lock", f"duplicate '{first_id}' in the lock; keep the newer line")
        seen.add(first_id)


def _broken(location: Location) -> ContentError:
    return content_error(location, "lock", "this line of the lock is broken; restore it from version control")
