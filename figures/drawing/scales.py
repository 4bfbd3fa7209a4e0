"""Scales: from values to units of a cell, with few ticks and plain numbers."""

from dataclasses import dataclass
from threading import Lock

import numpy as np
from matplotlib import rc_context
from matplotlib.ticker import LogLocator, MaxNLocator

from figures import notation
from figures.arrays import Vector
from figures.drawing.svg import clipped

ALONE = Lock()  # matplotlib's settings are those of the whole process, so its threads take turns
NARROW = 120
PLAIN = (1e-5, 1e6)  # between them powers of ten are short when written out
FAR = 1e12


@dataclass(frozen=True)
class Scale:
    """A linear or logarithmic scale: *low* is drawn at *start*, *high* at *end*."""

    kind: str
    low: float
    high: float
    start: float
    end: float

    def __call__(self, values: Vector) -> Vector:
        """Return where values are drawn."""
        low, high, each = self.low, self.high, np.clip(values, -FAR, FAR)
        if self.kind == "log":
            low, high, each = np.log10(low), np.log10(high), np.log10(np.maximum(each, low * 1e-3))
        drawn: Vector = self.start + (each - low) / (high - low) * (self.end - self.start)
        return drawn

    def values(self, places: Vector) -> Vector:
        """Return the values that are drawn at places of a linear scale."""
        return self.low + (places - self.start) / (self.end - self.start) * (self.high - self.low)

    def ticks(self, most: int) -> Vector:
        """Return at most about so many round values."""
        if self.kind == "log":
            subs = (1.0,) if self.high > NARROW * self.low else (1.0, 2.0, 5.0)
            ticks = LogLocator(subs=subs, numticks=most).tick_values(self.low, self.high)
        else:
            with ALONE, rc_context({"axes.autolimit_mode": "data"}):
                ticks = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
        first, last = sorted((self.start, self.end))
        return np.array([each for each in ticks if first - 1e-6 <= self(np.array(each)) <= last + 1e-6])

    def written(self, value: float) -> str:
        """Write a value as at a tick."""
        small = not PLAIN[0] < self.low < self.high < PLAIN[1]
        write = notation.power if self.kind == "log" and small else notation.number
        return write(float(f"{value:.6g}"))


@dataclass(frozen=True)
class Area:
    """A part of a cell: *left* to *right*, *top* down to *bottom*."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def corners(self) -> Vector:
        """The upper left and the lower right corner."""
        return np.array([(self.left, self.top), (self.right, self.bottom)])

    def shrunk(self, margin: float) -> "Area":
        """Return the area without a margin."""
        return Area(self.left + margin, self.top + margin, self.right - margin, self.bottom - margin)

    def clip(self, content: str) -> str:
        """Show of a content only what is in the area."""
        return clipped(content, self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True)
class Plane:
    """Two scales."""

    x: Scale
    y: Scale

    @property
    def area(self) -> Area:
        """The area that they fill."""
        return Area(self.x.start, self.y.end, self.x.end, self.y.start)

    def __call__(self, points: Vector) -> Vector:
        """Return where points of shape (n, 2) are drawn."""
        return np.column_stack([self.x(points[:, 0]), self.y(points[:, 1])])


def plane(window: Vector, area: Area, kinds: tuple[str, str] = ("linear", "linear")) -> Plane:
    """Return the scales on which a window, of shape (2, 2), fills an area."""
    (left, right), (low, high) = window.tolist()
    return Plane(Scale(kinds[0], left, right, area.left, area.right), Scale(kinds[1], low, high, area.bottom, area.top))
