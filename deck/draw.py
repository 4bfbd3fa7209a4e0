"""Draw each distinct figure that the cache does not hold, here or on an executor."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Executor, as_completed
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from deck.cache.keys import cached_figure, keep
from deck.render.figure_fence import THEMES, figure_media

if TYPE_CHECKING:
    from figures import Drawing


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


class Drawable(Protocol):
    """A figure, or a request for one: what has a name that says all that is drawn, and can draw itself."""

    @property
    def name(self) -> str:
        """The stem of its file names."""

    def draw(self) -> Drawing:
        """Draw it for both themes."""


def draw_figures(
    figures: Iterable[Drawable], cache: Path, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Path], int]:
    """Draw the figures that *cache* does not hold; return the files of all by media name, and how many were drawn.

    *executor* draws them elsewhere if there is more than one, in any order and any number at a time; without it they
    are drawn here. A drawing is saved as soon as it is made, so that an interruption costs no more than the drawings in
    progress. When all are drawn, `OversizedFiguresError` reports those that are too large, which are not saved.
    """
    figures = list(figures)
    files = {figure.name: {theme: cached_figure(cache, figure.name, theme) for theme in THEMES} for figure in figures}
    missing = [figure for figure in figures if not all(map(_is_kept, files[figure.name].values()))]
    progress(0, len(missing))
    oversized: dict[str, str] = {}
    with closing(_drawn(missing, executor)) as drawn:
        for done, (figure, drawings) in enumerate(drawn, 1):
            if isinstance(drawings, str):
                oversized[figure.name] = drawings
            else:
                _keep(figure.name, drawings, files[figure.name].values())
            progress(done, len(missing))
    if oversized:
        raise OversizedFiguresError(oversized)
    media = {name: files[each.name][theme] for each in figures for theme, name in figure_media(each.name).items()}
    return media, len(missing)


def _keep(name: str, drawings: Mapping[str, bytes], paths: Iterable[Path]) -> None:
    for path in paths:
        if path.name not in drawings:
            raise ForeignDrawingError(name)
        keep(path, drawings[path.name])


def _is_kept(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _drawn(figures: list[Drawable], executor: Executor | None) -> Generator[tuple[Drawable, dict[str, bytes] | str]]:
    """Yield each figure with its drawings, or why they are too large, as they come."""
    if executor is None or len(figures) < 2:  # noqa: PLR2004
        yield from ((figure, _draw(figure)) for figure in figures)
        return
    futures = {executor.submit(_draw, figure): figure for figure in figures}
    try:
        for future in as_completed(futures):
            yield futures.pop(future), future.result()
    finally:
        for future in futures:
            future.cancel()


def _draw(figure: Drawable) -> dict[str, bytes] | str:
    """Return the drawings by the names that the cache of the process that drew them would give them.

    If they are too large, return what to do.
    """
    from figures import OversizedError

    try:
        drawn = figure.draw()._asdict()
    except OversizedError as error:
        return str(error)
    return {cached_figure(Path(), figure.name, theme).name: drawing for theme, drawing in drawn.items()}
