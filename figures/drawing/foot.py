"""What is at the edge of a cell: the note at its foot, the counter of steps and the line of progress."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from figures.arrays import Vector
from figures.drawing.frame_grid import HEIGHT, WIDTH
from figures.drawing.lettering import width, write
from figures.drawing.placing import box
from figures.drawing.svg import rectangle

BASELINE = HEIGHT - 5.0
MARGIN = 4.0
GAP, LONG = 14.0, 60.0
SEPARATOR = " · "
WORD, ROOM = "step", 72.0


class Corner(NamedTuple):
    """A corner of the picture in which the counter of steps fits."""

    left: float
    baseline: float

    @property
    def covered(self) -> Vector:
        """Points that the counter covers."""
        return box(np.array([self.left + ROOM / 2, self.baseline - 4.5]), np.array([ROOM, 18]))


TOP_RIGHT = Corner(WIDTH - 8 - ROOM, 17)
CORNERS = (TOP_RIGHT, Corner(8, 17), Corner(WIDTH - 8 - ROOM, 203), Corner(8, 203))


def free_corner(taken: Sequence[Vector]) -> Corner:
    """Return the corner that is farthest from all that is drawn; the first one if none is near."""
    points = np.concatenate(taken)

    def room(corner: Corner) -> float:
        apart = np.abs(corner.covered[::5, None] - points[:: 1 + len(points) // 200])
        return min(float(np.hypot(apart[..., 0], apart[..., 1]).min()), 14)

    return max(CORNERS, key=room)


def foot(note: str, abscissa: str = "") -> str:
    """Write the note, whose parts are separated by ``·``; the last ones are left out where the line is too short.

    A long name of the abscissa is at the end of the line.
    """
    name = abscissa if is_long(abscissa) else ""
    parts, room = note.split(SEPARATOR), WIDTH - 2 * MARGIN - (width(name) + GAP if name else 0)
    while len(parts) > 1 and width(SEPARATOR.join(parts)) > room:
        parts.pop()
    written = write(SEPARATOR.join(parts), MARGIN, BASELINE, colour="muted")
    return written + (write(name, WIDTH - MARGIN, BASELINE, anchor="end") if name else "")


def is_long(abscissa: str) -> bool:
    """Return whether a name would hide numbers of the abscissa that it is beside."""
    return width(abscissa) > LONG


def counted(corner: Corner, last: int) -> str:
    """Write what the counter in a corner counts, before a number as long as the last one."""
    return write(WORD, corner.left + ROOM - width(f"{WORD} {last}"), corner.baseline)


def counter(step: int, corner: Corner, last: int) -> str:
    """Write the number of a step."""
    return write(str(step), corner.left + ROOM - width(str(last)), corner.baseline)


def progress(share: float) -> str:
    """Draw how much of the run is over."""
    return rectangle(0, HEIGHT - 20, share * WIDTH, 2.4, fill="$axis")
