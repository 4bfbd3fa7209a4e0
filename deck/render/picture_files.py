"""The pictures of a note: found in its HTML, checked, and named as Anki stores them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from deck.cache.keys import path_key
from deck.cache.kinds import PICTURES
from deck.cache.snapshot import Snapshot
from deck.cache.store import Store
from deck.diagnostics import Diagnostic, collect, content_error
from deck.files import is_build
from deck.safety.html import AUTHORS_PICTURE
from deck.safety.image import SUFFIXES, picture_fault
from deck.source.passage import Passage

LARGEST = 10_000_000
LONGEST_NAME, LONGEST_PATH = 200, 1000  # letters; disks take no more
Faults = dict[str, str]  # what is wrong with a picture, or nothing, by the digest of its bytes and its suffix


class PictureFile(NamedTuple):
    """A picture file of the content: its path there, the digest of its bytes, and what is wrong with it."""

    path: Path
    digest: str
    fault: str


Pictures = Mapping[Path, PictureFile]  # by the path without links


@dataclass(frozen=True, order=True)
class Picture:
    """A picture file of the content and its name in Anki, which changes with its bytes.

    *source* is the path to it that is written in a Markdown file in *folder*.
    """

    name: str
    path: Path
    source: str
    folder: Path

    def is_current(self, pictures: Pictures) -> bool:
        """Return whether *source* still names this file, and the file still has the same bytes."""
        path = _path(self.folder, unquote(self.source), pictures)
        known = pictures.get(path)
        return path == self.path and known is not None and not known.fault and _media_name(path, known) == self.name


def picture_files(snapshot: Snapshot, store: Store) -> Pictures:
    """Return the picture files of a content folder; each is checked once, until its bytes change."""
    paths = [path for path in snapshot.files if path.suffix.lower() in SUFFIXES]
    if not paths:
        return {}
    key = path_key(snapshot.content)
    known: Faults = store.get(PICTURES, key) or {}
    files = list(_checked(paths, known, snapshot))
    faults = {f"{each.digest}{each.path.suffix.lower()}": each.fault for each in files if each.digest}
    if faults != known:
        store.put(PICTURES, key, faults)
    root = snapshot.content.resolve()
    return {root / each.path.relative_to(snapshot.content): each for each in files}


def _checked(paths: list[Path], known: Faults, snapshot: Snapshot) -> Iterator[PictureFile]:
    for path in paths:
        digest, suffix = snapshot.digest(path), path.suffix.lower()
        if not digest:
            yield PictureFile(path, digest, "cannot be read; see that it is a regular file that you may read")
        elif (fault := known.get(f"{digest}{suffix}")) is not None:
            yield PictureFile(path, digest, fault)
        else:
            yield PictureFile(path, digest, _fault(snapshot.read(path, snapshot.content, path.as_posix()), suffix))


def _fault(data: bytes, suffix: str) -> str:
    if not 0 < len(data) <= LARGEST:
        return f"is empty or larger than {LARGEST // 1_000_000} MB; save it smaller"
    return picture_fault(data, suffix)


def find_pictures(
    html: str, passage: Passage, folder: Path, root: Path, pictures: Pictures
) -> tuple[dict[str, Picture], list[Diagnostic]]:
    """Return the pictures that *html* shows, by the path written there, and what is wrong with them.

    Paths are relative to *folder*; all *pictures* lie in the folder *root*.
    """
    sources = dict.fromkeys(unescape(match["source"] or "") for match in AUTHORS_PICTURE.finditer(html))
    found, diagnostics = collect(lambda source: (source, _picture(source, passage, folder, root, pictures)), sources)
    return dict(found), diagnostics


def name_pictures(html: str, pictures: Mapping[str, Picture]) -> str:
    """Return *html* with the names of media in place of the paths of *pictures*."""
    return AUTHORS_PICTURE.sub(
        lambda match: f'<img alt="{match["alt"]}" src="{pictures[unescape(match["source"])].name}">', html
    )


def _path(folder: Path, written: str, pictures: Pictures) -> Path:
    """Return the real path of a picture, whose accents a file system may store composed or decomposed.

    Some file systems find a file by either form; the one by which the folder lists it is the right one.
    """
    if "\0" in written or len(written) > LONGEST_PATH or max(map(len, Path(written).parts), default=0) > LONGEST_NAME:
        return folder
    forms = [Path(os.path.realpath(folder / normalize(form, written))) for form in ("NFC", "NFD")]
    return next((each for each in forms if each in pictures), next((each for each in forms if each.exists()), forms[0]))


def _picture(source: str, passage: Passage, folder: Path, root: Path, pictures: Pictures) -> Picture:
    where = passage.location_of_address(source)
    if not source or re.match(r"[a-z][a-z+.-]*:|//", source, re.IGNORECASE):
        raise content_error(where, "L003", f"picture '{source}' is not in the content folder; save a copy there")
    path = _path(folder, unquote(source), pictures)
    if not path.is_relative_to(os.path.realpath(root)):
        raise content_error(where, "L003", f"picture '{source}' is outside the content folder; copy it into the folder")
    if any(part.startswith(".") for part in path.relative_to(os.path.realpath(root)).parts):
        raise content_error(
            where, "L003", f"picture '{source}' is a hidden file, whose changes a build does not notice; rename it"
        )
    known, is_picture = pictures.get(path), path.suffix.lower() in SUFFIXES
    if is_picture and not known and any(map(is_build, path.parents)):
        raise content_error(where, "L003", f"picture '{source}' is where builds started here write; move it")
    if not path.is_file() or (is_picture and not known):
        raise content_error(where, "L003", f"there is no picture '{source}'; paths begin at the folder of this file")
    if not known:
        message = f"picture '{source}' has a format that not every Anki shows; use one of {', '.join(SUFFIXES)}"
        raise content_error(where, "L004", message)
    if known.fault:
        raise content_error(where, "L004", f"picture '{source}' {known.fault}")
    return Picture(_media_name(path, known), path, source, folder)


def _media_name(path: Path, file: PictureFile) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", normalize("NFC", path.stem).lower()).strip("-")[:40] or "picture"
    return f"{stem}-{file.digest[:12]}{path.suffix.lower()}"
