"""Paths over a surface, or along its graph."""

from typing import TYPE_CHECKING

from figures.arrays import Lazy
from figures.figure import Drawing, Moving

if TYPE_CHECKING:
    from figures.drawing import frames, graph, landscape
else:
    frames, graph, landscape = map(Lazy, ("figures.drawing.frames", "figures.drawing.graph", "figures.drawing.landscape"))


class Descent(Moving):
    """Paths over the levels of a surface of two coordinates, or along the graph of a surface of one."""

    @property
    def plot(self) -> str:
        """How the paths are drawn."""
        return "Contour plot of" if self.surface().dim == len("xy") else "Graph of"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        draw = landscape.draw_landscape if self.surface().dim == len("xy") else graph.draw_graph
        drawn = [frames.frame(each, [run.iterates(self.steps) for run in each.runs]) for each in self.frames.values()]
        return draw(drawn, self.moments)
