"""Surfaces whose gradient depends on the step: gradient sequences, and the batches of a data set."""

from math import inf
from typing import Annotated, TypeAlias

from pydantic import Field

from figures.arrays import np
from figures.datasets import Dataset, mean_square, normal_equations, read
from figures.parameters import Amount, Number, Positive
from figures.surfaces.surface import Surface, surface

Step: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=10_000)]


@surface("a slope with a spike")
def spike(*, g: Positive = 1.0, height: Number = 100.0, at: Step = 50) -> Surface:
    """A slope of constant gradient g, with one outlier: the gradient of step *at*, counted from 1."""
    return Surface(
        formula="g x",
        f=lambda x: g * x,
        partials=lambda x: (np.full_like(x, g),),
        window=((-10, 2),),
        axes=("x",),
        start=(0,),
        lowest=-inf,
        sample=lambda t: lambda x: (np.full_like(x, height if t + 1 == at else g),),
    )


@surface("alternating noise")
def noise(*, a: Amount = 5.0, b: Amount = 0.2) -> Surface:
    """A plain whose gradient is only noise: a along x and b along y, with alternating sign."""
    return Surface(
        formula="0",
        f=lambda x, y: 0 * x * y,
        partials=lambda x, y: (np.zeros_like(x), np.zeros_like(y)),
        window=((-0.1, 1.2), (-0.1, 1.2)),
        start=(1, 1),
        axes=(f"x (noise {a:g})", f"y (noise {b:g})"),
        sample=lambda t: lambda x, y: (np.full_like(x, a * (-1) ** t), np.full_like(y, b * (-1) ** t)),
    )


@surface("Reddi's gradients")
def reddi(*, c: Positive = 3.0, period: Step = 3) -> Surface:
    """Gradient c once in a period, otherwise -1 [Reddi et al. 2018, theorem 1, but x is not bounded]."""
    mean = (c - (period - 1)) / period
    return Surface(
        formula="(c - period + 1) x / period",
        f=lambda x: mean * x,
        partials=lambda x: (np.full_like(x, mean),),
        window=((-1.5, 1.5),),
        axes=("x",),
        start=(0,),
        lowest=-inf,
        sample=lambda t: lambda x: (np.full_like(x, -1 if t % period else c),),
    )


@surface("least squares", version=2, shown=())
def least_squares(*, dataset: Dataset = "ls32", batch: Step | None = None) -> Surface:
    """Half the mean squared residual of y = w₁x₁ + w₂x₂; a run uses *batch* rows per step, in turn."""
    rows = read(dataset)
    size = len(rows) if batch is None else batch
    if size > len(rows):
        raise ValueError(f"batch {batch} is more than the rows of {dataset!r}; use at most {len(rows)}")
    f, partials = mean_square(rows)
    minimum = normal_equations(rows)
    return Surface(
        formula="mean of (w₁x₁ + w₂x₂ - y)² / 2",
        f=f,
        partials=partials,
        window=((-1.5, 3), (-1.5, 2.5)),
        start=(-1, 2) if dataset == "ls32" else (0, 0),
        minima=(minimum,),
        lowest=f(*minimum),
        axes=("w₁", "w₂"),
        sample=lambda t: mean_square([rows[(t * size + j) % len(rows)] for j in range(size)])[1],
    )
