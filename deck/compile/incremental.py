"""The files of a folder, compiled side by side, and kept from one build to the next.

Of a file two things are kept: its notes, which every build looks at, and their fields, which go into the package as
they are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from deck.cache.digests import content_digests
from deck.cache.keys import cached, key_of
from deck.cache.store import recall, remember
from deck.compile.file import CompiledFile, CompiledNote, Fields, Job, compile_file
from deck.diagnostics import ContentError, Location, content_error
from deck.files import read_file
from deck.render.note import Folder
from deck.source.notes import deck_files

AT_ONCE = 16  # files that are under way at a time
Outcome = tuple["KeptFile", CompiledFile]  # where a file is kept, and the file, in which fields may be missing


@dataclass(frozen=True)
class KeptFile:
    """A compiled file that lies in the cache, or is held in memory if it may not or cannot lie there.

    *digest* is a hash of the bytes at *path*, *key* one of all else that its notes depend on.
    """

    path: Path
    location: Location
    job: Job
    key: str
    digest: str
    held: CompiledFile | None = None

    @property
    def notes(self) -> tuple[CompiledNote, ...]:
        """The notes; raises `ContentError` if they must be compiled again and have changed."""
        return (self.held or self.kept_notes or self._again()).notes

    @property
    def fields(self) -> tuple[Fields, ...]:
        """The fields of each note; raises `ContentError` if they must be compiled again and have changed."""
        if self.held:
            return self.held.fields
        return self._again().fields if (known := self.kept_fields(self.digest)) is None else known

    @property
    def kept_notes(self) -> CompiledFile | None:
        """The file as it was last kept, without its fields."""
        file: CompiledFile | None = recall(self._notes_at, self.key)
        return file

    def kept_fields(self, digest: str) -> tuple[Fields, ...] | None:
        """Return the fields that were kept when the file had this *digest*."""
        fields: tuple[Fields, ...] | None = recall(self._fields_at, f"{self.key} {digest}")
        return fields

    def keep(self, file: CompiledFile) -> Outcome:
        """Keep the file; one with a mistake stays in memory, since its author will mend it."""
        without, current = replace(file, fields=()), replace(self, digest=file.digest)
        kept = (
            not file.diagnostics
            and remember(self._fields_at, f"{self.key} {file.digest}", file.fields)
            and remember(self._notes_at, self.key, without)
        )
        return (current, without) if kept else (replace(current, held=file), file)

    @property
    def _notes_at(self) -> Path:
        return cached(self.job.cache, "notes", self.path)

    @property
    def _fields_at(self) -> Path:
        return cached(self.job.cache, "fields", self.path)

    def _again(self) -> CompiledFile:
        """Compile the file again, since what was kept of it went while the deck was built, or is damaged."""
        file = compile_file(
            read_file(self.path, self.job.folder.path, self.location.path), self.location, None, self.job
        )
        if file.digest != self.digest or file.diagnostics:
            raise content_error(self.location, "N022", "the file changed while the deck was built; build again")
        self.keep(file)
        return file


def compile_files(folder: Folder, job: Job, executor: Executor | None) -> Iterator[Outcome]:
    """Yield the files of a folder in order, compiled now or before; several that changed are compiled by *executor*."""
    key = _key(folder, job)
    index = cached(job.cache, "files", job.folder.path)
    known: dict[str, str] = recall(index, f"{key} {job.linted}") or {}
    files = deck_files(folder.path, folder.shown)
    hashes = content_digests(folder.path, job.cache)
    digests = {
        location.path: hashes.get(path, "") for path, location in files
    }  # one that came just now is yet to be read
    elsewhere = executor if len(digests.items() - known.items()) > 1 else None
    found = (KeptFile(path, location, job, key, digests[location.path]) for path, location in files)
    with closing(_in_order(_start(each, elsewhere) for each in found)) as compiling:
        yield from (each.result() for each in compiling)
    remember(index, f"{key} {job.linted}", digests)


def _key(folder: Folder, job: Job) -> str:
    """Return a hash of all that a note depends on besides its file and its pictures."""
    settings = folder.settings.model_dump_json(exclude={"description", "licence"})
    return key_of(folder.shown, job.folder.path, settings, folder.works)


def _start(found: KeptFile, executor: Executor | None) -> Future[Outcome]:
    """Begin to compile a file, or find that it stands as it was kept."""
    earlier = found.kept_notes
    if earlier and earlier.stands(found.digest, linted=found.job.linted):
        return _done((found, earlier))
    try:
        data = read_file(found.path, found.job.folder.path, found.location.path)
    except ContentError as error:
        return _done(found.keep(CompiledFile("", found.job.linted, diagnostics=error.diagnostics)))
    return executor.submit(_compile, data, found, earlier) if executor else _done(_compile(data, found, earlier))


def _compile(data: bytes, kept: KeptFile, earlier: CompiledFile | None) -> Outcome:
    """Compile a file with what is known of it from *earlier*, and keep it."""
    if earlier and (fields := kept.kept_fields(earlier.digest)) is not None:
        earlier = replace(earlier, fields=fields)
    else:
        earlier = None
    return kept.keep(compile_file(data, kept.location, earlier, kept.job))


def _done(outcome: Outcome) -> Future[Outcome]:
    future = Future[Outcome]()
    future.set_result(outcome)
    return future


def _in_order(started: Iterator[Future[Outcome]]) -> Generator[Future[Outcome]]:
    """Yield what is started in order, when some files ahead are started too; call off what never comes to its turn."""
    waiting = deque(islice(started, AT_ONCE))
    try:
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(started, 1))
    finally:
        for each in waiting:
            each.cancel()
