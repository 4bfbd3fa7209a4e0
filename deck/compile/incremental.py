"""Compile the files of a folder side by side; those that have not changed come from the cache.

Of a file two things are cached: its notes, which every build needs, and their fields, which go into the package as they
are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from msgspec.structs import replace as with_fields

from deck.cache.keys import Key, path_key
from deck.cache.kinds import FIELDS, FILES, NOTES
from deck.cache.snapshot import Snapshot, changed_meanwhile
from deck.compile.file import CompiledFile, CompiledNote, FileFields, Job, compile_file
from deck.diagnostics import ContentError, Location
from deck.files import read_file
from deck.render.content_folder import Folder
from deck.source.content_files import deck_files

AT_ONCE = 16  # files that are being compiled at a time
FileDigests = dict[str, str]  # by the name in messages
Outcome = tuple["CachedFile", CompiledFile]  # a compiled file, without its fields if it is in the cache


@dataclass(frozen=True)
class CachedFile:
    """A compiled file: in the cache, or in memory if it has mistakes or could not be put there.

    *digest* is that of the file at *path*; *key* says of all else what its notes depend on.
    """

    path: Path
    location: Location
    job: Job
    key: Key
    digest: str
    in_memory: CompiledFile | None = None

    @property
    def notes(self) -> tuple[CompiledNote, ...]:
        """The notes; raises `ContentError` if they must be compiled again and have changed."""
        return (self.in_memory or self.cached_notes or self._compile_again()).notes

    @property
    def fields(self) -> FileFields:
        """The fields of each note; raises `ContentError` if they must be compiled again and have changed."""
        if self.in_memory:
            return self.in_memory.fields
        fields = self.cached_fields(self.digest)
        return self._compile_again().fields if fields is None else fields

    @property
    def cached_notes(self) -> CompiledFile | None:
        """The file as it was last compiled, whatever its digest was, without its fields."""
        file: CompiledFile | None = self.job.store.get(NOTES, self.key)
        return file

    def cached_fields(self, digest: str) -> FileFields | None:
        """Return the fields that belong to the notes of the file with this *digest*."""
        fields: FileFields | None = self.job.store.get(FIELDS, self._fields_key(digest))
        return fields

    def put(self, file: CompiledFile) -> Outcome:
        """Put the file into the cache; one with a mistake stays in memory, since its author will correct it."""
        without, current = replace(file, fields=()), replace(self, digest=file.digest)
        store = self.job.store
        cached = (
            not file.diagnostics
            and store.put(FIELDS, self._fields_key(file.digest), file.fields)
            and store.put(NOTES, self.key, without)
        )
        return (current, without) if cached else (replace(current, in_memory=file), file)

    def _fields_key(self, digest: str) -> Key:
        return Key(self.key.name, f"{self.key.fingerprint} {digest}")

    def _compile_again(self) -> CompiledFile:
        """Compile the file again, since its entry was deleted while the deck was built, or is damaged."""
        data = read_file(self.path, self.job.folder.path, self.location.path)
        file = compile_file(data, self.location, None, self.job)
        if file.digest != self.digest or file.diagnostics:
            raise changed_meanwhile(self.location.path)
        self.put(file)
        return file


def compile_files(snapshot: Snapshot, folder: Folder, job: Job, executor: Executor | None) -> Iterator[Outcome]:
    """Yield the files of a folder in order, compiled now or before; several that changed are compiled by *executor*."""
    shared = _key(folder, job)
    index = Key(shared.name, f"{shared.fingerprint} {job.linted}")
    known: FileDigests = job.store.get(FILES, index) or {}
    files = deck_files(snapshot.files, folder.path, folder.display_path)
    digests = {location.path: snapshot.digest(path) for path, location in files}
    elsewhere = executor if len(digests.items() - known.items()) > 1 else None
    found = (
        CachedFile(path, location, job, _file_key(shared, location), digests[location.path]) for path, location in files
    )
    with closing(_in_order(_start(each, snapshot, elsewhere) for each in found)) as compiling:
        yield from (each.result() for each in compiling)
    if digests != known:
        job.store.put(FILES, index, digests)


def _key(folder: Folder, job: Job) -> Key:
    """Return the key of all that a note depends on besides its file and its pictures."""
    settings = with_fields(folder.settings, description="", licence="")
    entries = {key: entry.fields for key, entry in folder.works.entries.items()}
    return path_key(folder.path, job.folder.path, folder.display_path, settings, entries)


def _file_key(shared: Key, location: Location) -> Key:
    return Key(f"{shared.name} {location.path}", shared.fingerprint)


def _start(file: CachedFile, snapshot: Snapshot, executor: Executor | None) -> Future[Outcome]:
    """Begin to compile a file, or find that what is cached is current."""
    earlier = file.cached_notes
    if earlier and earlier.is_current(file.digest, file.job):
        return _done((file, earlier))
    try:
        data = snapshot.read(file.path, file.job.folder.path, file.location.path)
    except ContentError as error:
        return _done(file.put(CompiledFile("", file.job.linted, diagnostics=error.diagnostics)))
    return executor.submit(_compile, data, file, earlier) if executor else _done(_compile(data, file, earlier))


def _compile(data: bytes, file: CachedFile, earlier: CompiledFile | None) -> Outcome:
    """Compile a file, of which *earlier* is the last result, and put it into the cache."""
    if earlier and (fields := file.cached_fields(earlier.digest)) is not None:
        earlier = replace(earlier, fields=fields)
    else:
        earlier = None
    return file.put(compile_file(data, file.location, earlier, file.job))


def _done(outcome: Outcome) -> Future[Outcome]:
    future = Future[Outcome]()
    future.set_result(outcome)
    return future


def _in_order(started: Iterator[Future[Outcome]]) -> Generator[Future[Outcome]]:
    """Yield what is started in order, with some files ahead started too; cancel what is left at the end."""
    waiting = deque(islice(started, AT_ONCE))
    try:
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(started, 1))
    finally:
        for each in waiting:
            each.cancel()
