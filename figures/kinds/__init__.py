"""Kinds of figure: one class each. Its fields are what an author may write, its lower-case name is the fence.

To add a kind, add a file with its class, and its class to KINDS.
"""

from collections.abc import Mapping
from types import MappingProxyType

from figures.figure import Figure
from figures.kinds.basins import Basins
from figures.kinds.curve import Curve
from figures.kinds.descent import Descent
from figures.kinds.sweep import Sweep

KINDS: Mapping[str, type[Figure]] = MappingProxyType(
    {kind.__name__.lower(): kind for kind in (Descent, Curve, Basins, Sweep)}
)
