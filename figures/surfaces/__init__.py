"""Surfaces to descend, one family per file: value, gradient and the window to draw.

To add a surface, add one function that returns a Surface to its family; its keyword arguments are its settings.
"""

from figures.surfaces import lines, bowls, valleys, saddles, sequences  # noqa: F401, I001 - the order of the registry
from figures.surfaces.surface import SURFACES, Interval, Point, Surface

__all__ = ["SURFACES", "Interval", "Point", "Surface"]
