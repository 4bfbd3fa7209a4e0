"""Runs with one of their numbers varied."""

from collections.abc import Mapping
from functools import partial
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, ValidationInfo, field_validator

from figures import notation
from figures.arrays import Lazy, Vector, np
from figures.claims.subjects import Subject, SweepRuns
from figures.figure import Drawing, Figure
from figures.naming import Naming, name_runs
from figures.parameters import Number
from figures.registry import nearest
from figures.runs import Name, Run, surfaces_of
from figures.surfaces import Point
from figures.varied import one_name

if TYPE_CHECKING:
    from figures.drawing import bars, curves, frames
else:
    bars, curves, frames = (Lazy(f"figures.drawing.{name}") for name in ("bars", "curves", "frames"))


NAMES = {"lr": "learning rate η", "momentum": "momentum μ"}
MOST_DECADES = 12
NARROWEST = 1e-5  # of the farther end: an axis distinguishes its ticks by six digits

Range: TypeAlias = Annotated[dict[Name, tuple[Number, Number]], BeforeValidator(one_name)]


class Sweep(Figure):
    """What becomes of each run when one of its numbers is varied: a setting, or the start's coordinate x or y.

    The *steps* until the loss stays below the target, the *loss* after the last step, or the ranges that are
    *usable*: there the loss ends below the target and never exceeds its first value.
    """

    subject: ClassVar[type[Subject]] = SweepRuns

    x_scale: Literal["linear", "log"] = "log"
    vary: Range
    quantity: Literal["steps", "loss", "usable"] = "steps"
    target: Number = 1e-3
    y_scale: Literal["linear", "log"] = "linear"

    @field_validator("vary")
    @classmethod
    def _check_name(cls, vary: dict[str, tuple[float, float]], info: ValidationInfo) -> dict[str, tuple[float, float]]:
        axes = "xy"[: max((surface.dim for surface in surfaces_of(info.data)), default=2)]
        (varied,) = vary
        for name, path in info.data.get("paths", {}).items():
            rule = path.optimizer.entry
            known = [*(name for name, value in rule.defaults.items() if isinstance(value, float)), *axes]
            if varied not in known:
                raise ValueError(f"{varied!r} is not a number of {rule.name!r} or the start; {nearest(varied, known)}")
            if varied in path.optimizer.changed:
                raise ValueError(f"{varied!r} is varied; remove it from {name!r}")
        return vary

    @field_validator("vary")
    @classmethod
    def _check_range(cls, vary: dict[str, tuple[float, float]], info: ValidationInfo) -> dict[str, tuple[float, float]]:
        ((varied, (low, high)),) = vary.items()
        if low >= high:
            raise ValueError(f"{low} to {high} is not a range; write the lower end first")
        if high - low < NARROWEST * max(abs(low), abs(high)):
            raise ValueError(f"{low} to {high} is too narrow a range; show more")
        if info.data.get("x_scale") == "log" and low <= 0:
            raise ValueError(f"a log scale cannot show {low}; begin above zero, or use x_scale 'linear'")
        if info.data.get("x_scale") == "log" and low < high * 10.0**-MOST_DECADES:
            raise ValueError(f"{low} to {high} is more than {MOST_DECADES} powers of ten; show fewer")
        for path in info.data.get("paths", {}).values() if varied not in {"x", "y"} else ():
            for end in (low, high):
                path.optimizer.entry.check({varied: end})
        return vary

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
        low, high = map(notation.number, self._ends)
        y_log, x_log = (" (log scale)" if scale == "log" else "" for scale in (self.y_scale, self.x_scale))
        tried = f"{self._abscissa} from {low} to {high}{x_log}"
        if self.quantity == "usable":
            return f"Bars over {self._ordinate}: {tried},"
        return f"Plot of {self._ordinate}{y_log} against {tried},"

    def subjects(self) -> Mapping[str, SweepRuns]:
        """Return a fan of runs for each path."""
        fan = partial(SweepRuns, steps=self.steps, varied=self._varied, values=self.values, target=self.target)
        return {name: fan(run) for name, run in zip(self.paths, self.runs, strict=True)}

    def draw(self) -> Drawing:
        """Simulate the runs for all values and draw what becomes of them for both themes."""
        fans, values = self.subjects().values(), self.values
        x = curves.Axis(self._abscissa, self.x_scale)
        if self.quantity == "usable":
            return bars.draw_bars(frames.frame(self, [fan.usable for fan in fans]), x, values)
        measures = [np.column_stack([values, getattr(fan, self.quantity)(values)]) for fan in fans]
        return curves.draw_sweep(frames.frame(self, measures), x, curves.Axis(self._ordinate, self.y_scale))

    @property
    def values(self) -> Vector:
        """The values of the varied number: 121 on a linear scale, or twenty a decade with 1, 2 and 5 among them."""
        low, high = self._ends
        if self.x_scale == "linear":
            return np.linspace(low, high, 121)
        even = np.geomspace(low, high, 1 + max(20, round(20 * log10(high / low))))
        decades = range(floor(log10(low)), ceil(log10(high)) + 1)
        rounded = np.array([float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)])
        within = rounded[(rounded >= low) & (rounded <= high)]
        return np.union1d(within, even[~np.isclose(even[:, None], within, rtol=1e-9, atol=0).any(axis=1)])

    @property
    def _varied(self) -> str:
        """The name of the varied number."""
        return next(iter(self.vary))

    @property
    def _ends(self) -> tuple[float, float]:
        """The lowest and the highest value of the varied number."""
        return self.vary[self._varied]

    @property
    def _abscissa(self) -> str:
        """The name of the varied number, in words."""
        axes = dict(zip("xy", self.surface().axes, strict=False))
        varied = self._varied
        if varied in axes:
            return f"start {axes[varied]}"
        return NAMES.get(varied, notation.symbol_of_setting(varied))

    @property
    def _ordinate(self) -> str:
        """What is shown of a run, in words."""
        target = notation.number(self.target)
        return {
            "steps": f"steps until the loss stays below {target}",
            "loss": "loss after the last step",
            "usable": f"values where the loss ends below {target}, never above its first",
        }[self.quantity]

    def _place(self, start: Point) -> str:
        varied = "xy".find(self._varied)
        shown = [self.surface().axes[i] if i == varied else notation.number(each) for i, each in enumerate(start)]
        return shown[0] if len(shown) == 1 else f"({', '.join(shown)})"

    @property
    def naming(self) -> Naming:
        """What is written beside the runs, without what is varied."""
        return name_runs(self.runs, self.surface, self._varied) if self.labels else super().naming

    def _settings(self, run: Run) -> dict[str, Any]:
        return {name: value for name, value in run.optimizer.shown.items() if name != self._varied}
