"""What a learner gets of a rendered note, or of a note type, as a record of the lock."""

from __future__ import annotations

from deck.history.lock import NOTE_TYPE, Record, digest, field_hashes
from deck.note_types import NoteType, card_style, note_type_id
from deck.render.content_folder import Folder
from deck.render.note import RenderedNote
from deck.source.bibliography import cite
from deck.source.settings import Settings


def record_of(rendered: RenderedNote, folder: Folder) -> Record:
    """Return the record of a note, without its note id and time."""
    note = rendered.note
    return Record(
        id=note.id,
        nid=0,
        type=note.note_type.name,
        deck=note.deck,
        title=note.name,
        cards=rendered.cards,
        time=0,
        source=_source(rendered, folder),
        tags=tuple(sorted(note.tags)),
        fields=field_hashes(rendered.fields),
        was=note.first_id if note.first_id != note.id else "",
        guid=note.guid,
    )


def record_of_note_type(note_type: NoteType, settings: Settings, style: str = "") -> Record:
    """Return the record of a note type, whose name, style and templates learners have."""
    title = f"{settings.name}: {note_type.name}"
    parts = {"Name": title, "Style": card_style(style)}
    parts |= {each.name: f"{each.front}\n{each.back}" for each in map(settings.face.template, note_type.templates)}
    fields = {name: digest(part) for name, part in parts.items()}
    return Record(
        id=note_type.name,
        nid=note_type_id(settings.namespace, note_type),
        type=NOTE_TYPE,
        deck="",
        title=title,
        cards=tuple(range(len(note_type.templates))),
        time=0,
        source=digest(*fields.values()),
        tags=(),
        fields=fields,
    )


def _source(rendered: RenderedNote, folder: Folder) -> str:
    """Return a hash of all that the author decided: the Markdown, and what its figures, media and citations are."""
    note = rendered.note
    passages = {"": note.title, "Front": note.above, "Back": note.below, **note.fields}
    written = {name: passage.text for name, passage in passages.items()}
    if "Source" in written:
        written["Source"] = cite(note.fields["Source"], folder.works)
    figures = [figure.name for figure in rendered.requests]
    media = [each.name for each in rendered.media]
    words = (word for pair in written.items() for word in pair)
    return digest(note.kind, *sorted(note.tags), *words, *figures, *media)
