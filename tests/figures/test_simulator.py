import json
from pathlib import Path

import numpy as np
import pytest

from figures import OPTIMIZERS, simulate, surface

RECORDED = json.loads(Path(__file__).with_name("oracle").joinpath("trajectories.json").read_text(encoding="utf-8"))


OPTAX = {  # where its formula is torch's, but a default or the name of a setting is not
    "adamw": {"weight_decay": 1e-4},
    "lion": {"weight_decay": 1e-3},
    "nadam": {"momentum_decay": 1e6},
    "rmsprop": {"alpha": 0.9},
}
WORDS = {"learning_rate": "lr", "decay": "alpha", "A": "amplitude"}
UNSAID = {"eps_in_sqrt", "nesterov", "amsgrad"}  # known from the optimizer's name


def in_our_words(optimizer, hyperparameters):
    """Translate the hyperparameters of optax, and of torch's one class for several optimizers, into ours."""
    ours = OPTAX.get(optimizer, {}) if "learning_rate" in hyperparameters else {}
    ours = ours | {WORDS.get(name, name): value for name, value in hyperparameters.items()}
    if "b1" in ours or "b2" in ours:
        beta1, beta2 = OPTIMIZERS[optimizer].defaults["betas"]
        ours["betas"] = [ours.pop("b1", beta1), ours.pop("b2", beta2)]
    return {name: value for name, value in ours.items() if name in OPTIMIZERS[optimizer].defaults or name not in UNSAID}


def gradient_of(name, settings):
    """Return the gradient of a surface, or that of a least squares of matrices, |A W - B|^2 / 2."""
    if name == "matrix_ls":
        a, b = np.array([[2, 0.5], [0, 0.25]]), np.array([[1, -1], [0.5, 0.75]])
        return lambda w: (a.T @ (a @ w.reshape(2, 2) - b)).ravel()
    return surface(name, **{WORDS.get(key, key): value for key, value in settings.items()}).oracle()


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["id"])
def test_a_run_is_that_of_torch_or_optax(case):
    expected, optimizer = np.array(case["x"]), case["optimizer"]
    gradient = gradient_of(case["surface"], case["surface_params"])

    path = simulate(
        optimizer, gradient, case["x"][0], case["t"][-1], **in_our_words(optimizer, case["hyperparameters"])
    )

    assert np.abs(path[case["t"]] - expected).max() <= case["rtol"] * np.abs(expected).max()


def test_the_recorded_runs_cover_every_optimizer():
    assert {case["optimizer"] for case in RECORDED} == set(OPTIMIZERS)
    assert len({case["id"] for case in RECORDED}) == len(RECORDED)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_gradient_is_asked_once_a_step_at_the_iterate(name):
    asked = []

    def gradient(x):
        asked.append(x.copy())
        return x

    path = simulate(name, gradient, [-4, 1], 10)

    np.testing.assert_array_equal(path[:-1], asked)


def test_a_run_begins_at_the_start_and_has_a_row_for_every_step():
    path = simulate("gd", lambda x: x, [1, -2], 4, lr=0.5)

    assert path.dtype == np.float64
    assert path.tolist() == [[1, -2], [0.5, -1], [0.25, -0.5], [0.125, -0.25], [0.0625, -0.125]]


def test_divergence_is_a_lesson_and_no_crash():
    path = simulate("gd", surface("rosenbrock").gradient, [-1.5, 2], 20, lr=1.0)

    assert not np.isfinite(path[-1]).any()
    assert np.isfinite(path[0]).all()


def test_an_unknown_optimizer_is_reported_with_the_nearest_name():
    with pytest.raises(ValueError, match="no optimizer is called 'adamm'; did you mean 'adam'"):
        simulate("adamm", lambda x: x, 1, 1)


def test_an_unknown_hyperparameter_is_reported_with_the_nearest_name():
    with pytest.raises(ValueError, match="'rmsprop' has no setting 'momentun'; did you mean 'momentum'"):
        simulate("rmsprop", lambda x: x, 1, 1, momentun=0.9)


def test_a_hyperparameter_out_of_range_is_refused():
    with pytest.raises(ValueError, match="'betas\\[1\\]' of 'adam' is 1; it should be less than 1"):
        simulate("adam", lambda x: x, 1, 1, betas=[0.9, 1])
