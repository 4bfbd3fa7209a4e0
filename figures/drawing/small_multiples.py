"""Panels: the levels of one surface, once for each run, in two or three columns."""

from collections.abc import Sequence

import numpy as np

from figures.drawing import marks
from figures.drawing.contour_levels import draw_levels
from figures.drawing.foot import foot
from figures.drawing.frame_grid import WIDTH, Cell, save
from figures.drawing.frames import Frame, Trace
from figures.drawing.lettering import NAME, SMALL, width, write
from figures.drawing.limits import view
from figures.drawing.scales import Area, Plane, plane
from figures.drawing.svg import element, group, rectangle, tenths
from figures.drawing.trails import draw_trail, trail
from figures.figure import Drawing

BOTTOM, GAP, TITLE = 211.0, 6.0, 18.0
ROOM = 0.1  # around what is shown, for the marks
STYLES = ((NAME, True), (SMALL, True), (SMALL, False))  # of names, whichever fits all of them
LEVELS = "p"


def draw_panels(frame: Frame) -> Drawing:
    """Draw each run of a frame on a panel of its own, all in one window."""
    count = len(frame.traces)
    columns = 2 if count == 4 else 3  # noqa: PLR2004
    rows = -(-count // columns)
    size = np.array([(WIDTH - (columns - 1) * GAP) / columns, (BOTTOM - (rows - 1) * GAP) / rows - TITLE])
    area = Area(0, 0, *size.tolist())
    shown = view(frame.surface, [trace.path for trace in frame.traces])
    to_panel = plane(shown + ROOM * np.ptp(shown, axis=1)[:, None] * (-1, 1), area)
    clip = element("clipPath", rectangle(0, 0, *size.tolist()), id=f"{LEVELS}c")
    levels = group(draw_levels(frame.surface, to_panel, area), id=LEVELS)
    pitch = size + np.array([GAP, GAP + TITLE])
    places = [np.array([n % columns, n // columns]) * pitch + np.array([0, TITLE]) for n in range(count)]
    style = _style([_short(each.name, area) for each in frame.traces], area)
    drawn = [_panel(frame, each, to_panel, area, style) for each in frame.traces]
    panels = [
        group(each, transform=f"translate({tenths(x)} {tenths(y)})")
        for each, (x, y) in zip(drawn, (place.tolist() for place in places), strict=True)
    ]
    return save([[Cell(foot(frame.note), "".join(panels))]], [clip, levels])


def _short(name: str, area: Area) -> str:
    """Return a name, or its first word where there is no room for all of it above a panel."""
    size, bold = STYLES[-1]
    return name if width(name, size, bold=bold) <= area.right else name.split(maxsplit=1)[0]


def _style(names: Sequence[str], area: Area) -> tuple[float, bool]:
    """Return the first style in which all names have room above their panels, else the last."""
    widths = [max(width(name, size, bold=bold) for name in names) for size, bold in STYLES]
    return next((each for each, wide in zip(STYLES, widths, strict=True) if wide <= area.right), STYLES[-1])


def _panel(frame: Frame, trace: Trace, to_panel: Plane, area: Area, style: tuple[float, bool]) -> str:
    own = trail(to_panel(trace.path), trace.pen, area)
    stars = to_panel(np.reshape(frame.surface.minima, (-1, 2)))
    symbols = marks.ring(own.track[0]) + "".join(marks.star(each, 6) for each in stars)
    gone = own.direction is not None
    end = "" if gone else marks.dot(own.at(own.last), trace.pen.line)
    inside = group(element("use", href=f"#{LEVELS}"), draw_trail(own), end, symbols, clip_path=f"url(#{LEVELS}c)")
    return inside + _title(trace, area, style)


def _title(trace: Trace, area: Area, style: tuple[float, bool]) -> str:
    """Write the name of a run above its panel, and beside it as many details as there is room for."""
    (size, bold), text = style, _short(trace.name, area)
    name = write(text, 0, -5, size, colour=trace.pen.text, bold=bold)
    left = width(text, size, bold=bold) + 6
    detail = " · ".join(trace.details)
    room = left + width(detail, SMALL) <= area.right
    return name + (write(detail, left, -5, SMALL, colour=trace.pen.text) if detail and room else "")
