"""Cards as Anki renders them: a package is imported into a temporary real collection, which renders its cards.

Anki's desktop program adds the box for a typed answer and the buttons that play sounds after its template engine. Here
they are added in the same form.
"""

from __future__ import annotations

import filecmp
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from anki.collection import Collection

from deck.anki.verify import import_package
from deck.compile.file import CompiledNote
from deck.diagnostics import Location
from deck.files import replacing

if TYPE_CHECKING:
    import anki.cards

TYPED = re.compile(r"\[\[type:([^\]]+)\]\]")
SOUND = re.compile(r"\[anki:(?:play:[qa]:(?P<number>\d+)|tts)[^\]]*\]")
PLAY_BUTTON = '<a class="replay-button soundLink" href="#" data-sound="{}"><svg viewBox="0 0 64 64">'
PLAY_BUTTON += '<circle cx="32" cy="32" r="29"/><path d="M25 19l22 13-22 13z"/></svg></a>'


@dataclass(frozen=True)
class Card:
    """A card as Anki renders it: both sides, the style of its note type, and the location of its note.

    *ordinal* counts from 0; *kind* is the kind of the note: plain, reversed, typed, typed reversed or cloze.
    """

    id: str
    guid: str
    ordinal: int
    deck: str
    tags: tuple[str, ...]
    note_type: str
    kind: str
    style: str
    question_html: str
    answer_html: str
    location: Location


def render_cards(package: Path, notes: Iterable[CompiledNote], media: Path) -> list[Card]:
    """Return the cards of *package* in study order, and copy the media that Anki imported to the folder *media*.

    *notes* are those that the package was made from.
    """
    written = {note.record.first_id: note for note in notes}
    with _imported(package) as collection:
        ids = collection.find_cards("", order="c.due, c.ord")
        cards = [_card(collection, collection.get_card(card_id), written) for card_id in ids]
        _copy(Path(collection.media.dir()), media)
    return cards


@contextmanager
def _imported(package: Path) -> Iterator[Collection]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Collection(str(Path(folder, "collection.anki2")))) as collection,
    ):
        import_package(collection, package)
        yield collection


def _card(collection: Collection, card: anki.cards.Card, written: dict[str, CompiledNote]) -> Card:
    note, output = card.note(), card.render_output()
    source = written[note["Id"]]
    return Card(
        id=source.record.id,
        guid=note.guid,
        ordinal=card.ord,
        deck=collection.decks.name(card.did),
        tags=tuple(note.tags),
        note_type=source.record.type,
        kind=source.kind or "plain",
        style=output.css,
        question_html=_as_reviewed(collection, card, output.question_text, answer=False),
        answer_html=_as_reviewed(collection, card, output.answer_text, answer=True),
        location=source.location,
    )


def _as_reviewed(collection: Collection, card: anki.cards.Card, html: str, *, answer: bool) -> str:
    """Return a rendered side as the reviewer shows it."""
    tags = card.answer_av_tags() if answer else card.question_av_tags()

    def button(match: re.Match[str]) -> str:
        tag = tags[int(match["number"])] if match["number"] else None
        return PLAY_BUTTON.format(escape(getattr(tag, "filename", "")))

    html = SOUND.sub(button, collection.media.escape_media_filenames(html))
    return TYPED.sub(lambda match: _type_box(collection, card, match[1], answer=answer), html)


def _type_box(collection: Collection, card: anki.cards.Card, name: str, *, answer: bool) -> str:
    """Return the box for a typed answer, or on the back what Anki shows if nothing was typed."""
    field = next(each for each in card.note_type()["flds"] if each["name"] == name)
    style = f"font-family: '{field['font']}'; font-size: {field['size']}px"
    if not answer:
        return f'<center><input type="text" id="typeans" aria-label="Answer" style="{style}"></center>'
    return f'<div style="{style}">{collection.compare_answer(card.note()[name], "")}</div>'


def _copy(imported: Path, media: Path) -> None:
    """Copy the files in *imported* to the folder *media*; a file that is the same already is not written."""
    media.mkdir(parents=True, exist_ok=True)
    for path in imported.iterdir():
        target = media / path.name
        if not target.exists() or not filecmp.cmp(path, target, shallow=False):
            with replacing(target) as file:
                file.write(path.read_bytes())
