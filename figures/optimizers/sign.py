"""Rules that keep the sign of a direction and drop its length."""

from figures.arrays import Gradient, Vector, np
from figures.optimizers.optimizer import Iterates, optimizer
from figures.parameters import Amount, Decay, Rate


@optimizer("Lion", shown=("lr",))
def lion(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-4,
    betas: tuple[Decay, Decay] = (0.9, 0.99),
    weight_decay: Amount = 0.0,
) -> Iterates:
    """Move every coordinate by the learning rate, where the momentum points [Chen et al. 2023, Alg. 2].

    torch has no Lion; this is optax's, with the authors' rate and, unlike optax, without weight decay by default.
    """
    beta1, beta2 = betas
    m = np.zeros_like(x)
    while True:
        yield {"x": x, "m": m}
        g = gradient(x)
        direction = np.sign(beta1 * m + (1 - beta1) * g)
        m = beta2 * m + (1 - beta2) * g
        x = x - lr * (direction + weight_decay * x)
