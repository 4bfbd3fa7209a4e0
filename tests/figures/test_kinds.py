import re
import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest
from pydantic import ValidationError

from figures import KINDS, simulate, surface
from figures.kinds import Basins, Curve, Descent, Sweep
from figures.surfaces import SURFACES

RAVINE = {
    "surface": "quadratic(a=1, b=50)",
    "start": [-4, 1],
    "steps": 60,
    "paths": {"gd": "gd(lr=0.036)", "heavy": "momentum(lr=0.036, momentum=0.7)"},
}
BASINS = {"surface": "himmelblau", "steps": 60, "paths": {"gd": "gd(lr=0.01)", "heavy": "momentum(lr=0.01)"}}
SWEEP = RAVINE | {"vary": {"lr": [1e-3, 10]}, "paths": {"gd": "gd", "heavy": "momentum(momentum=0.7)"}}
REQUESTS = {
    "descent": RAVINE,
    "curve": RAVINE,
    "basins": BASINS,
    "sweep": SWEEP,
    "field": {"surface": "quadratic(a=1, b=20)", "paths": {"gd": "gd(lr=0.04)"}},
    "schedule": {"steps": 100, "paths": {"cos": "cosine(lr=0.1)", "root": "inverse_sqrt"}},
    "view": {"surface": "saddle", "steps": 40, "paths": {"gd": "gd(lr=0.04)"}},
    "panels": {"surface": "saddle", "steps": 40, "paths": {"gd": "gd", "adam": "adam", "lion": "lion"}},
}
ANYWHERE = ("descent", "curve", "sweep")  # kinds that are drawn on every surface


def descent(**changes):
    return Descent.model_validate(RAVINE | changes)


def curve(**changes):
    return Curve.model_validate(RAVINE | changes)


def basins(**changes):
    return Basins.model_validate(BASINS | changes)


def sweep(**changes):
    return Sweep.model_validate(SWEEP | changes)


def mistakes(kind="descent", **changes):
    """Return where and what is wrong with a request."""
    with pytest.raises(ValidationError) as caught:
        KINDS[kind].model_validate(REQUESTS[kind] | changes)
    return {error["loc"]: error["msg"].removeprefix("Value error, ") for error in caught.value.errors()}


def test_a_kind_is_known_by_its_lower_case_name():
    assert all(name == kind.__name__.lower() for name, kind in KINDS.items())
    assert {"descent": Descent, "curve": Curve, "basins": Basins, "sweep": Sweep}.items() <= KINDS.items()
    assert REQUESTS.keys() == KINDS.keys()


# The name


def test_a_name_is_a_hash():
    assert re.fullmatch(r"fig-[0-9a-f]{16}", descent().name)


@pytest.mark.parametrize(
    "changes",
    [
        {"caption": "Momentum cancels the zig-zag."},
        {"alt": "A zig-zag."},
        {"labels": True},
        {"start": [-4.0, 1.0]},
        {"start": None},
        {"surface": "quadratic(b=50.0)"},
        {"surface": " quadratic( b=50, a=1 )"},
        {"paths": {"x": "gd(lr=0.036)", "y": "momentum(momentum=0.7, lr=0.036)"}},
        {
            "paths": {
                "gd": "gd(lr=36e-3, weight_decay=-0.0)",
                "heavy": {"optimizer": "momentum(lr=0.036, momentum=0.7)"},
            }
        },
        {
            "paths": RAVINE["paths"]
            | {"gd": {"optimizer": "gd(lr=0.036)", "surface": "quadratic(b=50)", "start": [-4, 1]}}
        },
    ],
)
def test_a_name_does_not_depend_on_what_is_not_drawn_nor_on_how_it_is_written(changes):
    assert descent(**changes).name == descent().name


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 61},
        {"start": [-4, 1.5]},
        {"surface": "quadratic(a=1, b=49)"},
        {"labels": False},
        {"paths": {"gd": "gd(lr=0.036)"}},
        {"paths": dict(reversed(RAVINE["paths"].items()))},
        {"paths": {"gd": "gd(lr=0.036)", "heavy": "momentum(lr=0.036)"}},
        {"paths": RAVINE["paths"] | {"gd": {"optimizer": "gd(lr=0.036)", "start": [1, 1]}}},
    ],
)
def test_what_is_drawn_otherwise_has_another_name_and_alt_text(changes):
    assert descent(**changes).name != descent().name
    assert descent(**changes).alt_text != descent().alt_text


