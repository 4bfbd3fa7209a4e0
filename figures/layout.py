"""Lay out a page in points: the key on top, the axes, the note at the foot.

The key gives each path its letter, line, marker and settings; the letter stands again beside the path.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform

from figures.paths import LETTERS
from figures.svg import PALETTE

MARKERS = "o^sD"
WIDTHS = (2.4, 2.0, 1.6, 1.2)  # where paths coincide, the first still shows

POINTS = IdentityTransform()
WIDTH, HEIGHT = 302.4, 194.4
MARGIN = 4.0
ROW = 13.0
HEAD = 40.0


def page(key: Sequence[str], note: str, names: tuple[str, str]) -> tuple[Figure, Axes]:
    """Return a page and its axes, which are called *names*."""
    x_name, y_name = names
    figure = Figure()
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.set_ylabel(y_name, rotation=0 if len(y_name) <= len("w₁") else 90)
    top, bottom = _key(figure, key), _note(figure, note, x_name)
    area = (0, bottom / HEIGHT, 1, 1 - (top + bottom) / HEIGHT)
    figure.set_layout_engine("constrained", rect=area, w_pad=MARGIN / 72, h_pad=1 / 72)
    return figure, axes


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
    """Break a text into lines no wider than *room* points."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_size(longer := f"{lines[-1]} {word}")[0] <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _key(figure: Figure, key: Sequence[str]) -> float:
    """Write the key in as many columns as fit, and return its height."""
    room = WIDTH - 2 * MARGIN
    widest = max((HEAD + text_size(text)[0] for text in key), default=room)
    columns = max(1, min(int(room / widest), len(key)))
    y = HEIGHT - MARGIN
    for first in range(0, len(key), columns):
        rows = 1
        for column, text in enumerate(key[first : first + columns]):
            lines = wrap(text, room / columns - HEAD)
            x = MARGIN + column * room / columns
            _entry(figure, first + column, x, y - ROW / 2, lines)
            rows = max(rows, len(lines))
        y -= rows * ROW
    return HEIGHT - y


def _entry(figure: Figure, index: int, x: float, y: float, lines: Sequence[str]) -> None:
    figure.text(x, y, LETTERS[index], weight="bold", va="center_baseline", transform=POINTS)
    sample = Line2D(x + np.array([12, 23, 34]), [y] * 3, marker=MARKERS[index], markevery=[1], transform=POINTS)
    sample.set(color=PALETTE[index], linewidth=WIDTHS[index])
    figure.add_artist(sample)
    for row, line in enumerate(lines):
        figure.text(x + HEAD, y - row * ROW, line, va="center_baseline", transform=POINTS)


def _note(figure: Figure, note: str, x_name: str) -> float:
    """Write the note, with the name of the x axis at its right, and return their height."""
    lines = wrap(note, WIDTH - 4 * MARGIN - text_size(x_name)[0])
    height = len(lines) * ROW + MARGIN
    for row, line in enumerate(lines):
        figure.text(MARGIN, height - (row + 0.5) * ROW, line, va="center_baseline", transform=POINTS)
    figure.text(WIDTH - MARGIN, height - ROW / 2, x_name, ha="right", va="center_baseline", transform=POINTS)
    return height
