from itertools import islice

import numpy as np
import pytest

from figures import OPTIMIZERS, simulate, surface
from figures.optimizers.adam import adam
from figures.optimizers.momentum import gd
from figures.runs import Run
from figures.surfaces import SURFACES

GENTLE = {"gd": 0.01, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.5, "rmsprop": 0.05, "adadelta": 1.0}
DECOUPLED = {
    "adamw": {},
    "lion": {},
    "nadam": {"decoupled_weight_decay": True},
    "radam": {"decoupled_weight_decay": True},
}


def test_gradient_descent_contracts_by_one_minus_lr_times_curvature():
    path = simulate("gd", surface("quadratic", a=1, b=50).gradient, [-4, 1], 30, lr=0.036)

    np.testing.assert_allclose(path[1:], path[:-1] * [1 - 0.036, 1 - 0.036 * 50], rtol=1e-13)


def test_adam_on_a_constant_slope_always_steps_by_lr():
    """Both corrections are exact here, so m_hat = g and v_hat = g**2 at every t."""
    states = adam(lambda _: np.array([3.0, -0.2]), np.zeros(2), lr=0.25)

    path = np.stack([state["x"] for state in islice(states, 200)])

    np.testing.assert_allclose(np.diff(path, axis=0), np.tile([-0.25, 0.25], (199, 1)), rtol=1e-6)


def test_adagrad_on_a_constant_slope_steps_by_lr_over_the_root_of_t():
    path = simulate("adagrad", lambda _: [2.0], 0, 100, lr=0.5)

    np.testing.assert_allclose(np.diff(path[:, 0]), -0.5 / np.sqrt(np.arange(1, 101)), rtol=1e-9)


def test_the_first_step_of_rmsprop_is_not_corrected_for_starting_at_zero():
    path = simulate("rmsprop", lambda _: [50.0], 0, 1, lr=0.1, alpha=0.9)

    assert path[1, 0] == pytest.approx(-0.1 / np.sqrt(1 - 0.9), rel=1e-6)


def test_the_first_step_of_adadelta_depends_on_nothing_but_eps_and_rho():
    path = simulate("adadelta", lambda _: [4.0, 50.0], [0, 0], 1, rho=0.9, eps=1e-6)

    np.testing.assert_allclose(path[1], -np.sqrt(1e-6 / (1 - 0.9)) * np.ones(2), rtol=1e-6)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_momentum_zero_is_gradient_descent(name):
    gradient = surface("rosenbrock").gradient

    path = simulate(name, gradient, [-1.5, 2], 50, lr=0.0005, momentum=0)

    np.testing.assert_array_equal(path, simulate("gd", gradient, [-1.5, 2], 50, lr=0.0005))


@pytest.mark.parametrize("dampening", [0.0, 0.3, 0.9])
def test_without_momentum_nothing_is_dampened(dampening):
    """torch has no velocity then, and so nothing to dampen (torch.optim.SGD, `if momentum != 0`)."""
    gradient = surface("rosenbrock").gradient

    path = simulate("momentum", gradient, [-1.5, 2], 50, lr=0.0005, momentum=0, dampening=dampening)

    np.testing.assert_array_equal(path, simulate("gd", gradient, [-1.5, 2], 50, lr=0.0005))


def test_a_sweep_of_the_momentum_is_each_of_its_runs():
    """At momentum 0 the dampening falls away, at all others it holds."""
    values = [0.0, 0.3, 0.9]
    call = OPTIMIZERS.read("momentum(lr=0.02, dampening=0.5)")
    run = Run(call, SURFACES.read("quadratic(a=1, b=20)"), (-3.5, 1.2))

    losses = run.losses("momentum", np.array(values), 30)

    for number, each in enumerate(values):
        alone = run.surface().value(
            simulate("momentum", run.surface().oracle(), run.start, 30, lr=0.02, dampening=0.5, momentum=each).T
        )
        np.testing.assert_allclose(losses[:, number], alone, rtol=1e-12)


