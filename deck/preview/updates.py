"""Keep the page up to date: look for changes in the content, and make the page again after each."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from deck.build import draw, findings, pack
from deck.cache.keys import CACHE
from deck.compile.folder import compile_content
from deck.diagnostics import ContentError, Diagnostic
from deck.files import visible_files
from deck.history.lock import Lock, advance
from deck.preview.cards import Card, render_cards
from deck.preview.output import MEDIA, prepare, write_page

PERIOD, SETTLING = 0.1, 0.03
Progress = Callable[[int, int], None]
Snapshot = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Preview:
    """What the page shows: the cards of the last content that could be built, what is found, what stops it since."""

    name: str
    cards: tuple[Card, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    errors: tuple[Diagnostic, ...] = ()


def make(content: Path, folder: Path, timestamp: int, progress: Progress) -> Preview:
    """Write the page of *content* into *folder*; raise `ContentError` with every mistake, and then write nothing.

    *timestamp* is now, in whole seconds since 1970. The lock is read and never written.
    """
    compiled = compile_content(content, linted=True)
    prepare(folder)
    with tempfile.TemporaryDirectory() as packing:
        package = Path(packing, "preview.apkg")
        after = advance(compiled.lock or Lock(), timestamp, compiled.records)
        pack(compiled, after, package, draw(compiled, CACHE, progress)[0], CACHE)
        cards = render_cards(package, compiled.notes, folder / MEDIA)
    made = Preview(compiled.folder.settings.name, tuple(cards), tuple(findings(compiled, timestamp)))
    write_page(made.name, made.cards, made.findings, folder)
    return made


def watch(content: Path, folder: Path, timestamp: int, progress: Progress) -> Iterator[Preview]:
    """Make the page, again after each change, for ever, and yield what it shows; mistakes are shown in it."""
    made = Preview(content.name)
    for _ in changes(content):
        try:
            made = make(content, folder, timestamp, progress)
        except (ContentError, OSError) as error:
            made = replace(made, errors=_diagnostics(error))
            prepare(folder)
            write_page(made.name, made.cards, made.findings, folder, made.errors)
        yield made


def changes(content: Path, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield now, and whenever the files below *content* have changed and nothing is being written any more."""
    seen: Snapshot | None = None
    while True:
        found = _snapshot(content)
        if found == seen:
            pause(PERIOD)
            continue
        while seen is not None and found != (later := _later(content, pause)):
            found = later
        seen = found
        yield


def _later(content: Path, pause: Callable[[float], None]) -> Snapshot:
    pause(SETTLING)
    return _snapshot(content)


def _snapshot(content: Path) -> Snapshot:
    """Return what tells one state of the files below *content* from another."""
    found: Snapshot = {}
    for path in visible_files(content):
        with suppress(OSError):  # it went while we looked: the next look tells
            status = path.stat()
            found[str(path)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def _diagnostics(error: ContentError | OSError) -> tuple[Diagnostic, ...]:
    if isinstance(error, ContentError):
        return error.diagnostics
    reason = (error.strerror or str(error)).lower()
    return (Diagnostic(str(error.filename), 1, 1, "L013", "error", f"cannot be used: {reason}"),)
