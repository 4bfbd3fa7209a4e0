"""The pictures and sounds of a note: found in its HTML, checked, and named as Anki stores them.

A sound is a link to its file, as GitHub shows it; on the card it is the text of the link and Anki's mark, or the mark
alone if the text is the sign of a loudspeaker.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from deck.cache.keys import path_key
from deck.cache.kinds import MEDIA
from deck.cache.snapshot import Snapshot
from deck.cache.store import Store
from deck.diagnostics import ContentError, Diagnostic, collect, content_error
from deck.files import is_build
from deck.markup.visible import SOUND_ALONE
from deck.safety.html import AUTHORS_PICTURE
from deck.safety.image import SUFFIXES
from deck.safety.media_file import media_fault
from deck.safety.sound import SOUND_SUFFIXES
from deck.source.passage import Passage

ENDING = "|".join(map(re.escape, SOUND_SUFFIXES))
SOUND = re.compile(
    rf'<a href="(?P<source>(?!(?i:https?|mailto):)[^"]*(?i:{ENDING}))">(?P<text>.*?)</a>',
    re.DOTALL,
)
LONGEST_NAME, LONGEST_PATH = 200, 1000  # letters; disks take no more
Faults = dict[str, str]  # what is wrong with a file, or nothing, by the digest of its bytes and its suffix


class MediaFile(NamedTuple):
    """A picture or sound of the content: its path there, the digest of its bytes, and what is wrong with it."""

    path: Path
    digest: str
    fault: str


MediaFiles = Mapping[Path, MediaFile]  # by the path without links


@dataclass(frozen=True, order=True)
class Media:
    """A picture or sound of the content and its name in Anki, which changes with its bytes.

    *source* is the path to it that is written in a Markdown file in *folder*.
    """

    name: str
    path: Path
    source: str
    folder: Path

    def is_current(self, files: MediaFiles) -> bool:
        """Return whether *source* still names this file, and the file still has the same bytes."""
        path = _path(self.folder, unquote(self.source), files)
        known = files.get(path)
        return path == self.path and known is not None and not known.fault and media_name(path, known) == self.name


def media_files(snapshot: Snapshot, store: Store) -> MediaFiles:
    """Return the pictures and sounds of a content folder; each is checked once, until its bytes change."""
    paths = [path for path in snapshot.files if path.suffix.lower() in (*SUFFIXES, *SOUND_SUFFIXES)]
    if not paths:
        return {}
    key = path_key(snapshot.content)
    known: Faults = store.get(MEDIA, key) or {}
    files = list(_checked(paths, known, snapshot))
    faults = {f"{each.digest}{each.path.suffix.lower()}": each.fault for each in files if each.digest}
    if faults != known:
        store.put(MEDIA, key, faults)
    root = snapshot.content.resolve()
    return {root / each.path.relative_to(snapshot.content): each for each in files}


def _checked(paths: list[Path], known: Faults, snapshot: Snapshot) -> Iterator[MediaFile]:
    for path in paths:
        digest, suffix = snapshot.digest(path), path.suffix.lower()
        if not digest:
            yield MediaFile(path, digest, "cannot be read; see that it is a regular file that you may read")
        elif (fault := known.get(f"{digest}{suffix}")) is not None:
            yield MediaFile(path, digest, fault)
        else:
            yield MediaFile(path, digest, media_fault(snapshot.read(path, snapshot.content, path.as_posix()), suffix))


def find_media(
    html: str, passage: Passage, folder: Path, root: Path, files: MediaFiles
) -> tuple[dict[str, Media], list[Diagnostic]]:
    """Return the pictures and sounds in *html*, by the path written there, and what is wrong with them.

    Paths are relative to *folder*; all *files* lie in the folder *root*.
    """
    kinds = {"picture": (AUTHORS_PICTURE, SUFFIXES), "sound": (SOUND, SOUND_SUFFIXES)}
    written = dict.fromkeys(
        (kind, unescape(match["source"] or "")) for kind, (form, _) in kinds.items() for match in form.finditer(html)
    )

    def named(each: tuple[str, str]) -> tuple[str, Media]:
        kind, source = each
        return source, _Written(kind, kinds[kind][1], source, passage, folder).find(root, files)

    found, diagnostics = collect(named, written)
    return dict(found), diagnostics


def name_media(html: str, media: Mapping[str, Media]) -> str:
    """Return *html* with the names of media in place of the paths written there."""
    html = AUTHORS_PICTURE.sub(
        lambda match: f'<img alt="{match["alt"]}" src="{media[unescape(match["source"])].name}"{match["width"] or ""}>',
        html,
    )

    def sound(match: re.Match[str]) -> str:
        text = "" if match["text"] == SOUND_ALONE else f"{match['text']} "
        return f"{text}[sound:{media[unescape(match['source'])].name}]"

    return SOUND.sub(sound, html)


def without_sounds(html: str, media: Iterable[Media]) -> str:
    """Return *html* without the marks by which Anki plays these *media*."""
    for each in media:
        html = html.replace(f"[sound:{each.name}]", "")
    return html


class _Written(NamedTuple):
    """A path of a picture or sound as it is written in a passage of a file in a folder."""

    kind: str
    suffixes: tuple[str, ...]
    source: str
    passage: Passage
    folder: Path

    def find(self, root: Path, files: MediaFiles) -> Media:
        """Return the file that is named; raise `ContentError` if there is none that Anki can show."""
        source = self.source
        if not source or re.match(r"[a-z][a-z+.-]*:|//", source, re.IGNORECASE):
            raise self._error("L003", "is not in the content folder; save a copy there")
        path, top = _path(self.folder, unquote(source), files), os.path.realpath(root)
        if not path.is_relative_to(top):
            raise self._error("L003", "is outside the content folder; copy it into the folder")
        if any(part.startswith(".") for part in path.relative_to(top).parts):
            raise self._error("L003", "is a hidden file, whose changes a build does not notice; rename it")
        known, right_kind = files.get(path), path.suffix.lower() in self.suffixes
        if right_kind and not known and any(map(is_build, path.parents)):
            raise self._error("L003", "is where builds started here write; move it")
        if not path.is_file() or (right_kind and not known):
            message = f"there is no {self.kind} '{source}'; paths begin at the folder of this file"
            raise content_error(self.passage.location_of_address(source), "L003", message)
        if not right_kind or not known:
            formats = ", ".join(self.suffixes)
            raise self._error("L004", f"has a format that not every Anki shows; use one of {formats}")
        if known.fault:
            raise self._error("L004", known.fault)
        return Media(media_name(path, known), path, source, self.folder)

    def _error(self, rule: str, message: str) -> ContentError:
        where = self.passage.location_of_address(self.source)
        return content_error(where, rule, f"{self.kind} '{self.source}' {message}")


def _path(folder: Path, written: str, files: MediaFiles) -> Path:
    """Return the real path of a file, whose accents a file system may store composed or decomposed.

    Some file systems find a file by either form; the one by which the folder lists it is the right one.
    """
    if "\0" in written or len(written) > LONGEST_PATH or max(map(len, Path(written).parts), default=0) > LONGEST_NAME:
        return folder
    spellings = dict.fromkeys(normalize(form, written) for form in ("NFC", "NFD"))
    forms = [Path(os.path.realpath(folder / spelling)) for spelling in spellings]
    return next((each for each in forms if each in files), next((each for each in forms if each.exists()), forms[0]))


def media_name(path: Path, file: MediaFile) -> str:
    """Return the name of a file in Anki: that of its author in plain letters, then the beginning of its digest."""
    words = re.sub(r"[^a-z0-9]+", "-", normalize("NFC", path.stem).lower()).strip("-")[:40]
    return f"{words or 'file'}-{file.digest[:12]}{path.suffix.lower()}"
