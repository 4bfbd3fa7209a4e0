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
from typing import Any

from deck.cache import cached, key_of
from deck.compile import CompiledFile, CompiledNote, Fields, Job, compile_file, digest_of
from deck.errors import ContentError, Place, mistake
from deck.files import read_file
from deck.render import Folder
from deck.seal import recall, remember
from deck.source import deck_files

AT_ONCE = 16  # files that are under way at a time


@dataclass(frozen=True)
class KeptFile:
    """A compiled file that lies in the cache, at two paths, or is held in memory if it may not or cannot lie there."""

    place: Place
    notes_path: Path
    fields_path: Path
    key: str
    digest: str
    held: CompiledFile | None = None

    @property
    def notes(self) -> tuple[CompiledNote, ...]:
        """The notes; raises `ContentError` if they went meanwhile."""
        file: CompiledFile = self.held or self._recall(self.notes_path, self.key)
        return file.notes

    @property
    def fields(self) -> tuple[Fields, ...]:
        """The fields of each note; raises `ContentError` if they went meanwhile."""
        fields: tuple[Fields, ...] = self.held.fields if self.held else self._recall(self.fields_path, self.fields_key)
        return fields

    @property
    def fields_key(self) -> str:
        """The key of the fields, which differs from one state of the file to the next."""
        return f"{self.key} {self.digest}"

    def _recall(self, path: Path, key: str) -> Any:
        if (known := recall(path, key)) is None:
            raise mistake(self.place, "cache", f"'{path}' was deleted while the deck was built; build again")
        return known


Compiled = tuple[KeptFile, CompiledFile]  # where a file is kept, and the file, in which fields may be missing


def compile_files(folder: Folder, job: Job, executor: Executor | None) -> Iterator[Compiled]:
    """Yield the files of a folder in order, compiled now or before; several that changed are compiled by *executor*."""
    key = _key(folder, job)
    index = cached(job.cache, "files", job.folder.path)
    known: dict[str, str] = recall(index, f"{key} {job.judged}") or {}
    files = deck_files(folder.path, folder.shown)
    digests = {place.path: digest for path, place in files if (digest := _digest(path, place, folder))}
    elsewhere = executor if len(digests.items() - known.items()) > 1 else None
    with closing(_in_order(_start(path, place, key, job, elsewhere) for path, place in files)) as compiling:
        yield from (each.result() for each in compiling)
    remember(index, f"{key} {job.judged}", digests)


def _digest(path: Path, place: Place, folder: Folder) -> str:
    try:
        return digest_of(read_file(path, folder.path, place.path))
    except ContentError:
        return ""


def _key(folder: Folder, job: Job) -> str:
    """Return a hash of all that a note depends on besides its file and its pictures."""
    settings = folder.settings.model_dump_json(exclude={"description", "licence", "namespace"})
    return key_of(folder.shown, job.folder.path, settings, folder.works)


def _start(path: Path, place: Place, key: str, job: Job, executor: Executor | None) -> Future[Compiled]:
    """Begin to compile a file, or find that it stands as it was kept."""
    kept = KeptFile(place, cached(job.cache, "notes", path), cached(job.cache, "fields", path), key, "")
    try:
        data = read_file(path, job.folder.path, place.path)
    except ContentError as error:
        file = CompiledFile("", job.judged, problems=error.problems)
        return _done((replace(kept, held=file), file))
    kept = replace(kept, digest=digest_of(data))
    earlier: CompiledFile | None = recall(kept.notes_path, key)
    if earlier and earlier.stands(kept.digest, judged=job.judged):
        return _done((kept, earlier))
    return (
        executor.submit(_compile, data, kept, earlier, job) if executor else _done(_compile(data, kept, earlier, job))
    )


def _compile(data: bytes, kept: KeptFile, earlier: CompiledFile | None, job: Job) -> Compiled:
    """Compile a file and keep it; one with a mistake stays in memory, since its author will mend it."""
    if earlier:
        fields = recall(kept.fields_path, replace(kept, digest=earlier.digest).fields_key)
        earlier = replace(earlier, fields=fields) if fields is not None else None
    file = compile_file(data, kept.place, earlier, job)
    brief = replace(file, fields=())
    stays = not file.problems and remember(kept.fields_path, kept.fields_key, file.fields)
    stays = stays and remember(kept.notes_path, kept.key, brief)
    return (kept, brief) if stays else (replace(kept, held=file), file)


def _done(compiled: Compiled) -> Future[Compiled]:
    future = Future[Compiled]()
    future.set_result(compiled)
    return future


def _in_order(started: Iterator[Future[Compiled]]) -> Generator[Future[Compiled]]:
    """Yield what is started in order, when some files ahead are started too; call off what never comes to its turn."""
    waiting = deque(islice(started, AT_ONCE))
    try:
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(started, 1))
    finally:
        for each in waiting:
            each.cancel()
