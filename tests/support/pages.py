"""Figures of every kind, at their limits, and the pages on which they are drawn."""

import re
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree as ET

import numpy as np

from figures import KINDS
from figures.drawing import lettering as text_module

SVG = "{http://www.w3.org/2000/svg}"
GLYPH = re.compile(r"#([nb])([0-9a-f]{2,5})")
MOVED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")

LONGEST = "rmsprop(lr=0.0123, alpha=0.9123, eps=1.5e-6, weight_decay=0.00123, momentum=0.5123, centered=True)"


def fields(surface, steps, *paths, **others):
    return {"surface": surface, "steps": steps, "paths": dict(zip("abcd", paths, strict=False)), **others}


def ravine(*paths, steps=60, **others):
    return fields("quadratic(a=1, b=50)", steps, *paths, **{"start": [-4, 1]} | others)


def own(optimizer, **fields):
    return {"optimizer": optimizer, **fields}


DESCENTS = {
    "ravine": ravine("gd(lr=0.015)", "gd(lr=0.036)", "gd(lr=0.041)"),
    "adagrad": ravine("gd(lr=0.036)", "adagrad(lr=1.0)"),
    "himmelblau": fields("himmelblau", 120, "adam(lr=0.1)", "momentum(lr=0.005)", "gd(lr=0.005)", "nesterov(lr=0.005)"),
    "rosenbrock": fields("rosenbrock", 500, "adagrad(lr=0.5)", "rmsprop(lr=0.01, alpha=0.9)"),
    "beale": fields("beale", 250, "gd(lr=0.03)", "momentum(lr=0.003)", "adagrad(lr=2.0)", "adam(lr=0.4)"),
    "batches": fields(
        "least_squares", 128, "gd(lr=0.2)", own("gd(lr=0.2)", surface="least_squares(batch=1)"), start=[-1, 2]
    ),
    "noise": fields("least_squares(batch=1)", 2000, "gd(lr=0.2)", "gd(lr=0.3)", "momentum(lr=0.05)", "adam(lr=0.3)"),
    "saddle": fields("saddle", 9, "gd(lr=0.4)", "adam"),
    "starts": fields("himmelblau", 60, own("gd(lr=0.01)", start=[0, -1]), own("gd(lr=0.01)", start=[-6, 0])),
    "longest": ravine(*[LONGEST] * 4),
    "explosion": fields("rosenbrock", 10, "gd(lr=1000.0)", "gd"),
    "well": fields("double_well", 400, "gd(lr=0.01)", "momentum(lr=0.01, momentum=0.9)"),
    "parabola": fields("parabola", 20, "gd(lr=1.9)", "gd(lr=2.1)"),
    "slope": fields("slope", 1, "adam(lr=1.0)"),
    "plain": fields("noise", 200, "adam(lr=0.01, weight_decay=0.5)", "adamw(lr=0.01, weight_decay=0.5)"),
    "dimples": fields("rastrigin", 2000, "rmsprop(lr=0.3)", "momentum(lr=0.01)", "lion(lr=0.05)", "adam(lr=0.3)"),
}
CURVES = {
    "loss": ravine("gd(lr=0.036)", "gd(lr=0.06)", "adam(lr=0.1)", y_scale="log"),
    "distance": ravine("gd(lr=1.0)", "gd", quantity="distance", y_scale="log"),
    "one step": ravine("gd(lr=0.036)", steps=1, quantity="step_size"),
    "at the minimum": ravine("gd", "adam", start=[0, 0], y_scale="log"),
    "step size": fields(
        "slope",
        3000,
        "adam(lr=1.0)",
        "rmsprop(lr=1.0)",
        "adagrad(lr=1.0)",
        quantity="step_size",
        x_scale="log",
        y_scale="log",
    ),
    "coordinate": fields("parabola", 100, "momentum(lr=0.1)", quantity="x"),
    "second coordinate": fields(
        "least_squares(dataset='rare40', batch=1)", 400, "gd(lr=0.2)", "adagrad(lr=1.0)", quantity="y"
    ),
}
BASINS = {
    "maps": fields("himmelblau", 400, "gd(lr=0.005)", "momentum(lr=0.005)", "adam(lr=0.1)"),
    "filaments": fields("himmelblau", 400, "momentum(lr=0.005)"),
    "four maps": fields(
        "three_hump_camel", 60, "gd(lr=0.02)", "momentum(lr=0.02)", "nesterov(lr=0.02)", "lion(lr=0.05)"
    ),
    "foam": fields("himmelblau", 300, *[f"momentum(lr=0.00{i}, momentum=0.95)" for i in (3, 4, 5, 6)]),
    "no end": fields("bounded_saddle", 3, "gd(lr=0.01)", "gd(lr=1000.0)"),
}
RATES = ravine("gd", "momentum", "adagrad", "adam", steps=300, vary={"lr": [1e-3, 10]}, target=1e-2)
SWEEPS = {
    "steps": RATES | {"y_scale": "log"},
    "few steps": RATES | {"vary": {"lr": [0.01, 0.1]}, "steps": 200},
    "never": RATES | {"steps": 2},
    "losses": RATES | {"quantity": "loss", "y_scale": "log"},
    "usable": RATES | {"quantity": "usable"},
    "unusable": RATES | {"quantity": "usable", "steps": 2, "x_scale": "linear"},
    "starts": fields(
        "bounded_saddle", 600, "gd(lr=0.05)", "adam(lr=0.05)", start=[1.2, 0], vary={"y": [1e-8, 0.1]}, target=-0.11
    ),
}
GALLERY = {
    f"{name} {kind}" if kind in {"basins", "sweep"} else name: (kind, each)
    for kind, family in {"descent": DESCENTS, "curve": CURVES, "basins": BASINS, "sweep": SWEEPS}.items()
    for name, each in family.items()
}