def test_nesterov_is_unstable_beyond_a_smaller_rate_than_momentum():
    """The bound of lr * curvature is 2 (1 + mu) / (1 + 2 mu) = 1.357 at mu = 0.9, that of momentum 3.8."""
    ends = {
        (name, lr): abs(simulate(name, lambda x: x, 1, 1000, lr=lr, momentum=0.9)[-1, 0])
        for name in ("momentum", "nesterov")
        for lr in (1.35, 1.37)
    }

    assert [end < 1 for end in ends.values()] == [True, True, True, False]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_down(name):
    """More is not to be asked: Adadelta hardly moves in 200 steps."""
    bowl = surface("quadratic", a=1, b=20)

    losses = bowl.value(simulate(name, bowl.gradient, [-4, 1], 200, lr=GENTLE.get(name, 0.05)).T)

    assert losses[-1] < losses[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_does_not_change_the_start_it_was_given(name):
    start = np.array([-4.0, 1.0])

    simulate(name, lambda x: x, start, 5)

    assert start.tolist() == [-4, 1]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_coordinates_do_not_mix(name):
    """So a whole grid of starts can be run at once."""
    gradient = surface("quadratic", a=1, b=20).gradient

    together = simulate(name, gradient, [[-4, 3], [1, 2]], 20)

    np.testing.assert_array_equal(together[..., 0], simulate(name, gradient, [-4, 1], 20))
    np.testing.assert_array_equal(together[..., 1], simulate(name, gradient, [3, 2], 20))


COUPLED = [name for name in OPTIMIZERS if "weight_decay" in OPTIMIZERS[name].defaults and name not in {"adamw", "lion"}]


@pytest.mark.parametrize("name", COUPLED)
def test_weight_decay_is_a_pull_towards_zero(name):
    decayed = simulate(name, lambda x: 0 * x, 1, 3, weight_decay=0.5)

    np.testing.assert_array_equal(decayed, simulate(name, lambda x: 0.5 * x, 1, 3))


@pytest.mark.parametrize("name", DECOUPLED)
def test_decoupled_weight_decay_shrinks_every_coordinate_alike(name):
    decayed = simulate(name, lambda x: 0 * x, [1, -40], 3, lr=0.1, weight_decay=0.5, **DECOUPLED[name])

    np.testing.assert_allclose(decayed[:, 0], 0.95 ** np.arange(4), rtol=1e-14)
    np.testing.assert_allclose(decayed[:, 1], -40 * decayed[:, 0], rtol=1e-14)


@pytest.mark.parametrize("name", ["adam", "amsgrad", "adamw", "adamax", "lion"])
def test_on_a_constant_slope_nothing_but_the_rate_sets_the_step(name):
    path = simulate(name, lambda _: [3.0, -0.2], [0, 0], 200, lr=0.25, weight_decay=0)

    np.testing.assert_allclose(np.diff(path, axis=0), np.tile([-0.25, 0.25], (200, 1)), rtol=1e-6)


@pytest.mark.parametrize(("name", "settings"), [("amsgrad", {}), ("adamw", {"weight_decay": 0, "amsgrad": True})])
def test_amsgrad_is_adam_until_the_gradients_shrink(name, settings):
    """Then it still remembers the largest, and its steps are smaller."""

    def run(name, **settings):
        gradients = iter([*range(1, 21), *[0.1] * 5])
        return simulate(name, lambda _: [next(gradients)], 0, 25, lr=0.1, betas=[0.9, 0.9], **settings)[:, 0]

    adam_path, path = run("adam"), run(name, **settings)

    np.testing.assert_allclose(path[:21], adam_path[:21], rtol=1e-14)
    assert (-np.diff(path)[21:] < -np.diff(adam_path)[21:]).all()


def test_the_first_step_of_nadam_has_its_momentum_still_warming_up():
    """It is lr * 1.0565 in torch; at full momentum, as in optax, 1.4737."""
    first, full = (
        simulate("nadam", lambda _: [7.0], 0, 1, lr=1.0, momentum_decay=decay)[1, 0] for decay in (4e-3, 1e6)
    )

    assert [round(-first, 4), round(-full, 4)] == [1.0565, 1.4737]


def test_radam_takes_five_plain_steps_and_then_warms_up():
    path = simulate("radam", lambda _: [50.0], 0, 2737, lr=1.0)

    steps = -np.diff(path[:, 0])
    np.testing.assert_allclose(steps[:5], 50, rtol=1e-13)
    np.testing.assert_allclose(steps[[5, 99, 555, 2736]], [0.0258, 0.2153, 0.5002, 0.9], atol=5e-5)


def test_lion_moves_every_coordinate_by_the_rate_in_every_step():
    path = simulate("lion", surface("quadratic", a=1, b=50).gradient, [-4, 1], 30, lr=0.05)

    np.testing.assert_allclose(np.abs(np.diff(path, axis=0)), 0.05, rtol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_a_label_a_version_a_source_and_a_rate(name):
    entry = OPTIMIZERS[name]

    assert entry.label
    assert entry.version >= 1
    assert "[" in entry.function.__doc__
    assert "lr" in entry.defaults


def test_an_entry_is_its_function_with_checked_settings():
    states = OPTIMIZERS["gd"](lambda x: x, np.ones(1), lr=0.5)

    assert [state["x"].item() for state in islice(states, 3)] == [1, 0.5, 0.25]
    with pytest.raises(ValueError, match="'lr' of 'gd' is -1; it should be greater than 0"):
        OPTIMIZERS["gd"](lambda x: x, np.ones(1), lr=-1)


def test_a_rule_yields_its_state_before_every_step():
    assert next(gd(lambda x: x, np.ones(1)))["x"].tolist() == [1]
