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


@pytest.mark.parametrize("name", SURFACES)
def test_lowest_is_the_value_of_the_deepest_minimum_or_without_bound(name):
    each = surface(name)

    values = [float(each.value(np.array(minimum, dtype=float))) for minimum in each.minima]

    assert min(values, default=-np.inf) == pytest.approx(each.lowest, abs=1e-12)
    assert (each.value(points(name, 500)) >= each.lowest - 1e-12).all()


@pytest.mark.parametrize("name", SURFACES)
def test_start_and_minima_lie_in_the_window(name):
    each = surface(name)

    for point in (each.start, *each.minima):
        assert all(low <= x <= high for x, (low, high) in zip(point, each.window, strict=True))


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_has_a_label_of_its_own_a_formula_and_named_axes(name):
    each = surface(name)

    assert [entry.label for entry in SURFACES.values()].count(SURFACES[name].label) == 1
    assert each.formula
    assert len(each.axes) == each.dim


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["surface"])
def test_value_and_gradient_are_as_recorded(case):
    each, p = surface(case["surface"], **case["params"]), np.array(case["x"])

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


def test_the_mean_of_the_batches_is_the_gradient():
    each, p = surface("least_squares", dataset="sparse20", batch=5), np.array([0.5, -1.0])
    gradient = each.oracle()

    np.testing.assert_allclose(np.mean([gradient(p) for _ in range(4)], axis=0), each.gradient(p), rtol=1e-13)


def test_a_batch_is_no_larger_than_the_data():
    with pytest.raises(ValueError, match="batch 33 is more than the rows of 'ls32'; take at most 32"):
        surface("least_squares", batch=33)


def test_an_unknown_surface_is_told_the_nearest_name():
    with pytest.raises(ValueError, match="no surface is called 'rosenbrok'; did you mean 'rosenbrock'"):
        surface("rosenbrok")


def test_a_surface_without_settings_has_none():
    with pytest.raises(ValueError, match="'beale' has no setting 'a'; it has none"):
        surface("beale", a=1)


def test_a_turn_has_a_cosine_and_a_sine():
    with pytest.raises(ValueError, match=r"c 0\.5 and s 0\.5 are no cosine and sine; "):
        surface("rotated_quadratic", c=0.5, s=0.5)
