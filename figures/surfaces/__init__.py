"""Surfaces to descend, one family a file: value and gradient side by side, with the window worth looking at.

To add a surface, add one function that returns a Surface to its family; its keyword arguments are its settings.
"""

from figures.surfaces import lines, bowls, valleys, saddles, sequences  # noqa: F401, I001 - the order of the registry
from figures.surfaces.surface import SURFACES, Interval, Point, Surface

__all__ = ["SURFACES", "Interval", "Point", "Surface"]
