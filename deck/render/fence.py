"""Render a fenced block: it becomes a figure, a check that shows nothing, or highlighted code.

Nothing is drawn or simulated here: a figure's file name and alt text follow from the request alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deck.diagnostics import ContentError, Location, content_error, nearest
from deck.files import digest_of
from deck.markup.cloze_marks import WRITTEN_OPENING
from deck.markup.code import code_to_html
from deck.markup.fences import Fence
from deck.render.figure_fence import FigureRequest, read_request
from deck.render.figure_html import figure_html
from deck.render.passage_faults import invisible_diagnostics
from deck.source.passage import Passage
from deck.source.yaml_lines import KeyPath

if TYPE_CHECKING:
    from deck.render.content_folder import Folder
    from figures import Figure
    from figures.experiment import Experiment

GAP = re.compile(r"\s{200}")  # with more, some languages take minutes to highlight


@dataclass(frozen=True)
class LocatedExperiment:
    """A check, or a figure with claims, and the location of each of its values."""

    experiment: Experiment
    locations: Mapping[KeyPath, Location]


@dataclass(frozen=True)
class Block:
    """A rendered fence: its HTML, and the figure and the experiment in it, if there are."""

    html: str
    figures: tuple[Figure, ...] = ()
    requests: tuple[FigureRequest, ...] = ()
    experiments: tuple[LocatedExperiment, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a fence is: the *location* of its passage, the line of its note's *heading*, and its *position* there."""

    location: Location
    heading: int
    position: str


def render_fence(fence: Fence, scanned: Fence, place: Place, folder: Folder) -> Block:
    """Render a fence; *scanned* is the same one with the clozes of its code scanned."""
    where = place.location.down(fence.first)
    if gap := GAP.search(fence.body):
        message = "more than 200 spaces or empty lines in a row; remove some"
        raise content_error(where.down(fence.body.count("\n", 0, gap.start()) + 1), "T016", message)
    html = code_to_html(fence.language, scanned.body)
    if html is not None:
        return Block(html)
    import figures

    if fence.language == "check":
        check, locations = read_request(figures.Check, fence.body, where, {})
        return Block("", experiments=(LocatedExperiment(check, locations),))
    if fence.language in figures.KINDS:
        return _figure(fence, where, place, folder)
    advice = nearest(fence.language, [*figures.KINDS, "check", "python", "text"])
    raise content_error(where, "F002", f"'{fence.language}' is neither a kind of figure nor a known language; {advice}")


def _figure(fence: Fence, where: Location, place: Place, folder: Folder) -> Block:
    import figures

    if found := WRITTEN_OPENING.search(fence.body):
        message = "a cloze in the words of a figure does not work; hide a part of the text instead"
        raise content_error(where.down(fence.body.count("\n", 0, found.start()) + 1), "C001", message)
    defaults = folder.settings.figures
    figure, locations = read_request(figures.KINDS[fence.language], fence.body, where, defaults)
    html = figure_html(figure, digest_of(f"{figure.name} {place.position}".encode())[:8])
    if invisible := tuple(invisible_diagnostics(html, Passage(fence.body, where.down(1)))):
        raise ContentError(invisible)
    request = FigureRequest(figure.name, fence.language, fence.body, defaults, where.line - place.heading)
    experiments = (LocatedExperiment(figure, locations),) if figure.claims else ()
    return Block(html, (figure,), (request,), experiments)
