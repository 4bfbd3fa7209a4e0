"""Kinds of figure: one class each. Its fields are what an author may write, its lower-case name is the fence.

To add a kind, add a class here and to KINDS.
"""

from collections.abc import Mapping
from functools import partial
from math import ceil, floor, log10
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from figures import labels
from figures.arrays import Lazy, Vector, np
from figures.claims.subjects import BasinMap, Subject, SweepRuns
from figures.figure import Drawing, Figure, Moving
from figures.parameters import Number
from figures.registry import Call, nearest
from figures.runs import Path, Run
from figures.surfaces import Point, Surface

if TYPE_CHECKING:
    from figures.drawing import plots as drawing
else:
    drawing = Lazy("figures.drawing.plots")

MINIMA = (2, 4)
MOST_DECADES = 12
NARROWEST = 1e-5  # of the farther end: an axis tells its ticks apart by six digits


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
    def plot(self) -> str:
        """What is plotted, and on which scales."""
        quantity, step = (" (log scale)" if scale == "log" else "" for scale in (self.y_scale, self.x_scale))
        return f"Plot of {self._ordinate}{quantity} against step{step},"

    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""
        with np.errstate(all="ignore"):
            measures = [self._measure(run) for run in self.runs]
        axes = drawing.Scaled("step", self.x_scale), drawing.Scaled(self._ordinate, self.y_scale, self._usual)
        return drawing.curves(measures, axes, self.note, self.key, moving=self.animate)

    @property
    def _ordinate(self) -> str:
        """The name of the quantity."""
        x, *y = self.surface().axes
        names = {"step_size": "step / lr", "x": x, "y": "".join(y)}
        return names.get(self.quantity, self.quantity)

    @property
    def _usual(self) -> float:
        """A value that is not far: for a coordinate the farther end of the window."""
        window = dict(zip("xy", self.surface().window, strict=False))
        return max(map(abs, window.get(self.quantity, (0.0,))))

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


