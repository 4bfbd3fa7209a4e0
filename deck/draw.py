"""Draw each distinct figure whose drawings are not in the cache, here or on an executor."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Executor, as_completed
from contextlib import closing
from functools import partial
from typing import NamedTuple, Protocol

from deck.cache.keys import Key, drawing_key
from deck.cache.kinds import DRAWINGS
from deck.cache.store import Store
from deck.files import Reader
from deck.render.figure_fence import figure_media
from deck.safety.image import picture_fault


class Drawings(NamedTuple):
    """A figure as SVG, for a light and for a dark background."""

    light: bytes
    dark: bytes


class ForeignDrawingError(RuntimeError):
    """A figure was drawn by other code or other libraries than the ones here."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' was drawn with another version of this program, matplotlib or numpy than the one here; "
            "install the same versions where figures are drawn"
        )


class OversizedFiguresError(Exception):
    """Figures have pictures that are too large: what to do, by the name of the figure."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__(messages)
        self.messages = messages


class UnsafeDrawingError(RuntimeError):
    """A figure was drawn as an SVG that no card may show, which is a defect of the code that draws."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"the drawing '{name}' {fault.partition(';')[0]}")


class Drawable(Protocol):
    """A figure, or a request for one: it can draw itself, and its name identifies what is drawn."""

    @property
    def name(self) -> str:
        """The stem of its file names."""

    def draw(self) -> tuple[bytes, bytes]:
        """Draw it for a light and for a dark background."""


def draw_figures(
    figures: Iterable[Drawable], store: Store, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Reader], int]:
    """Draw the figures that are not in *store*; return what reads each drawing, by media name, and how many were drawn.

    If there is more than one, *executor* draws them, in any order and any number at a time; without it they are drawn
    here. Drawings are stored as soon as they arrive, so that a build that is stopped loses only those under way. When
    all are drawn, `OversizedFiguresError` reports those that are too large, which are not stored.
    """
    figures = list(figures)
    missing = [figure for figure in figures if store.get(DRAWINGS, drawing_key(figure.name)) is None]
    in_memory: dict[str, Drawings] = {}
    oversized: dict[str, str] = {}
    progress(0, len(missing))
    with closing(_drawn(missing, executor)) as drawn:
        for done, (figure, key, drawings) in enumerate(drawn, 1):
            if isinstance(drawings, str):
                oversized[figure.name] = drawings
            else:
                _check(figure, key, drawings)
                if not store.put(DRAWINGS, key, drawings):
                    in_memory[figure.name] = drawings
            progress(done, len(missing))
    if oversized:
        raise OversizedFiguresError(oversized)
    readers: dict[str, Reader] = {
        name: partial(_read, figure, theme, store, in_memory.get(figure.name))
        for figure in figures
        for theme, name in figure_media(figure.name).items()
    }
    return readers, len(missing)


def _check(figure: Drawable, key: Key, drawings: Drawings) -> None:
    """Raise an error if the drawings were made by other code, or if no card may show them."""
    if key != drawing_key(figure.name):
        raise ForeignDrawingError(figure.name)
    for drawing in drawings:
        if fault := picture_fault(drawing, ".svg"):
            raise UnsafeDrawingError(figure.name, fault)


def _read(figure: Drawable, theme: str, store: Store, in_memory: Drawings | None) -> bytes:
    """Return a drawing; it is drawn again if its entry was deleted since."""
    drawings = in_memory or store.get(DRAWINGS, drawing_key(figure.name)) or Drawings(*figure.draw())
    return drawings.light if theme == "light" else drawings.dark


def _drawn(figures: list[Drawable], executor: Executor | None) -> Generator[tuple[Drawable, Key, Drawings | str]]:
    """Yield each figure with its key and its drawings, or why they are too large, as they arrive."""
    if executor is None or len(figures) < 2:  # noqa: PLR2004
        yield from ((figure, *_draw(figure)) for figure in figures)
        return
    futures = {executor.submit(_draw, figure): figure for figure in figures}
    try:
        for future in as_completed(futures):
            yield (futures.pop(future), *future.result())
    finally:
        for future in futures:
            future.cancel()


def _draw(figure: Drawable) -> tuple[Key, Drawings | str]:
    """Return the drawings, or why they are too large, and their key, which depends on the code that draws."""
    from figures import OversizedError

    key = drawing_key(figure.name)
    try:
        return key, Drawings(*figure.draw())
    except OversizedError as error:
        return key, str(error)
