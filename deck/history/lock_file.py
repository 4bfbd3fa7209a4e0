"""The lock as a file: one JSON object a line, sorted by id, an empty line between two.

So git merges edits of neighbouring notes. A build writes the lines of changed records and leaves the others unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, convert, json
from msgspec.structs import asdict

from deck.cache.snapshot import Snapshot
from deck.diagnostics import ContentError, Location, content_error
from deck.files import Read, digest_of, is_there, read_file, text_of
from deck.history.changed_notes import newer
from deck.history.lock import LOCK, NOTE_TYPE, Lock, Record, lock_path
from deck.safety.characters import is_visible_line
from deck.source.unique_ids import ID

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
    records: dict[str, Record] = {}
    written: dict[str, str] = {}
    for record, line in _parse(text, shown, namespace):
        first_id = record.was or record.id
        if other := records.get(first_id):  # Git keeps the lines of both sides where it merges
            records[first_id] = newer(other, record)
            written.pop(first_id, None)
        else:
            records[first_id], written[first_id] = record, line
    return Lock(records, written)


def read_record(line: str) -> Record:
    """Return the record in a line of a lock; raise `ValueError` if no build can have written it."""
    record = RECORD.decode(line)
    name = NAME if record.type == NOTE_TYPE else ID
    if not (name.fullmatch(record.id) and (not record.was or name.fullmatch(record.was))):
        raise ValueError(line)
    if not is_visible_line("".join((record.title, record.deck, record.guid, *record.former_decks))):
        raise ValueError(line)
    return record


def record_line(record: Record) -> str:
    """Return the line of a lock for a record; raise `ValueError` if its values are not of the right types."""
    return _encoded(convert(asdict(record), Record)).decode()


def lock_data(lock: Lock, namespace: str) -> Iterator[bytes]:
    """Yield the bytes of a lock in parts, in which the lines of records that have not changed are as they were read.

    Raises `ContentError` for a record that no build could read again.
    """
    yield _encoded(Header(VERSION, namespace))
    for record in sorted(lock.records.values(), key=lambda record: record.id):
        line = lock.lines.get(record.was or record.id)
        if line is None and not record.fits:
            message = f"'{record.id}' has numbers that leave no room for an edit; restore the lock from version control"
            raise content_error(Location(LOCK), "N017", message)
        yield b"\n\n" + (line.encode() if line else _encoded(record))
    yield b"\n"


def lines_of(lock: Lock) -> dict[str, str]:
    """Return the line of each record, by first id, as `lock_data` writes it."""
    return {
        first_id: lock.lines.get(first_id) or _encoded(record).decode() for first_id, record in lock.records.items()
    }


def check_lock_unchanged(snapshot: Snapshot, digest: str) -> None:
    """Raise `ContentError` if the lock is neither that of the snapshot any more nor the one with this *digest*."""
    path = lock_path(snapshot.content)
    if snapshot.has_current(path):
        return
    if not is_there(path) or digest_of(read_file(path, path.parent, path.as_posix())) != digest:
        message = "the lock was changed while this build ran; build again"
        raise content_error(Location(path.as_posix()), "N022", message)


def _encoded(value: Record | Header) -> bytes:
    """Return a line of JSON with a space after each comma and colon."""
    return json.format(json.encode(value), indent=0)


def _parse(text: str, shown: str, namespace: str) -> Iterator[tuple[Record, str]]:
    """Yield the records of a lock, each with its line."""
    numbered = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if conflicted := [n for n, line in numbered if line.startswith(CONFLICT)]:
        message = "the lock has a merge conflict; remove the lines of marks and keep the lines of both sides"
        raise content_error(Location(shown, conflicted[0]), "N017", message)
    if not numbered:
        message = "the lock is empty; delete it, then build --against the published package"
        raise content_error(Location(shown), "N017", message)
    _check_header(Location(shown, numbered[0][0]), numbered[0][1], namespace)
    for number, line in numbered[1:]:
        try:
            yield read_record(line), line
        except (ValueError, RecursionError):
            raise _broken(Location(shown, number)) from None


def _check_header(location: Location, line: str, namespace: str) -> None:
    try:
        header = HEADER.decode(line)
    except (ValueError, RecursionError):
        raise _broken(location) from None
    if header.version > VERSION:
        message = f"the lock is of version {header.version}, newer than this tool; update the tool"
        raise content_error(location, "N018", message)
    if header.namespace != namespace:
        advice = "set it back there, or delete deck.lock if this is a copy that becomes a deck of its own"
        message = f"the lock is of namespace '{header.namespace}', deck.toml of '{namespace}'; {advice}"
        raise content_error(location, "N018", message)


def _broken(location: Location) -> ContentError:
    return content_error(location, "N017", "this line of the lock is broken; restore it from version control")
