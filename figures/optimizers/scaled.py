"""Rules that divide every coordinate by the size its gradients had."""

from itertools import count

from figures.arrays import Gradient, Vector, np
from figures.optimizers.optimizer import Iterates, optimizer
from figures.parameters import Amount, Decay, Rate, Switch


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
