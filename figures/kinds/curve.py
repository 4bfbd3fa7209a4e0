"""A quantity of each run against the step."""

from typing import TYPE_CHECKING, Literal

from pydantic import ValidationInfo, field_validator

from figures.arrays import Lazy, Vector, np
from figures.figure import Drawing
from figures.kinds.strips_and_reels import Moving
from figures.runs import Run, surfaces_of

if TYPE_CHECKING:
    from figures.drawing import curves, frames
else:
    frames, curves = Lazy("figures.drawing.frames"), Lazy("figures.drawing.curves")


class Curve(Moving):
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
        for surface in surfaces_of(info.data):
            if quantity == "distance" and not surface.minima:
                raise ValueError("a surface without a minimum has no distance to it; choose another quantity")
            if quantity == "y" and surface.dim == 1:
                raise ValueError("a surface of one coordinate has no 'y'; choose 'x'")
        return quantity

    @field_validator("y_scale")
    @classmethod
    def _check_scale(cls, scale: str, info: ValidationInfo) -> str:
        quantity = info.data.get("quantity", "loss")
        lowest = min((surface.lowest for surface in surfaces_of(info.data)), default=0)
        if scale == "log" and (quantity in {"x", "y"} or (quantity == "loss" and lowest < 0)):
            raise ValueError(f"a log scale cannot show a {quantity} below zero; use 'linear'")
        return scale

    @property
    def plot(self) -> str:
        """What is plotted, and on which scales."""
        quantity, step = (" (log scale)" if scale == "log" else "" for scale in (self.y_scale, self.x_scale))
        return f"Plot of {self.ordinate}{quantity} against step{step},"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        shown = [
            frames.frame(each, [each.measure(run) for run in each.runs], self.targets) for each in self.frames.values()
        ]
        axes = curves.Axis("step", self.x_scale), curves.Axis(self.ordinate, self.y_scale, self.usual)
        return curves.draw_curves(shown, *axes, self.moments)

    @property
    def ordinate(self) -> str:
        """The name of the quantity."""
        x, *y = self.surface().axes
        step_size = "gradient norm" if all(map(_steps_along_gradient, self.runs)) else "step length ÷ learning rate"
        names = {"step_size": step_size, "x": x, "y": "".join(y)}
        return names.get(self.quantity, self.quantity)

    @property
    def usual(self) -> float:
        """A value that is not far: for a coordinate the farther end of the window."""
        window = dict(zip("xy", self.surface().window, strict=False))
        return max(map(abs, window.get(self.quantity, (0.0,))))

    def measure(self, run: Run) -> Vector:
        """Return steps and the quantity there, of shape (n, 2)."""
        with np.errstate(all="ignore"):
            values = self._values(run.iterates(self.steps), run)
        steps = np.arange(self.steps + 1 - len(values), self.steps + 1)
        return np.column_stack([steps, values])

    def _values(self, path: Vector, run: Run) -> Vector:
        surface = run.surface()
        match self.quantity:
            case "loss":
                values = surface.value(path.T)
            case "distance":
                values = np.min([np.linalg.norm(path - minimum, axis=1) for minimum in surface.minima], axis=0)
            case "step_size":
                values = np.linalg.norm(np.diff(path, axis=0), axis=1) / run.rates(self.steps)
            case coordinate:
                values = path[:, "xy".index(coordinate)]
        return values


def _steps_along_gradient(run: Run) -> bool:
    """Return whether a step over the learning rate is the gradient, neither changed nor added to."""
    return run.optimizer.entry.name == "gd" and not run.optimizer.settings["weight_decay"] and not run.clip
