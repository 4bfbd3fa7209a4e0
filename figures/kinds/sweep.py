"""Runs with one of their numbers varied."""

from collections.abc import Mapping
from functools import partial
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from figures import labels
from figures.arrays import Lazy, Vector, np
from figures.claims.subjects import Subject, SweepRuns
from figures.figure import Drawing, Figure
from figures.parameters import Number
from figures.registry import nearest
from figures.runs import Run, surfaces_of
from figures.surfaces import Point

if TYPE_CHECKING:
    from figures.drawing import plots as drawing
else:
    drawing = Lazy("figures.drawing.plots")


MOST_DECADES = 12
NARROWEST = 1e-5  # of the farther end: an axis tells its ticks apart by six digits


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
        axes = "xy"[: max((surface.dim for surface in surfaces_of(info.data)), default=2)]
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
        lowest = min((surface.lowest for surface in surfaces_of(info.data)), default=0)
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
