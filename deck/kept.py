"""The files of a folder, compiled side by side, and kept from one build to the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from deck.cache import cached, tool
from deck.compile import CompiledFile, Job, compile_file, digest_of
from deck.errors import ContentError, Place, mistake
from deck.files import read_file
from deck.render import Folder
from deck.seal import recall, remember
from deck.source import deck_files

AT_ONCE = 16  # files that are under way at a time

Compiling = tuple["KeptFile", "Future[CompiledFile]"]


@dataclass(frozen=True)
class KeptFile:
    """A compiled file that lies in the cache or, if that does not take it, in memory."""

    place: Place
    path: Path
    key: str
    held: CompiledFile | None = None

    def read(self) -> CompiledFile:
        """Return the compiled file; raise `ContentError` if it went meanwhile."""
        if not (file := self.held or recall(self.path, self.key)):
            raise mistake(self.place, "cache", f"'{self.path}' was deleted while the deck was built; build again")
        return file


def compile_files(folder: Folder, job: Job, executor: Executor | None) -> Iterator[tuple[KeptFile, CompiledFile]]:
    """Yield the files of a folder in order, with what they are compiled to, now or before.

    Several that changed are compiled by *executor*, a single one here.
    """
    key = _key(folder, job)
    index = cached(job.cache, "files", job.folder.path)
    known: dict[str, str] = recall(index, f"{key} {job.judged}") or {}
    files = deck_files(folder.path, folder.shown)
    digests = {place.path: digest for path, place in files if (digest := _digest(path, place, folder))}
    elsewhere = executor if len(digests.items() - known.items()) > 1 else None
    started = (_start(path, place, key, job, elsewhere) for path, place in files)
    with closing(_in_order(started)) as compiling:
        for kept, file in compiling:
            yield replace(kept, held=None if _keep(kept, file) else file), file
    remember(index, f"{key} {job.judged}", digests)


def _digest(path: Path, place: Place, folder: Folder) -> str:
    try:
        return digest_of(read_file(path, folder.path, place.path))
    except ContentError:
        return ""


def _key(folder: Folder, job: Job) -> str:
    """Return a hash of all that a note depends on besides its file and its pictures."""
    settings = folder.settings.model_dump_json(exclude={"description", "licence", "namespace"})
    return sha256(repr((tool(), folder.shown, job.folder.path, settings, folder.works)).encode()).hexdigest()


def _start(path: Path, place: Place, key: str, job: Job, executor: Executor | None) -> Compiling:
    """Return where a compiled file lies or will lie, and what it was compiled to or what compiles it."""
    kept = KeptFile(place, cached(job.cache, "notes", path), key)
    try:
        data = read_file(path, job.folder.path, place.path)
    except ContentError as error:
        return kept, _done(CompiledFile("", job.judged, problems=error.problems))
    earlier = recall(kept.path, key)
    if earlier and earlier.stands(digest_of(data), judged=job.judged):
        return replace(kept, held=earlier), _done(earlier)
    if executor:
        return kept, executor.submit(compile_file, data, place, earlier, job)
    return kept, _done(compile_file(data, place, earlier, job))


def _done(file: CompiledFile) -> Future[CompiledFile]:
    future = Future[CompiledFile]()
    future.set_result(file)
    return future


def _in_order(started: Iterator[Compiling]) -> Generator[tuple[KeptFile, CompiledFile]]:
    """Yield what is started in order as it is done, some files ahead; what never comes to its turn is called off."""
    waiting = deque(islice(started, AT_ONCE))
    try:
        while waiting:
            kept, future = waiting.popleft()
            yield kept, future.result()
            waiting.extend(islice(started, 1))
    finally:
        for _, future in waiting:
            future.cancel()


def _keep(kept: KeptFile, file: CompiledFile) -> bool:
    """Return whether a compiled file lies in the cache, where none with a mistake belongs."""
    return kept.held is not None or (not file.problems and remember(kept.path, kept.key, file))