def test_every_kind_and_every_field_of_a_curve_has_its_own_name_and_alt_text():
    curves = [
        curve(quantity=quantity, x_scale=x_scale, y_scale=y_scale)
        for quantity in ("loss", "distance", "step_size")
        for x_scale in ("linear", "log")
        for y_scale in ("linear", "log")
    ]
    sweeps = [
        sweep(),
        sweep(vary={"y": [1e-3, 0.1]}),
        sweep(vary={"lr": [1e-3, 0.1]}),
        sweep(x_scale="linear"),
        sweep(quantity="usable"),
        sweep(quantity="usable", x_scale="linear"),
        sweep(quantity="loss"),
        sweep(quantity="loss", y_scale="log"),
        sweep(target=1e-2),
        sweep(y_scale="log"),
    ]
    figures = [descent(), curve(quantity="x"), curve(quantity="y"), *curves, *sweeps, basins(), basins(steps=61)]

    assert len({figure.name for figure in figures}) == len(figures)
    assert len({figure.alt_text for figure in figures}) == len(figures)


def test_a_raised_version_renames_the_figures_that_use_it(monkeypatch):
    before = descent().name, curve().name, descent(surface="beale").name

    monkeypatch.setattr(Descent, "version", Descent.version + 1)
    assert [descent().name == before[0], curve().name == before[1]] == [False, True]
    monkeypatch.undo()

    monkeypatch.setitem(vars(SURFACES["quadratic"]), "version", 2)
    assert [descent().name == before[0], descent(surface="beale").name == before[2]] == [False, True]


# The alt text


def test_an_alt_text_describes_the_request():
    assert descent().alt_text == (
        "Contour plot of 60 steps from (−4, 1) on a quadratic (a = 1, b = 50): gradient descent (lr = 0.036) "
        "and momentum (lr = 0.036, momentum = 0.7)."
    )


def test_a_default_rate_is_stated_too():
    assert descent(paths={"a": "adam"}).alt_text.endswith(": Adam (lr = 0.001).")


def test_an_alt_text_tells_the_name_that_an_author_gave_a_path():
    named = descent(paths={"one": {"optimizer": "gd(lr=0.1)", "name": "slow start"}})

    assert named.alt_text.endswith(": gradient descent (lr = 0.1), called “slow start”.")
    assert named.name != descent(paths={"one": "gd(lr=0.1)"}).name


@pytest.mark.parametrize("name", ["", " ", "a" * 31, "a<b", 'a"b', "a  b", "名前", "a\nb"])
def test_a_name_that_cannot_be_written_in_a_picture_is_refused(name):
    assert list(mistakes(paths={"one": {"optimizer": "gd", "name": name}})) == [("paths", "one", "name")]


def test_an_alt_text_names_a_surface_and_a_start_of_a_path_s_own():
    paths = {
        "all": "gd(lr=0.2)",
        "few": {"optimizer": "gd(lr=0.2)", "surface": "least_squares(batch=4)"},
        "other": {"optimizer": "gd(lr=0.2)", "surface": "beale", "start": [1, 1.5]},
    }

    assert descent(surface="least_squares", start=[-1, 2], paths=paths).alt_text == (
        "Contour plot of 60 steps on least squares: gradient descent (lr = 0.2) from (−1, 2), "
        "gradient descent (lr = 0.2, batch = 4) from (−1, 2) and gradient descent (lr = 0.2) on Beale's function "
        "from (1, 1.5)."
    )


