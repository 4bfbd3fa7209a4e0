"""What stands at the edge of a cell: the note at its foot, the counter of steps and the line of progress."""

import numpy as np

from figures.drawing.placing import box
from figures.drawing.sheet import HEIGHT, WIDTH
from figures.drawing.svg import rectangle
from figures.drawing.text import haloed, width, write

BASELINE = HEIGHT - 5.0
MARGIN = 4.0
SEPARATOR = " · "
COUNTER = box(np.array([WIDTH - 36.0, 12.0]), np.array([68, 20]))  # where the counter stands


def foot(note: str) -> str:
    """Write the note, whose parts are separated by ``·``; the last ones are left out where the line is too short."""
    parts = note.split(SEPARATOR)
    while len(parts) > 1 and width(SEPARATOR.join(parts)) > WIDTH - 2 * MARGIN:
        parts.pop()
    return write(SEPARATOR.join(parts), MARGIN, BASELINE, colour="muted")


def counter(step: int) -> str:
    """Write the number of a step in the upper right corner."""
    return haloed(write(f"step {step}", WIDTH - 8, 17, anchor="end"))


def progress(share: float) -> str:
    """Draw how much of the run is over."""
    return rectangle(0, HEIGHT - 20, share * WIDTH, 3, fill="$muted")
