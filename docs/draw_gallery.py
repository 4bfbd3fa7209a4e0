"""Draw the figures of docs/gallery.md, and put below each fence its picture for light and for dark.

Run ``python -m docs.draw_gallery``. With ``--check`` nothing is written; what is out of date is an error. A false
claim is always an error. Pictures are compared by their names: other versions of matplotlib may draw other bytes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from deck.diagnostics import Location
from deck.markup.fences import Fence, find_fences
from deck.source.yaml_lines import read_mapping
from docs.page import make_or_check
from figures import KINDS, Figure

PAGE = Path("docs/gallery.md")
PICTURE = (
    '<picture><source media="(prefers-color-scheme: dark)" srcset="gallery/{name}-dark.svg">'
    '<img src="gallery/{name}-light.svg" width="420" alt="{alt}"></picture>'
)


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
        lines[fence.last : after] = ["", PICTURE.format(name=figure.name, alt=figure.alt_text), ""]
    return "\n".join(lines).rstrip() + "\n"


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
    wanted = {f"{figure.name}-{theme}.svg" for _, figure in read_figures(text, page) for theme in ("light", "dark")}
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
        drawing = figure.draw()
        (folder / f"{figure.name}-light.svg").write_bytes(drawing.light)
        (folder / f"{figure.name}-dark.svg").write_bytes(drawing.dark)
    page.write_text(with_pictures(text), encoding="utf-8")


def main() -> None:
    """Draw the gallery, or check it; a false claim stops both."""
    text = PAGE.read_text(encoding="utf-8")
    if false := list(errors(text)):
        sys.exit("\n".join(false))
    make_or_check("docs.draw_gallery", __doc__, lambda: draw(text), lambda: outdated(text))


if __name__ == "__main__":
    main()
