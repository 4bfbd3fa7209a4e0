"""The lock as a file: one JSON object a line, sorted by id, an empty line between two.

So git merges edits of neighbouring notes. A build writes the lines of what changed anew and leaves all others alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from deck.cache.keys import keep
from deck.diagnostics import ContentError, Location, content_error
from deck.files import digest_of, holds_unseen, is_there, read_text
from deck.history.lock import LOCK, NOTE_TYPE, Lock, Record
from deck.source.identity import ID

VERSION = 1
NAME = re.compile(r"[A-Z][a-z]+")  # of a note type, which no note can have
CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def read_lock(path: Path, shown: str, namespace: str) -> Lock | None:
    """Read a lock, if there is one; raise `ContentError` for one that is conflicted, broken or of another deck."""
    if not is_there(path):
        return None
    text = read_text(path, path.parent, shown)
    records: dict[str, Record] = {}
    written: dict[str, str] = {}
    for number, record, line in _parse(text, shown, namespace):
        if record.first_id in records:
            message = f"'{record.first_id}' stands twice in the lock; keep the newer line"
            raise content_error(Location(shown, number), "N017", message)
        records[record.first_id], written[record.first_id] = record, line
    return Lock(records, written, digest_of(text.encode()))


def read_record(line: str) -> Record:
    """Return the record that a line of a lock holds; raise `ValueError` for what no build has written."""
    record = _reader()(line)
    name = NAME if record.type == NOTE_TYPE else ID
    if not (record.fits and name.fullmatch(record.id) and (not record.was or name.fullmatch(record.was))):
        raise ValueError(line)
    if holds_unseen(record.title + record.deck):
        raise ValueError(line)
    return record


def record_line(record: Record) -> str:
    """Return the line of a lock that holds a record."""
    written = {key: value for key, value in record._asdict().items() if value or key not in ("was", "retired")}
    return json.dumps(written, ensure_ascii=False)


@cache
def _reader() -> Callable[[str], Record]:
    from pydantic import TypeAdapter

    return TypeAdapter(Record).validator.validate_json


def lock_data(lock: Lock, namespace: str) -> bytes:
    """Return the bytes of a lock, in which the lines of records that are as they were read are as they were.

    Raises `ContentError` for a record that no build could read again.
    """
    data = BytesIO()
    data.write(json.dumps({"version": VERSION, "namespace": namespace}, ensure_ascii=False).encode())
    for record in sorted(lock.records.values(), key=lambda record: record.id):
        if not record.fits:
            message = f"'{record.id}' has numbers that leave no room for an edit; restore the lock from version control"
            raise content_error(Location(LOCK), "N017", message)
        data.write(b"\n\n" + (lock.lines.get(record.first_id) or record_line(record)).encode())
    data.write(b"\n")
    return data.getvalue()


def check_lock_unchanged(path: Path, before: Lock | None, data: bytes) -> None:
    """Raise `ContentError` if the lock on the disk is not the one that was read *before*, and does not hold *data*."""
    there = digest_of(read_text(path, path.parent, path.as_posix()).encode()) if is_there(path) else ""
    if there not in (before.digest if before else "", digest_of(data)):
        raise content_error(Location(path.as_posix()), "N022", "the lock was changed while this build ran; build again")


def write_lock(path: Path, data: bytes) -> None:
    """Write the *data* of a lock, unless they stand there already."""
    if not path.exists() or path.read_bytes() != data:
        keep(path, data)


def _parse(text: str, shown: str, namespace: str) -> Iterator[tuple[int, Record, str]]:
    """Yield the records of a lock, each with its line and the number of it."""
    lines = text.split("\n")
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if conflicted := [n for n, line in numbered if line.startswith(CONFLICT)]:
        message = "the lock has a merge conflict; keep the lines of both sides, and of two with one id the newer"
        raise content_error(Location(shown, conflicted[0]), "N017", message)
    if not numbered:
        raise content_error(
            Location(shown), "N017", "the lock is empty; delete it, then build --against the published package"
        )
    _check_header(Location(shown, numbered[0][0]), numbered[0][1], namespace)
    for number, line in numbered[1:]:
        try:
            yield number, read_record(line), line
        except ValueError:
            raise _broken(Location(shown, number)) from None


def _check_header(location: Location, line: str, namespace: str) -> None:
    try:
        header = json.loads(line)
        version, written = header["version"], header["namespace"]
        if not (type(version) is int and isinstance(written, str) and len(header) == 2):  # noqa: PLR2004
            raise _broken(location)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _broken(location) from None
    if version > VERSION:
        raise content_error(
            location, "N018", f"the lock is of version {version}, newer than this tool; update the tool"
        )
    if written != namespace:
        message = f"the lock is of namespace '{written}', deck.toml of '{namespace}'; set it back there"
        raise content_error(location, "N018", message)


def _broken(location: Location) -> ContentError:
    return content_error(location, "N017", "this line of the lock is broken; restore it from version control")
