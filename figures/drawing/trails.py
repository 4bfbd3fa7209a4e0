"""The trail of a run: a line with a dot for each step, drawn as far as each moment.

The trail of a moment is that of the moment before and one more piece, so each piece is stored once.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from figures.arrays import Vector
from figures.drawing.colours import Pen
from figures.drawing.geometry import alike, crowding, leave, sift
from figures.drawing.marks import head
from figures.drawing.scales import Area
from figures.drawing.svg import dots, element, group, line, tenths

MOST = 900  # points of a trail
ALL = 1000  # of all together
LINE, DOTS = 1.7, 4.6
DASHES = "40 40"
FAINT = 0.3
APART = 1.2  # dots that are nearer to one another are one
UNSEEN = np.array([(-1000.0, -1000.0)])
SHARED, WIDER = 0.25, 2.6
CROWDED, THINNEST = 1.6, 0.6  # a track that comes more often to the same places is thinner, and paler between its dots
PALE = 3  # the power of the thinning that is the opacity of the line
LONG = 30.0  # a jump that is longer ends in an arrow


@dataclass(frozen=True, eq=False)
class Trail:
    """The track of a run as far as it is seen, in a pen.

    The run is at the point *stops[t]* of the track after t steps; *direction* is where it leaves the area for good.
    """

    track: Vector
    stops: Sequence[int]
    pen: Pen
    direction: Vector | None = None
    dotted: bool = True
    wider: float = 1.0
    most: int = MOST

    @property
    def look(self) -> Hashable:
        """What is equal where two trails look the same."""
        return self.track.tobytes(), tuple(self.stops), self.pen, self.wider

    @property
    def last(self) -> int:
        """The last step that is seen."""
        return len(self.stops) - 1

    def at(self, step: int) -> Vector:
        """Return where the run is at a step."""
        place: Vector = self.track[self.stops[min(step, self.last)]]
        return place


def trails_of(tracks: Sequence[Vector], pens: Sequence[Pen], area: Area, *, dotted: bool = True) -> list[Trail]:
    """Return the trails of several runs in an area; one that coincides with a later one for a while is wider."""
    wider = [
        WIDER if any(alike(track, other) >= SHARED for other in tracks[index + 1 :]) else 1.0
        for index, track in enumerate(tracks)
    ]
    drawn = [trail(track, pen, area, dotted=dotted) for track, pen in zip(tracks, pens, strict=True)]
    return [
        replace(each, wider=width * each.wider, most=min(MOST, ALL // len(drawn)))
        for each, width in zip(drawn, wider, strict=True)
    ]


def trail(track: Vector, pen: Pen, area: Area, *, stops: Sequence[int] = (), dotted: bool = True) -> Trail:
    """Return the trail of a track in an area; without *stops* each of its points is a step."""
    track = track[np.isfinite(track).all(axis=1)]
    shown, direction = leave(track, area) if len(track) else (UNSEEN, None)
    seen = [stop for stop in stops or range(len(track)) if stop < len(shown)] or [0]
    if seen[-1] < len(shown) - 1:
        seen.append(len(shown) - 1)
    thinner = float(np.clip(CROWDED / max(crowding(shown), CROWDED), THINNEST, 1)) if dotted else 1.0
    return Trail(shown, seen, pen, direction, dotted, thinner)


def draw_trail(trail: Trail) -> str:
    """Draw a whole trail."""
    (piece,) = _pieces(trail, [trail.last])
    return _styled(piece, trail) + _exit(trail)


class Chain(NamedTuple):
    """The definitions of the pieces of a trail, and what shows the trail at each moment."""

    defined: Sequence[str]
    shown: Sequence[str]


def chain(trail: Trail, moments: Sequence[int], name: str) -> Chain:
    """Return the pieces of a trail at its moments."""
    ends = sorted({min(moment, trail.last) for moment in moments})
    defined, before = [], ""
    for index, piece in enumerate(_pieces(trail, ends)):
        defined.append(group(before, piece or "<g/>", id=f"{name}-{index}"))
        before = element("use", href=f"#{name}-{index}")
    defined.append(group(_styled(before, trail), id=name, opacity=FAINT))
    shown = []
    for moment in moments:
        seen = element("use", href=f"#{name}-{ends.index(min(moment, trail.last))}", **_style(trail))
        left = _exit(trail) if moment >= trail.last else ""
        shown.append(element("use", href=f"#{name}") + seen + left)
    return Chain(defined, shown)


def _pieces(trail: Trail, steps: Sequence[int]) -> list[str]:
    """Draw the trail from each of the steps to the next, the first from the beginning."""
    ends = [trail.stops[step] for step in steps]
    points = np.array(sorted({*sift(trail.track, trail.most), *ends}))
    marked = _marked(trail)
    thinner = min(trail.wider, 1.0)
    pale = {"stroke_opacity": f"{thinner**PALE:.2f}"} if thinner < 1 else {}
    pieces = []
    for before, now in pairwise([-1, *ends]):
        part = points[(points >= before) & (points <= now)]
        new = marked[(marked > before) & (marked <= now)]
        drawn = element("path", d=line(trail.track[part]), **pale) if len(part) > 1 else ""
        spots = element(
            "path", d=dots(trail.track[new]), stroke_width=tenths(DOTS * thinner**0.5), stroke_dasharray="none"
        )
        pieces.append(drawn + (spots if len(new) else "") + _heads(trail, before, now))
    return pieces


def _marked(trail: Trail) -> Vector:
    """Return the points of the track where a dot is drawn."""
    if not trail.dotted:
        return np.array([], dtype=int)
    stops = np.array(trail.stops)
    stops = stops[sift(trail.track[stops], trail.most, APART)]
    return stops[:-1] if trail.direction is not None else stops


def _heads(trail: Trail, before: int, now: int) -> str:
    """Draw an arrow where a long jump ends."""
    drawn = ""
    for start, stop in pairwise(trail.stops):
        if before < stop <= now and stop > start + 1 and np.hypot(*(trail.track[stop] - trail.track[start])) > LONG:
            along = trail.track[stop] - trail.track[stop - 1]
            drawn += head(trail.track[stop], along, trail.pen.line)
    return group(drawn, stroke="none")


def _styled(content: str, trail: Trail) -> str:
    return group(content, **_style(trail))


def _style(trail: Trail) -> dict[str, object]:
    dashes = {"stroke_dasharray": DASHES} if trail.pen.dashed else {}
    return {"stroke": f"${trail.pen.line}", "stroke_width": tenths(LINE * trail.wider), **dashes}


def _exit(trail: Trail) -> str:
    """Draw an arrow where a run leaves the area for good."""
    if trail.direction is None:
        return ""
    return head(trail.track[-1], trail.direction, trail.pen.line, 11)
