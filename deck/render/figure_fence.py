"""Figures and checks as their authors ask for them, in YAML, each value with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from deck.diagnostics import Location
from deck.source.settings import validate
from deck.source.yaml_lines import KeyPath, read_mapping

if TYPE_CHECKING:
    from figures import Drawing
    from figures.experiment import Experiment

THEMES = ("light", "dark")
Request = TypeVar("Request", bound="Experiment")


@dataclass(frozen=True)
class FigureRequest:
    """A figure that was asked for rightly: its name, its kind, and the YAML and defaults that ask for it.

    It is read again only to be drawn, in whatever process that is done.
    """

    name: str
    kind: str
    body: str
    defaults: Mapping[str, Any]

    def draw(self) -> Drawing:
        """Draw the figure for both themes."""
        import figures

        return read_request(figures.KINDS[self.kind], self.body, Location(""), self.defaults)[0].draw()


def read_request(
    kind: type[Request], body: str, where: Location, defaults: Mapping[str, Any]
) -> tuple[Request, Mapping[KeyPath, Location]]:
    """Read the request for a figure of a *kind*, or a check, from a fence at *where*; raise `ContentError`.

    Of the *defaults* it takes those that the kind has a field for.
    """
    typed, locations = read_mapping(body, where.down(1))
    usable = {key: value for key, value in defaults.items() if key in kind.model_fields}
    locations[()] = where
    return validate(kind, {**usable, **typed}, locations, "F004"), locations


def figure_media(figure: str) -> dict[str, str]:
    """Return the names of the drawings of the figure of this name, by theme."""
    return {theme: f"{figure}-{theme}.svg" for theme in THEMES}
