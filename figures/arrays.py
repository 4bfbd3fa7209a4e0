"""numpy, imported when first used, and the array types.

A build that draws nothing reads and names every figure but computes none, so it should not wait for numpy.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

__all__ = ["ArrayLike", "Gradient", "Lazy", "Vector", "np"]


class Lazy:
    """A module that is imported when first used; its attributes are then found without a detour."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = vars(self)[attribute] = getattr(import_module(self._name), attribute)
        return value


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]
else:
    np = Lazy("numpy")
    ArrayLike = Vector = Any

Gradient: TypeAlias = Callable[[Vector], Vector]
