"""Counts of what the deck in content/ contains: by subdeck, kind and source, and of its figures and answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles

from deck.checks.views import NoteView
from deck.checks.words import length
from deck.compile.folder import render_content
from deck.render.note import RenderedNote
from deck.source.bibliography import CITATION
from deck.source.settings import Settings

CONTENT = Path("content")
FIRST = 20


def counts() -> str:
    """Return tables of these counts."""
    notes = render_content(CONTENT)
    return "\n\n".join([_decks(notes), _kinds(notes), _sentences(notes), _sources(notes)])


def _decks(notes: Sequence[RenderedNote]) -> str:
    rows: list[tuple[str, int, int, int, int]] = []
    for deck in dict.fromkeys(each.note.deck for each in notes):
        inside = [each for each in notes if each.note.deck == deck]
        figures = {figure.name for each in inside for figure in each.figures}
        core = sum("core" in each.note.tags for each in inside)
        cards = sum(len(each.cards) for each in inside)
        rows.append((deck.rpartition("::")[2], len(inside), core, cards, len(figures)))
    total = [sum(column) for column in zip(*(numbers for _, *numbers in rows), strict=True)]
    return _table(("subdeck", "notes", "core notes", "cards", "figures"), [*rows, ("total", *total)])


def _kinds(notes: Sequence[RenderedNote]) -> str:
    kinds = Counter(tag.removeprefix("kind::") for each in notes for tag in each.note.tags if "kind::" in tag)
    types = Counter(each.note.kind or "plain" for each in notes)
    return _table(("kind", "notes"), [*kinds.most_common(), *types.most_common()])


def _sources(notes: Sequence[RenderedNote]) -> str:
    cited = Counter(key for each in notes for key in dict.fromkeys(CITATION.findall(each.note.fields["Source"].text)))
    return _table(("source", "cited by notes"), [(f"`{key}`", count) for key, count in cited.most_common()])


def _sentences(notes: Sequence[RenderedNote]) -> str:
    shown = {figure.name: figure for each in notes for figure in each.figures}
    alike = {"labels": True, "animate": False}
    runs = {
        figure.model_copy(update={key: alike[key] for key in alike.keys() & type(figure).model_fields.keys()}).name
        for figure in shown.values()
    }
    experiments = [
        each for each in notes if "kind::figure" in each.note.tags and any(not figure.labels for figure in each.figures)
    ]
    strips = [figure for figure in shown.values() if len(figure.frames) > 1]
    reels = [figure for figure in shown.values() if getattr(figure, "animate", False)]
    course = [each for each in notes if "core" in each.note.tags]
    readings = [
        NoteView(each, rounded=False, settings=Settings(name="Optimizers", namespace="counts")) for each in notes
    ]
    answers = [length(each.answer) for each in readings if not each.cloze]
    long = quantiles(answers, n=10)[-1]
    return (
        f"{len(shown)} figures show {len(runs)} different sets of runs.\n"
        f"{len(experiments)} notes ask about a figure without labels; "
        f"{len(strips)} figures are strips, {len(reels)} are reels.\n"
        f"{_illustrated(notes[:FIRST])} of the first {FIRST} notes show a figure, "
        f"and {_illustrated(course)} of the {len(course)} notes of the course.\n"
        f"The median answer has {median(answers):.0f} words, nine in ten have at most {long:.0f}."
    )


def _illustrated(notes: Iterable[RenderedNote]) -> int:
    return sum(bool(each.figures) for each in notes)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
