"""Schedules are those of PyTorch and optax, and every rule follows them and clips gradients as PyTorch does."""

import json
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from figures import KINDS
from figures.optimizers import OPTIMIZERS
from figures.runs import Run
from figures.schedules import SCHEDULES
from figures.surfaces import SURFACES

ORACLE = Path(__file__).with_name("oracle")
RATES = json.loads(ORACLE.joinpath("schedules.json").read_text(encoding="utf-8"))
RUNS = json.loads(ORACLE.joinpath("scheduled.json").read_text(encoding="utf-8"))
GROUND = SURFACES.read("quadratic(a=1, b=20)")


@pytest.mark.parametrize("recorded", RATES, ids=lambda each: each["call"])
def test_a_schedule_is_that_of_the_library(recorded):
    schedule = SCHEDULES.read(recorded["call"])()

    rates = {step: schedule(int(step)) for step in recorded["rates"]}

    assert rates == pytest.approx(recorded["rates"], rel=1e-6, abs=1e-12)


def test_the_inverse_square_root_peaks_at_the_end_of_the_warm_up():
    rate = SCHEDULES.read("inverse_sqrt(lr=0.1, warmup=10)")()

    assert [rate(0), rate(5), rate(10), rate(40), rate(1000)] == pytest.approx([0, 0.05, 0.1, 0.05, 0.01])


def test_every_schedule_is_recorded_or_tested():
    assert {each["call"].partition("(")[0] for each in RATES} | {"inverse_sqrt"} == set(SCHEDULES)


@pytest.mark.parametrize("recorded", RUNS, ids=lambda each: f"{each['optimizer']} {each.get('schedule', 'clipped')}")
def test_a_run_follows_its_schedule_and_its_clipping_as_in_torch(recorded):
    schedule = SCHEDULES.read(recorded["schedule"]) if "schedule" in recorded else None
    run = Run(OPTIMIZERS.read(recorded["optimizer"]), GROUND, (-4.0, 1.0), schedule, recorded.get("clip"))

    path = run.iterates(30)

    for step, point in recorded["x"].items():
        np.testing.assert_allclose(path[int(step)], point, rtol=1e-8, atol=1e-15)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_constant_schedule_is_the_rate_itself(name):
    plain = Run(OPTIMIZERS.read(f"{name}(lr=0.01)"), GROUND, (-4.0, 1.0))
    scheduled = Run(OPTIMIZERS.read(name), GROUND, (-4.0, 1.0), SCHEDULES.read("constant(lr=0.01)"))

    np.testing.assert_array_equal(plain.iterates(40), scheduled.iterates(40))


def test_a_clipped_gradient_keeps_its_direction():
    figure = KINDS["field"].model_validate(
        {
            "surface": "quadratic(a=1, b=5)",
            "start": [-3, 1.5],
            "paths": {"plain": "gd(lr=0.2)", "clipped": {"optimizer": "gd(lr=0.2)", "clip": 4.0}},
            "claims": ["x(clipped, 1) < x(plain, 1)", "0.79 < distance(clipped, 0) / distance(plain, 0)"],
        }
    )
    plain, clipped = (np.diff(run.iterates(1), axis=0)[0] for run in figure.runs)

    assert np.hypot(*clipped) == pytest.approx(0.2 * 4.0)
    assert plain[0] * clipped[1] == pytest.approx(plain[1] * clipped[0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"paths": {"a": "cosin(lr=0.1)"}}, "no schedule is called 'cosin'; did you mean 'cosine'?"),
        ({"paths": {"a": "cosine(lr=-1)"}}, "'lr' of 'cosine' is -1; it should be greater than 0"),
        ({"paths": {"a": "warmup_cosine(warmup=100)"}}, "a warm-up of 100 steps leaves none of the 100 to decay"),
        ({"surface": "saddle"}, "a schedule needs no surface; remove it"),
        ({"start": [1, 2]}, "a schedule needs no start; remove it"),
    ],
)
def test_a_mistake_in_a_schedule_is_reported(changes, message):
    fields = {"steps": 100, "paths": {"a": "cosine(lr=0.1)"}} | changes

    with pytest.raises(ValidationError) as caught:
        KINDS["schedule"].model_validate(fields)

    assert message in str(caught.value)


def test_a_path_with_a_schedule_has_its_rate_from_there():
    path = {"optimizer": "adam(lr=0.1)", "schedule": "cosine(lr=0.1)"}

    with pytest.raises(ValidationError, match="the schedule sets the learning rate; leave 'lr' out of the optimizer"):
        KINDS["curve"].model_validate({"surface": "parabola", "steps": 10, "paths": {"a": path}})


def test_claims_ask_for_the_rate_of_a_step():
    claims = ["rate(cos, 0) == 0.1", "rate(cos, 50) == 0.05", "rate(cos, 100) < 1e-9", "rate(cos, 1) == 0.1"]
    figure = KINDS["schedule"].model_validate({"steps": 100, "paths": {"cos": "cosine(lr=0.1)"}, "claims": claims})

    assert [verdict.holds for verdict in figure.judge()] == [True, True, True, False]
