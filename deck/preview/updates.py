"""Keep the page up to date: watch the content, and make the page again after each change."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from deck.build import findings
from deck.cache.snapshot import content_files, take_snapshot
from deck.cache.store import Store, open_store
from deck.compile.folder import compile_content
from deck.compile.lock_policy import locks_of
from deck.compile.packing import draw
from deck.diagnostics import ContentError, Diagnostic
from deck.preview.cards import Card
from deck.preview.output import MEDIA, prepare, write_page
from deck.preview.page import NO_PAGE, Page, make_page
from deck.preview.rendering import Renderer

PERIOD, SETTLING = 0.1, 0.03
Progress = Callable[[int, int], None]
Stamps = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Preview:
    """What the page shows: the cards of the last successful build, its findings, and the errors since then."""

    name: str
    cards: tuple[Card, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    errors: tuple[Diagnostic, ...] = ()


def make(content: Path, folder: Path, timestamp: int, progress: Progress, cache: Path | None = None) -> Preview:
    """Write the page of *content* into *folder*; on mistakes raise `ContentError` with all of them and write nothing.

    *timestamp* is the current time, in whole seconds since 1970; *cache* is the folder for the cache, by default the
    user's own. The lock is read but never written.
    """
    maker = _Maker(content, folder, timestamp, progress, open_store(content, cache))
    made = maker.make()
    maker.write(made)
    return made


def watch(
    content: Path, folder: Path, timestamp: int, progress: Progress, cache: Path | None = None
) -> Iterator[Preview]:
    """Make the page now and after each change, endlessly, and yield what it shows; it also shows mistakes.

    What has not changed is neither compiled nor rendered nor written again.
    """
    made = Preview(content.name)
    maker = _Maker(content, folder, timestamp, progress, open_store(content, cache, holding=True))
    for _ in changes(content, maker.store):
        try:
            made = maker.make()
        except (ContentError, OSError) as error:
            made = replace(made, errors=_diagnostics(error))
            prepare(folder)
        maker.write(made)
        gc.freeze()  # what is held until the next change is not searched for garbage meanwhile
        yield made


@dataclass
class _Maker:
    """Makes a page again and again; it knows what it made the last time."""

    content: Path
    folder: Path
    timestamp: int
    progress: Progress
    store: Store
    renderer: Renderer = field(default_factory=Renderer)
    page: Page = NO_PAGE

    def make(self) -> Preview:
        """Return what the page shows, and write the media of its cards."""
        compiled = compile_content(take_snapshot(self.content, self.store), self.store, linted=True)
        prepare(self.folder)
        learners, after = locks_of(compiled, self.timestamp, None)
        media, _ = draw(compiled, self.store, self.progress)
        cards = self.renderer.render(compiled, after, media, self.folder / MEDIA)
        return Preview(compiled.folder.settings.name, tuple(cards), tuple(findings(compiled, learners, after)))

    def write(self, made: Preview) -> None:
        """Write the page itself."""
        self.page = make_page(made.name, made.cards, made.findings, made.errors, self.page)
        write_page(self.page, self.folder)


def changes(content: Path, store: Store, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield now, and whenever the files below *content* have changed and nothing is being written any more."""
    seen: Stamps | None = None
    while True:
        found = _stamps(content, store)
        if found == seen:
            pause(PERIOD)
            continue
        while seen is not None and found != (later := _later(content, store, pause)):
            found = later
        seen = found
        yield


def _later(content: Path, store: Store, pause: Callable[[float], None]) -> Stamps:
    pause(SETTLING)
    return _stamps(content, store)


def _stamps(content: Path, store: Store) -> Stamps:
    """Return what is different for any two states of the files below *content*."""
    found: Stamps = {}
    for path in content_files(content, store):
        with suppress(OSError):  # it went while we looked: the next look finds out
            status = path.stat()
            found[str(path)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def _diagnostics(error: ContentError | OSError) -> tuple[Diagnostic, ...]:
    if isinstance(error, ContentError):
        return error.diagnostics
    reason = (error.strerror or str(error)).lower()
    return (Diagnostic(str(error.filename), 1, 1, "L013", "error", f"cannot be used: {reason}; check the file"),)
