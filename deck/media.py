"""Media: pictures of the content and drawn figures, under the names by which Anki stores them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from concurrent.futures import Executor, as_completed
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from unicodedata import normalize
from urllib.parse import unquote

from deck.cache.keys import cached_figure, keep
from deck.diagnostics import Place, Problem, gather, mistake, problem
from deck.files import digest_of, read_kept
from deck.safety.html import AUTHORS_PICTURE
from deck.safety.image import picture_fault
from deck.source.passage import Passage

if TYPE_CHECKING:
    from figures import Drawing

THEMES = ("light", "dark")
SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
LARGEST = 10_000_000
LONGEST_NAME, LONGEST_PATH = 200, 1000  # letters; disks take no more
HASHED = re.compile(r"-(?P<hash>[0-9a-f]{12})\.\w+")


@dataclass(frozen=True, order=True)
class Picture:
    """A picture file of the content and its name in Anki, which changes with its bytes.

    *source* is how a file in *folder* names it.
    """

    name: str
    path: Path
    source: str
    folder: Path

    @property
    def stands(self) -> bool:
        """Whether *source* still names this file, and the file still has the same bytes."""
        path = _path(self.folder, unquote(self.source))
        return path == self.path and path.is_file() and _media_name(path, path.read_bytes()) == self.name


class ForeignDrawingError(RuntimeError):
    """A figure was drawn by other code or other libraries than the ones here."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' was drawn with another version of this program, matplotlib or numpy than the one here; "
            "install the same versions where figures are drawn"
        )


class Drawable(Protocol):
    """A figure, or a request for one: what has a name that says all that is drawn, and can draw itself."""

    @property
    def name(self) -> str:
        """The stem of its file names."""

    def draw(self) -> Drawing:
        """Draw it for both themes."""


def figure_media(figure: str) -> dict[str, str]:
    """Return the names of the drawings of the figure of this name, by theme."""
    return {theme: f"{figure}-{theme}.svg" for theme in THEMES}


def draw_figures(
    figures: Iterable[Drawable], cache: Path, progress: Callable[[int, int], None], executor: Executor | None = None
) -> tuple[dict[str, Path], int]:
    """Draw the figures that *cache* does not hold; return the files of all by media name, and how many were drawn.

    *executor* draws them elsewhere if there is more than one, in any order and any number at a time; without it they
    are drawn here. A drawing is kept as soon as it comes, so that what stops this costs no more than the drawings that
    were under way.
    """
    figures = list(figures)
    files = {figure.name: {theme: cached_figure(cache, figure.name, theme) for theme in THEMES} for figure in figures}
    missing = [figure for figure in figures if not all(map(_is_kept, files[figure.name].values()))]
    progress(0, len(missing))
    with closing(_drawn(missing, executor)) as drawn:
        for done, (figure, drawings) in enumerate(drawn, 1):
            for path in files[figure.name].values():
                if path.name not in drawings:
                    raise ForeignDrawingError(figure.name)
                keep(path, drawings[path.name])
            progress(done, len(missing))
    media = {name: files[each.name][theme] for each in figures for theme, name in figure_media(each.name).items()}
    return media, len(missing)


def find_pictures(html: str, passage: Passage, folder: Path, root: Path) -> tuple[dict[str, Picture], list[Problem]]:
    """Return the pictures that *html* shows, by the path written there, and what is wrong with them.

    Paths are relative to *folder*, and nothing outside *root* is read.
    """
    alt_texts = {unescape(match["source"] or ""): match["alt"] for match in AUTHORS_PICTURE.finditer(html)}
    found, problems = gather(lambda source: (source, _picture(source, passage, folder, root)), alt_texts)
    for source, alt in alt_texts.items():
        if not alt.strip():
            message = f"picture '{source}' has no alt text; write ![what it shows]({source})"
            problems.append(problem(passage.place_of_target(source), "alt-text", message))
    return dict(found), problems


def name_pictures(html: str, pictures: Mapping[str, Picture]) -> str:
    """Return *html* with the names of media in place of the paths of *pictures*."""
    return AUTHORS_PICTURE.sub(
        lambda match: f'<img alt="{match["alt"]}" src="{pictures[unescape(match["source"])].name}">', html
    )


def _path(folder: Path, written: str) -> Path:
    """Return where a picture truly lies; a disk may keep letters with accents in parts, which a text keeps whole."""
    if "\0" in written or len(written) > LONGEST_PATH or max(map(len, Path(written).parts), default=0) > LONGEST_NAME:
        return folder
    forms = [Path(os.path.realpath(folder / each)) for each in (written, normalize("NFD", written))]
    return next((each for each in forms if each.exists()), forms[0])


def read_medium(name: str, path: Path, fit: Collection[str]) -> tuple[bytes, str]:
    """Return the bytes of the medium *name* at *path*, and a hash of them that no other's bytes have.

    Raises `ContentError` if they are not those that were named. They are looked at once more, unless they are *fit*
    according to their hash.
    """
    data, place = read_kept(path), Place(path.parent.as_posix())
    whole, named = digest_of(data), HASHED.search(name)
    if named and not whole.startswith(named["hash"]):
        raise mistake(place, "picture", f"'{path.name}' changed while the deck was built; build again")
    suffix = path.suffix.lower()
    if suffix in SUFFIXES and whole not in fit and (fault := picture_fault(data, suffix)):
        raise mistake(place, "picture", f"'{path.name}' {fault.partition(';')[0]}; delete this folder and build again")
    return data, whole


def _is_kept(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _drawn(figures: list[Drawable], executor: Executor | None) -> Generator[tuple[Drawable, dict[str, bytes]]]:
    """Yield each figure with its drawings as they come."""
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


def _draw(figure: Drawable) -> dict[str, bytes]:
    """Return the drawings by the names under which the cache of the process that drew them would keep them."""
    drawn = figure.draw()._asdict()
    return {cached_figure(Path(), figure.name, theme).name: drawing for theme, drawing in drawn.items()}


def _picture(source: str, passage: Passage, folder: Path, root: Path) -> Picture:
    where = passage.place_of_target(source)
    if not source or re.match(r"[a-z][a-z+.-]*:|//", source, re.IGNORECASE):
        raise mistake(where, "picture", f"picture '{source}' is not a file of this folder; save it beside the content")
    path = _path(folder, unquote(source))
    if not path.is_relative_to(os.path.realpath(root)):
        raise mistake(where, "picture", f"picture '{source}' lies outside the content folder; copy it into it")
    if any(part.startswith(".") for part in path.relative_to(os.path.realpath(root)).parts):
        raise mistake(where, "picture", f"picture '{source}' is hidden, so that no build sees it change; rename it")
    if not path.is_file():
        raise mistake(where, "picture", f"there is no picture '{source}'; paths start at the file's own folder")
    if path.suffix.lower() not in SUFFIXES:
        message = f"'{source}' is no picture that Anki shows everywhere; take one of {', '.join(SUFFIXES)}"
        raise mistake(where, "picture", message)
    if not 0 < path.stat().st_size <= LARGEST:
        message = f"picture '{source}' is empty or larger than {LARGEST // 1_000_000} MB; save it smaller"
        raise mistake(where, "picture", message)
    data = path.read_bytes()
    if fault := picture_fault(data, path.suffix.lower()):
        raise mistake(where, "picture", f"picture '{source}' {fault}")
    return Picture(_media_name(path, data), path, source, folder)


def _media_name(path: Path, data: bytes) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40] or "picture"
    return f"{stem}-{digest_of(data)[:12]}{path.suffix.lower()}"
