"""Update rules, in order of increasing complexity.

An update rule is a generator: it takes the gradient and a starting point and yields its state before
every step, for ever. ``x`` is the iterate; whatever else the rule remembers is named as in its paper.
Formulas, names and defaults of the settings are torch's. ``x`` may have any shape: coordinates never mix.

To add an optimizer, add one function; its keyword arguments are its settings.
"""

from collections.abc import Iterator
from itertools import count
from typing import TypeAlias

from figures.arrays import Gradient, Vector, np
from figures.parameters import Amount, Decay, Rate, Switch
from figures.registry import Registry

Iterates: TypeAlias = Iterator[dict[str, Vector]]

OPTIMIZERS: Registry[Iterates] = Registry("optimizer")
optimizer = OPTIMIZERS.register


@optimizer("gradient descent", shown=("lr",))
def gd(gradient: Gradient, x: Vector, *, lr: Rate = 1e-3, weight_decay: Amount = 0.0) -> Iterates:
    """Step against the gradient [Cauchy 1847]."""
    while True:
        yield {"x": x}
        g = gradient(x) + weight_decay * x
        x = x - lr * g


@optimizer("momentum", shown=("lr", "momentum"))
def momentum(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-3,
    momentum: Decay = 0.9,
    dampening: Decay = 0.0,
    weight_decay: Amount = 0.0,
) -> Iterates:
    """Step along a velocity that gathers the gradients [Polyak 1964, eq. 9, in torch's form].

    The first gradient is not dampened. torch's own default, momentum 0, would be gradient descent.
    """
    v = np.zeros_like(x)
    for t in count():
        yield {"x": x, "v": v}
        g = gradient(x) + weight_decay * x
        v = momentum * v + (1 - dampening if t else 1) * g
        x = x - lr * v


@optimizer("Nesterov momentum", shown=("lr", "momentum"))
def nesterov(
    gradient: Gradient, x: Vector, *, lr: Rate = 1e-3, momentum: Decay = 0.9, weight_decay: Amount = 0.0
) -> Iterates:
    """Step along the velocity as it will be next [Sutskever et al. 2013, eq. 3-4, in torch's form].

    ``x`` is the point where the gradient is taken, the paper's look-ahead point.
    """
    v = np.zeros_like(x)
    while True:
        yield {"x": x, "v": v}
        g = gradient(x) + weight_decay * x
        v = momentum * v + g
        x = x - lr * (g + momentum * v)


@optimizer("Adagrad", shown=("lr",))
def adagrad(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-2,
    lr_decay: Amount = 0.0,
    weight_decay: Amount = 0.0,
    initial_accumulator_value: Amount = 0.0,
    eps: Amount = 1e-10,
) -> Iterates:
    """Divide by the root of the sum of all squared gradients [Duchi et al. 2011, fig. 1]."""
    total = np.full_like(x, initial_accumulator_value)
    for t in count():
        yield {"x": x, "total": total}
        g = gradient(x) + weight_decay * x
        total = total + g**2
        x = x - lr / (1 + t * lr_decay) * g / (np.sqrt(total) + eps)


@optimizer("RMSprop", shown=("lr",))
def rmsprop(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-2,
    alpha: Decay = 0.99,
    eps: Amount = 1e-8,
    weight_decay: Amount = 0.0,
    momentum: Decay = 0.0,
    centered: Switch = False,
) -> Iterates:
    """Divide by the root of a running mean of squared gradients [Tieleman & Hinton 2012, lecture 6e].

    *centered* takes the variance instead of the mean square [Graves 2013, eq. 38-45].
    """
    mean, square, v = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    while True:
        yield {"x": x, "mean": mean, "square": square, "v": v}
        g = gradient(x) + weight_decay * x
        mean = alpha * mean + (1 - alpha) * g
        square = alpha * square + (1 - alpha) * g**2
        v = momentum * v + g / (np.sqrt(square - mean**2 if centered else square) + eps)
        x = x - lr * v


@optimizer("Adadelta", shown=("lr",))
def adadelta(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1.0,
    rho: Decay = 0.9,
    eps: Amount = 1e-6,
    weight_decay: Amount = 0.0,
) -> Iterates:
    """Scale by the ratio of the running mean squares of steps and gradients [Zeiler 2012, Alg. 1]."""
    square, step_square = np.zeros_like(x), np.zeros_like(x)
    while True:
        yield {"x": x, "square": square, "step_square": step_square}
        g = gradient(x) + weight_decay * x
        square = rho * square + (1 - rho) * g**2
        step = np.sqrt(step_square + eps) / np.sqrt(square + eps) * g
        step_square = rho * step_square + (1 - rho) * step**2
        x = x - lr * step


@optimizer("Adam", shown=("lr",))
def adam(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-3,
    betas: tuple[Decay, Decay] = (0.9, 0.999),
    eps: Amount = 1e-8,
    weight_decay: Amount = 0.0,
) -> Iterates:
    """Momentum over RMSprop, both corrected for starting at zero [Kingma & Ba 2015, Alg. 1].

    *weight_decay* is added to the gradient, as an L2 penalty would.
    """
    beta1, beta2 = betas
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in count(1):
        yield {"x": x, "m": m, "v": v}
        g = gradient(x) + weight_decay * x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        x = x - lr * m_hat / (np.sqrt(v_hat) + eps)
