"""Render a note: its Markdown becomes the HTML of its fields, and its figure fences become requests for figures.

Nothing is drawn or simulated here: a figure's file name and alt text follow from the request alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from deck.diagnostics import ContentError, Diagnostic, Location, collect, content_error, diagnostic, nearest
from deck.files import digest_of
from deck.markup.code import code_to_html
from deck.markup.fences import Fence, find_fences
from deck.markup.nowrap import hold_together
from deck.markup.to_html import canonical, line_to_html, to_html
from deck.render.figure_fence import FigureRequest, figure_media, read_request
from deck.render.figure_html import figure_html
from deck.render.lost_words import lost_words
from deck.render.picture_files import Picture, Pictures, find_pictures, name_pictures
from deck.safety.html import unsafe_html
from deck.source.bibliography import Works, cite
from deck.source.notes import VERBATIM, Note
from deck.source.passage import Passage
from deck.source.settings import Settings
from deck.source.yaml_lines import KeyPath

if TYPE_CHECKING:
    from figures import Figure
    from figures.experiment import Experiment

GAP = re.compile(r"\s{200}")  # with more, some languages take minutes to highlight
CLOZE_NUMBER = re.compile(r"\{\{c(\d+)::")
LINK = re.compile(r'<a(?: href="(?P<address>[^"]*)")?>')
ANGLE_IN_ATTRIBUTE = re.compile(r'="[^"]*(?:[<>]|&[lg]t;)[^"]*"[^<>]*>')


@dataclass(frozen=True)
class Folder:
    """A content folder: where it is, how messages name it, its settings, bibliography and picture files."""

    path: Path
    display_path: str
    settings: Settings
    works: Works
    pictures: Pictures


@dataclass(frozen=True)
class LocatedExperiment:
    """A check, or a figure with claims, and the location of each of its values."""

    experiment: Experiment
    locations: Mapping[KeyPath, Location]


@dataclass(frozen=True)
class RenderedNote:
    """A note as Anki gets it: the HTML of all its fields, its cards, and the figures and pictures on them."""

    note: Note
    fields: dict[str, str]
    cards: tuple[int, ...]
    figures: tuple[Figure, ...]
    requests: tuple[FigureRequest, ...]
    pictures: tuple[Picture, ...]
    experiments: tuple[LocatedExperiment, ...]


@dataclass(frozen=True)
class _Rendered:
    html: str
    figures: tuple[Figure, ...] = ()
    requests: tuple[FigureRequest, ...] = ()
    pictures: tuple[Picture, ...] = ()
    experiments: tuple[LocatedExperiment, ...] = ()


def render(note: Note, folder: Folder) -> RenderedNote:
    """Return *note* with all its fields rendered; raise `ContentError` with all that is wrong in them."""
    passages = {"above": note.above, "below": note.below, **note.fields}
    rendered, diagnostics = collect(lambda name: (name, _render_passage(name, passages[name], note, folder)), passages)
    parts = dict(rendered)
    title = line_to_html(note.title.text, cloze=note.kind == "cloze")
    diagnostics += [*_unsafe_html(title, note.title), *lost_words(title, note.title)]
    if "<img" in title:
        diagnostics.append(
            diagnostic(
                note.location,
                "L005",
                "the heading contains a picture; move it below the heading, above a '---' line",
            )
        )
    if diagnostics:
        raise ContentError(diagnostics)
    fields = _fields(note, {name: part.html for name, part in parts.items()} | {"title": hold_together(title)})
    figures = tuple(figure for part in parts.values() for figure in part.figures)
    if diagnostics := _unsafe_html(
        fields.get("Text", ""), note.below, _drawings(figures)
    ):  # in a cloze note the title is part of this field
        raise ContentError(diagnostics)
    return RenderedNote(
        note=note,
        fields=fields,
        cards=_cards(note, fields),
        figures=figures,
        requests=tuple(request for part in parts.values() for request in part.requests),
        pictures=tuple(picture for part in parts.values() for picture in part.pictures),
        experiments=tuple(each for part in parts.values() for each in part.experiments),
    )


def passage_to_html(passage: Passage, blocks: list[str], *, cloze: bool) -> str:
    """Return a passage as HTML, with *blocks* for its fenced blocks; raise `ContentError` for one nested too deeply."""
    try:
        return to_html(passage.text, blocks, cloze=cloze)
    except RecursionError:
        raise content_error(
            passage.location, "H007", "lists or quotations are nested too deeply; use fewer levels"
        ) from None


def _fields(note: Note, html: Mapping[str, str]) -> dict[str, str]:
    fields = dict.fromkeys(note.note_type.field_names, "")
    fields |= {name: html[name] for name in note.fields} | {"Id": note.first_id}
    if note.kind == "cloze":
        return fields | {"Text": f'<p class="title">{html["title"]}</p>\n{html["below"]}'}
    front = f"<p>{html['title']}</p>\n{html['above']}".strip()
    return fields | {"Front": front, "Back": html["below"], "Reverse": "1" if note.kind == "reversed" else ""}


def _cards(note: Note, fields: Mapping[str, str]) -> tuple[int, ...]:
    """Return the ordinals of the cards of a note, as Anki counts them."""
    if note.kind == "cloze":
        return tuple(sorted({int(number) - 1 for number in CLOZE_NUMBER.findall(fields["Text"])}))
    return (0, 1) if fields["Reverse"] else (0,)


def _render_passage(name: str, passage: Passage, note: Note, folder: Folder) -> _Rendered:
    if not passage:
        return _Rendered("")
    if name in VERBATIM:
        html = canonical(escape(passage.text, quote=False))
        if diagnostics := _unsafe_html(html, passage):
            raise ContentError(diagnostics)
        return _Rendered(html)
    if name == "Source":
        passage = Passage(cite(passage, folder.works), passage.location)
    fences = find_fences(passage.text)
    blocks, diagnostics = collect(
        lambda each: _render_fence(each[1], f"{name} {each[0]}", passage.location, note.location.line, folder),
        enumerate(fences),
    )
    if diagnostics:
        raise ContentError(diagnostics)
    html = passage_to_html(passage, [block.html for block in blocks], cloze=note.kind == "cloze")
    pictures, diagnostics = _pictures(html, passage, folder)
    figures = tuple(figure for block in blocks for figure in block.figures)
    diagnostics += [
        *_html_diagnostics(html, passage),
        *_unsafe_html(html, passage, _drawings(figures)),
        *lost_words(html, passage),
    ]
    if diagnostics:
        raise ContentError(diagnostics)
    return _Rendered(
        hold_together(name_pictures(html, pictures)),
        figures,
        tuple(request for block in blocks for request in block.requests),
        tuple(pictures.values()),
        tuple(each for block in blocks for each in block.experiments),
    )


def _render_fence(fence: Fence, position: str, location: Location, heading: int, folder: Folder) -> _Rendered:
    where = location.down(fence.first)
    if gap := GAP.search(fence.body):
        message = "more than 200 spaces or empty lines in a row; remove some"
        raise content_error(where.down(fence.body.count("\n", 0, gap.start()) + 1), "T016", message)
    html = code_to_html(fence.language, fence.body)
    if html is not None:
        return _Rendered(html)
    import figures

    if fence.language == "check":
        check, locations = read_request(figures.Check, fence.body, where, {})
        return _Rendered("", experiments=(LocatedExperiment(check, locations),))
    if fence.language in figures.KINDS:
        kind = figures.KINDS[fence.language]
        figure, locations = read_request(kind, fence.body, where, folder.settings.figures)
        request = FigureRequest(figure.name, fence.language, fence.body, folder.settings.figures, where.line - heading)
        experiments = (LocatedExperiment(figure, locations),) if figure.claims else ()
        group = digest_of(f"{figure.name} {position}".encode())[:8]
        return _Rendered(figure_html(figure, group), (figure,), (request,), experiments=experiments)
    advice = nearest(fence.language, [*figures.KINDS, "check", "python", "text"])
    raise content_error(where, "F002", f"'{fence.language}' is neither a kind of figure nor a known language; {advice}")


def _pictures(html: str, passage: Passage, folder: Folder) -> tuple[dict[str, Picture], list[Diagnostic]]:
    if "<img" not in html:
        return {}, []
    inside = Path(passage.location.path).relative_to(folder.display_path).parent
    return find_pictures(html, passage, folder.path / inside, folder.path, folder.pictures)


def _drawings(figures: Iterable[Figure]) -> set[str]:
    """Return the names of the drawings of figures."""
    return {name for figure in figures for name in figure_media(figure.name).values()}


def _unsafe_html(html: str, passage: Passage, drawings: Collection[str] = ()) -> list[Diagnostic]:
    return [
        diagnostic(passage.location_of(written), rule, message)
        for rule, written, message in unsafe_html(html, drawings)
    ]


def _html_diagnostics(html: str, passage: Passage) -> list[Diagnostic]:
    diagnostics = []
    for match in LINK.finditer(html):
        address = unescape(match["address"] or "")
        if not address.startswith(("https://", "http://", "mailto:")):
            message = f"the link to '{address}' does not work on a card; link to an https:// address"
            diagnostics.append(diagnostic(passage.location_of_address(address), "L001", message))
    if ANGLE_IN_ATTRIBUTE.search(html):
        message = "an alt text or address contains '<' or '>'; write it in words"
        diagnostics.append(diagnostic(passage.location, "H006", message))
    elif canonical(html, compiled=True) != html:
        message = "blocks are nested in a way that browsers rewrite; put empty lines around each block"
        diagnostics.append(diagnostic(passage.location, "H007", message))
    return diagnostics
