"""Maps of starts by the minimum that a run from there reaches."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import field_validator

from figures.arrays import Lazy
from figures.claims.subjects import BasinMap, Subject
from figures.figure import Drawing, Figure
from figures.registry import Call
from figures.runs import Path
from figures.surfaces import Point, Surface

if TYPE_CHECKING:
    from figures.drawing import plots as drawing
else:
    drawing = Lazy("figures.drawing.plots")


MINIMA = (2, 4)


class Basins(Figure):
    """For every start in the window of a surface, the minimum near which a run from there ends."""

    subject: ClassVar[type[Subject]] = BasinMap

    @field_validator("surface")
    @classmethod
    def _check_minima(cls, surface: Call[Surface]) -> Call[Surface]:
        count = len(surface().minima)
        if surface().dim == 1 or not MINIMA[0] <= count <= MINIMA[1]:
            found = f"{surface.entry.name!r} has {count} in {surface().dim}"
            raise ValueError(f"a map of basins needs a surface with 2 to 4 minima in 2 dimensions; {found}")
        return surface

    @field_validator("start")
    @classmethod
    def _check_no_start(cls, start: Point | None) -> Point | None:
        if start:
            raise ValueError("a map of basins tries every start; leave 'start' out")
        return start

    @field_validator("paths")
    @classmethod
    def _check_same_surface(cls, paths: dict[str, Path]) -> dict[str, Path]:
        for name, path in paths.items():
            if path.start or path.surface:
                raise ValueError(f"every map has the figure's surface and all starts; give {name!r} an optimizer alone")
        return paths

    @property
    def heading(self) -> str:
        """What the map shows."""
        return "Map of the minimum reached in"

    @property
    def _origin(self) -> str:
        return " from every start"

    def subjects(self) -> Mapping[str, BasinMap]:
        """Return a map for each path."""
        return {name: BasinMap(run, self.steps) for name, run in zip(self.paths, self.runs, strict=True)}

    def draw(self) -> Drawing:
        """Simulate the runs from all starts and draw a map of each for both themes."""
        ends = [chart.reached for chart in self.subjects().values()]
        return drawing.maps(self.surface(), ends, self.note, self.key)
