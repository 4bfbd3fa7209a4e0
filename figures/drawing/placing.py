"""Where to put a text: near its own line, off everything else.

What is occupied is known by points, and by how many of them each small square of the area holds.
"""

from collections.abc import Sequence

import numpy as np

from figures.arrays import Vector
from figures.drawing.scales import Area

SQUARE = 3.5
MARGIN = 2.0
TOGETHER, SHARED = 5.0, 30.0  # where a line is nearer to others, a text beside it could be that of any of them
OWN, OTHERS, BEST = 30, 300, 150  # how many points and places are compared


def along(track: Vector, area: Area, most: int = 800) -> Vector:
    """Return points along a track at short distances; parts far outside the area are drawn near."""
    track = np.clip(track, area.corners[0] - 20, area.corners[1] + 20)
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(track, axis=0).T))])
    places = np.linspace(0, lengths[-1], min(most, 2 + int(lengths[-1] / SQUARE)))
    return np.column_stack([np.interp(places, lengths, coordinate) for coordinate in track.T])


def box(centre: Vector, size: Vector) -> Vector:
    """Return points that cover a box."""
    halves = [np.linspace(-half, half, 2 + int(2 * half / SQUARE)) for half in np.asarray(size) / 2]
    x, y = np.meshgrid(*halves)
    covering: Vector = centre + np.column_stack([x.ravel(), y.ravel()])
    return covering


def within(points: Vector, area: Area) -> Vector:
    """Return the points that are in an area."""
    corners = area.corners
    inside: Vector = points[((points >= corners[0]) & (points <= corners[1])).all(axis=1)]
    return inside


def place(size: Vector, own: Vector, occupied: Sequence[Vector], area: Area, late: float = 4.0) -> Vector:
    """Return the best centre for a text of a *size* in the area: it covers least, and is nearest to its *own* points.

    If it can be, it is nearer to them than to the *occupied* points, and where they are apart from those. A point is
    worth up to *late* more, the later it is.
    """
    others = np.concatenate([np.empty((0, 2)), *occupied])
    centres, covered = _centres(size, np.concatenate([own, others]), area)
    centres = centres[covered == covered.min()]
    own = own[:: 1 + len(own) // OWN]
    gaps = _gaps(centres, own, size)
    worse = np.linspace(late, 0, len(own)) + SHARED * (distances(own, others) < TOGETHER)
    near = (np.maximum(gaps, 5) + worse).min(axis=1)
    best = np.argsort(near, kind="stable")[:BEST]
    centres, near = centres[best], near[best]
    if len(others):
        to_others = _gaps(centres, others[:: 1 + len(others) // OTHERS], size).min(axis=1)
        near += 25 * (to_others < gaps[best].min(axis=1)) - np.minimum(to_others, 8)
    chosen: Vector = centres[np.argmin(near)]
    return chosen


def _centres(size: Vector, occupied: Vector, area: Area) -> tuple[Vector, Vector]:
    """Return possible centres of a box, and how many points each would cover."""
    corner, far = area.corners
    columns, rows = np.ceil((far - corner) / SQUARE).astype(int)
    edges = [corner[axis] + SQUARE * np.arange(count + 1) for axis, count in enumerate((columns, rows))]
    counts, *_ = np.histogram2d(occupied[:, 0], occupied[:, 1], bins=edges)
    total = np.pad(counts.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    wide, high = np.minimum(np.ceil((np.asarray(size) + 2 * MARGIN) / SQUARE).astype(int), (columns, rows))
    covered = total[wide:, high:] - total[:-wide, high:] - total[wide:, :-high] + total[:-wide, :-high]
    x, y = np.meshgrid(np.arange(covered.shape[0]), np.arange(covered.shape[1]), indexing="ij")
    centres = corner + SQUARE * (np.column_stack([x.ravel(), y.ravel()]) + np.array([wide, high]) / 2)
    return centres, covered.ravel()


def distances(points: Vector, others: Vector) -> Vector:
    """Return the distance of each point to the nearest of the others."""
    distances: Vector = np.hypot(*(points[:, None] - others).transpose(2, 0, 1)).min(axis=1, initial=np.inf)
    return distances


def _gaps(centres: Vector, points: Vector, size: Vector) -> Vector:
    """Return the distance of each box to each point."""
    apart = np.maximum(np.abs(centres[:, None] - points) - np.asarray(size) / 2, 0)
    distance: Vector = np.hypot(apart[..., 0], apart[..., 1])
    return distance
