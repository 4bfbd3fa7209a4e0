"""Compile a note that is in no file yet, as if it were in one of a content folder."""

from __future__ import annotations

from pathlib import Path

from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.file import Job, compile_file
from deck.diagnostics import Location
from deck.note_types import NOTE_TYPES
from deck.render.content_folder import Folder
from deck.render.media_files import media_files
from deck.safety.image import SUFFIXES as PICTURE_SUFFIXES
from deck.safety.media_file import media_fault
from deck.safety.sound import SOUND_SUFFIXES
from deck.source.bibliography import Works
from deck.source.settings import Settings

SUFFIXES = {"picture": PICTURE_SUFFIXES, "sound": SOUND_SUFFIXES}


def trial_of(content: Path, settings: Settings) -> Job:
    """Return what notes of the folder *content* need, which holds only media yet."""
    media = media_files(take_snapshot(content, Store()), Store())
    return Job(
        Folder(content, content.as_posix(), settings, Works({}, "", Store()), media), linted=False, store=Store()
    )


def fitting_suffix(data: bytes, suffix: str, kind: str) -> tuple[str, str]:
    """Return the ending of a file's name that fits a picture or sound, as the *kind* says, or what is wrong in it.

    It is the file's own *suffix* if possible.
    """
    for each in sorted(SUFFIXES[kind], key=lambda each: each != suffix):
        if not media_fault(data, each):
            return each, ""
    return "", media_fault(data, suffix) if suffix in SUFFIXES[kind] else "has a format that not every Anki shows"


def try_note(markdown: str, trial: Job) -> tuple[dict[str, str], str]:
    """Return the HTML of each field that the *markdown* of a note makes, or none and what is wrong in it."""
    location = Location(f"{trial.folder.display_path}/note.md")
    compiled = compile_file(markdown.encode(), location, None, trial)
    if compiled.diagnostics:
        return {}, compiled.diagnostics[0].message
    names = next(each.field_names for each in NOTE_TYPES if each.name == compiled.notes[0].record.type)
    return dict(zip(names, compiled.fields[0].html, strict=True)), ""
