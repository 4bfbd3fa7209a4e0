"""Where to cut a path and where to put a text, in points of the page.

Points have the shape (n, 2); an area is [lower left, upper right].
"""

import numpy as np

from figures.arrays import Vector

AROUND = np.array([(1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (0, -1), (1, 0), (-1, 0)])
GAP = 4


def leave(track: Vector, area: Vector) -> tuple[Vector, Vector | None]:
    """Cut a track where it leaves the area for good; also return the direction it leaves in, if it does."""
    inside = ((track >= area[0] - 0.5) & (track <= area[1] + 0.5)).all(axis=1)
    last = int(np.flatnonzero(inside)[-1])
    if last == len(track) - 1:
        return track, None
    direction = track[last + 1] - track[last]
    to_edge = np.where(direction > 0, area[1], area[0]) - track[last]
    share = np.divide(to_edge, direction, out=np.full(2, np.inf), where=direction != 0).min()
    return np.vstack([track[: last + 1], track[last] + max(share, 0) * direction]), direction


def thin(track: Vector, most: int) -> Vector:
    """Leave out points near the one before, the nearest first, until there are no more than *most*."""
    thinned: Vector = track[sift(track, most)]
    return thinned


def sift(track: Vector, most: int) -> list[int]:
    """Return the indices of the points that `thin` keeps."""
    distance = 0.1
    while len(kept := _apart(track.tolist(), distance)) > most:
        distance *= 1.5
    return kept


def _apart(points: list[list[float]], distance: float) -> list[int]:
    kept = [0]
    for index, (x, y) in enumerate(points[1:-1], 1):
        last_x, last_y = points[kept[-1]]
        if abs(x - last_x) > distance or abs(y - last_y) > distance:
            kept.append(index)
    return [*kept, len(points) - 1]


def dense(track: Vector, area: Vector) -> Vector:
    """Return points along a track, about 3 apart; parts far outside the area are drawn near."""
    track = np.clip(track, area[0] - 20, area[1] + 20)
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(track, axis=0).T))])
    along = np.linspace(0, lengths[-1], min(800, 2 + int(lengths[-1] / 3)))
    return np.column_stack([np.interp(along, lengths, coordinate) for coordinate in track.T])


def distinct(points: Vector, distance: float) -> Vector:
    """Leave out points that are nearer than *distance* to one before."""
    kept: list[Vector] = []
    for point in points:
        if all(np.hypot(*(point - other)) >= distance for other in kept):
            kept.append(point)
    return np.reshape(kept, (-1, 2))


def around(centres: Vector, radius: float) -> Vector:
    """Return points that cover a disc about each centre."""
    angles = np.arange(8) * np.pi / 4
    rim = radius * np.column_stack([np.cos(angles), np.sin(angles)])
    covering: Vector = (centres[:, None] + np.vstack([[0, 0], rim])).reshape(-1, 2)
    return covering


def place(size: tuple[float, float], anchors: Vector, own: Vector, others: Vector, area: Vector) -> Vector:
    """Return the best centre for a text beside one of its anchors.

    It is inside the area, nearer to its *own* line than to *others* but off both; a later anchor is better.
    """
    half = np.array(size) / 2
    centres = (anchors[:, None] + AROUND * (half + GAP)).reshape(-1, 2)
    fits = ((centres - half >= area[0] + 2) & (centres + half <= area[1] - 2)).all(axis=1)
    late = np.repeat(np.linspace(0, 8, len(anchors)), len(AROUND))

    def clearance(points: Vector) -> Vector:
        gaps = np.maximum(np.abs(centres[:, None] - points) - half, 0)
        nearest: Vector = np.hypot(gaps[..., 0], gaps[..., 1]).min(axis=1, initial=14)
        return nearest

    to_own, to_others = clearance(own), clearance(others)
    clear = 10 * np.minimum(to_own, 3) + 10 * np.minimum(to_others, 5) + to_others
    best: Vector = centres[np.argmax(1000 * fits + 50 * (to_own < to_others) + clear + late)]
    return best
