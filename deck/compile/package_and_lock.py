"""The last stages of a build: draw the figures, and write the package and the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from deck.anki.package import EmptyCollection, PackedNote, write_package
from deck.cache.keys import path_key
from deck.cache.kinds import COLLECTIONS
from deck.cache.snapshot import Snapshot
from deck.cache.store import Store
from deck.compile.file import Fields
from deck.compile.folder import Compiled
from deck.compile.held_lock import hold_lock
from deck.diagnostics import ContentError, diagnostic
from deck.draw import OversizedFiguresError, draw_figures
from deck.files import BUILD, Reader, digest_of_parts, ignore_in_git, replacing_all
from deck.history.lock import Lock, lock_path
from deck.history.lock_file import check_lock_unchanged, lock_data
from deck.history.published import package_mark
from deck.render.description import description_html

if TYPE_CHECKING:
    from concurrent.futures import Executor


def draw(
    compiled: Compiled, store: Store, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Reader], int]:
    """Draw the figures that are not cached; return what reads each of the media, by name, and how many were drawn.

    Raises `ContentError` for pictures that are too large.
    """
    try:
        drawings, drawn = draw_figures(compiled.figures.values(), store, progress, executor)
    except OversizedFiguresError as error:
        raise ContentError(
            diagnostic(note.location.down(figure.line), "F007", error.messages[figure.name])
            for note in compiled.notes
            for figure in note.figures
            if figure.name in error.messages
        ) from None
    return {**drawings, **compiled.media}, drawn


def write_outputs(
    snapshot: Snapshot,
    store: Store,
    compiled: Compiled,
    after: Lock,
    package: Path,
    *,
    media: Mapping[str, Reader],
    locked: bool,
) -> str:
    """Write lock and package, which replace the old ones together, the lock first; return the digest of the lock.

    A lock that is *locked*, or has the same data already, stays. If a build is stopped in between, the next one makes
    the same package from the same lock.
    """
    namespace = compiled.folder.settings.namespace
    lock, digest = lock_path(snapshot.content), digest_of_parts(lock_data(after, namespace))
    written = [] if locked or snapshot.digest(lock) == digest else [lock]
    with replacing_all(*written, package) as (*lock_files, package_file):
        for file in lock_files:
            file.writelines(lock_data(after, namespace))
        pack(compiled, after, package_file, media, store=store)
        check_lock_unchanged(snapshot, digest)
    if package.parent == BUILD:
        ignore_in_git(BUILD)
    if not written:
        return snapshot.digest(lock)
    hold_lock(snapshot, store, namespace, after, digest)
    return digest


def pack(
    compiled: Compiled,
    after: Lock,
    package: IO[bytes],
    media: Mapping[str, Reader],
    *,
    store: Store,
    fields: Iterable[Fields] | None = None,
) -> None:
    """Write the package, with the times and ids of the lock *after* this build, of all notes or those with *fields*."""
    packed = (PackedNote(after.records[each.first_id], each.guid, each.html) for each in fields or compiled.fields)
    collection = _empty_collection(compiled, after, store)
    write_package(package, collection, packed, media, package_mark(compiled.folder.settings.namespace))


def _empty_collection(compiled: Compiled, after: Lock, store: Store) -> EmptyCollection:
    """Return the collection of a package, without notes; it is made only if it is not in the cache."""
    settings, style = compiled.folder.settings, compiled.folder.style
    decks = tuple(sorted({each.deck for each in after.current}))
    descriptions = {**compiled.descriptions, settings.name: description_html(settings.description)}
    parts = settings.name, settings.namespace, settings.face, decks, descriptions, after.note_type_times, style

    def make() -> EmptyCollection:
        from deck.anki.empty_collection import PackageInfo, empty_collection

        return empty_collection(PackageInfo(*parts))

    return store.get_or_put(COLLECTIONS, path_key(compiled.folder.path, *parts), make)
