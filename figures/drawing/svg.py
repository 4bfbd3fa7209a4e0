"""Turn a drawn page into SVG: the same bytes for the same picture, small, in light and in dark."""

import re
from collections.abc import Callable
from io import BytesIO

from matplotlib.figure import Figure

from figures.figure import Drawing

PALETTE = ("#0072b2", "#d55e00", "#007a5a", "#a4508b")
INK = "#222222"
AXES = "#767676"
CONTOUR = "#c3c8ce"
FILLS = ("#5aa5d8", "#f0a060", "#1f7d62", "#ecd0e2")
PAPER = "#ffffff"

DARK = {
    "#0072b2": "#56b4e9",
    "#d55e00": "#ff9350",
    "#007a5a": "#2fd0a0",
    "#a4508b": "#e79bc6",
    INK: "#e6e6e6",
    AXES: "#9aa0a6",
    CONTOUR: "#565c63",
    "#5aa5d8": "#1f6a9c",
    "#f0a060": "#b8652f",
    "#1f7d62": "#46c49c",
    "#ecd0e2": "#5d4457",
    PAPER: "#16181c",
}

NOISE = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|(?<=<g) id=\"(?!run|marks|exit)[^\"]*\"", re.DOTALL
)
SCALE_OR_DECIMAL = re.compile(r"scale\([^)]*\)|-?\d+\.\d+")
SHORTER = (
    (r"([>:;,]) ", r"\1"),
    (r" (?=\")", ""),
    (r"DejaVuSans-(?:(B)old-)?", r"\1g"),
    (r"(M [-\d.]+ ([-\d.]+)) L ([-\d.]+) \2(?= M)", r"\1H\3"),
    (r" ?M ([-\d.]+ [-\d.]+H)", r"M\1"),
    (r"transform=\"translate\(([-\d.]+) 0\)\"", r'x="\1"'),
)
LINES = re.compile(r"[ML] [-\d. ]+(?:L [-\d. ]+)+")


def save(page: Figure, amend: Callable[[str], str] = str) -> Drawing:
    """Print a page drawn in the light colours, amended; the dark one differs in nothing but its colours."""
    raw = BytesIO()
    page.savefig(raw, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    light = amend(_tidy(raw.getvalue().decode()))
    dark = re.sub(r"#[0-9a-f]{6}\b", lambda colour: DARK[colour[0]], light)
    return Drawing(light.encode(), dark.encode())


def _tidy(text: str) -> str:
    """Drop what no viewer draws, round to a tenth of a point, write the rest shorter."""
    text = re.sub(r"\s+", " ", NOISE.sub("", text))
    for long, short in SHORTER:
        text = re.sub(long, short, text)
    text = SCALE_OR_DECIMAL.sub(_rounded, text)
    return LINES.sub(lambda lines: lines[0][0] + lines[0][1:].replace("L ", ""), text).strip()


def _rounded(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("scale") else f"{round(float(match[0]), 1) + 0.0:g}"
