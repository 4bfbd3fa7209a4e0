"""The colours of figures, by name: each by day and by night.

An optimizer has one colour everywhere. Lines have a contrast of 3 with every ground, texts in their colour of 4.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


class Colour(NamedTuple):
    """A colour by day and by night."""

    light: str
    dark: str


def _mixed(one: str, other: str, share: float) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round((1 - share) * a + share * b):02x}" for a, b in pairs)


def _tones(name: str, low: Colour, high: Colour, count: int) -> dict[str, Colour]:
    """Return so many colours from low to high."""
    shares = [index / (count - 1) for index in range(count)]
    return {
        f"{name}{i}": Colour(*(_mixed(a, b, s) for a, b in zip(low, high, strict=True))) for i, s in enumerate(shares)
    }


LEVELS = 9
HEIGHTS = 16
PLAIN = {
    "ink": Colour("#1f2328", "#e6edf3"),
    "muted": Colour("#59636e", "#a3abb5"),
    "axis": Colour("#767e87", "#8b949e"),
    "grid": Colour("#e3e7eb", "#30353c"),
    "paper": Colour("#ffffff", "#16181c"),
    "contour": Colour("#b3c7e2", "#3d5170"),
    "rim": Colour("#1f2328", "#16181c"),
    "star": Colour("#ffbf1f", "#ffc93d"),
    "mesh": Colour("#8796ad", "#14171c"),
    "below": Colour("#e4edf9", "#1d2838"),
}
OPTIMIZERS = {  # the line and the text of each
    "gd": (Colour("#1c80e1", "#6ca2f6"), Colour("#1768b6", "#6ca2f6")),
    "momentum": (Colour("#b34d26", "#f4734a"), Colour("#aa4924", "#f4774f")),
    "nesterov": (Colour("#9c3251", "#df3f82"), Colour("#9c3251", "#e877a6")),
    "adagrad": (Colour("#14908f", "#6ff2e0"), Colour("#107271", "#6ff2e0")),
    "rmsprop": (Colour("#558f5b", "#a2f496"), Colour("#437148", "#a2f496")),
    "adadelta": (Colour("#a46cb8", "#a06bb1"), Colour("#825591", "#b68dc3")),
    "adam": (Colour("#7315dc", "#ac48ff"), Colour("#7315dc", "#c37bff")),
    "adamw": (Colour("#dc2ae2", "#fdb3fc"), Colour("#ae21b3", "#fdb3fc")),
    "amsgrad": (Colour("#f13f0b", "#e93d09"), Colour("#be3209", "#f07955")),
    "nadam": (Colour("#675203", "#d9b136"), Colour("#675203", "#d9b136")),
    "adamax": (Colour("#cc25c0", "#d371ba"), Colour("#b120a7", "#d77ec0")),
    "radam": (Colour("#7f8815", "#dae53d"), Colour("#646b11", "#dae53d")),
    "lion": (Colour("#7a032e", "#eb828c"), Colour("#7a032e", "#eb828c")),
    "other": (Colour("#3f6b7d", "#9fc4d4"), Colour("#3f6b7d", "#9fc4d4")),
}
BASINS = (
    Colour("#9fb3ee", "#445276"),
    Colour("#e392a0", "#7a3e3e"),
    Colour("#8be1e3", "#397f7b"),
    Colour("#c1b97e", "#728247"),
)
INK, MUTED = PLAIN["ink"], PLAIN["muted"]


def _warm() -> list[Colour]:
    """Return the colours of the upper half of a surface in perspective."""
    return list(_tones("", Colour("#fbeee4", "#4a3a33"), Colour("#d9702c", "#b85a1d"), HEIGHTS // 2).values())


def _shades() -> dict[str, Colour]:
    """Return the line and text colours of all optimizers, and darker ones (lighter by night) for a second run."""
    shades: dict[str, Colour] = {}
    for name, (line, text) in OPTIMIZERS.items():
        second = Colour(*(_mixed(own, ink, 0.6) for own, ink in zip(line, INK, strict=True)))
        shades |= {name: line, f"{name}-text": text, f"{name}-second": second}
    return shades


COLOURS = MappingProxyType(
    PLAIN
    | _shades()
    | _tones("level", Colour("#dbe7f6", "#24344c"), Colour("#fafcff", "#181c22"), LEVELS)
    | _tones("height", Colour("#3f6fd1", "#2b55b5"), Colour("#f4f7fc", "#3a4049"), HEIGHTS // 2)
    | {f"height{HEIGHTS // 2 + i}": each for i, each in enumerate(_warm())}
    | {f"basin{index}": colour for index, colour in enumerate(BASINS)}
)


@dataclass(frozen=True)
class Pen:
    """How a run is drawn: the names of the colours of its line and its text, and whether the line is dashed."""

    line: str
    text: str
    dashed: bool = False


def pens(optimizers: Sequence[str], *, neutral: bool = False) -> list[Pen]:
    """Return a pen for each run, given its optimizer; neutral ones do not give the optimizer away."""
    if neutral:
        inks = ("ink", "muted")
        return [Pen(inks[i % 2], inks[i % 2], dashed=i >= len(inks)) for i in range(len(optimizers))]
    return [_pen(name, optimizers[:index].count(name)) for index, name in enumerate(optimizers)]


def _pen(optimizer: str, earlier: int) -> Pen:
    """Return the pen of a run that has so many runs of the same optimizer before it."""
    name = optimizer if optimizer in OPTIMIZERS else "other"
    second = earlier % 2 == 1
    return Pen(f"{name}-second" if second else name, f"{name}-{'second' if second else 'text'}", dashed=earlier > 1)