def test_an_alt_text_says_that_a_path_sees_all_rows_where_the_figure_sees_a_batch():
    paths = {"few": "gd(lr=0.2)", "all": {"optimizer": "gd(lr=0.2)", "surface": "least_squares"}}

    alt_text = descent(surface="least_squares(batch=4)", paths=paths).alt_text

    assert alt_text.endswith(
        "on least squares (batch = 4): gradient descent (lr = 0.2) and gradient descent (lr = 0.2, no batch)."
    )


def test_an_alt_text_names_the_quantity_and_the_scales_of_a_curve():
    figure = curve(
        surface="double_well", start=2, quantity="step_size", y_scale="log", paths={"r": "rmsprop(centered=True)"}
    )

    assert figure.alt_text == (
        "Plot of step length ÷ learning rate (log scale) against step, 60 steps from 2 on a double well (k = 0.3): "
        "RMSprop (lr = 0.01, centered)."
    )


@pytest.mark.parametrize(
    ("paths", "ordinate"),
    [
        ({"a": "gd(lr=0.1)", "b": {"optimizer": "gd", "schedule": "inverse_sqrt"}}, "gradient norm"),
        ({"a": "gd(lr=0.1)", "b": "momentum(lr=0.1)"}, "step length ÷ learning rate"),
        ({"a": "gd(lr=0.1, weight_decay=0.1)"}, "step length ÷ learning rate"),
        ({"a": {"optimizer": "gd(lr=0.1)", "clip": 1}}, "step length ÷ learning rate"),
    ],
)
def test_the_step_size_of_plain_gradient_descent_is_called_what_it_is(paths, ordinate):
    assert curve(quantity="step_size", paths=paths).ordinate == ordinate


def test_an_alt_text_of_a_map_says_that_every_start_is_tried():
    assert basins().alt_text == (
        "Map of the minimum reached in 60 steps from every start on Himmelblau's function: "
        "gradient descent (lr = 0.01) and momentum (lr = 0.01, momentum = 0.9)."
    )


def test_an_alt_text_of_a_sweep_says_what_is_varied_and_not_what_it_replaces():
    assert sweep(start=[-4, 1]).alt_text == (
        "Plot of steps until the loss stays below 0.001 against learning rate η from 0.001 to 10 (log scale), "
        "60 steps from "
        "(−4, 1) on a quadratic (a = 1, b = 50): gradient descent and momentum (momentum = 0.7)."
    )
    assert sweep(vary={"momentum": [0.1, 0.9]}, paths={"m": "momentum(lr=0.1)"}).alt_text.endswith(
        "momentum (lr = 0.1)."
    )


def test_an_alt_text_of_a_sweep_over_starts_names_the_coordinate():
    figure = sweep(surface="least_squares", start=[-1, 2], vary={"y": [1, 3]}, x_scale="linear", quantity="usable")

    assert figure.alt_text == (
        "Bars over values where the loss ends below 0.001, never above its first: "
        "start w₂ from 1 to 3, 60 steps from (−1, w₂) on least squares: gradient descent (lr = 0.001) "
        "and momentum (lr = 0.001, momentum = 0.7)."
    )


def test_a_sweep_over_starts_may_have_several_lines_of_them():
    paths = {"near": "gd(lr=0.1)", "far": {"optimizer": "gd(lr=0.1)", "start": [-8, 1]}}

    assert sweep(vary={"y": [1, 3]}, paths=paths).legend == [
        "gradient descent (lr = 0.1) from (−4, y)",
        "gradient descent (lr = 0.1) from (−8, y)",
    ]


def test_one_coordinate_makes_a_graph():
    figure = descent(surface="parabola", start=-3, paths={"gd": "adam(betas=[0.5, 0.9], eps=1e-6)"})

    assert figure.alt_text == (
        "Graph of 60 steps from −3 on a parabola (a = 1): Adam (lr = 0.001, betas = [0.5, 0.9], eps = 1e−6)."
    )


