"""Colour a map of starts by where they end: runs of equal cells in a row become one stroke.

A cell is a point wide and high, and no edge is smoothed, so that cells meet without a seam.
"""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from figures.arrays import Vector
from figures.layout import POINTS
from figures.svg import FILLS, INK, PAPER


def draw_map(axes: Axes, ends: Callable[[Vector], Vector], minima: Vector) -> None:
    """Colour every start by the minimum, of shape (n, 2), where it ends; *ends* tells its index, or -1."""
    (left, low), (columns, rows) = _snapped(axes)
    cells = np.stack(np.meshgrid(left + np.arange(columns) + 0.5, low + np.arange(rows) + 0.5))
    starts = axes.transData.inverted().transform(cells.reshape(2, -1).T).T
    reached = ends(starts).reshape(rows, columns)
    for index, colour in enumerate(FILLS[: len(minima)]):
        strokes = _strokes(reached == index) + np.array([left, low])
        path = Path(strokes, np.tile([Path.MOVETO, Path.LINETO], len(strokes) // 2))
        row = PathPatch(path, fill=False, edgecolor=colour, linewidth=1, antialiased=False, transform=POINTS)
        axes.add_patch(row)
    (stars,) = axes.plot(*minima.T, "*", color=INK, markersize=10, markeredgecolor=PAPER, markeredgewidth=0.8)
    stars.set(zorder=5, clip_on=False)


def _snapped(axes: Axes) -> tuple[Vector, NDArray[np.int64]]:
    """Move the axes to where SVG writes the cells in whole numbers; return their corner and numbers of cells."""
    page = axes.figure.bbox
    offset = np.array([0, (page.height - 0.5) % 1])
    corner = np.rint(axes.bbox.min - offset) + offset
    cells = np.rint(axes.bbox.size).astype(int)
    axes.set_position(Bbox(np.array([corner, corner + cells]) / page.size))
    return corner, cells


def _strokes(cells: Vector) -> Vector:
    """Return the ends of all runs of true cells, row by row: shape (2 n, 2)."""
    edges = np.diff(np.pad(cells, ((0, 0), (1, 1))).astype(int), axis=1)
    starts, stops = np.argwhere(edges == 1), np.argwhere(edges == -1)
    ends: Vector = np.stack([starts, stops], axis=1).reshape(-1, 2)[:, ::-1] + np.array([0, 0.5])
    return ends
