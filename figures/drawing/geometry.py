"""Where to cut a track, and which of its points to leave out. Points have the shape (n, 2)."""

import numpy as np

from figures.arrays import Vector
from figures.drawing.scales import Area


def leave(track: Vector, area: Area) -> tuple[Vector, Vector | None]:
    """Cut a track where it leaves the area for good; also return the direction it leaves in, if it does."""
    corners = area.corners
    inside = ((track >= corners[0] - 0.5) & (track <= corners[1] + 0.5)).all(axis=1)
    last = int(np.flatnonzero(inside)[-1]) if inside.any() else 0
    if last == len(track) - 1:
        return track, None
    direction = track[last + 1] - track[last]
    to_edge = np.where(direction > 0, corners[1], corners[0]) - track[last]
    share = np.divide(to_edge, direction, out=np.full(2, np.inf), where=direction != 0).min()
    return np.vstack([track[: last + 1], track[last] + max(share, 0) * direction]), direction


def shortened(vector: Vector, tail: Vector, area: Area, least: float = 0.3) -> Vector:
    """Return a vector that ends in the area, of which its *tail* is a point, but no less than a share of it."""
    low, high = area.corners
    to_edge = np.where(vector > 0, high - tail, low - tail)
    share = np.divide(to_edge, vector, out=np.full(2, np.inf), where=vector != 0).min()
    inside: Vector = vector * np.clip(share, least, 1)
    return inside


def sift(track: Vector, most: int, distance: float = 0.1) -> list[int]:
    """Return the indices of points at a distance from the one before, which grows until there are no more than *most*.

    The first and the last are among them.
    """
    while len(sifted := _apart(track.tolist(), distance)) > most:
        distance *= 1.5
    return sifted


def _apart(points: list[list[float]], distance: float) -> list[int]:
    apart = [0]
    for index, (x, y) in enumerate(points[1:-1], 1):
        last_x, last_y = points[apart[-1]]
        if abs(x - last_x) > distance or abs(y - last_y) > distance:
            apart.append(index)
    return [*apart, *([len(points) - 1] if len(points) > 1 else [])]


def distinct(points: Vector, distance: float) -> Vector:
    """Leave out points that are nearer than *distance* to one before."""
    found: list[Vector] = []
    for point in points:
        if all(np.hypot(*(point - other)) >= distance for other in found):
            found.append(point)
    return np.reshape(found, (-1, 2))


def alike(one: Vector, other: Vector, distance: float = 1.5) -> float:
    """Return the share of the way of a track on which another one is at the same place at the same step."""
    if len(one) != len(other):
        return 0.0
    together = np.hypot(*(one - other).T) <= distance
    ways = np.hypot(*np.diff(one, axis=0).T)
    return float(ways[together[1:]].sum() / (ways.sum() or 1.0))


def crowding(track: Vector, side: float = 6.0) -> float:
    """Return how often a track comes to the same places, which are squares of such a *side*."""
    ways = np.hypot(*np.diff(track, axis=0).T)
    along = np.concatenate([[0], np.cumsum(ways)])
    places = np.linspace(0, along[-1], 2 + min(int(2 * along[-1] / side), 20_000))
    squares = {
        (x // side, y // side) for x, y in zip(*(np.interp(places, along, each) for each in track.T), strict=True)
    }
    return float(along[-1]) / (side * len(squares))
