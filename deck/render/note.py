"""Render a note: its Markdown becomes the HTML of its fields, and its figure fences become requests for figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deck.diagnostics import ContentError, Diagnostic, Location, collect, diagnostic
from deck.markup import cloze_marks, cloze_parser
from deck.markup.visible import shows_something
from deck.render.content_folder import Folder
from deck.render.fence import LocatedExperiment
from deck.render.figure_fence import FigureRequest
from deck.render.media_files import Media, without_sounds
from deck.render.passage_faults import unsafe_diagnostics
from deck.render.passages import RenderedPassage, drawings_of, render_passage, render_title
from deck.source.written_note import Note

if TYPE_CHECKING:
    from figures import Figure


@dataclass(frozen=True)
class RenderedNote:
    """A note as Anki gets it: the HTML of all its fields, its cards, and the figures and media on them.

    *openings* are where the clozes of its text begin in the source, in the order of the HTML.
    """

    note: Note
    fields: dict[str, str]
    cards: tuple[int, ...]
    figures: tuple[Figure, ...]
    requests: tuple[FigureRequest, ...]
    media: tuple[Media, ...]
    experiments: tuple[LocatedExperiment, ...]
    openings: tuple[Location, ...]


def render(note: Note, folder: Folder) -> RenderedNote:
    """Return *note* with all its fields rendered; raise `ContentError` with all that is wrong in them."""
    passages = {"above": note.above, "below": note.below, **note.fields}
    rendered, diagnostics = collect(lambda name: (name, render_passage(name, passages[name], note, folder)), passages)
    parts = dict(rendered)
    title, of_title = collect(render_title, [note])
    diagnostics += of_title
    if not diagnostics:
        parts["title"] = title[0]
        diagnostics += _unseen(note, parts)
    if diagnostics:
        raise ContentError(diagnostics)
    fields = fields_of(note, {name: part.html for name, part in parts.items()})
    figures = tuple(figure for part in parts.values() for figure in part.figures)
    media = tuple(each for part in parts.values() for each in part.media)
    text = without_sounds(fields.get("Text", ""), media)  # of a cloze note, whose title is part of it
    if unsafe := tuple(unsafe_diagnostics(text, note.below, drawings_of(figures))):
        raise ContentError(unsafe)
    return RenderedNote(
        note=note,
        fields=fields,
        cards=cards_of(note, fields),
        figures=figures,
        requests=tuple(request for part in parts.values() for request in part.requests),
        media=media,
        experiments=tuple(each for part in parts.values() for each in part.experiments),
        openings=(*parts["title"].openings, *parts["below"].openings),
    )


def fields_of(note: Note, html: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a note by name, given the *html* of each of its parts."""
    fields = dict.fromkeys(note.note_type.field_names, "")
    fields |= {name: html[name] for name in note.fields} | {"Id": note.first_id}
    if note.kind == "cloze":
        title = f'<p class="title">{html["title"]}</p>\n' if html["title"] else ""
        return fields | {"Text": (title + html["below"]).strip()}
    front = f"<p>{html['title']}</p>\n{html['above']}".strip() if html["title"] else html["above"]
    return fields | {"Front": front, "Back": html["below"], "Reverse": "1" if note.is_reversed else ""}


def cards_of(note: Note, fields: Mapping[str, str]) -> tuple[int, ...]:
    """Return the ordinals of the cards of a note, as Anki counts them."""
    if note.kind == "cloze":
        return cloze_parser.card_ordinals(fields["Text"])
    return (0, 1) if fields["Reverse"] else (0,)


def _unseen(note: Note, parts: Mapping[str, RenderedPassage]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each part of a note that a learner could not see."""
    title, above, below = parts["title"], parts["above"], parts["below"]
    if note.title and not shows_something(title.html):
        yield diagnostic(note.location, "N005", "the heading shows nothing; write something that can be seen")
    elif not note.title and note.kind != "cloze" and not shows_something(above.html):
        yield diagnostic(note.location, "N005", "the heading is empty; write the question in it")
    if note.kind == "cloze" and not (title.openings or below.openings or _has_unread_marks(note)):
        message = "the cloze note hides nothing; mark a part of its text as {{c1::hidden}}"
        yield diagnostic(note.location, "C002", message)
    elif note.kind not in ("cloze", "typed") and not shows_something(below.html):
        message = "the answer shows nothing; write something that can be seen"
        yield diagnostic(note.below.location, "N014", message)
    for name in note.fields:
        if name != "Answer" and not parts[name].experiments and not shows_something(parts[name].html):
            message = f"field '{name}' shows nothing; fill it or remove its heading"
            yield diagnostic(note.fields[name].location, "N011", message)


def _has_unread_marks(note: Note) -> bool:
    """Return whether the text of a note has marks of clozes whose number Anki does not read, which is reported."""
    marks = cloze_marks.openings(f"{note.title.text}\n{note.below.text}")
    return not all(cloze_parser.has_card(each["number"]) for each in marks)
