"""Figures that a learner plays: those of which a number can be varied, and those that can be set in motion."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Self

from figures import notation
from figures.claims.language import Language
from figures.figure import Figure, Knob
from figures.parameters import Switch
from figures.varied import Varied

MOST_MOMENTS = 24
MOST_PICTURES = 48


class Strip(Figure, Varied, ABC):
    """A figure in which a number may be varied: there is a frame for each value, of which a learner chooses one."""

    @classmethod
    def _language(cls, fields: Mapping[str, Any]) -> Language:
        values = next(iter((fields.get("vary") or {"": ()}).values()))
        return Language(fields.get("paths"), cls.subject, values)

    @property
    def frames(self) -> Mapping[str, Self]:
        """The figures that are drawn below one another, by what claims write after the name of a path."""
        return {f"[{value!r}]": frame for value, frame in zip(self.values, self._frames, strict=True)} or {"": self}

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """What a learner chooses one of the frames with: the values, or only their numbers without labels."""
        texts = [notation.number(each) if self.labels else str(n) for n, each in enumerate(self.values, 1)]
        setting = f"{notation.symbol(self.varied)} = " if self.labels else ""
        return tuple(Knob(text, f"{setting}{text}", n == self.shown) for n, text in enumerate(texts))

    @property
    def note(self) -> str:
        """What the runs share; without labels the varied number is a symbol, which does not give the answer away."""
        return super().note if self.labels or not self._in_symbols else self._in_symbols.note

    @property
    def foot(self) -> str:
        """The line at the foot of the picture; without labels the varied number is a symbol."""
        return super().foot if self.labels or not self._in_symbols else self._in_symbols.foot

    @property
    def request(self) -> list[Any]:
        """What is drawn, as JSON: that of each frame."""
        if self.values:
            return [self.targets, *(frame.request for frame in self.frames.values())]
        return [*super().request, self.note] if self._in_symbols and not self.labels else super().request

    @property
    def description(self) -> str:
        """What the figure shows, as a sentence without its end, and what is varied."""
        if not self.values:
            return super().description
        tried = notation.listing([*map(notation.number, self.values)]) if self.labels else f"{len(self.values)} values"
        symbol = notation.symbol(self.varied)
        return f"{self._in_symbols.description}, for {f'{symbol} = {tried}' if self.labels else f'{tried} of {symbol}'}"


class Moving(Strip, ABC):
    """A figure that can be drawn step by step: *animate* sets it in motion."""

    animate: Switch = False

    @property
    def moments(self) -> int:
        """How many moments of its runs are drawn beside one another: at most 24, and 48 pictures with all frames."""
        return min(MOST_MOMENTS, MOST_PICTURES // len(self.frames), self.steps + 1) if self.animate else 1

    @property
    def heading(self) -> str:
        """What the figure shows, and whether it moves."""
        return f"Animated {self.plot[0].lower()}{self.plot[1:]}" if self.animate else self.plot

    @property
    @abstractmethod
    def plot(self) -> str:
        """What the figure shows of the runs, as the beginning of a sentence."""