def test_without_labels_neither_optimizer_nor_setting_is_named():
    paths = {"adam": "adam(lr=0.5)", "few": {"optimizer": "gd(lr=0.2)", "surface": "least_squares(batch=4)"}}

    figure = descent(surface="least_squares", start=[-1, 2], paths=paths, labels=False)

    assert figure.alt_text == ("Contour plot of 60 steps from (−1, 2) on least squares: path A and path B.")


def test_an_alt_text_of_the_author_s_own_is_kept():
    assert descent(alt="A zig-zag.").alt_text == "A zig-zag."


# Mistakes


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"surface": "ravine"}, "surface", "no surface is called 'ravine'; use one of 'ackley', 'beale', "),
        (
            {"surface": "least_squares(batch=33)"},
            "surface",
            "batch 33 is more than the rows of 'ls32'; use at most 32",
        ),
        ({"start": [1]}, "start", "the start has dimension 1, the figure's surface 2; make them equal"),
        ({"start": [1, 2, 3]}, "start", "Tuple should have at most 2 items"),
        ({"start": []}, "start", "Tuple should have at least 1 item"),
        ({"steps": 0}, "steps", "Input should be greater than or equal to 1"),
        ({"steps": 10_001}, "steps", "Input should be less than or equal to 10000"),
        ({"steps": 1.5}, "steps", "Input should be a valid integer"),
        ({"steps": True}, "steps", "Input should be a valid integer"),
        ({"labels": 0}, "labels", "Input should be a valid boolean"),
        ({"alt": 'a "b"'}, "alt", "String should match pattern"),
        ({"caption": "a" * 1001}, "caption", "String should have at most 1000 characters"),
        ({"paths": {}}, "paths", "Dictionary should have at least 1 item"),
        ({"paths": dict.fromkeys("abcde", "gd")}, "paths", "Dictionary should have at most 4 items"),
        ({"stpes": 60}, "stpes", "Extra inputs are not permitted"),
        (
            {"paths": {"a": {"optimizer": "gd", "start": 1}}},
            "paths",
            "the start of 'a' has dimension 1, the figure's",
        ),
        (
            {"paths": {"a": {"optimizer": "gd", "surface": "slope"}}},
            "paths",
            "the surface of 'a' has dimension 1, the",
        ),
    ],
)
def test_a_mistake_in_a_field_is_reported_there(changes, where, message):
    found = mistakes(**changes)

    assert list(found) == [(where,)]
    assert found[where,].startswith(message)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("adamm(lr=1)", "no optimizer is called 'adamm'; did you mean 'adam'?"),
        ("adam(rate=1)", "'adam' has no setting 'rate'; use one of 'betas', 'eps', 'lr', 'weight_decay'"),
        ("adam(lr=0)", "'lr' of 'adam' is 0; it should be greater than 0"),
        ("adam(lr=1e999)", "'lr' of 'adam' is inf; it should be a finite number"),
        ("adam(lr=1e7)", "'lr' of 'adam' is 10000000.0; it should be less than or equal to 1000000"),
        ("adam(lr=True)", "'lr' of 'adam' is True; it should be a valid number"),
        ("adam(lr='a', eps=-1)", "'lr' of 'adam' is 'a'; it should be a valid number, and 'eps' of 'adam' is -1; it "),
        ("momentum(momentum=1)", "'momentum' of 'momentum' is 1; it should be less than 1"),
        ("rmsprop(centered=1)", "'centered' of 'rmsprop' is 1; it should be a valid boolean"),
        (7, "a call is text, not a number; write it like adam(lr=0.1)"),
        (["gd"], "a call is text, not a list; write it like adam(lr=0.1)"),
    ],
)
def test_a_mistake_in_a_call_is_reported_at_its_path(written, message):
    found = mistakes(paths={"one": "gd", "two": written})

    assert list(found) == [("paths", "two")]
    assert found["paths", "two"].startswith(message)


