"""What stands at the edge of a cell: the note at its foot, the counter of steps and the line of progress."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from figures.arrays import Vector
from figures.drawing.placing import box
from figures.drawing.sheet import HEIGHT, WIDTH
from figures.drawing.svg import rectangle
from figures.drawing.text import haloed, width, write

BASELINE = HEIGHT - 5.0
MARGIN = 4.0
SEPARATOR = " · "


class Corner(NamedTuple):
    """A corner of the picture in which the counter of steps fits."""

    x: float
    baseline: float
    anchor: str

    @property
    def covered(self) -> Vector:
        """Points that the counter covers."""
        middle = self.x + (-32 if self.anchor == "end" else 32)
        return box(np.array([middle, self.baseline - 4.5]), np.array([68, 18]))


TOP_RIGHT = Corner(WIDTH - 8, 17, "end")
CORNERS = (TOP_RIGHT, Corner(8, 17, "start"), Corner(WIDTH - 8, 203, "end"), Corner(8, 203, "start"))


def free_corner(taken: Sequence[Vector]) -> Corner:
    """Return the corner that is farthest from all that is taken; the first one if none is near."""
    points = np.concatenate(taken)

    def room(corner: Corner) -> float:
        apart = np.abs(corner.covered[::5, None] - points[:: 1 + len(points) // 200])
        return min(float(np.hypot(apart[..., 0], apart[..., 1]).min()), 14)

    return max(CORNERS, key=room)


def foot(note: str) -> str:
    """Write the note, whose parts are separated by ``·``; the last ones are left out where the line is too short."""
    parts = note.split(SEPARATOR)
    while len(parts) > 1 and width(SEPARATOR.join(parts)) > WIDTH - 2 * MARGIN:
        parts.pop()
    return write(SEPARATOR.join(parts), MARGIN, BASELINE, colour="muted")


def counter(step: int, corner: Corner = TOP_RIGHT) -> str:
    """Write the number of a step in a corner."""
    return haloed(write(f"step {step}", corner.x, corner.baseline, anchor=corner.anchor))


def progress(share: float) -> str:
    """Draw how much of the run is over."""
    return rectangle(0, HEIGHT - 20, share * WIDTH, 2.4, fill="$axis")
