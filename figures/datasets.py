"""Small data sets of rows (x1, x2, y), and the least squares of fitting y = w1 x1 + w2 x2 to them."""

from collections.abc import Callable, Sequence
from functools import cache
from json import loads
from pathlib import Path
from typing import Any, Literal, TypeAlias

Dataset: TypeAlias = Literal["ls32", "sparse20", "rare40"]
Row: TypeAlias = tuple[float, float, float]


@cache
def read(name: Dataset) -> tuple[Row, ...]:
    """Read the rows of a data set."""
    text = Path(__file__).with_name("datasets.json").read_text(encoding="utf-8")
    return tuple((x1, x2, y) for x1, x2, y in loads(text)[name])


def mean_square(rows: Sequence[Row]) -> tuple[Callable[..., Any], Callable[..., tuple[Any, Any]]]:
    """Return half the mean squared residual as a function of (w1, w2), and its partial derivatives."""

    def f(w1: Any, w2: Any) -> Any:
        return sum((w1 * x1 + w2 * x2 - y) ** 2 for x1, x2, y in rows) / (2 * len(rows))

    def partials(w1: Any, w2: Any) -> tuple[Any, Any]:
        slopes = [(w1 * x1 + w2 * x2 - y, x1, x2) for x1, x2, y in rows]
        return sum(r * x1 for r, x1, _ in slopes) / len(rows), sum(r * x2 for r, _, x2 in slopes) / len(rows)

    return f, partials


def normal_equations(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the weights (w1, w2) of the least squares, by Cramer's rule."""
    a, b, d = (sum(row[i] * row[j] for row in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    p, q = (sum(row[i] * row[2] for row in rows) for i in (0, 1))
    return (d * p - b * q) / (a * d - b**2), (a * q - b * p) / (a * d - b**2)
