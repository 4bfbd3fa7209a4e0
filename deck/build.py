"""The whole flow: Markdown is read, rendered and checked, figures are drawn, and all is packed for Anki."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from deck.bibliography import read_bibliography
from deck.checks import check_note
from deck.errors import ContentError, Place, Problem, gather, mistake
from deck.markup import to_html
from deck.media import draw_figures
from deck.package import PackedNote, Shelf, write_package
from deck.render import Folder, RenderedNote, render
from deck.settings import Settings, read_settings
from deck.source import read_notes

if TYPE_CHECKING:
    from figures import Figure

CACHE = Path("build", "cache")


@dataclass(frozen=True)
class Report:
    """What a build made: the package and the numbers of its notes, cards and media, and of figures drawn anew."""

    package: Path
    notes: int
    cards: int
    figures: int
    media: int
    drawn: int


@dataclass(frozen=True)
class Compiled:
    """A content folder without a mistake: its settings and its notes, rendered."""

    settings: Settings
    notes: tuple[RenderedNote, ...]

    @property
    def figures(self) -> dict[str, Figure]:
        """The distinct figures by name, in the order in which notes show them."""
        return {figure.name: figure for note in self.notes for figure in note.figures}


def build(
    content: Path,
    output: Path | None,
    timestamp: int,
    *,
    cache: Path = CACHE,
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Report:
    """Compile the folder *content* into the package *output*, by default ``build/<deck name>.apkg``.

    *timestamp* is now, in whole seconds since 1970; drawn figures are kept in *cache*; *progress* is told how many
    figures of how many are drawn. Raises `ContentError` with every mistake, and then writes nothing.
    """
    compiled = compile_deck(content)
    drawings, drawn = draw_figures(compiled.figures.values(), cache, progress)
    media = drawings | {picture.name: picture.path for note in compiled.notes for picture in note.pictures}
    package = output or package_path(compiled.settings)
    packed = list(_packed(compiled.notes, timestamp))
    write_package(package, _shelf(compiled.settings, timestamp), packed, media)
    cards = sum(len(note.cards) for note in packed)
    return Report(package, len(packed), cards, len(compiled.figures), len(media), drawn)


def compile_deck(content: Path) -> Compiled:
    """Read, render and check the folder *content*; raise `ContentError` with every mistake in it."""
    shown = content.as_posix()
    settings = read_settings(content / "deck.toml", f"{shown}/deck.toml")
    works, problems = read_bibliography(content / "references.bib", f"{shown}/references.bib")
    notes, unreadable = read_notes(content, shown, settings.name)
    folder = Folder(content, shown, settings, works)
    rendered, unrenderable = gather(lambda note: render(note, folder), notes)
    problems += [*unreadable, *unrenderable, *(each for note in notes for each in check_note(note))]
    if problems:
        raise ContentError(problems)
    if not notes:
        raise mistake(Place(shown), "empty", "holds no notes; write one as '## Question {#id}' in a Markdown file")
    return Compiled(settings, tuple(rendered))


def check(content: Path) -> list[Problem]:
    """Return all that is wrong in the folder *content*, in order; nothing is written."""
    try:
        compile_deck(content)
    except ContentError as error:
        return list(error.problems)
    return []


def package_path(settings: Settings) -> Path:
    """Return where a deck's package is written unless told otherwise."""
    return Path("build", re.sub(r"[^\w .-]+", "-", settings.name) + ".apkg")


def _shelf(settings: Settings, timestamp: int) -> Shelf:
    return Shelf(settings.name, settings.namespace, to_html(settings.description), timestamp)


def _packed(notes: Iterable[RenderedNote], timestamp: int) -> Iterator[PackedNote]:
    """Yield the notes with ids that are moments before *timestamp*, in source order."""
    notes = list(notes)
    moments = count(timestamp * 1000 - sum(1 + len(each.cards) for each in notes))
    for each in notes:
        yield PackedNote(
            first_id=each.note.first_id,
            note_type=each.note.note_type,
            fields=tuple(each.fields.values()),
            tags=each.note.tags,
            deck=each.note.deck,
            cards=each.cards,
            time=timestamp,
            nid=next(moments),
            card_ids=tuple(next(moments) for _ in each.cards),
        )
