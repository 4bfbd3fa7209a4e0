"""The arrows of a rule at work: what it adds to the run at a step, along the gradient and along the velocity."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from figures.arrays import Vector
from figures.drawing.colours import Pen
from figures.drawing.geometry import shortened
from figures.drawing.lettering import haloed, width, write
from figures.drawing.marks import arrow, bare_arrow
from figures.drawing.placing import along, box, place
from figures.drawing.scales import Area, Plane
from figures.runs import Run

LONGER = 1.5
SHORTEST, LONGEST = 8.0, 48.0
KEY = 27.0
EDGE = 5.0
INNER = 2.0  # between the tip of an arrow and the edge


@dataclass(frozen=True, eq=False)
class Arrows:
    """Where a run is before each step, of shape (steps, 2), and what the rule adds there.

    That is a part along the gradient, and one along the velocity if the rule has one. Where the rule
    first follows its velocity and takes the gradient there, *ahead* is where it comes from.
    """

    place: Vector
    gradient: Vector
    velocity: Vector | None = None
    ahead: Vector | None = None


def arrows_of(run: Run, steps: int) -> Arrows:
    """Simulate a run and return the arrows of its steps."""
    states, gradients = run.states(steps)
    rate = run.optimizer.settings["lr"]
    momentum = run.optimizer.settings.get("momentum")
    velocity = -rate * momentum * states["v"] if momentum else None
    return Arrows(states["x"], -rate * gradients, velocity, states.get("theta"))


def draw_arrows(arrows: Arrows, step: int, to_cell: Plane, pen: Pen) -> str:
    """Draw the arrows of a step on a plane, those that are long enough to be read, without a rim."""
    seen = _seen(arrows, step, to_cell)
    return "".join(bare_arrow(tail, tip, pen.line if remembered else "ink") for tail, tip, remembered in seen)


def passed_by(arrows: Arrows, steps: Iterable[int], to_cell: Plane) -> Vector:
    """Return points along all arrows of these steps."""
    seen = [(tail, tip) for step in steps for tail, tip, _ in _seen(arrows, step, to_cell)]
    return np.concatenate([np.empty((0, 2)), *(along(np.array(ends), to_cell.area) for ends in seen)])


def _seen(arrows: Arrows, step: int, to_cell: Plane) -> Iterator[tuple[Vector, Vector, bool]]:
    """Yield each arrow of a step that is long enough to be read: its tail, its tip, and whether it is the velocity."""
    place = arrows.place[step]
    wanted = [(place, LONGER * arrows.gradient[step], False)]
    if arrows.ahead is not None:
        tail = arrows.ahead[step]
        wanted.insert(0, (tail, place - tail, True))
    elif arrows.velocity is not None:
        wanted.append((place, LONGER * arrows.velocity[step], True))
    for tail, change, remembered in wanted:
        begin, end = to_cell(np.array([tail, tail + change]))
        length = float(np.hypot(*(end - begin)))
        if SHORTEST <= length < np.inf:
            along_it = (end - begin) * min(1, LONGEST / length)
            yield begin, begin + shortened(along_it, begin, to_cell.area.shrunk(INNER)), remembered


def draw_key(arrows: Sequence[tuple[Arrows, Pen]], taken: Sequence[Vector], area: Area) -> tuple[str, Vector]:
    """Say what the arrows are, beside one of the corners; also return what that covers."""
    if not arrows:
        return "", np.empty((0, 2))
    moved = {pen.line for each, pen in arrows if each.velocity is not None}
    words = ["gradient step −η∇L"] + (["velocity"] if moved else [])
    colours = ["ink", moved.pop() if len(moved) == 1 else "muted"]
    size = np.array([KEY + max(map(width, words)), 15.0 * len(words)])
    corners = np.array([(x, y) for y in (area.bottom - 4, area.top + 4) for x in (area.right - 4, area.left + 4)])
    centre = place(size, corners, taken, area.shrunk(EDGE))
    left, top = centre - size / 2
    drawn = ""
    for row, word in enumerate(words):
        y = top + 15 * row + 7
        drawn += arrow(np.array([left, y]), np.array([left + 20, y]), colours[row])
        drawn += haloed(write(word, left + KEY, y + 4.4))
    return drawn, box(centre, size)