class Sweep(Figure):
    """What becomes of each run when one of its numbers is varied: a setting, or the start's coordinate x or y.

    The *steps* until the loss stays below the target, the *loss* after the last step, or the ranges that are
    *usable*: there the loss ends below the target and never exceeds its first value.
    """

    subject: ClassVar[type[Subject]] = SweepRuns

    vary: Annotated[str, Field(max_length=40)]
    x_scale: Literal["linear", "log"] = "log"
    over: tuple[Number, Number]
    quantity: Literal["steps", "loss", "usable"] = "steps"
    target: Number = 1e-3
    y_scale: Literal["linear", "log"] = "linear"

    @field_validator("vary")
    @classmethod
    def _check_vary(cls, vary: str, info: ValidationInfo) -> str:
        axes = "xy"[: max((surface.dim for surface in _surfaces(info.data)), default=2)]
        for name, path in info.data.get("paths", {}).items():
            rule = path.optimizer.entry
            known = [*(name for name, value in rule.defaults.items() if isinstance(value, float)), *axes]
            if vary not in known:
                raise ValueError(f"{vary!r} is no number of {rule.name!r} or the start; {nearest(vary, known)}")
            if vary in path.optimizer.changed:
                raise ValueError(f"{vary!r} is varied; leave it out of {name!r}")
        return vary

    @field_validator("over")
    @classmethod
    def _check_over(cls, over: tuple[float, float], info: ValidationInfo) -> tuple[float, float]:
        vary, (low, high) = info.data.get("vary", "x"), over
        if low >= high:
            raise ValueError(f"{low} to {high} is no range; write the lower end first")
        if high - low < NARROWEST * max(abs(low), abs(high)):
            raise ValueError(f"{low} to {high} is too narrow a range; show more")
        if info.data.get("x_scale") == "log" and low <= 0:
            raise ValueError(f"a log scale cannot show {low}; begin above zero, or use x_scale 'linear'")
        if info.data.get("x_scale") == "log" and low < high * 10.0**-MOST_DECADES:
            raise ValueError(f"{low} to {high} is more than {MOST_DECADES} powers of ten; show fewer")
        for path in info.data.get("paths", {}).values() if vary not in {"x", "y"} else ():
            for end in over:
                path.optimizer.entry.check({vary: end})
        return over

    @field_validator("y_scale")
    @classmethod
    def _check_scale(cls, scale: str, info: ValidationInfo) -> str:
        lowest = min((surface.lowest for surface in _surfaces(info.data)), default=0)
        if scale == "log" and info.data.get("quantity") == "loss" and lowest < 0:
            raise ValueError("a log scale cannot show a loss below zero; use 'linear'")
        return scale

    @property
    def heading(self) -> str:
        """What is shown of which number."""
        low, high = map(labels.number, self.over)
        y_log, x_log = (" (log scale)" if scale == "log" else "" for scale in (self.y_scale, self.x_scale))
        tried = f"{self._abscissa} from {low} to {high}{x_log}"
        if self.quantity == "usable":
            return f"Bars over {self._ordinate}: {tried},"
        return f"Plot of {self._ordinate}{y_log} against {tried},"

    def subjects(self) -> Mapping[str, SweepRuns]:
        """Return a fan of runs for each path."""
        fan = partial(SweepRuns, steps=self.steps, varied=self.vary, values=self.values, target=self.target)
        return {name: fan(run) for name, run in zip(self.paths, self.runs, strict=True)}

    def draw(self) -> Drawing:
        """Simulate the runs for all values and draw what becomes of them for both themes."""
        fans, values, told = self.subjects().values(), self.values, f"{self.note}; {self._ordinate}"
        if self.quantity == "usable":
            usable = [fan.usable for fan in fans]
            return drawing.ranges(values, usable, (self._abscissa, self.x_scale), told, self.key)
        measures = [np.column_stack([values, getattr(fan, self.quantity)(values)]) for fan in fans]
        names, scales = (self._abscissa, self.quantity), (self.x_scale, self.y_scale)
        return drawing.sweeps(measures, names, scales, told, self.key)

    @property
    def values(self) -> Vector:
        """The values of the varied number: 121 on a linear scale, or twenty a decade with 1, 2 and 5 among them."""
        low, high = self.over
        if self.x_scale == "linear":
            return np.linspace(low, high, 121)
        even = np.geomspace(low, high, 1 + max(20, round(20 * log10(high / low))))
        decades = range(floor(log10(low)), ceil(log10(high)) + 1)
        rounded = np.array([float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)])
        within = rounded[(rounded >= low) & (rounded <= high)]
        return np.union1d(within, even[~np.isclose(even[:, None], within, rtol=1e-9, atol=0).any(axis=1)])

    @property
    def _abscissa(self) -> str:
        """The name of the varied number."""
        axes = dict(zip("xy", self.surface().axes, strict=False))
        return f"start {axes[self.vary]}" if self.vary in axes else self.vary.replace("_", " ")

    @property
    def _ordinate(self) -> str:
        """What is shown of a run, in words."""
        target = labels.number(self.target)
        return {
            "steps": f"steps until the loss stays below {target}",
            "loss": "loss after the last step",
            "usable": f"values where the loss ends below {target}, never above its first",
        }[self.quantity]

    def _place(self, start: Point) -> str:
        varied = "xy".find(self.vary)
        told = [self.surface().axes[i] if i == varied else labels.number(each) for i, each in enumerate(start)]
        return told[0] if len(told) == 1 else f"({', '.join(told)})"

    def _settings(self, run: Run) -> dict[str, Any]:
        return {name: value for name, value in run.optimizer.shown.items() if name != self.vary}


def _surfaces(fields: Mapping[str, Any]) -> list[Surface]:
    """Return the surfaces of a figure, of those fields that are valid."""
    calls = [fields.get("surface"), *(path.surface for path in fields.get("paths", {}).values())]
    return [call() for call in calls if call]


KINDS: Mapping[str, type[Figure]] = MappingProxyType(
    {kind.__name__.lower(): kind for kind in (Descent, Curve, Basins, Sweep)}
)
