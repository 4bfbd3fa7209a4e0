"""Set a drawn page in motion: each run draws its line at its own speed, all by one clock, again and again.

The whole line is seen faintly from the start, so that its letter stands beside something and its end is known.

The animation is SMIL, which plays in an ``<img>`` and needs no script. Where it does not play, and where the
reader asked for less motion, the whole picture stands still.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from figures.arrays import Vector
from figures.drawing.geometry import sift
from figures.drawing.svg import PAPER

SPEED = 10.0  # steps a second, where that takes neither too short nor too long
SHORTEST, LONGEST = 3.0, 8.0
PAUSE = 1.5
MOMENTS = range(480, 0, -20)
POINTS = 1000
FAINT = 'opacity=".3"'
LARGEST = 60_000
OUTSIDE = 1000.0
STILL = "@media(prefers-reduced-motion:reduce){.run{stroke-dasharray:none}.dot{display:none}use,g{opacity:1!important}}"


@dataclass(frozen=True, eq=False)
class Move:
    """A run as drawn: a point of the page for each step, as far as it is seen, and its artists.

    The *dots* mark it at the steps *marks*; the *arrow*, if any, stands where it leaves the axes for good.
    """

    track: Vector
    marks: Sequence[int]
    line: Line2D
    dots: Line2D
    arrow: Line2D | None = None

    def begun(self, first: int) -> "Move":
        """Return the move if its first point is that of a later step than 0: until then it waits."""
        track = np.vstack([*[self.track[:1]] * first, self.track])
        return replace(self, track=track, marks=[mark + first for mark in self.marks])

    def name(self, index: int) -> None:
        """Give the artists names, by which they are found in the SVG."""
        self.line.set_gid(f"run{index}")
        self.dots.set_gid(f"marks{index}")
        if self.arrow:
            self.arrow.set_gid(f"exit{index}")


@dataclass(frozen=True)
class Clock:
    """The one clock of all runs: it passes the steps evenly, then pauses."""

    steps: int

    @property
    def seconds(self) -> float:
        """How long a round takes."""
        return min(max(self.steps / SPEED, SHORTEST), LONGEST) + PAUSE

    @property
    def round(self) -> str:
        """How long every animation takes, and that it is repeated."""
        return f'dur="{self.seconds:g}s" repeatCount="indefinite"'

    def times(self, steps: Iterable[int]) -> list[float]:
        """Return when the steps are reached, as shares of a round."""
        return [step / self.steps * (1 - PAUSE / self.seconds) for step in steps]

    def appearing(self, steps: Iterable[int]) -> list[str]:
        """Return what hides something until a step, for each step."""
        keys = [f'values="0;1" keyTimes="0;{_number(time)}"' for time in self.times(steps)]
        return [f'<animate attributeName="opacity" {each} calcMode="discrete" {self.round}/>' for each in keys]


def animate(text: str, moves: Sequence[Move], steps: int, height: float) -> str:
    """Set the SVG of a page so high in motion; the artists of the moves were named by their index.

    One moment a step is kept, but of very many steps as many as keep it small.
    """
    for moments in MOMENTS:
        moving = _animate(text, moves, Clock(steps), height, moments)
        if len(moving) <= LARGEST:
            break
    return moving


def _animate(text: str, moves: Sequence[Move], clock: Clock, height: float, moments: int) -> str:
    dots = ""
    for index, move in enumerate(moves):
        data, passed = _path(move, height, POINTS // len(moves))
        steps = _moments(len(passed), moments // len(moves))
        shares = np.append(passed[steps], passed[-1])
        keys = f'keyTimes="{_list([*clock.times(steps), 1])}" calcMode="linear" {clock.round}'
        line = f'<animate attributeName="stroke-dashoffset" values="{_list(1 - shares)}" {keys}/>'
        path = f'<path id="run{index}" d="{data}" pathLength="1"'
        drawn = f'<use class="run" xlink:href="#run{index}" stroke-dasharray="1">{line}</use>'
        (clip,) = re.findall(rf'<g id="run{index}"><path d="[^"]*"( clip-path="[^"]*")', text)
        text = re.sub(rf'<g id="run{index}"><path d="[^"]*"([^>]*/>)', rf"<g><g {FAINT}>{path}\1</g>{drawn}", text)
        text = _reveal(text, index, move, clock, height)
        dots += (
            f'<g class="dot"{clip}><circle r="4.4" fill="{move.line.get_color()}" stroke="{PAPER}" visibility="hidden">'
            f'<set attributeName="visibility" to="visible"/><animateMotion keyPoints="{_list(shares)}" {keys}>'
            f'<mpath xlink:href="#run{index}"/></animateMotion></circle></g>'
        )
    return text.replace("</style>", f"{STILL}</style>").replace("</svg>", f"{dots}</svg>")


def _path(move: Move, height: float, most: int) -> tuple[str, Vector]:
    """Return the data of a path of so many points at most, and the share of its length passed at each step."""
    points = _points(move.track, height)
    kept = sift(points, most)
    points = points[kept]
    lengths = np.append(0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))
    passed: Vector = lengths[np.searchsorted(kept, np.arange(len(move.track)), side="right") - 1]
    return "M" + " ".join(f"{x:g} {y:g}" for x, y in points), passed / (lengths[-1] or 1)


def _points(track: Vector, height: float) -> Vector:
    """Return points of the SVG, to a tenth: its y axis points down. None is very far outside."""
    points: Vector = ((0, height) + np.clip(track, -OUTSIDE, OUTSIDE) * (1, -1)).round(1) + 0.0
    return points


def _moments(count: int, most: int) -> Any:
    """Return the steps that are kept, at about equal distances: all, or as many as may be."""
    last = count - 1
    return np.linspace(0, last, 1 + min(last, most)).round().astype(int)


def _reveal(text: str, index: int, move: Move, clock: Clock, height: float) -> str:
    """Let the marks appear when the run gets there, and the arrow where it leaves."""
    marks = _points(move.track, height)[list(move.marks)].tolist()

    def revealed(group: re.Match[str]) -> str:
        appearing = zip(marks, clock.appearing(move.marks), strict=True)
        uses = (f'<use {group["mark"]} x="{x:g}" y="{y:g}">{each}</use>' for (x, y), each in appearing)
        return f"<g {group['style']}>{group['defs']}{''.join(uses)}</g></g>"

    marked = r"(?P<defs><defs>.*?</defs><g[^>]*>)<use (?P<mark>\S+)[^>]* (?P<style>style.*?)/>.*?</g></g>"
    (leaving,) = clock.appearing([len(move.track) - 1])
    return re.sub(rf'<g id="marks{index}">{marked}', revealed, text, count=1).replace(
        f'<g id="exit{index}">', f"<g>{leaving}"
    )


def _list(values: Iterable[float]) -> str:
    return ";".join(map(_number, values))


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
