"""Render a passage of a note: its Markdown becomes HTML, with its clozes as Anki reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from deck.diagnostics import ContentError, Diagnostic, Location, collect, content_error, diagnostic
from deck.markup import cloze_marks
from deck.markup.allowed_html import canonical
from deck.markup.block_marks import BLOCK_MARK
from deck.markup.fences import Fence, find_fences
from deck.markup.nowrap import hold_together
from deck.markup.to_html import line_to_html, to_html
from deck.render.content_folder import Folder
from deck.render.fence import LocatedExperiment, Place, render_fence
from deck.render.figure_fence import FigureRequest, figure_media
from deck.render.lost_words import lost_words
from deck.render.media_files import SOUND, Media, find_media, name_media
from deck.render.passage_faults import cloze_diagnostics, html_diagnostics, invisible_diagnostics, unsafe_diagnostics
from deck.source.bibliography import cite
from deck.source.fields import VERBATIM
from deck.source.passage import Passage, size_diagnostics
from deck.source.written_note import Note

if TYPE_CHECKING:
    from figures import Figure

CALLOUT = re.compile(
    r'(?P<begin><div class="admonition (?P<kind>note|tip|important|warning|caution)">\n'
    r'<p class="admonition-title">)(?i:(?P=kind))</p>'
)


@dataclass(frozen=True)
class RenderedPassage:
    """A rendered passage: its HTML, what it shows and claims, and where its clozes begin in the source."""

    html: str
    figures: tuple[Figure, ...] = ()
    requests: tuple[FigureRequest, ...] = ()
    media: tuple[Media, ...] = ()
    experiments: tuple[LocatedExperiment, ...] = ()
    openings: tuple[Location, ...] = ()


def render_passage(name: str, passage: Passage, note: Note, folder: Folder) -> RenderedPassage:
    """Render the passage of a note called *name*; raise `ContentError` with all that is wrong in it."""
    if not passage:
        return RenderedPassage("")
    if name in VERBATIM:
        return _verbatim(passage)
    if name == "Source":
        passage = Passage(cite(passage, folder.works), passage.location)
        if unfit := tuple(size_diagnostics(passage)):
            raise ContentError(unfit)
    cloze = note.kind == "cloze"
    scanned = cloze_marks.scan(passage.text) if cloze else passage.text
    fences = find_fences(passage.text)
    places = (Place(passage.location, note.location.line, f"{name} {number}") for number in range(len(fences)))
    blocks, diagnostics = collect(
        lambda each: render_fence(*each, folder), zip(fences, find_fences(scanned), places, strict=True)
    )
    if diagnostics:
        raise ContentError(diagnostics)
    marked = passage_to_html(Passage(scanned, passage.location), [block.html for block in blocks])
    html = cloze_marks.put_back(marked, passage.text) if cloze else marked
    without_marks = to_html(passage.text, [""] * len(fences)) if cloze and "&#" in passage.text else html
    lost = tuple(_lost_fences(marked, fences, passage))  # whose marks are invisible too
    if unfit := lost or tuple(invisible_diagnostics(without_marks, passage)):
        raise ContentError(unfit)
    figures = tuple(figure for block in blocks for figure in block.figures)
    media, diagnostics = _media(html, passage, folder)
    diagnostics += [
        *(cloze_diagnostics(name, marked, scanned, passage) if cloze else ()),
        *html_diagnostics(html, passage),
        *unsafe_diagnostics(html, passage, drawings_of(figures)),
        *lost_words(html, passage),
    ]
    if diagnostics:
        raise ContentError(diagnostics)
    return RenderedPassage(
        hold_together(name_media(_labelled(html, folder.settings.words), media)),
        figures,
        tuple(request for block in blocks for request in block.requests),
        tuple(media.values()),
        tuple(each for block in blocks for each in block.experiments),
        tuple(_openings(marked, passage)) if cloze else (),
    )


def render_title(note: Note) -> RenderedPassage:
    """Render the title of a note; raise `ContentError` with all that is wrong in it."""
    title, written, cloze = note.title, note.title.text, note.kind == "cloze"
    scanned = cloze_marks.scan(written) if cloze else written
    marked = line_to_html(scanned)
    html = cloze_marks.put_back(marked, written) if cloze else marked
    if unfit := tuple(invisible_diagnostics(line_to_html(written), title)):
        raise ContentError(unfit)
    diagnostics = [
        *(cloze_diagnostics("title", marked, scanned, title) if cloze else ()),
        *unsafe_diagnostics(html, title),
        *lost_words(html, title),
    ]
    if "<img" in html:
        message = "the heading contains a picture; move it below the heading, above a '---' line"
        diagnostics.append(diagnostic(note.location, "L005", message))
    if diagnostics:
        raise ContentError(diagnostics)
    return RenderedPassage(hold_together(html), openings=tuple(_openings(marked, title)) if cloze else ())


def passage_to_html(passage: Passage, blocks: list[str]) -> str:
    """Return a passage as HTML, with *blocks* for its fenced blocks; raise `ContentError` for one nested too deeply."""
    try:
        return to_html(passage.text, blocks)
    except RecursionError:
        raise content_error(
            passage.location, "H007", "lists or quotations are nested too deeply; use fewer levels"
        ) from None


def drawings_of(figures: Iterable[Figure]) -> set[str]:
    """Return the names of the drawings of figures."""
    return {name for figure in figures for name in figure_media(figure.name).values()}


def _verbatim(passage: Passage) -> RenderedPassage:
    html = canonical(escape(passage.text, quote=False))
    if diagnostics := tuple(unsafe_diagnostics(html, passage)):
        raise ContentError(diagnostics)
    return RenderedPassage(html)


def _lost_fences(marked: str, fences: Iterable[Fence], passage: Passage) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each fence that is not a block of its own."""
    for number, fence in enumerate(fences):
        if BLOCK_MARK.format(number) in marked:
            message = "the fence is indented outside a list; move it to the left margin"
            yield diagnostic(passage.location.down(fence.first), "F001", message)


def _media(html: str, passage: Passage, folder: Folder) -> tuple[dict[str, Media], list[Diagnostic]]:
    if "<img" not in html and not SOUND.search(html):
        return {}, []
    inside = Path(passage.location.path).relative_to(folder.display_path).parent
    return find_media(html, passage, folder.path / inside, folder.path, folder.media)


def _labelled(html: str, words: Mapping[str, str]) -> str:
    """Return HTML with the deck's own words for the titles of callouts, which have the names of their kinds."""
    return CALLOUT.sub(lambda match: f"{match['begin']}{words[match['kind']]}</p>", html)


def _openings(marked: str, passage: Passage) -> Iterator[Location]:
    """Yield where the clozes in the scanned HTML of a passage begin."""
    return (passage.location_at(cloze_marks.offset_of(each)) for each in cloze_marks.OPENING_MARK.findall(marked))
