"""How large the picture of a figure may be: a deck is synchronised to phones, file by file."""

import gzip
from typing import NamedTuple

from figures.figure import Drawing, Figure


class Limit(NamedTuple):
    """The most bytes of a picture, as it is and compressed."""

    plain: int
    compressed: int


STILL, PLAYED = Limit(60_000, 14_000), Limit(75_000, 16_000)


class OversizedError(ValueError):
    """A picture is too large for a card."""


def draw_within_limits(figure: Figure) -> Drawing:
    """Draw a figure for both themes; `OversizedError` says what to reduce if a picture is too large."""
    drawing = figure.draw()
    limit = PLAYED if len(figure.frames) > 1 or figure.moments > 1 else STILL
    plain = max(map(len, drawing))
    compressed = max(len(gzip.compress(each, mtime=0)) for each in drawing)
    if plain > limit.plain:
        raise OversizedError(_message(figure, plain, limit.plain, ""))
    if compressed > limit.compressed:
        raise OversizedError(_message(figure, compressed, limit.compressed, " compressed"))
    return drawing


def _message(figure: Figure, size: int, limit: int, how: str) -> str:
    values = "vary fewer values, " if len(figure.frames) > 1 else ""
    animate = ", or remove 'animate'" if figure.moments > 1 else ""
    return (
        f"the picture has {size / 1000:.1f} kB{how}, more than the {limit / 1000:.0f} kB that a card may load; "
        f"{values}show fewer paths or fewer steps{animate}"
    )
