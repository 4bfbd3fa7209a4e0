"""Figures of every kind, at their limits, and the pages on which they are drawn."""

from functools import cache

import pytest

from figures import KINDS
from figures.drawing import plots as drawing
from figures.drawing import svg

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


def drawn_with_page(figure):
    """Draw a figure and return what is drawn, and the page."""
    pages = []

    def save(page, *others):
        pages.append(page)
        return svg.save(page, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "save", save)
        return figure.draw(), pages[0]


@cache
def drawn(name, *, labels):
    """Draw a figure of the gallery once for all tests."""
    return drawn_with_page(request(name, labels=labels))


def page_of(figure):
    """Draw a figure and return its page."""
    return drawn_with_page(figure)[1]
