"""The grid of the frames of a figure, a cell for each, written as one SVG for each theme.

A still is one cell; the cells of a strip are the values of what it varies, those of a reel the moments of its runs.
What cells share is stored once.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from figures.drawing.colours import COLOURS
from figures.drawing.lettering import outlines
from figures.drawing.svg import clipped, clips, element, group, tenths
from figures.figure import Drawing

WIDTH, HEIGHT = 360, 232
CLIPPED = 0.7  # so that no cell shows a line of its neighbour where the scale of the screen is broken
COLOUR = re.compile(r"\$([a-z0-9-]+)")


class Cell(NamedTuple):
    """What a cell shows: its own marks between a background and a foreground, which cells that have the same share."""

    background: str
    marks: str = ""
    foreground: str = ""


def save(grid: Sequence[Sequence[Cell]], shared: Sequence[str] = ()) -> Drawing:
    """Write rows of cells, and what they refer to, in light and in dark; these differ in nothing but the colours."""
    layers = dict.fromkeys(
        layer for row in grid for cell in row for layer in (cell.background, cell.foreground) if layer
    )
    names = {layer: f"c{index}" for index, layer in enumerate(layers)}
    cells = "".join(
        _placed(_used(names, cell.background) + cell.marks + _used(names, cell.foreground), column, row)
        for row, each in enumerate(grid)
        for column, cell in enumerate(each)
    )
    defined = "".join(group(layer, id=name) for layer, name in names.items()) + "".join(shared)
    markup = _framed(defined, cells, len(grid[0]), len(grid))
    return Drawing(
        COLOUR.sub(lambda name: COLOURS[name[1]].light, markup).encode(),
        COLOUR.sub(lambda name: COLOURS[name[1]].dark, markup).encode(),
    )


def _used(names: Mapping[str, str], layer: str) -> str:
    return element("use", href=f"#{names[layer]}") if layer else ""


def _placed(content: str, column: int, row: int) -> str:
    place = {"transform": f"translate({tenths(column * WIDTH)} {tenths(row * HEIGHT)})"} if column or row else {}
    return group(clipped(content, CLIPPED, CLIPPED, WIDTH - CLIPPED, HEIGHT - CLIPPED), **place)


def _framed(defined: str, cells: str, columns: int, rows: int) -> str:
    content = element("defs", outlines(defined + cells) + defined)
    content += group(cells, fill="none", stroke_linecap="round", stroke_linejoin="round")
    clipping, content = clips(content)
    content = element("defs", clipping) + content
    size = {"width": columns * WIDTH, "height": rows * HEIGHT}
    view = f"0 0 {tenths(columns * WIDTH)} {tenths(rows * HEIGHT)}"
    space = {"xmlns": "http://www.w3.org/2000/svg"}
    return element("svg", content, **space, **size, viewBox=view, preserveAspectRatio="none")
