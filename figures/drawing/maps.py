"""Maps of starts, coloured by the minimum where each run ends: runs of equal cells in a row become one stroke."""

from collections.abc import Callable, Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing.foot import foot
from figures.drawing.frame_grid import HEIGHT, WIDTH, Cell, save
from figures.drawing.frames import Frame
from figures.drawing.lettering import NAME, SMALL, width, write
from figures.drawing.marks import star
from figures.drawing.scales import Area, plane
from figures.drawing.svg import element, group, tenths
from figures.figure import Drawing

SQUARES = (1.5, 2, 2.5, 3, 4)
MOST = 2600
OVERLAP = 0.5  # so that no seam shows at any scale of the screen
GAP = 6.0
TITLE = 18.0
BOTTOM = HEIGHT - 21.0


@np.errstate(all="ignore")
def draw_maps(frame: Frame, ends: Sequence[Callable[[Vector], Vector]]) -> Drawing:
    """Colour every start by the minimum where it ends; *ends* tell its index, or -1."""
    areas = _areas(len(ends), titled=any(trace.name for trace in frame.traces))
    minima = np.array(frame.surface.minima, dtype=np.float64)
    window = np.array(frame.surface.window, dtype=np.float64)
    for square in SQUARES:
        maps = [_strokes(area, window, reached, len(minima), square) for area, reached in zip(areas, ends, strict=True)]
        if sum(len(strokes) for each in maps for strokes in each) <= MOST:
            break
    drawn = [_map(strokes, square) for strokes in maps]
    for area, trace in zip(areas, frame.traces, strict=True):
        drawn += [star(each) for each in plane(window, area)(minima)]
        size = NAME if width(trace.name, NAME, bold=True) <= area.right - area.left else SMALL
        drawn.append(write(trace.name, area.left, area.top - 5, size, colour=trace.pen.text, bold=True))
    return save([[Cell(foot(frame.note), "".join(drawn))]])


def _areas(count: int, *, titled: bool) -> list[Area]:
    """Return the places of so many maps: beside one another, four in two rows."""
    columns = 2 if count == 4 else count  # noqa: PLR2004
    rows = -(-count // columns)
    head = TITLE if titled else 0
    wide, high = (WIDTH + GAP) / columns, (BOTTOM + GAP) / rows
    corners = [(column * wide, row * high) for row in range(rows) for column in range(columns)]
    return [Area(x, y + head, x + wide - GAP, y + high - GAP) for x, y in corners]


def _strokes(area: Area, window: Vector, ends: Callable[[Vector], Vector], count: int, square: float) -> list[Vector]:
    """Return the ends of the strokes of each colour, of shape (n, 2, 2)."""
    columns, rows = int((area.right - area.left) / square), int((area.bottom - area.top) / square)
    x, y = np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5)
    scales = plane(window, Area(0, 0, columns, rows))
    reached = ends(np.stack([scales.x.values(x.ravel()), scales.y.values(y.ravel())])).reshape(rows, columns)
    corner = area.corners[0]
    return [corner + square * _stretches(reached == index) for index in range(count)]


def _stretches(squares: Vector) -> Vector:
    """Return the ends of all runs of true squares, row by row: shape (n, 2, 2)."""
    edges = np.diff(np.pad(squares, ((0, 0), (1, 1))).astype(int), axis=1)
    starts, stops = np.argwhere(edges == 1), np.argwhere(edges == -1)
    ends: Vector = np.stack([starts, stops], axis=1)[..., ::-1] + np.array([0, 0.5])
    return ends


def _map(strokes: Sequence[Vector], square: float) -> str:
    """Draw the strokes of a map, a path for each colour."""
    paths = [
        element("path", d="".join(map(_stroke, each.tolist())), stroke=f"$basin{index}")
        for index, each in enumerate(strokes)
    ]
    style = {"stroke_width": tenths(square + OVERLAP), "stroke_linecap": "butt", "shape_rendering": "crispEdges"}
    return group(*paths, **style)


def _stroke(ends: Sequence[Sequence[float]]) -> str:
    (left, y), (right, _) = ends
    return f"M{tenths(left)} {tenths(y)}h{tenths(right - left)}"
