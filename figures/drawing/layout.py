"""Lay out a page in points: the key on top, the axes, the note at the foot.

The key gives each path its letter, line, marker and settings; the letter stands again beside the path.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform

from figures.drawing.svg import PALETTE
from figures.runs import LETTERS

MARKERS = "o^sD"
WIDTHS = (2.4, 2.0, 1.6, 1.2)  # where paths coincide, the first still shows

POINTS = IdentityTransform()
WIDTH, HEIGHT = 302.4, 194.4
MARGIN = 4.0
ROW = 13.0
HEAD = 40.0
LETTER = 12.0
# where a line may end: between clauses, else between words that stand in no group
CLAUSE = re.compile(r"[^; ][^;]*;?")
GROUP = re.compile(r"\([^()]*\)\S*|[★✖] \S+|\S+")
LOWEST_AXES = 121.0


def page(key: Sequence[str], note: str, names: tuple[str, str]) -> tuple[Figure, Axes]:
    """Return a page and its axes, which are called *names*; a very long key makes the page higher."""
    figure, (axes,) = panels(key, note, names, 1, HEAD)
    return figure, axes


def panels(
    key: Sequence[str], note: str, names: tuple[str, str], count: int, head: float = LETTER
) -> tuple[Figure, list[Axes]]:
    """Return a page with several axes side by side; the head of an entry of the key has room for its letter.

    A single entry needs none.
    """
    x_name, y_name = names
    head -= 0 if len(key) > 1 else LETTER
    rows = _rows(key, head)
    notes = wrap(note, WIDTH - 2 * MARGIN)
    top, bottom = MARGIN + ROW * sum(max(map(len, row)) for row in rows), MARGIN + ROW * len(notes)
    height = max(HEIGHT, top + bottom + LOWEST_AXES)
    figure = Figure(figsize=(WIDTH / 72, height / 72))
    FigureCanvasSVG(figure)
    first, *others = figure.subplots(1, count, sharex=True, sharey=True, squeeze=False)[0]
    if len(y_name) <= len("w₁"):
        first.set_ylabel(y_name, rotation=0, ha="right", va="center", labelpad=8)
    else:
        first.set_ylabel(y_name)
    last = [first, *others][-1]
    last.annotate(x_name, (1, 0), (MARGIN, 0), "axes fraction", "offset points", va="bottom")
    area = (0, bottom / height, 1, 1 - (top + bottom) / height)
    figure.set_layout_engine("constrained", rect=area, w_pad=MARGIN / 72, h_pad=1 / 72)
    _write_key(figure, rows, height - MARGIN, head)
    _write(figure, MARGIN, bottom, notes)
    return figure, [first, *others]


def settle(figure: Figure) -> None:
    """Fix the place of the axes, so that what follows can be placed in points."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def text_size(text: str, weight: str = "normal") -> tuple[float, float]:
    """Return the width and height of a text in points."""
    font = FontProperties(weight=weight, size=10)
    width, height, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return width, height


def wrap(text: str, room: float) -> list[str]:
    """Break a text into lines no wider than *room* points: between clauses where that takes no more lines.

    What is in brackets stays together, and a symbol with its word, if a line can hold them.
    """
    ways = [_fill(CLAUSE.findall(text), room), _fill(GROUP.findall(text), room)]
    fitting = [lines for lines in ways if max(text_size(line)[0] for line in lines) <= room]
    return min(fitting, key=len, default=_fill(text.split(" "), room))


def _fill(parts: Iterable[str], room: float) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and text_size(longer := f"{lines[-1]} {part}")[0] <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _rows(key: Sequence[str], head: float) -> list[list[list[str]]]:
    """Set the key in as many columns as fit: rows of entries of lines."""
    room = WIDTH - 2 * MARGIN
    widest = max((head + text_size(text)[0] for text in key), default=room)
    columns = max(1, min(int(room / widest), len(key)))
    entries = [wrap(text, room / columns - head) for text in key]
    return [entries[first : first + columns] for first in range(0, len(key), columns)]


def _write_key(figure: Figure, rows: Sequence[Sequence[Sequence[str]]], top: float, head: float) -> None:
    index = 0
    for row in rows:
        for column, lines in enumerate(row):
            x = MARGIN + column * (WIDTH - 2 * MARGIN) / len(rows[0])
            if head > LETTER:
                line = x + head - HEAD + np.array([12, 23, 34])
                sample = Line2D(line, [top - ROW / 2] * 3, marker=MARKERS[index], markevery=[1])
                sample.set(color=PALETTE[index], linewidth=WIDTHS[index], transform=POINTS)
                figure.add_artist(sample)
            if head in {HEAD, LETTER}:
                _write(figure, x, top, [LETTERS[index]], weight="bold")
            _write(figure, x + head, top, lines)
            index += 1
        top -= ROW * max(map(len, row))


def _write(figure: Figure, x: float, top: float, lines: Sequence[str], **style: Any) -> None:
    for row, line in enumerate(lines):
        figure.text(x, top - (row + 0.5) * ROW, line, va="center_baseline", transform=POINTS, **style)