def test_a_path_is_not_named_by_a_reserved_word():
    assert mistakes(paths={"lambda": "gd"}) == {
        ("paths", "lambda", "[key]"): "'lambda' is a reserved word and cannot be a name; choose another"
    }


@pytest.mark.parametrize("name", ["a-b", "1a", "é", ""])
def test_a_path_is_named_by_an_identifier(name):
    assert mistakes(paths={name: "gd"}) == {
        ("paths", name, "[key]"): f"{name!r} cannot be a name; use a-z, A-Z, 0-9 and _, and do not begin with a digit"
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"surface": "ackley", "start": [1, 1], "target": 100_000},
        {"surface": "ackley", "start": [1, 1], "target": 100_000, "y_scale": "log"},
        *(
            {
                "surface": "himmelblau",
                "x_scale": "linear",
                "vary": {"y": [-1e6, 0.5]},
                "quantity": "loss",
                "y_scale": scale,
                "steps": 300,
                "paths": {"a": "nesterov(lr=1000000, momentum=0.9)"},
            }
            for scale in ("linear", "log")
        ),
        {
            "surface": "parabola",
            "start": 1,
            "x_scale": "linear",
            "vary": {"x": [1, 2]},
            "quantity": "loss",
            "steps": 30,
            "paths": {"a": "gd(lr=1000000)"},
        },
        {"vary": {"lr": [1e-12, 1]}},
    ],
)
def test_a_sweep_whose_runs_all_arrive_at_once_or_never_is_drawn(changes):
    assert sweep(**changes).draw().light.startswith(b"<svg ")


