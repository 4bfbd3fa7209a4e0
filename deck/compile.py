"""Compile a file of notes into plain data: all that a build needs of each, to be kept, or to come from elsewhere.

A note depends on its own text, its folder and its pictures, and on no other note. So what was compiled before is taken
again where these are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from deck.checks import check_note, check_structure
from deck.checks.reading import Gist, Reading, gist_of
from deck.claims import judge_claims
from deck.errors import ContentError, Place, Problem
from deck.identity import Identity
from deck.lock import Record
from deck.media import Picture
from deck.records import record_of
from deck.render import Folder, render
from deck.report import Quality
from deck.requests import FigureRequest
from deck.source import Note, read_notes_of


@dataclass(frozen=True)
class CompiledNote:
    """A note without a mistake: what learners get of it, and what the folder as a whole is judged by.

    *record* has no id and time yet; *html* are the fields in the order of the note type; *quality* is what could be
    better in the note by itself, and without a *gist* nobody has looked. *source* is a hash of what it was made of.
    """

    source: str
    place: Place
    kind: str
    record: Record
    html: tuple[str, ...]
    figures: tuple[FigureRequest, ...]
    pictures: tuple[Picture, ...]
    quality: Quality
    gist: Gist | None


@dataclass(frozen=True)
class CompiledFile:
    """The notes of a file that could be compiled, who all its notes are, and the mistakes in it.

    *judged* says whether what could be better was looked for, *digest* is a hash of the file's bytes.
    """

    digest: str
    judged: bool
    notes: tuple[CompiledNote, ...] = ()
    identities: tuple[Identity, ...] = ()
    problems: tuple[Problem, ...] = ()

    def stands(self, digest: str, *, judged: bool) -> bool:
        """Return whether compiling a file with this *digest* would make the same, its pictures included."""
        pictures = {picture for note in self.notes for picture in note.pictures}
        return self.digest == digest and self.judged >= judged and all(picture.stands for picture in pictures)


@dataclass(frozen=True)
class Job:
    """What compiling the files of a folder needs, wherever that is done.

    *judged* says whether to look for what could be better; *cache* keeps verdicts on claims.
    """

    folder: Folder
    judged: bool
    cache: Path


def digest_of(data: bytes) -> str:
    """Return a hash of the bytes of a file."""
    return sha256(data).hexdigest()


def compile_file(data: bytes, place: Place, earlier: CompiledFile | None, job: Job) -> CompiledFile:
    """Compile the notes of a file at *place*, but take those that stand as they did when it was compiled *earlier*."""
    try:
        notes, problems = read_notes_of(data, place, job.folder.settings.name)
    except ContentError as error:
        return CompiledFile(digest_of(data), job.judged, problems=error.problems)
    known = {each.source: each for each in earlier.notes} if earlier else {}
    compiled = [_compile(note, known.get(_source(note)), job) for note in notes if note.sound]
    return CompiledFile(
        digest_of(data),
        job.judged,
        notes=tuple(each for each, _ in compiled if each),
        identities=tuple(note.identity for note in notes),
        problems=(*problems, *(each for _, found in compiled for each in found)),
    )


def _compile(note: Note, earlier: CompiledNote | None, job: Job) -> tuple[CompiledNote | None, tuple[Problem, ...]]:
    """Return a compiled note, if it could be rendered, and the mistakes in it."""
    if earlier and (earlier.gist or not job.judged) and all(picture.stands for picture in earlier.pictures):
        return _moved(earlier, note.place), ()
    problems = tuple(check_structure(note))
    try:
        rendered = render(note, job.folder)
    except ContentError as error:
        return None, (*problems, *error.problems)
    judgement = judge_claims(rendered, job.cache)
    reading = Reading(rendered, judgement.rounded, job.folder.settings.lint)
    compiled = CompiledNote(
        source=_source(note),
        place=note.place,
        kind=note.kind,
        record=record_of(rendered, job.folder),
        html=tuple(rendered.fields.values()),
        figures=rendered.requests,
        pictures=rendered.pictures,
        quality=check_note(reading) if job.judged else Quality(),
        gist=gist_of(reading) if job.judged else None,
    )
    return compiled, (*problems, *judgement.problems)


def _source(note: Note) -> str:
    """Return a hash of all that a note was read from, wherever in its file it stands."""
    passages = {"title": note.title, "above": note.above, "below": note.below, **note.fields}
    first = note.place.line
    stand = [(name, each.text, each.place.line - first, each.place.column) for name, each in passages.items()]
    return sha256(repr((note.identity[:3], note.kind, note.tags, note.silenced, stand)).encode()).hexdigest()


def _moved(note: CompiledNote, place: Place) -> CompiledNote:
    """Return a note as if it had been compiled where its heading stands now."""
    if note.place == place:
        return note
    lines = place.line - note.place.line

    def moved(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return tuple(replace(each, line=each.line + lines) for each in found)

    quality = Quality(moved(note.quality.found), moved(note.quality.silenced))
    return replace(note, place=place, quality=quality, gist=note.gist and replace(note.gist, place=place))
