"""Adam and its variants: a running mean of the gradients over a measure of their size."""

from itertools import count

from figures.arrays import Gradient, Vector, np
from figures.optimizers.optimizer import Iterates, optimizer
from figures.parameters import Amount, Decay, Rate, Switch


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


@optimizer("AMSGrad", shown=("lr",))
def amsgrad(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-3,
    betas: tuple[Decay, Decay] = (0.9, 0.999),
    eps: Amount = 1e-8,
    weight_decay: Amount = 0.0,
) -> Iterates:
    """Adam whose denominator never shrinks [Reddi et al. 2018, Alg. 2].

    As in torch, the maximum of the raw *v* is corrected; optax uses the maximum of the corrected *v*.
    """
    beta1, beta2 = betas
    m, v, v_max = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for t in count(1):
        yield {"x": x, "m": m, "v": v, "v_max": v_max}
        g = gradient(x) + weight_decay * x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        v_max = np.maximum(v_max, v)
        m_hat = m / (1 - beta1**t)
        v_hat = v_max / (1 - beta2**t)
        x = x - lr * m_hat / (np.sqrt(v_hat) + eps)


@optimizer("AdamW", shown=("lr", "weight_decay"))
def adamw(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-3,
    betas: tuple[Decay, Decay] = (0.9, 0.999),
    eps: Amount = 1e-8,
    weight_decay: Amount = 1e-2,
    amsgrad: Switch = False,
) -> Iterates:
    """Adam with a decay that is not divided by the size of the gradients [Loshchilov & Hutter 2019, Alg. 2].

    As in torch and optax the learning rate multiplies the decay, which the paper leaves to a schedule.
    """
    beta1, beta2 = betas
    m, v, v_max = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for t in count(1):
        yield {"x": x, "m": m, "v": v, "v_max": v_max}
        g = gradient(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        v_max = np.maximum(v_max, v) if amsgrad else v
        m_hat = m / (1 - beta1**t)
        v_hat = v_max / (1 - beta2**t)
        x = x - lr * weight_decay * x - lr * m_hat / (np.sqrt(v_hat) + eps)


@optimizer("NAdam", shown=("lr",))
def nadam(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 2e-3,
    betas: tuple[Decay, Decay] = (0.9, 0.999),
    eps: Amount = 1e-8,
    weight_decay: Amount = 0.0,
    momentum_decay: Amount = 4e-3,
    decoupled_weight_decay: Switch = False,
) -> Iterates:
    """Adam with Nesterov's look-ahead and a momentum that warms up [Dozat 2016, Alg. 2, in torch's form].

    Where optax keeps the momentum at beta1, torch raises it from half of that; a very large *momentum_decay*
    leaves out the warm-up.
    """
    (beta1, beta2), psi = betas, momentum_decay
    m, v, mu_product = np.zeros_like(x), np.zeros_like(x), 1.0
    for t in count(1):
        yield {"x": x, "m": m, "v": v}
        g = gradient(x) + (0 if decoupled_weight_decay else weight_decay) * x
        mu, mu_next = (beta1 * (1 - 0.5 * 0.96 ** (step * psi)) for step in (t, t + 1))
        mu_product = mu_product * mu
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = mu_next * m / (1 - mu_product * mu_next) + (1 - mu) * g / (1 - mu_product)
        v_hat = v / (1 - beta2**t)
        decay = lr * weight_decay * x if decoupled_weight_decay else 0
        x = x - decay - lr * m_hat / (np.sqrt(v_hat) + eps)


@optimizer("Adamax", shown=("lr",))
def adamax(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 2e-3,
    betas: tuple[Decay, Decay] = (0.9, 0.999),
    eps: Amount = 1e-8,
    weight_decay: Amount = 0.0,
) -> Iterates:
    """Adam that divides by the largest gradient lately, not by a mean square [Kingma & Ba 2015, Alg. 2].

    *eps*, which is not in the paper, is added to the gradient as in torch and optax.
    """
    beta1, beta2 = betas
    m, u = np.zeros_like(x), np.zeros_like(x)
    for t in count(1):
        yield {"x": x, "m": m, "u": u}
        g = gradient(x) + weight_decay * x
        m = beta1 * m + (1 - beta1) * g
        u = np.maximum(beta2 * u, np.abs(g) + eps)
        x = x - lr / (1 - beta1**t) * m / u


@optimizer("RAdam", shown=("lr",))
def radam(
    gradient: Gradient,
    x: Vector,
    *,
    lr: Rate = 1e-3,
    betas: tuple[Decay, Decay] = (0.9, 0.999),
    eps: Amount = 1e-8,
    weight_decay: Amount = 0.0,
    decoupled_weight_decay: Switch = False,
) -> Iterates:
    """Adam that waits, then warms up, until its denominator can be trusted [Liu et al. 2020, Alg. 2].

    It waits, with plain momentum, until rho exceeds 5 as in torch; the paper says 4, optax 5 or more. As in
    torch *eps* is added to the root of the raw *v*; optax adds it to that of the corrected one.
    """
    beta1, beta2 = betas
    rho_inf = 2 / (1 - beta2) - 1
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in count(1):
        yield {"x": x, "m": m, "v": v}
        g = gradient(x) + (0 if decoupled_weight_decay else weight_decay) * x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        step = m / (1 - beta1**t)
        rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
        if rho > 5:  # noqa: PLR2004
            r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
            step = r * step * np.sqrt(1 - beta2**t) / (np.sqrt(v) + eps)
        x = x - lr * (step + weight_decay * x if decoupled_weight_decay else step)
