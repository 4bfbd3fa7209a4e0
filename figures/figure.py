"""What an author may ask of every kind of figure, and what follows from the request alone: name and alt text.

The name is a hash of what is drawn, so it must not change with the way it was written.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Annotated, Any, ClassVar, NamedTuple, TypeAlias

from pydantic import Field

from figures import notation
from figures.experiment import Experiment, Steps
from figures.naming import Naming, name_runs
from figures.outcomes import targets
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


class Knob(NamedTuple):
    """What a learner chooses a frame with: the text below it, what it means, and whether it is chosen at the start."""

    text: str
    label: str
    chosen: bool


class Figure(Experiment, ABC):
    """Runs on a surface. A kind of figure adds its fields, and what it draws of the runs."""

    version: ClassVar[int] = 5

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
    def moments(self) -> int:
        """How many moments of its runs are drawn beside one another."""
        return 1

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """What a learner chooses one of the frames with, if there are several."""
        return ()

    @property
    def name(self) -> str:
        """The stem of the figure's file names: a hash of all that is drawn, however it was written."""
        return f"fig-{sha256(dumps(self.request, sort_keys=True).encode()).hexdigest()[:16]}"

    @property
    def request(self) -> list[Any]:
        """What is drawn, as JSON."""
        runs = [run.canonical for run in self.runs]
        own = self.model_dump(exclude=SHARED, exclude_defaults=True)
        own |= {"outcomes": asked} if (asked := self.targets) else {}
        return [type(self).__name__, self.version, self.surface.canonical, self.steps, runs, own]

    @property
    def alt_text(self) -> str:
        """The author's alt text, or one made from the request."""
        return self.alt or f"{self.description}."

    @property
    def description(self) -> str:
        """What the figure shows, as a sentence without its end."""
        names = self.legend if self.labels else [f"path {each}" for each in LETTERS[: len(self.paths)]]
        return f"{self.heading} {self.note}: {notation.listing(names)}"

    @property
    def note(self) -> str:
        """What the runs share: steps, start and surface."""
        return f"{self.duration}{self._origin} on {_described(self.surface, self.surface.shown)}"

    @property
    def legend(self) -> list[str]:
        """What tells each run from the others: its optimizer and settings, and what it does not share."""
        return [self._told(run) for run in self.runs]

    @property
    def naming(self) -> Naming:
        """What is written beside the runs, and what they share; without labels the letters of several."""
        if self.labels:
            return name_runs(self.runs, self.surface)
        letters = LETTERS[: len(self.runs)] if len(self.runs) > 1 else ""
        return Naming(tuple(letters) or ("",), ("",) * len(self.runs), ())

    @property
    def targets(self) -> dict[str, float]:
        """The losses of which the picture tells after how many steps each path stays below."""
        return targets(self.claims) if self.labels else {}

    @property
    def coloured_as(self) -> list[str]:
        """The optimizers in whose colours the runs are drawn."""
        return [run.optimizer.entry.name for run in self.runs]

    @property
    def foot(self) -> str:
        """The line at the foot of the picture, the most important first."""
        surface = _described(self.surface, self.surface.shown)
        return " · ".join([*self._shared, f"{self.duration}{self._origin}", surface])

    @property
    def _shared(self) -> list[str]:
        """What the runs share and what no other part of the picture tells."""
        return [each for each in self.naming.shared if each != f"steps = {self.steps}"]

    @property
    def duration(self) -> str:
        """How many steps are shown, in words."""
        return f"{self.steps} step{'s' * (self.steps != 1)}"

    @property
    def _one_start(self) -> bool:
        return len({run.start for run in self.runs}) == 1

    @property
    def _origin(self) -> str:
        """Where the runs start, if they share it."""
        return f" from {self._place(self.runs[0].start)}" if self._one_start else ""

    def _place(self, start: Point) -> str:
        """Print a start."""
        return notation.point(start)

    def _settings(self, run: Run) -> dict[str, Any]:
        """Return the settings of a run's optimizer that are worth telling."""
        return run.optimizer.shown

    def _told(self, run: Run) -> str:
        told = {name: value for name, value in self._settings(run).items() if not (run.schedule and name == "lr")}
        elsewhere = run.surface.entry != self.surface.entry
        if not elsewhere:
            common = self.surface.settings
            told |= {name: value for name, value in run.surface.settings.items() if value != common[name]}
        text = _described(run.optimizer, told)
        if run.schedule:
            text += f" with {_described(run.schedule, run.schedule.shown)}"
        if run.clip:
            text += f", clipped at {notation.number(run.clip)}"
        if elsewhere:
            text += f" on {_described(run.surface, run.surface.shown)}"
        text += "" if self._one_start else f" from {self._place(run.start)}"
        return f"{text}, called “{run.name}”" if run.name else text


def _described(call: Call[Any], settings: Mapping[str, Any]) -> str:
    return f"{call.entry.label} ({notation.settings(settings)})" if settings else call.entry.label