@pytest.mark.parametrize(
    ("request_of", "changes"),
    [
        (descent, {"surface": "quadratic(a=5e-324, b=5e-324)"}),
        (descent, {"surface": "reddi(c=2)", "start": 0}),
        (curve, {"steps": 1, "x_scale": "log"}),
        (curve, {"steps": 1, "quantity": "step_size", "surface": "himmelblau", "start": [1e5, -1e6]}),
    ],
    ids=["tiny heights", "flat graph", "one step", "one value"],
)
def test_what_hardly_differs_is_drawn(request_of, changes):
    assert request_of(**changes).draw().light.startswith(b"<svg ")


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"quantity": "los"}, "quantity", "Input should be 'loss', 'distance', 'step_size', 'x' or 'y'"),
        (
            {"surface": "saddle", "quantity": "distance"},
            "quantity",
            "a surface without a minimum has no distance to it;",
        ),
        ({"surface": "slope", "start": 0, "quantity": "y"}, "quantity", "a surface of one coordinate has no 'y';"),
        ({"surface": "saddle", "y_scale": "log"}, "y_scale", "a log scale cannot show a loss below zero; use 'linear'"),
        ({"quantity": "x", "y_scale": "log"}, "y_scale", "a log scale cannot show a x below zero; use 'linear'"),
    ],
)
def test_a_curve_that_cannot_be_drawn_is_refused(changes, where, message):
    found = mistakes("curve", **changes)

    assert list(found) == [(where,)]
    assert found[where,].startswith(message)


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        (
            {"surface": "beale"},
            "surface",
            "a map of basins needs a surface with 2 to 4 minima in 2 dimensions; 'beale' ",
        ),
        ({"surface": "double_well"}, "surface", "a map of basins needs a surface with 2 to 4 minima in 2 dimensions; "),
        ({"start": [1, 1]}, "start", "a map of basins tries every start; leave 'start' out"),
        (
            {"paths": {"a": {"optimizer": "gd", "start": [1, 1]}}},
            "paths",
            "every map has the figure's surface and all ",
        ),
        ({"paths": {"a": {"optimizer": "gd", "surface": "beale"}}}, "paths", "every map has the figure's surface and "),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused(changes, where, message):
    found = mistakes("basins", **changes)

    assert list(found) == [(where,)]
    assert found[where,].startswith(message)


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        (
            {"vary": {"momentun": [0.1, 1]}},
            "vary",
            "'momentun' is not a number of 'gd' or the start; use one of 'lr', 'weight_decay', ",
        ),
        ({"vary": {"momentum": [0.1, 1]}}, "vary", "'momentum' is not a number of 'gd' or the start; use "),
        (
            {"vary": {"betas": [0.1, 1]}, "paths": {"a": "adam"}},
            "vary",
            "'betas' is not a number of 'adam' or the start; use ",
        ),
        (
            {"surface": "parabola", "start": 1, "vary": {"y": [0.1, 1]}},
            "vary",
            "'y' is not a number of 'gd' or the start; use ",
        ),
        ({"paths": {"a": "gd", "b": "gd(lr=0.1)"}}, "vary", "'lr' is varied; remove it from 'b'"),
        ({"vary": {"lr": [10, 1e-3]}}, "vary", "10.0 to 0.001 is not a range; write the lower end first"),
        ({"vary": {"lr": [1, 1.000009]}}, "vary", "1.0 to 1.000009 is too narrow a range; show more"),
        ({"vary": {"lr": [0, 1]}}, "vary", "a log scale cannot show 0.0; begin above zero, or use x_scale 'linear'"),
        ({"vary": {"lr": [1e-13, 1]}}, "vary", "1e-13 to 1.0 is more than 12 powers of ten; show fewer"),
        ({"vary": {"lr": [5e-324, 1]}}, "vary", "5e-324 to 1.0 is more than 12 powers of ten; show fewer"),
        ({"vary": {"lr": [-1, 1]}, "x_scale": "linear"}, "vary", "'lr' of 'gd' is -1.0; it should be greater than 0"),
        ({"vary": {"lr": [1]}}, "vary", "Field required"),
        ({"quantity": "range"}, "quantity", "Input should be 'steps', 'loss' or 'usable'"),
        (
            {"surface": "bounded_saddle", "quantity": "loss", "y_scale": "log"},
            "y_scale",
            "a log scale cannot show a loss below zero; use 'linear'",
        ),
    ],
)
def test_a_sweep_that_cannot_be_drawn_is_refused(changes, where, message):
    found = mistakes("sweep", **changes)

    assert {place[0] for place in found} == {where}
    assert next(iter(found.values())).startswith(message)


# What a map and a sweep compute


def test_a_map_shows_the_minimum_that_a_run_from_each_start_reaches():
    chart, figure = basins().subjects()["gd"], basins(surface="bounded_saddle").subjects()["gd"]
    starts = np.array([[3.1, -2.9, 4.9, np.nan], [2.2, 3.0, 4.9, 0]])

    assert chart.reached(starts).tolist() == [0, 1, 0, -1]
    assert chart.ends.shape == chart.nearest.shape == (120, 120)
    assert figure.reached(np.array([[1.0, 1.0], [-0.1, 0.1]])).tolist() == [-1, -1], "60 steps at lr 0.01 are too few"


@pytest.mark.parametrize("name", ["gd", "adam", "rmsprop", "nadam", "radam", "lion", "adamw"])
def test_a_sweep_runs_all_values_at_once_as_if_one_by_one(name):
    fan = sweep(paths={"one": name}, quantity="loss").subjects()["one"]
    bowl = surface("quadratic", a=1, b=50)

    one_by_one = [bowl.value(simulate(name, bowl.gradient, [-4, 1], 60, lr=lr)[-1]) for lr in (0.002, 0.03, 0.5)]

    np.testing.assert_allclose(fan.loss(np.array([0.002, 0.03, 0.5])), one_by_one, rtol=1e-12)


