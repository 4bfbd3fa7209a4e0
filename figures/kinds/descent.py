"""Paths over a surface, or along its graph."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from figures.arrays import Lazy
from figures.figure import Drawing
from figures.kinds.strips_and_reels import Moving

if TYPE_CHECKING:
    from figures.drawing import arrows, frames, graph, landscape
    from figures.drawing.frames import Frame
else:
    arrows, frames, graph, landscape = (
        Lazy(f"figures.drawing.{name}") for name in ("arrows", "frames", "graph", "landscape")
    )

FEW = 2  # runs whose arrows can be distinguished


class Descent(Moving):
    """Paths over the levels of a surface of two coordinates, or along the graph of a surface of one."""

    @property
    def plot(self) -> str:
        """How the paths are drawn."""
        return "Contour plot of" if self.surface().dim == len("xy") else "Graph of"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        draw = landscape.draw_landscape if self.surface().dim == len("xy") else graph.draw_graph
        return draw([each.simulated(self.targets) for each in self.frames.values()], self.moments)

    def simulated(self, targets: Mapping[str, float]) -> "Frame":
        """Simulate the runs of a frame, with their arrows if they are few and move."""
        runs, steps = self.runs, self.steps
        shown = self.animate and self.labels and self.surface().dim == len("xy") and len(runs) <= FEW
        paths = [run.iterates(steps) for run in runs]
        return frames.frame(self, paths, targets, [arrows.arrows_of(run, steps) for run in runs] if shown else ())
