"""The fixed points of a picture, above its runs: starts, minima, saddles, and what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.arrays import Vector
from figures.drawing import marks
from figures.drawing.names import label
from figures.drawing.placing import box
from figures.drawing.scales import Area

NOWHERE = np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class Symbols:
    """Places of starts, minima and saddles, and where runs end, of shape (n, 2); *words* stand beside points."""

    starts: Vector
    stars: Vector
    crosses: Vector = field(default_factory=lambda: NOWHERE)
    ends: Vector = field(default_factory=lambda: NOWHERE)
    words: Sequence[tuple[str, Vector]] = ()

    @property
    def drawn(self) -> str:
        """The marks."""
        drawn = [*map(marks.ring, self.starts), *map(marks.star, self.stars), *map(marks.cross, self.crosses)]
        return "".join(drawn)

    @property
    def points(self) -> Vector:
        """Points that the marks cover."""
        size = np.array([2 * marks.STAR] * 2)
        places = np.vstack([self.starts, self.stars, self.crosses, self.ends])
        return np.concatenate([NOWHERE, *(box(place, size) for place in places)])

    def write(self, occupied: Sequence[Vector], area: Area) -> tuple[str, Vector]:
        """Write what the marks are, off what is occupied; also return what that covers."""
        drawn, boxes = "", [NOWHERE]
        for text, point in [*(("start", start) for start in self.starts), *self.words]:
            written, covered = label(text, point[None], [*occupied, *boxes], area)
            boxes.append(covered)
            drawn += written
        return drawn, np.concatenate(boxes)
