"""Keep the page up to date: watch the content, and make the page again after each change."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from deck.build import findings
from deck.cache.cache_folder import open_store
from deck.cache.changes import changes
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import compile_content
from deck.compile.lock_policy import locks_of
from deck.compile.package_and_lock import draw
from deck.diagnostics import ContentError, Diagnostic
from deck.preview.cards import Card
from deck.preview.output import MEDIA, prepare, write_page
from deck.preview.page import NO_PAGE, Page, make_page
from deck.preview.rendering import Renderer

Progress = Callable[[int, int], None]


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
        cards = self.renderer.render(compiled, after, media, self.folder / MEDIA, self.store)
        return Preview(compiled.folder.settings.name, tuple(cards), tuple(findings(compiled, learners, after)))

    def write(self, made: Preview) -> None:
        """Write the page itself."""
        self.page = make_page(made.name, made.cards, made.findings, made.errors, self.page)
        write_page(self.page, self.folder)


def _diagnostics(error: ContentError | OSError) -> tuple[Diagnostic, ...]:
    if isinstance(error, ContentError):
        return error.diagnostics
    reason = (error.strerror or str(error)).lower()
    return (Diagnostic(str(error.filename), 1, 1, "L013", "error", f"cannot be used: {reason}; check the file"),)
