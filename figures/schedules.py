"""Learning-rate schedules: functions of the step, counted from 0. What they are in PyTorch and optax, they are here.

To add a schedule, add one function that returns the rate at a step; its keyword arguments are its settings.
"""

from collections.abc import Callable
from math import cos, pi, sqrt
from typing import TypeAlias

from figures.parameters import Amount, Count, Rate, Share
from figures.registry import Registry

Schedule: TypeAlias = Callable[[int], float]

SCHEDULES: Registry[Schedule] = Registry("schedule")
schedule = SCHEDULES.register


@schedule("constant rate", shown=("lr",))
def constant(*, lr: Rate = 0.1) -> Schedule:
    """Keep the rate."""
    return lambda _: lr


@schedule("step decay", shown=("lr",))
def step_decay(*, lr: Rate = 0.1, step_size: Count = 30, gamma: Share = 0.1) -> Schedule:
    """Multiply the rate by *gamma* after every *step_size* steps [torch, StepLR]."""
    return lambda step: lr * gamma ** (step // step_size)


@schedule("exponential decay", shown=("lr",))
def exponential(*, lr: Rate = 0.1, gamma: Share = 0.95) -> Schedule:
    """Multiply the rate by *gamma* after every step [torch, ExponentialLR]."""
    return lambda step: lr * gamma**step


@schedule("cosine decay", shown=("lr",))
def cosine(*, lr: Rate = 0.1, steps: Count = 100, end: Amount = 0.0) -> Schedule:
    """Fall along half a cosine to *end*, and stay there [Loshchilov & Hutter 2017, eq. 5; torch, CosineAnnealingLR].

    Beyond *steps* it is that of optax, since torch's rises again.
    """
    return lambda step: end + (lr - end) * (1 + cos(pi * min(step, steps) / steps)) / 2


@schedule("cosine with restarts", shown=("lr",))
def restarts(*, lr: Rate = 0.1, period: Count = 25, factor: Count = 2, end: Amount = 0.0) -> Schedule:
    """Begin anew after each half cosine, each *factor* times as long [Loshchilov & Hutter 2017, Algorithm SGDR].

    As in torch's CosineAnnealingWarmRestarts.
    """

    def rate(step: int) -> float:
        length = period
        while step >= length:
            step -= length
            length *= factor
        return end + (lr - end) * (1 + cos(pi * step / length)) / 2

    return rate


@schedule("linear warm-up", shown=("lr", "steps"))
def warmup(*, lr: Rate = 0.1, steps: Count = 20, start: Amount = 0.0) -> Schedule:
    """Rise from *start* to *lr* in equal parts, and stay there [torch, LinearLR; optax, linear_schedule]."""
    return lambda step: start + (lr - start) * min(step, steps) / steps


@schedule("warm-up, then cosine", shown=("lr", "warmup"))
def warmup_cosine(
    *, lr: Rate = 0.1, warmup: Count = 20, steps: Count = 100, start: Amount = 0.0, end: Amount = 0.0
) -> Schedule:
    """Rise in equal parts for *warmup* steps, then fall along half a cosine until step *steps*.

    As in optax's warmup_cosine_decay_schedule.
    """
    if steps <= warmup:
        raise ValueError(f"a warm-up of {warmup} steps leaves none of the {steps} to decay; make 'steps' larger")
    falling = cosine(lr=lr, steps=steps - warmup, end=end)
    return lambda step: start + (lr - start) * step / warmup if step < warmup else falling(step - warmup)


@schedule("warm-up, stable, decay", shown=("lr",))
def wsd(*, lr: Rate = 0.1, warmup: Count = 10, stable: Count = 60, decay: Count = 30, end: Amount = 0.0) -> Schedule:
    """Rise in equal parts, keep the rate, fall in equal parts [Hu et al. 2024, eq. 1, with a linear decay]."""

    def rate(step: int) -> float:
        if step < warmup:
            return lr * step / warmup
        return lr + (end - lr) * min(max(step - warmup - stable, 0), decay) / decay

    return rate


@schedule("one cycle", shown=("lr",))
def one_cycle(
    *, lr: Rate = 0.1, steps: Count = 100, rise: Share = 0.3, div_factor: Rate = 25.0, final_div_factor: Rate = 1e4
) -> Schedule:
    """Rise along half a cosine to *lr* for a share of the steps, then fall far below the start [Smith & Topin 2019].

    As in torch's OneCycleLR, whose *pct_start* is *rise* here; the last step is *steps* - 1.
    """
    low, last = lr / div_factor, max(steps - 1, 1)
    top = rise * steps - 1

    def rate(step: int) -> float:
        if step <= top:
            return _between(low, lr, step / top)
        return _between(lr, low / final_div_factor, (min(step, last) - top) / (last - top))

    return rate


@schedule("inverse square root", shown=("lr",))
def inverse_sqrt(*, lr: Rate = 0.1, warmup: Count = 20) -> Schedule:
    """Rise in equal parts to *lr*, then fall with the square root of the step [Vaswani et al. 2017, eq. 3]."""
    return lambda step: lr * min(step / warmup, sqrt(warmup / max(step, 1)))


def _between(one: float, other: float, share: float) -> float:
    """Return a value on half a cosine from one to the other."""
    return other + (one - other) * (1 + cos(pi * share)) / 2
