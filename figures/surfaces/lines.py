"""Surfaces of one coordinate."""

from math import acos, cos, inf, pi, sqrt
from typing import Annotated, Any

from pydantic import Field

from figures.arrays import np
from figures.parameters import Number, Positive
from figures.surfaces.surface import Surface, surface


@surface("a slope")
def slope(*, g: Positive = 1.0) -> Surface:
    """An endless descent with a constant gradient."""
    return Surface(
        formula="g x",
        f=lambda x: g * x,
        partials=lambda x: (np.full_like(x, g),),
        window=((-10, 2),),
        axes=("x",),
        start=(0,),
        lowest=-inf,
    )


@surface("a parabola")
def parabola(*, a: Positive = 1.0) -> Surface:
    """A bowl of one coordinate, with curvature a."""
    return Surface(
        formula="a x² / 2",
        f=lambda x: 0.5 * a * x**2,
        partials=lambda x: (a * x,),
        window=((-4, 4),),
        axes=("x",),
        start=(-3,),
        minima=((0,),),
    )


@surface("a double well")
def double_well(*, k: Annotated[Number, Field(ge=-1.5, le=1.5)] = 0.3) -> Surface:
    """Two valleys, of which k > 0 makes the left one deeper; they are the outer roots of 4x³ - 4x + k."""
    thirds = (acos(-0.375 * sqrt(3) * k) / 3 - 2 * pi * j / 3 for j in (0, 2))
    right, left = (2 / sqrt(3) * cos(third) for third in thirds)

    def f(x: Any) -> Any:
        return (x**2 - 1) ** 2 + k * x

    return Surface(
        formula="(x² - 1)² + k x",
        f=f,
        partials=lambda x: (4 * x * (x**2 - 1) + k,),
        window=((-1.7, 2.1),),
        axes=("x",),
        start=(2,),
        minima=((left,), (right,)),
        lowest=min(f(left), f(right)),
    )
