"""Compare the notes that Anki holds with their sources, and bring home what was edited only in Anki.

What was released is known of the lock's release by its hashes, and of another one from its package. A note that holds
neither is never pulled: what looks like an edit may be the author's own older text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from deck.compile.file import CompiledNote, Fields
from deck.diagnostics import ContentError, Location
from deck.edit.prove import find_edit, find_tag_edit
from deck.edit.source_file import SourceFile
from deck.history.held import HeldNote
from deck.history.lock import Record, field_hashes
from deck.markup.html_tree import TooLargeError
from deck.markup.normal_html import normal_form
from deck.source.heading import KINDS

ANKIS_TAGS = frozenset(["leech", "marked"])
NO_TEXT = frozenset(["Id", "Release"])
NOT_WRITTEN = frozenset(["Reverse", "Spare"])  # fields for which a source has no text
TAGS = "tags"


@dataclass(frozen=True)
class Edit:
    """An edit that came home: of which note, and of which of its fields, or of its tags."""

    location: Location
    id: str
    what: str


@dataclass(frozen=True)
class Rest:
    """What is left for the author: of a note, a field or the tags, with the reason and both texts, in HTML."""

    location: Location
    id: str
    what: str
    reason: str
    source: str
    anki: str


@dataclass(frozen=True)
class Released:
    """What a release has of a note: hashes of its fields, and its tags."""

    hashes: Mapping[str, str]
    tags: frozenset[str]


@dataclass(frozen=True)
class Source:
    """A note of the content: how it was compiled, and its fields in HTML by name."""

    note: CompiledNote
    fields: Mapping[str, str]

    @property
    def location(self) -> Location:
        """Where it is written."""
        return self.note.location

    def rest(self, what: str, reason: str, anki: str) -> Rest:
        """Return what is left of an edit of one of its fields, or of its tags."""
        source = " ".join(self.note.record.tags) if what == TAGS else self.fields.get(what, "")
        return Rest(self.location, self.note.record.id, what, reason, source, anki)


def released(held: HeldNote, locked: Record | None, published: HeldNote | None) -> Released | None:
    """Return what the release has that a note holds: that of the lock, or of a package, or else nothing."""
    if published and published.release == held.release:
        return Released(field_hashes(published.fields), frozenset(published.tags))
    if locked and locked.time == held.release:
        return Released(locked.fields, frozenset(locked.tags))
    return None


def pull_note(
    file: SourceFile, source: Source, held: HeldNote, base: Released
) -> tuple[SourceFile, list[Edit], list[Rest]]:
    """Return the file of a note with all edits of it that can be proved, which these are, and what is left."""
    edits: list[Edit] = []
    left: list[Rest] = []
    first_id = source.note.record.first_id
    for name, html in _edited_fields(source, held, base):
        edited, reason = None, _refused(source, base, name)
        if not reason:
            edited, reason = _looked_for(partial(find_edit, file, first_id, name, html))
        if edited:
            file = edited
            edits.append(Edit(source.location, source.note.record.id, name))
        else:
            left.append(source.rest(name, reason or _why(source.fields[name], html), html))
    tags, wanted = frozenset(source.note.record.tags), _wanted_tags(source, held, base)
    if wanted != tags:
        edited, reason = _looked_for(partial(find_tag_edit, file, first_id, wanted))
        if edited:
            file = edited
            edits.append(Edit(source.location, source.note.record.id, TAGS))
        else:
            left.append(source.rest(TAGS, reason or "they cannot be written in its heading", " ".join(sorted(wanted))))
    return file, edits, left


def _looked_for(find: Callable[[], SourceFile | None]) -> tuple[SourceFile | None, str]:
    """Return the file with an edit if one is found, and the rule that it would break if that is why there is none."""
    try:
        return find(), ""
    except ContentError as error:
        broken = error.diagnostics[0]
        return None, f"the Markdown for it would break {broken.rule}: {broken.message}"


def differences(source: Source, held: HeldNote, reason: str) -> Iterator[Rest]:
    """Yield what a note that holds an unknown release says otherwise than its source."""
    for name, html in held.fields.items():
        if name not in NO_TEXT and not _shows_same(source.fields.get(name, ""), html):
            yield source.rest(name, reason, html)


def _edited_fields(source: Source, held: HeldNote, base: Released) -> Iterator[tuple[str, str]]:
    """Yield the fields that were edited in Anki and that show something else than their source does."""
    for name, html in held.fields.items():
        edited = name not in NO_TEXT and _hash(name, html) != base.hashes.get(name)
        if edited and not _shows_same(source.fields.get(name, ""), html):
            yield name, html


def _refused(source: Source, base: Released, name: str) -> str:
    """Return why an edit is not looked for in the source, or nothing."""
    if name not in source.fields or name in NOT_WRITTEN:
        return "no Markdown says this; undo it in Anki, or change the heading"
    if _hash(name, source.fields[name]) != base.hashes.get(name):
        return "both the source and Anki changed since the release; edit the source by hand"
    return ""


def _hash(name: str, html: str) -> str | None:
    return field_hashes({name: html}).get(name)


def _why(source: str, anki: str) -> str:
    """Return why no edit was found."""
    try:
        pictures = [[each.kind for each in normal_form(html) if each.tag == "figure"] for html in (source, anki)]
    except TooLargeError:
        return "it is too long for a card, or its elements are nested too deeply"
    if pictures[0] != pictures[1]:
        return "a picture of a figure was changed or deleted in Anki; undo that there, or edit the source by hand"
    if "<img" in anki and anki.count("<img") > source.count("<img"):
        return "a picture was added in Anki; save it in the content folder and write it by hand"
    return "no edit of the Markdown was found that shows the same; edit the source by hand"


def _wanted_tags(source: Source, held: HeldNote, base: Released) -> frozenset[str]:
    """Return the tags of the source with what was added and removed in Anki."""
    tags = frozenset(held.tags) - (ANKIS_TAGS - base.tags)
    return (frozenset(source.note.record.tags) | (tags - base.tags)) - (base.tags - tags)


def _shows_same(one: str, other: str) -> bool:
    try:
        return one == other or normal_form(one) == normal_form(other)
    except TooLargeError:
        return False


def sources_of(notes: Sequence[CompiledNote], fields: Sequence[Fields]) -> list[Source]:
    """Return the notes of a file with their fields, which are in the order of the note types."""
    return [
        Source(note, dict(zip(KINDS[note.kind].field_names, each.html, strict=True)))
        for note, each in zip(notes, fields, strict=True)
    ]
