"""Write SVG: numbers in whole tenths, paths by differences, colours by name.

Everything is measured in units of a cell, whose width is 360 of them; a tenth of one is the unit of the SVG.
"""

import re
from collections.abc import Iterable

import numpy as np

from figures.arrays import Vector

CLIP = re.compile(r"url\(#clip-(\d+-\d+-\d+-\d+)\)")
FAR = 4000.0  # what is farther outside is drawn there


def tenths(value: float) -> str:
    """Write a number of units in whole tenths."""
    return str(round(10 * value))


def element(tag: str, content: str = "", /, **attributes: object) -> str:
    """Write an element; an underscore in the name of an attribute is a hyphen."""
    written = "".join(f' {name.rstrip("_").replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def group(*parts: str, **attributes: object) -> str:
    """Write a group of elements; of none, nothing."""
    content = "".join(parts)
    return element("g", content, **attributes) if content else ""


def line(points: Vector, *, closed: bool = False) -> str:
    """Return the path data of a line through points of shape (n, 2)."""
    places = np.rint(10 * np.clip(points, -FAR, FAR)).astype(int)
    steps = np.diff(places, axis=0)
    moved = steps[steps.any(axis=1)].ravel().tolist()
    first = f"M{places[0, 0]} {places[0, 1]}"
    rest = "l" + " ".join(map(str, moved)) if moved else "h0"
    return f"{first}{rest}{'z' if closed else ''}".replace(" -", "-")


def lines(tracks: Iterable[Vector], *, closed: bool = False) -> str:
    """Return the path data of several lines."""
    return "".join(line(track, closed=closed) for track in tracks)


def dots(points: Vector) -> str:
    """Return the path data of lines of no length: with round caps they are dots."""
    places = np.rint(10 * np.clip(points, -FAR, FAR)).astype(int)
    steps = np.diff(places, axis=0, prepend=[[0, 0]]).tolist()
    return "".join(f"m{x} {y}h0" for x, y in steps).replace(" -", "-")


def stroke(data: str, colour: str, width: float, **attributes: object) -> str:
    """Write a path with round ends, drawn in a colour."""
    return element("path", d=data, stroke=f"${colour}", stroke_width=tenths(width), **attributes)


def circle(centre: Vector, radius: float, fill: str, **attributes: object) -> str:
    """Write a filled circle."""
    x, y = map(tenths, centre)
    return element("circle", cx=x, cy=y, r=tenths(radius), fill=f"${fill}", **attributes)


def rectangle(left: float, top: float, width: float, height: float, **attributes: object) -> str:
    """Write a rectangle."""
    x, y, wide, high = map(tenths, (left, top, width, height))
    return element("rect", x=x, y=y, width=wide, height=high, **attributes)


def clipped(content: str, left: float, top: float, right: float, bottom: float) -> str:
    """Show of a content only what is in a rectangle."""
    left, top = max(left, 0), max(top, 0)
    name = "-".join(map(tenths, (left, top, right - left, bottom - top)))
    return group(content, clip_path=f"url(#clip-{name})")


def clips(markup: str) -> str:
    """Return the definitions of all rectangles to which the markup is clipped."""
    drawn = []
    for name in sorted(set(CLIP.findall(markup))):
        x, y, wide, high = name.split("-")
        drawn.append(element("clipPath", element("rect", x=x, y=y, width=wide, height=high), id=f"clip-{name}"))
    return "".join(drawn)
