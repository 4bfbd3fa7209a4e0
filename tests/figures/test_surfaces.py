import json
from pathlib import Path

import numpy as np
import pytest

from figures import SURFACES, surface

RECORDED = json.loads(Path(__file__).with_name("oracle").joinpath("surfaces.json").read_text(encoding="utf-8"))
RNG_SEED = 3


def points(name, count=20):
    """Return random points of the surface's window, of shape (dim, count)."""
    low, high = np.array(surface(name).window, dtype=float).T
    return np.random.default_rng(RNG_SEED).uniform(low, high, (count, len(low))).T


@pytest.mark.parametrize("name", SURFACES)
def test_the_gradient_is_the_slope_of_the_value(name):
    each, p, h = surface(name), points(name), 1e-5

    steps = h * np.eye(each.dim)[:, :, None]
    slopes = np.stack([(each.value(p + step) - each.value(p - step)) / (2 * h) for step in steps])

    np.testing.assert_allclose(each.gradient(p), slopes, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_minima_are_flat_and_lower_than_all_around(name):
    each = surface(name)
    circle = np.exp(1j * (0.3 + np.pi * np.arange(12) / 6))
    ring = 1e-3 * np.stack([circle.real, circle.imag])[: each.dim]
    for minimum in each.minima:
        p = np.array(minimum, dtype=float)

        np.testing.assert_allclose(each.gradient(p), 0, atol=1e-11)
        assert (each.value(p[:, None] + ring) > each.value(p)).all()


@pytest.mark.parametrize("name", [name for name in SURFACES if surface(name).saddle])
def test_a_saddle_is_flat_and_goes_up_and_down(name):
    each = surface(name)
    circle = 1e-3 * np.exp(1j * (0.3 + np.pi * np.arange(12) / 6))
    p = np.array(each.saddle, dtype=float)

    around = each.value(p[:, None] + [circle.real, circle.imag])
    np.testing.assert_allclose(each.gradient(p), 0, atol=1e-11)
    assert around.min() < each.value(p) < around.max()


@pytest.mark.parametrize("name", SURFACES)
def test_lowest_is_the_value_of_the_deepest_minimum_or_without_bound(name):
    each, plain = surface(name), name == "noise"

    values = [float(each.value(np.array(minimum, dtype=float))) for minimum in each.minima]

    assert min(values, default=0 if plain else -np.inf) == pytest.approx(each.lowest, abs=1e-12)
    assert (each.value(points(name, 500)) >= each.lowest - 1e-12).all()


@pytest.mark.parametrize("name", SURFACES)
def test_start_and_minima_lie_in_the_window(name):
    each = surface(name)

    for point in (each.start, *each.minima, *([each.saddle] if each.saddle else [])):
        assert all(low <= x <= high for x, (low, high) in zip(point, each.window, strict=True))


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_has_a_label_of_its_own_a_formula_and_named_axes(name):
    each = surface(name)

    assert [entry.label for entry in SURFACES.values()].count(SURFACES[name].label) == 1
    assert each.formula
    assert len(each.axes) == each.dim


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["surface"])
def test_value_and_gradient_are_as_recorded(case):
    params = {{"A": "amplitude"}.get(name, name): value for name, value in case["params"].items()}
    each, p = surface(case["surface"], **params), np.array(case["x"])

    gradient = each.oracle()
    for _ in range(case.get("t", 0)):
        gradient(p)

    assert float(each.value(p)) == pytest.approx(case["f"], rel=1e-12)
    assert gradient(p).tolist() == pytest.approx(case["grad"], rel=1e-12)


def test_each_oracle_counts_its_own_calls():
    each, p = surface("least_squares", dataset="ls32", batch=1), np.array([0.5, -1.0])
    first, second = each.oracle(), each.oracle()

    gradients = [first(p).tolist() for _ in range(33)]

    assert second(p).tolist() == gradients[0] != gradients[1]
    assert gradients[32] == gradients[0]


@pytest.mark.parametrize(
    ("name", "settings", "period"),
    [
        ("least_squares", {"dataset": "sparse20", "batch": 5}, 4),
        ("noise", {"a": 5, "b": 0.2}, 2),
        ("reddi", {"c": 4, "period": 5}, 5),
    ],
)
def test_the_mean_of_what_a_run_sees_in_a_period_is_the_gradient(name, settings, period):
    each = surface(name, **settings)
    p, gradient = points(name, 1)[:, 0], each.oracle()

    seen = np.mean([gradient(p) for _ in range(period)], axis=0)

    np.testing.assert_allclose(seen, each.gradient(p), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "settings", "expected"),
    [
        ("spike", {"g": 2, "height": -7, "at": 3}, [[2], [2], [-7], [2], [2]]),
        ("noise", {"a": 5, "b": 0.2}, [[5, 0.2], [-5, -0.2], [5, 0.2], [-5, -0.2], [5, 0.2]]),
        ("reddi", {}, [[3], [-1], [-1], [3], [-1]]),
    ],
)
def test_a_gradient_sequence_does_not_depend_on_the_point(name, settings, expected):
    gradient, dim = surface(name, **settings).oracle(), len(expected[0])

    assert [gradient(np.full(dim, step**2.0)).tolist() for step in range(5)] == expected


@pytest.mark.parametrize("name", SURFACES)
def test_a_grid_of_points_is_taken_at_once(name):
    each, grid = surface(name), points(name).reshape(surface(name).dim, 4, 5)
    of_grid = each.oracle()(grid)

    np.testing.assert_allclose(of_grid[:, 2, 3], each.oracle()(grid[:, 2, 3]), rtol=1e-14)
    assert each.value(grid).shape == (4, 5)


def test_a_cone_has_no_slope_at_its_tip():
    assert surface("ackley").gradient(np.zeros(2)).tolist() == [0, 0]


def test_a_batch_is_no_larger_than_the_data():
    with pytest.raises(ValueError, match="batch 33 is more than the rows of 'ls32'; use at most 32"):
        surface("least_squares", batch=33)


def test_an_unknown_surface_is_reported_with_the_nearest_name():
    with pytest.raises(ValueError, match="no surface is called 'rosenbrok'; did you mean 'rosenbrock'"):
        surface("rosenbrok")


def test_a_surface_without_settings_has_none():
    with pytest.raises(ValueError, match="'beale' has no setting 'a'; there are none"):
        surface("beale", a=1)


def test_a_ravine_is_turned_by_an_angle_in_degrees():
    turned, along = surface("rotated_quadratic", a=1, b=20, angle=90), surface("quadratic", a=20, b=1)
    points = np.array([(-3, 0.5, 2), (1, 0.25, -4)])
    np.testing.assert_allclose(turned.value(points), along.value(points), rtol=1e-12)
    assert surface("rotated_quadratic", a=1, b=20, angle=45).value(np.array((1, 1))) == pytest.approx(1)
