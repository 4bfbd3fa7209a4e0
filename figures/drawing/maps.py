"""Colour maps of starts by where they end: runs of equal cells in a row become one stroke.

Cells are some points wide and high, and no edge is smoothed, so that they meet without a seam.
"""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from figures.arrays import Vector
from figures.drawing.layout import POINTS
from figures.drawing.svg import FILLS, INK, PAPER

CELLS = (1, 2, 3, 4)
MOST = 2200


def draw_maps(panels: Sequence[Axes], ends: Sequence[Callable[[Vector], Vector]], minima: Vector) -> None:
    """Colour every start by the minimum, of shape (n, 2), where it ends; *ends* tell its index, or -1.

    The cells are as small as they can be without taking too many strokes.
    """
    for cell in CELLS:
        maps = [_strokes(axes, reached, len(minima), cell) for axes, reached in zip(panels, ends, strict=True)]
        if sum(len(strokes) for each in maps for strokes in each) <= 2 * MOST:
            break
    for axes, each in zip(panels, maps, strict=True):
        for colour, strokes in zip(FILLS, each, strict=False):
            path = Path(strokes, np.tile([Path.MOVETO, Path.LINETO], len(strokes) // 2))
            patch = PathPatch(path, fill=False, edgecolor=colour, linewidth=cell, antialiased=False)
            axes.add_patch(patch).set_transform(POINTS)
        (stars,) = axes.plot(*minima.T, "*", color=INK, markersize=10, markeredgecolor=PAPER, markeredgewidth=0.8)
        stars.set(zorder=5, clip_on=False)


def _strokes(axes: Axes, ends: Callable[[Vector], Vector], count: int, cell: int) -> list[Vector]:
    """Return the ends of the strokes of each colour, of shape (2 n, 2), in points."""
    corner = _snapped(axes, cell)
    columns, rows = np.rint(np.divide(axes.bbox.size, cell)).astype(int)
    cells = np.stack(np.meshgrid(np.arange(columns), np.arange(rows))) + 0.5
    centres = corner + cell * cells.reshape(2, -1).T
    reached = ends(axes.transData.inverted().transform(centres).T).reshape(rows, columns)
    return [corner + cell * _runs(reached == index) for index in range(count)]


def _snapped(axes: Axes, cell: int) -> Vector:
    """Move the axes to where SVG writes the strokes in whole numbers; return their lower left corner."""
    page = axes.figure.bbox
    offset = np.array([0, (page.height - cell / 2) % 1])
    corner: Vector = np.rint(axes.bbox.min - offset) + offset
    axes.set_position(Bbox(np.array([corner, corner + cell * np.rint(np.divide(axes.bbox.size, cell))]) / page.size))
    return corner


def _runs(cells: Vector) -> Vector:
    """Return the ends of all runs of true cells, row by row: shape (2 n, 2)."""
    edges = np.diff(np.pad(cells, ((0, 0), (1, 1))).astype(int), axis=1)
    starts, stops = np.argwhere(edges == 1), np.argwhere(edges == -1)
    ends: Vector = np.stack([starts, stops], axis=1).reshape(-1, 2)[:, ::-1] + np.array([0, 0.5])
    return ends
