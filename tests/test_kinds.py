import re
import subprocess
import sys
from textwrap import dedent

import pytest
from pydantic import ValidationError

from figures import KINDS
from figures.kinds import Curve, Descent
from figures.surfaces import SURFACES

RAVINE = {
    "surface": "quadratic(a=1, b=50)",
    "start": [-4, 1],
    "steps": 60,
    "paths": {"gd": "gd(lr=0.036)", "heavy": "momentum(lr=0.036, momentum=0.7)"},
}


def descent(**changes):
    return Descent.model_validate(RAVINE | changes)


def curve(**changes):
    return Curve.model_validate(RAVINE | changes)


def mistakes(kind="descent", **changes):
    """Return where and what is wrong with a request."""
    with pytest.raises(ValidationError) as caught:
        KINDS[kind].model_validate(RAVINE | changes)
    return {error["loc"]: error["msg"].removeprefix("Value error, ") for error in caught.value.errors()}


def test_a_kind_is_known_by_its_lower_case_name():
    assert dict(KINDS) == {"descent": Descent, "curve": Curve}


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
    figures = [descent(), curve(quantity="x"), curve(quantity="y"), *curves]

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


def test_an_alt_text_tells_the_request():
    assert descent().alt_text == (
        "Contour plot of 60 steps from (−4, 1) on a quadratic (a 1, b 50): gradient descent (lr 0.036) "
        "and momentum (lr 0.036, momentum 0.7)."
    )


def test_a_default_rate_is_told_too():
    assert descent(paths={"a": "adam"}).alt_text.endswith(": Adam (lr 0.001).")


def test_an_alt_text_tells_a_surface_and_a_start_of_a_path_s_own():
    paths = {
        "all": "gd(lr=0.2)",
        "few": {"optimizer": "gd(lr=0.2)", "surface": "least_squares(batch=4)"},
        "other": {"optimizer": "gd(lr=0.2)", "surface": "beale", "start": [1, 1.5]},
    }

    assert descent(surface="least_squares", start=[-1, 2], paths=paths).alt_text == (
        "Contour plot of 60 steps on least squares (dataset ls32): gradient descent (lr 0.2) from (−1, 2), "
        "gradient descent (lr 0.2, batch 4) from (−1, 2) and gradient descent (lr 0.2) on Beale's function "
        "from (1, 1.5)."
    )


def test_an_alt_text_tells_that_a_path_sees_all_rows_where_the_figure_sees_a_batch():
    paths = {"few": "gd(lr=0.2)", "all": {"optimizer": "gd(lr=0.2)", "surface": "least_squares"}}

    alt_text = descent(surface="least_squares(batch=4)", paths=paths).alt_text

    assert alt_text.endswith(
        "on least squares (dataset ls32, batch 4): gradient descent (lr 0.2) and gradient descent (lr 0.2, no batch)."
    )


def test_an_alt_text_tells_the_quantity_and_the_scales_of_a_curve():
    figure = curve(
        surface="double_well", start=2, quantity="step_size", y_scale="log", paths={"r": "rmsprop(centered=True)"}
    )

    assert figure.alt_text == (
        "Plot of step / lr (log scale) against step, 60 steps from 2 on a double well (k 0.3): "
        "RMSprop (lr 0.01, centered)."
    )


def test_one_coordinate_makes_a_graph():
    figure = descent(surface="parabola", start=-3, paths={"gd": "adam(betas=[0.5, 0.9], eps=1e-6)"})

    assert figure.alt_text == (
        "Graph of 60 steps from −3 on a parabola (a 1): Adam (lr 0.001, betas [0.5, 0.9], eps 1e−6)."
    )


def test_without_labels_neither_optimizer_nor_setting_is_told():
    paths = {"adam": "adam(lr=0.5)", "few": {"optimizer": "gd(lr=0.2)", "surface": "least_squares(batch=4)"}}

    figure = descent(surface="least_squares", start=[-1, 2], paths=paths, labels=False)

    assert figure.alt_text == (
        "Contour plot of 60 steps from (−1, 2) on least squares (dataset ls32): path A and path B."
    )
    assert figure.key == []


def test_an_alt_text_of_the_author_s_own_is_kept():
    assert descent(alt="A zig-zag.").alt_text == "A zig-zag."


# Mistakes


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"surface": "ravine"}, "surface", "no surface is called 'ravine'; there is 'slope', 'parabola', "),
        (
            {"surface": "least_squares(batch=33)"},
            "surface",
            "batch 33 is more than the rows of 'ls32'; take at most 32",
        ),
        ({"start": [1]}, "start", "the start has dimension 1; the figure's surface has 2"),
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
            "the start of 'a' has dimension 1; the figure's",
        ),
        (
            {"paths": {"a": {"optimizer": "gd", "surface": "slope"}}},
            "paths",
            "the surface of 'a' has dimension 1; the",
        ),
    ],
)
def test_a_mistake_in_a_field_is_told_there(changes, where, message):
    found = mistakes(**changes)

    assert list(found) == [(where,)]
    assert found[where,].startswith(message)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("adma(lr=1)", "no optimizer is called 'adma'; did you mean 'adam'?"),
        ("adam(rate=1)", "'adam' has no setting 'rate'; there is 'lr', 'betas', 'eps', 'weight_decay'"),
        ("adam(lr=0)", "'lr' of 'adam' is 0; it should be greater than 0"),
        ("adam(lr=1e999)", "'lr' of 'adam' is inf; it should be a finite number"),
        ("adam(lr=1e7)", "'lr' of 'adam' is 10000000.0; it should be less than or equal to 1000000"),
        ("adam(lr=True)", "'lr' of 'adam' is True; it should be a valid number"),
        ("adam(lr='a', eps=-1)", "'lr' of 'adam' is 'a'; it should be a valid number, and 'eps' of 'adam' is -1; it "),
        ("momentum(momentum=1)", "'momentum' of 'momentum' is 1; it should be less than 1"),
        ("rmsprop(centered=1)", "'centered' of 'rmsprop' is 1; it should be a valid boolean"),
        (7, "a call is text, not int; write it like adam(lr=0.1)"),
        (["gd"], "a call is text, not list; write it like adam(lr=0.1)"),
    ],
)
def test_a_mistake_in_a_call_is_told_at_its_path(written, message):
    found = mistakes(paths={"one": "gd", "two": written})

    assert list(found) == [("paths", "two")]
    assert found["paths", "two"].startswith(message)


@pytest.mark.parametrize("name", ["a-b", "1a", "lambda", "é", ""])
def test_a_path_is_named_by_an_identifier(name):
    assert mistakes(paths={name: "gd"}) == {
        ("paths", name, "[key]"): f"{name!r} is not a name for a path; use letters, digits and _"
    }


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


def test_all_mistakes_of_a_figure_are_told_together():
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
        for kind in KINDS.values():
            for surface, entry in SURFACES.items():
                dim = entry().dim
                start = [1.0, 0.5][:dim]
                figure = kind.model_validate({RAVINE!r} | dict(surface=surface, start=start))
                figure.name, figure.alt_text
        print(sorted(sys.modules.keys() & {{"numpy", "matplotlib"}}))
    """

    result = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"
