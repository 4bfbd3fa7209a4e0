"""Figures and checks as authors write them, in YAML, with the location of each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from deck.diagnostics import Location
from deck.source.table import validate
from deck.source.yaml_lines import KeyPath, read_mapping

if TYPE_CHECKING:
    from figures import Drawing
    from figures.experiment import Experiment

THEMES = ("light", "dark")
Request = TypeVar("Request", bound="Experiment")


@dataclass(frozen=True)
class FigureRequest:
    """A valid request for a figure: its name, its kind, and the YAML and defaults it was made from.

    It is parsed again only to be drawn, possibly in another process. Its fence begins *line* lines below the
    heading of its note.
    """

    name: str
    kind: str
    body: str
    defaults: Mapping[str, Any]
    line: int

    def draw(self) -> Drawing:
        """Draw the figure for both themes; `figures.OversizedError` if a picture is too large."""
        import figures

        figure, _ = read_request(figures.KINDS[self.kind], self.body, Location(""), self.defaults)
        return figures.draw_within_limits(figure)


def read_request(
    kind: type[Request], body: str, where: Location, defaults: Mapping[str, Any]
) -> tuple[Request, Mapping[KeyPath, Location]]:
    """Parse the request for a figure of a *kind*, or a check, from a fence at *where*; raise `ContentError`.

    Only those of the *defaults* apply for which the kind has a field.
    """
    typed, locations = read_mapping(body, where.down(1))
    usable = {key: value for key, value in defaults.items() if key in kind.model_fields}
    locations[()] = where
    return validate(kind, {**usable, **typed}, locations, "F004"), locations


def figure_media(figure: str) -> dict[str, str]:
    """Return the file names of the drawings of the figure named *figure*, by theme."""
    return {theme: f"{figure}-{theme}.svg" for theme in THEMES}
