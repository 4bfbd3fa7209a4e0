"""Rules that step along the gradient, or along a velocity that gathers it."""

from itertools import count

from figures.arrays import Gradient, Vector, np
from figures.optimizers.optimizer import Iterates, optimizer
from figures.parameters import Amount, Decay, Rate


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

    As in torch, the first gradient is not dampened, and none is without momentum: then it is gradient descent.
    """
    v = np.zeros_like(x)
    share = np.where(np.equal(momentum, 0), 1.0, 1 - np.asarray(dampening))
    for t in count():
        yield {"x": x, "v": v}
        g = gradient(x) + weight_decay * x
        v = momentum * v + (share if t else 1) * g
        x = x - lr * v


@optimizer("Nesterov momentum", shown=("lr", "momentum"))
def nesterov(
    gradient: Gradient, x: Vector, *, lr: Rate = 1e-3, momentum: Decay = 0.9, weight_decay: Amount = 0.0
) -> Iterates:
    """Step along the velocity as it will be next [Sutskever et al. 2013, eq. 3-4, in torch's form].

    ``x`` is the point where the gradient is taken, the paper's look-ahead point; *theta* is the paper's iterate.
    """
    v = np.zeros_like(x)
    while True:
        yield {"x": x, "v": v, "theta": x + lr * momentum * v}
        g = gradient(x) + weight_decay * x
        v = momentum * v + g
        x = x - lr * (g + momentum * v)
