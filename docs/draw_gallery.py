"""Draw the figures of docs/gallery.md, and put below each fence its pictures for light and for dark.

A page on GitHub plays nothing: of a strip it shows every frame, of a reel the last moment.

Run ``python -m docs.draw_gallery``. With ``--check`` nothing is written; what is out of date is an error. A false
claim is always an error. Pictures are compared by their names: other versions of matplotlib may draw other bytes.
"""

import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from deck.diagnostics import Location
from deck.markup.fences import Fence, find_fences
from deck.source.yaml_lines import read_mapping
from docs.page import make_or_check
from figures import KINDS, Figure, draw_within_limits

PAGE = Path("docs/gallery.md")
PICTURE = (
    '<picture><source media="(prefers-color-scheme: dark)" srcset="gallery/{name}-dark.svg">'
    '<img src="gallery/{name}-light.svg" width="{width}" alt="{alt}"></picture>'
)
WIDE, NARROW = 420, 280  # of one picture, and of several side by side
SIZE = re.compile(rb'width="(?P<width>\d+)" height="(?P<height>\d+)" viewBox="0 0 (?P<right>\d+) (?P<bottom>\d+)"')


def read_figures(text: str, page: Path = PAGE) -> list[tuple[Fence, Figure]]:
    """Return the figures that a page asks for, each with its fence."""
    return [(fence, _read(fence, page)) for fence in find_fences(text) if fence.language in KINDS]


def _read(fence: Fence, page: Path) -> Figure:
    fields, _ = read_mapping(fence.body, Location(page.as_posix(), fence.first + 2))
    try:
        return KINDS[fence.language].model_validate(fields)
    except ValidationError as error:
        sys.exit(f"{page}:{fence.first + 1}: {error}")


def with_pictures(text: str) -> str:
    """Return the page with the right picture below each fence."""
    lines = text.splitlines()
    for fence, figure in reversed(read_figures(text)):
        after = fence.last
        while after < len(lines) and (not lines[after] or lines[after].startswith("<picture>")):
            after += 1
        width = NARROW if len(figure.frames) > 1 else WIDE
        pictures = zip(picture_names(figure), alt_texts(figure), strict=True)
        shown = [PICTURE.format(name=name, width=width, alt=alt) for name, alt in pictures]
        lines[fence.last : after] = ["", *shown, ""]
    return "\n".join(lines).rstrip() + "\n"


def picture_names(figure: Figure) -> list[str]:
    """Return the names of the pictures that the page shows of a figure, one of each frame."""
    numbers = range(1, len(figure.frames) + 1)
    return [f"{figure.name}-{number}" for number in numbers] if len(numbers) > 1 else [figure.name]


def alt_texts(figure: Figure) -> list[str]:
    """Return their alt texts: the first one says what all of them show."""
    return [figure.alt_text, *(knob.label for knob in figure.knobs[1:])]


def cells(figure: Figure, picture: bytes) -> Iterator[bytes]:
    """Yield the part of a picture that shows each frame of a figure at its last moment."""
    frames, moments = len(figure.frames), figure.moments
    for frame in range(frames):
        rows, columns = (frames, moments) if moments > 1 else (1, frames)
        row, column = (frame, moments - 1) if moments > 1 else (0, frame)
        yield SIZE.sub(partial(_cell, place=(column, row), grid=(columns, rows)), picture, count=1)


def _cell(size: re.Match[bytes], place: tuple[int, int], grid: tuple[int, int]) -> bytes:
    """Return the size of an SVG that shows one cell of a grid."""
    width, right = (int(size[side]) // grid[0] for side in ("width", "right"))
    height, bottom = (int(size[side]) // grid[1] for side in ("height", "bottom"))
    view = f"{place[0] * right} {place[1] * bottom} {right} {bottom}"
    return f'width="{width}" height="{height}" viewBox="{view}"'.encode()


def errors(text: str, page: Path = PAGE) -> Iterator[str]:
    """Yield every claim that is false."""
    for fence, figure in read_figures(text, page):
        for verdict in figure.judge():
            if not verdict.holds:
                yield f"{page}:{fence.first + 1}: the claim {verdict.claim!r} does not hold: {verdict.explanation}"


def outdated(text: str, page: Path = PAGE) -> Iterator[str]:
    """Yield what `draw` would change, by name."""
    if with_pictures(text) != text:
        yield f"{page}: the pictures below the fences are out of date; run python -m docs.draw_gallery"
    folder = page.with_suffix("")
    wanted = {
        f"{name}-{theme}.svg"
        for _, figure in read_figures(text, page)
        for name in picture_names(figure)
        for theme in ("light", "dark")
    }
    for name in sorted(wanted ^ {file.name for file in folder.glob("*")}):
        state = "is missing" if name in wanted else "belongs to no figure"
        yield f"{folder / name}: {state}; run python -m docs.draw_gallery"


def draw(text: str, page: Path = PAGE) -> None:
    """Draw all figures of the page, delete old pictures, and write the page."""
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*.svg"):
        file.unlink()
    for _, figure in read_figures(text, page):
        for theme, picture in draw_within_limits(figure)._asdict().items():
            for name, cell in zip(picture_names(figure), cells(figure, picture), strict=True):
                (folder / f"{name}-{theme}.svg").write_bytes(cell)
    page.write_text(with_pictures(text), encoding="utf-8")


def main() -> None:
    """Draw the gallery, or check it; a false claim stops both."""
    text = PAGE.read_text(encoding="utf-8")
    if false := list(errors(text)):
        sys.exit("\n".join(false))
    make_or_check("docs.draw_gallery", __doc__, lambda: draw(text), lambda: outdated(text))


if __name__ == "__main__":
    main()