def test_a_sweep_over_starts_replaces_one_coordinate():
    fan = sweep(vary={"y": [0.1, 1]}, paths={"one": "gd(lr=0.1)"}).subjects()["one"]
    bowl = surface("quadratic", a=1, b=50)

    assert fan.loss(np.array([0.25])) == bowl.value(simulate("gd", bowl.gradient, [-4, 0.25], 60, lr=0.1)[-1])


def test_the_steps_of_a_sweep_are_those_from_which_the_loss_stays_below_the_target():
    """The loss is x^2 / 2: from 1 it passes 0.1 in step 2 at lr 0.5, is there at once from 0, and never at 2."""
    request = {"surface": "parabola", "start": 1, "steps": 9, "vary": {"lr": [0.1, 2]}, "target": 0.1}
    fan = Sweep.model_validate(request | {"paths": {"gd": "gd"}}).subjects()["gd"]
    rest = Sweep.model_validate(request | {"start": 0, "paths": {"gd": "gd"}}).subjects()["gd"]

    assert fan.steps(np.array([0.5, 2])).tolist() == [2, np.inf]
    assert rest.steps(np.array([0.5])).tolist() == [0]


def test_a_sweep_over_a_narrow_range_tries_all_of_it():
    values = sweep(vary={"lr": [0.99998, 1]}).values

    assert (values[0], values[-1], len(values)) == (0.99998, 1, 21)


def test_a_sweep_over_decades_tries_the_round_values_too():
    values = sweep(vary={"lr": [0.03, 3]}).values.tolist()

    assert [value for value in values if value in {0.05, 0.1, 0.2, 0.5, 1, 2}] == [0.05, 0.1, 0.2, 0.5, 1, 2]
    assert (values[0], values[-1]) == (0.03, 3)
    assert len(values) == 41 + 6
    assert (np.diff(sweep(vary={"lr": [0.001, 10]}).values) / sweep(vary={"lr": [0.001, 10]}).values[:-1]).min() > 1e-3


def test_gradient_descent_is_usable_up_to_two_over_the_curvature():
    fan = sweep(steps=3000).subjects()["gd"]
    below, above = fan.values[fan.usable].max(), fan.values[fan.values > fan.values[fan.usable].max()].min()

    assert below < 2 / 50 < above


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        ("basins", ["stray(gd) < stray(heavy)", "settled(gd) <= 1", "fringe(gd) < fringe(heavy)"]),
        (
            "sweep",
            [
                "usable_from(gd) < usable_to(gd)",
                "steps_at(gd, 0.03) > 0",
                "loss_at(gd, 0.03) < loss_at(gd, 0.05)",
                "usable_to(heavy) < inf",
            ],
        ),
    ],
)
def test_claims_speak_of_maps_and_sweeps(kind, claims):
    figure = KINDS[kind].model_validate(REQUESTS[kind] | {"claims": claims, "steps": 200})

    assert all(verdict.holds for verdict in figure.judge()), figure.judge()


def test_all_mistakes_of_a_figure_are_reported_together():
    assert set(mistakes("curve", surface="beal", steps=0, paths={"a": "gdd", "b": "gd"}, quantity="y")) == {
        ("surface",),
        ("steps",),
        ("paths", "a"),
    }


# The price


def test_to_read_and_to_name_a_figure_needs_neither_numpy_nor_matplotlib():
    script = f"""
        import sys
        from figures import KINDS, SURFACES
        for kind, fields in {REQUESTS!r}.items():
            for surface, entry in SURFACES.items() if kind in {ANYWHERE!r} else [("", None)]:
                start = dict(start=[1.0, 0.5][: entry().dim]) if entry else dict()
                figure = KINDS[kind].model_validate(fields | (dict(surface=surface) if surface else dict()) | start)
                figure.name, figure.alt_text
        print(sorted(sys.modules.keys() & {{"numpy", "matplotlib"}}))
    """

    result = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"
