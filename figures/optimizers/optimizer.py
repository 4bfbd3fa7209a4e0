"""What an optimizer is, and the registry of them all."""

from collections.abc import Iterator
from typing import TypeAlias

from figures.arrays import Vector
from figures.registry import Registry

Iterates: TypeAlias = Iterator[dict[str, Vector]]

OPTIMIZERS: Registry[Iterates] = Registry("optimizer")
optimizer = OPTIMIZERS.register
