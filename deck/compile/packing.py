"""The last stages of a build: draw the figures, and write the package and the lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from deck.anki.package import PackageInfo, PackedNote, write_package
from deck.cache.keys import cached, key_of
from deck.cache.store import recall, remember
from deck.compile.folder import Compiled
from deck.diagnostics import ContentError, diagnostic
from deck.draw import OversizedFiguresError, draw_figures
from deck.files import replacing_all
from deck.history.lock import Lock, lock_path
from deck.history.lock_file import check_lock_unchanged, holds, lock_data
from deck.render.description import description_html

if TYPE_CHECKING:
    from concurrent.futures import Executor


def draw(
    compiled: Compiled, cache: Path, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Path], int]:
    """Draw the figures that *cache* does not contain; return the files of all media by name, and how many were drawn.

    Raises `ContentError` for pictures that are too large.
    """
    try:
        drawings, drawn = draw_figures(compiled.figures.values(), cache, progress, executor)
    except OversizedFiguresError as error:
        raise ContentError(
            diagnostic(note.location.down(figure.line), "size", error.messages[figure.name])
            for note in compiled.notes
            for figure in note.figures
            if figure.name in error.messages
        ) from None
    return {**drawings, **compiled.pictures}, drawn


def write_outputs(
    compiled: Compiled, after: Lock, package: Path, media: Mapping[str, Path], cache: Path, *, locked: bool
) -> None:
    """Write lock and package, which replace the old ones together, the lock first; if *locked*, the package alone.

    If a build is stopped in between, the next one makes the same package from the same lock.
    """
    lock = lock_path(compiled.folder.path)
    data = lock_data(after, compiled.folder.settings.namespace)
    written = [] if locked or holds(lock, data) else [lock]
    with replacing_all(*written, package) as (*lock_files, package_file):
        for file in lock_files:
            file.write(data)
        pack(compiled, after, package_file, media, cache)
        check_lock_unchanged(lock, compiled.lock, data)


def pack(compiled: Compiled, after: Lock, package: IO[bytes], media: Mapping[str, Path], cache: Path) -> None:
    """Write the package, with the times and ids of the lock *after* this build.

    Which media were verified is stored in *cache*.
    """
    path, key = cached(cache, "fit", compiled.folder.path), key_of()
    verified: Collection[str] = recall(path, key) or ()
    verified = write_package(package, _package_info(compiled, after), _packed(compiled, after), media, verified)
    remember(path, key, verified)


def _package_info(compiled: Compiled, after: Lock) -> PackageInfo:
    settings = compiled.folder.settings
    descriptions = {**compiled.descriptions, settings.name: description_html(settings.description)}
    return PackageInfo(settings.name, settings.namespace, descriptions, after.note_type_times)


def _packed(compiled: Compiled, after: Lock) -> Iterator[PackedNote]:
    return (PackedNote(after.records[each.first_id], each.guid, each.html) for each in compiled.fields)
