"""Paths over a surface, or along its graph."""

from typing import TYPE_CHECKING

from figures.arrays import Lazy
from figures.figure import Drawing, Moving

if TYPE_CHECKING:
    from figures.drawing import plots as drawing
else:
    drawing = Lazy("figures.drawing.plots")


class Descent(Moving):
    """Paths over the contours of a surface of two coordinates, or along the graph of a surface of one."""

    @property
    def plot(self) -> str:
        """How the paths are drawn."""
        return "Contour plot of" if self.surface().dim == len("xy") else "Graph of"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        draw = drawing.contours if self.surface().dim == len("xy") else drawing.graph
        paths = [run.iterates(self.steps) for run in self.runs]
        return draw(self.surface(), paths, self.note, self.key, moving=self.animate)
