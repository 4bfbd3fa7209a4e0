"""What an author may ask of every kind of figure, and what follows from the request alone: name and alt text.

The name is a hash of what is drawn, so it must not change with the way it was written.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Annotated, Any, ClassVar, NamedTuple, TypeAlias

from pydantic import Field

from figures import labels
from figures.experiment import Experiment, Steps
from figures.parameters import Switch
from figures.registry import Call
from figures.runs import LETTERS, Paths, Run, SurfaceCall
from figures.surfaces import Point

SHARED = {"surface", "start", "steps", "paths", "claims", "caption", "alt"}

Text: TypeAlias = Annotated[str, Field(max_length=1000)]
AltText: TypeAlias = Annotated[str, Field(max_length=1000, pattern=r'^[^<>"]*$')]


class Drawing(NamedTuple):
    """A figure as SVG, for a light and for a dark background."""

    light: bytes
    dark: bytes


class Figure(Experiment, ABC):
    """Runs on a surface. A kind of figure adds its fields, and what it draws of the runs."""

    version: ClassVar[int] = 2

    surface: SurfaceCall
    steps: Steps
    paths: Paths
    labels: Switch = True
    caption: Text = ""
    alt: AltText | None = None

    @property
    @abstractmethod
    def heading(self) -> str:
        """What the figure shows of the runs, as the beginning of a sentence."""

    @abstractmethod
    def draw(self) -> Drawing:
        """Simulate the runs once and draw them for both themes."""

    @property
    def name(self) -> str:
        """The stem of the figure's file names: a hash of all that is drawn, however it was written."""
        runs = [run.canonical for run in self.runs]
        own = self.model_dump(exclude=SHARED, exclude_defaults=True)
        request = [type(self).__name__, self.version, self.surface.canonical, self.steps, runs, own]
        return f"fig-{sha256(dumps(request, sort_keys=True).encode()).hexdigest()[:16]}"

    @property
    def alt_text(self) -> str:
        """The author's alt text, or one made from the request."""
        names = self.legend if self.labels else [f"path {each}" for each in LETTERS[: len(self.paths)]]
        return self.alt or f"{self.heading} {self.note}: {labels.listing(names)}."

    @property
    def note(self) -> str:
        """What the runs share: steps, start and surface."""
        return f"{self.steps} steps{self._origin} on {_described(self.surface, self.surface.shown)}"

    @property
    def legend(self) -> list[str]:
        """What tells each run from the others: its optimizer and settings, and what it does not share."""
        return [self._told(run) for run in self.runs]

    @property
    def key(self) -> list[str]:
        """The legend as drawn: none without labels."""
        return self.legend if self.labels else []

    @property
    def _one_start(self) -> bool:
        return len({run.start for run in self.runs}) == 1

    @property
    def _origin(self) -> str:
        """Where the runs start, if they share it."""
        return f" from {self._place(self.runs[0].start)}" if self._one_start else ""

    def _place(self, start: Point) -> str:
        """Print a start."""
        return labels.point(start)

    def _settings(self, run: Run) -> dict[str, Any]:
        """Return the settings of a run's optimizer that are worth telling."""
        return run.optimizer.shown

    def _told(self, run: Run) -> str:
        told = self._settings(run)
        elsewhere = run.surface.entry != self.surface.entry
        if not elsewhere:
            common = self.surface.settings
            told |= {name: value for name, value in run.surface.settings.items() if value != common[name]}
        text = _described(run.optimizer, told)
        if elsewhere:
            text += f" on {_described(run.surface, run.surface.shown)}"
        return text if self._one_start else f"{text} from {self._place(run.start)}"


class Moving(Figure, ABC):
    """A figure that can be drawn step by step: *animate* sets it in motion."""

    animate: Switch = False

    @property
    def heading(self) -> str:
        """What the figure shows, and whether it moves."""
        return f"Animated {self.plot[0].lower()}{self.plot[1:]}" if self.animate else self.plot

    @property
    @abstractmethod
    def plot(self) -> str:
        """What the figure shows of the runs, as the beginning of a sentence."""


def _described(call: Call[Any], settings: Mapping[str, Any]) -> str:
    return f"{call.entry.label} ({labels.settings(settings)})" if settings else call.entry.label