def request(name, **changes):
    kind, fields = GALLERY[name]
    return KINDS[kind].model_validate(fields | changes)


@cache
def drawn(name, *, labels=True, animate=None):
    """Draw a figure of the gallery once for all tests."""
    return request(name, labels=labels, **({} if animate is None else {"animate": animate})).draw()


def picture(figure):
    """Draw a figure and take its light picture apart."""
    return Picture(figure.draw().light)


class Text(NamedTuple):
    """A text of a picture and its box, in units of its cell."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    colour: str
    bold: bool

    def covered(self, points, margin=0):
        """Return how many of the points are in the box, less a margin."""
        low, high = (self.left + margin, self.top + margin), (self.right - margin, self.bottom - margin)
        return int(((points > low) & (points < high)).all(axis=1).sum())

    def overlaps(self, other):
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and along > 1


class Picture:
    """A drawn figure, taken apart: what is stored once is found wherever it is used."""

    def __init__(self, drawing):
        self.root = ET.fromstring(drawing)  # noqa: S314 - our own
        self.ids = {f"#{each.attrib['id']}": each for each in self.root.iter() if "id" in each.attrib}
        self.cells = list(self.root[-1])

    def elements(self, cell=-1):
        """Yield each element of a cell with all attributes that it has, also from around it."""
        for each in self.cells[cell]:
            yield from self._used(each, {})

    def _used(self, element, around):
        style = around | {key: value for key, value in element.attrib.items() if key not in {"id", "transform"}}
        if moved := MOVED.fullmatch(element.get("transform", "")):
            style["at"] = tuple(float(each) / 10 for each in moved.groups())
        target = element.get("href", "")
        if element.tag == f"{SVG}use" and not GLYPH.fullmatch(target):
            yield from self._used(self.ids[target], style)
            return
        yield element, style
        for child in element:
            yield from self._used(child, style)

    def texts(self, cell=-1):
        """Return the texts of a cell; their halos are not among them."""
        return [
            _text(element, style["fill"], style.get("at", (0, 0)))
            for element, style in self.elements(cell)
            if "scale" in element.get("transform", "") and "stroke-width" not in style
        ]

    def paths(self, cell=-1, **wanted):
        """Return the points of each path of a cell that has these attributes, in units of the cell."""
        wanted = {key.replace("_", "-"): value for key, value in wanted.items()}.items()
        found = [(each, style) for each, style in self.elements(cell) if each.tag == f"{SVG}path"]
        return [points(each.attrib["d"]) + style.get("at", 0) for each, style in found if wanted <= style.items()]

    def circles(self, cell=-1):
        """Return the centre and the colour of each circle of a cell."""
        found = [(each.attrib, style["fill"]) for each, style in self.elements(cell) if each.tag == f"{SVG}circle"]
        return [((int(each["cx"]) / 10, int(each["cy"]) / 10), fill) for each, fill in found]


def points(data):
    """Return the points of path data, in units of the cell."""
    at, found = np.zeros(2), []
    for command, arguments in re.findall(r"([MmlhHz])([^MmlhHz]*)", data):
        numbers = [int(each) for each in re.findall(r"-?\d+", arguments)]
        if command == "h":
            numbers = [numbers[0], 0]
        for step in zip(numbers[::2], numbers[1::2], strict=True):
            at = np.array(step) if command == "M" else at + step
            found.append(at / 10)
    return np.reshape(found, (-1, 2))


def _text(group, colour, at):
    """Read a text from the outlines that it refers to, in a group that is moved to a place."""
    x, y, scale = map(float, re.findall(r"-?[\d.]+", group.attrib["transform"]))
    x, y = x + 10 * at[0], y + 10 * at[1]
    size, text, end = scale * text_module.EM / 10, "", 0
    for use in group:
        weight, code = GLYPH.fullmatch(use.attrib["href"]).groups()
        character = chr(int(code, base=16))
        start = int(use.get("x", 0))
        text += " " * (start > end + 25) + character
        end = start + text_module.width(character, text_module.EM, bold=weight == "b")
    right = x / 10 + end * size / text_module.EM
    return Text(text, x / 10, y / 10 - 0.76 * size, right, y / 10 + 0.24 * size, size, colour, weight == "b")
