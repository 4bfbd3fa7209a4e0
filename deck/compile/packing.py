"""The last stages of a build: figures are drawn, and a compiled folder becomes a package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from deck.anki.package import PackageInfo, PackedNote, write_package
from deck.cache.keys import cached, key_of
from deck.cache.store import recall, remember
from deck.compile.folder import Compiled
from deck.draw import draw_figures
from deck.history.lock import Lock
from deck.markup.to_html import to_html

if TYPE_CHECKING:
    from concurrent.futures import Executor


def draw(
    compiled: Compiled, cache: Path, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Path], int]:
    """Draw the figures that *cache* does not hold; return the files of all media by name, and how many were drawn."""
    drawings, drawn = draw_figures(compiled.figures.values(), cache, progress, executor)
    return {**drawings, **compiled.pictures}, drawn


def pack(compiled: Compiled, after: Lock, package: Path, media: Mapping[str, Path], cache: Path) -> None:
    """Write the package, with the times and ids of the lock *after* this build.

    Which media were verified is stored in *cache*.
    """
    path, key = cached(cache, "fit", compiled.folder.path), key_of()
    verified: Collection[str] = recall(path, key) or ()
    verified = write_package(package, _package_info(compiled, after), _packed(compiled, after), media, verified)
    remember(path, key, verified)


def _package_info(compiled: Compiled, after: Lock) -> PackageInfo:
    settings = compiled.folder.settings
    return PackageInfo(settings.name, settings.namespace, to_html(settings.description), after.note_type_times)


def _packed(compiled: Compiled, after: Lock) -> Iterator[PackedNote]:
    return (PackedNote(after.records[each.first_id], each.guid, each.html) for each in compiled.fields)
