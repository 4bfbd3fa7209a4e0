"""One number of a figure with several values: the figure is read once for each, as a frame."""

from figures.varied.vary import NUMBERS, Varied, one_name

__all__ = ["NUMBERS", "Varied", "one_name"]
