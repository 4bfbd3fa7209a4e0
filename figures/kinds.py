"""Kinds of figure: one class each. Its fields are what an author may write, its lower-case name is the fence.

To add a kind, add a class here and to KINDS.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationInfo, field_validator

from figures.arrays import Lazy, Vector, np
from figures.paths import Run
from figures.requests import Drawing, Figure
from figures.surfaces import Surface

if TYPE_CHECKING:
    from figures import drawing
else:
    drawing = Lazy("figures.drawing")


class Descent(Figure):
    """Paths over the contours of a surface of two coordinates, or along the graph of a surface of one."""

    @property
    def heading(self) -> str:
        """How the paths are drawn."""
        return "Contour plot of" if self.surface().dim == len("xy") else "Graph of"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        draw = drawing.contours if self.surface().dim == len("xy") else drawing.graph
        return draw(self.surface(), [run.iterates(self.steps) for run in self.runs], self.note, self.key)


class Curve(Figure):
    """A quantity of each run against the step.

    The *loss* is the value of the surface, the *distance* that to the nearest minimum, the *step_size* the
    length of the step over the learning rate; *x* and *y* are the coordinates.
    """

    quantity: Literal["loss", "distance", "step_size", "x", "y"] = "loss"
    x_scale: Literal["linear", "log"] = "linear"
    y_scale: Literal["linear", "log"] = "linear"

    @field_validator("quantity")
    @classmethod
    def _check_quantity(cls, quantity: str, info: ValidationInfo) -> str:
        for surface in _surfaces(info.data):
            if quantity == "distance" and not surface.minima:
                raise ValueError("a surface without a minimum has no distance to it; choose another quantity")
            if quantity == "y" and surface.dim == 1:
                raise ValueError("a surface of one coordinate has no 'y'; choose 'x'")
        return quantity

    @field_validator("y_scale")
    @classmethod
    def _check_scale(cls, scale: str, info: ValidationInfo) -> str:
        quantity = info.data.get("quantity", "loss")
        lowest = min((surface.lowest for surface in _surfaces(info.data)), default=0)
        if scale == "log" and (quantity in {"x", "y"} or (quantity == "loss" and lowest < 0)):
            raise ValueError(f"a log scale cannot show a {quantity} below zero; use 'linear'")
        return scale

    @property
    def heading(self) -> str:
        """What is plotted, and on which scales."""
        quantity, step = (" (log scale)" if scale == "log" else "" for scale in (self.y_scale, self.x_scale))
        return f"Plot of {self._ordinate}{quantity} against step{step},"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        with np.errstate(all="ignore"):
            measures = [self._measure(run) for run in self.runs]
        names, scales = ("step", self._ordinate), (self.x_scale, self.y_scale)
        return drawing.curves(measures, names, scales, self.note, self.key)

    @property
    def _ordinate(self) -> str:
        """The name of the quantity."""
        x, *y = self.surface().axes
        names = {"step_size": "step / lr", "x": x, "y": "".join(y)}
        return names.get(self.quantity, self.quantity)

    def _measure(self, run: Run) -> Vector:
        """Return steps and the quantity there, of shape (n, 2)."""
        path, surface = run.iterates(self.steps), run.surface()
        match self.quantity:
            case "loss":
                values = surface.value(path.T)
            case "distance":
                values = np.min([np.linalg.norm(path - minimum, axis=1) for minimum in surface.minima], axis=0)
            case "step_size":
                values = np.linalg.norm(np.diff(path, axis=0), axis=1) / run.optimizer.settings["lr"]
            case coordinate:
                values = path[:, "xy".index(coordinate)]
        steps = np.arange(len(path) - len(values), len(path))
        return np.column_stack([steps, values])


def _surfaces(fields: Mapping[str, Any]) -> list[Surface]:
    """Return the surfaces of a figure, of those fields that are valid."""
    calls = [fields.get("surface"), *(path.surface for path in fields.get("paths", {}).values())]
    return [call() for call in calls if call]


KINDS: Mapping[str, type[Figure]] = MappingProxyType({kind.__name__.lower(): kind for kind in (Descent, Curve)})
