"""The pictures that a note shows: found in its HTML, looked at, and named as Anki stores them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote

from deck.diagnostics import Diagnostic, collect, content_error, diagnostic
from deck.files import digest_of
from deck.safety.html import AUTHORS_PICTURE
from deck.safety.image import SUFFIXES, picture_fault
from deck.source.passage import Passage

LARGEST = 10_000_000
LONGEST_NAME, LONGEST_PATH = 200, 1000  # letters; disks take no more


@dataclass(frozen=True, order=True)
class Picture:
    """A picture file of the content and its name in Anki, which changes with its bytes.

    *source* is how a file in *folder* names it.
    """

    name: str
    path: Path
    source: str
    folder: Path

    @property
    def stands(self) -> bool:
        """Whether *source* still names this file, and the file still has the same bytes."""
        path = _path(self.folder, unquote(self.source))
        return path == self.path and path.is_file() and _media_name(path, path.read_bytes()) == self.name


def find_pictures(html: str, passage: Passage, folder: Path, root: Path) -> tuple[dict[str, Picture], list[Diagnostic]]:
    """Return the pictures that *html* shows, by the path written there, and what is wrong with them.

    Paths are relative to *folder*, and nothing outside *root* is read.
    """
    alt_texts = {unescape(match["source"] or ""): match["alt"] for match in AUTHORS_PICTURE.finditer(html)}
    found, diagnostics = collect(lambda source: (source, _picture(source, passage, folder, root)), alt_texts)
    for source, alt in alt_texts.items():
        if not alt.strip():
            message = f"picture '{source}' has no alt text; write ![what it shows]({source})"
            diagnostics.append(diagnostic(passage.location_of_target(source), "L006", message))
    return dict(found), diagnostics


def name_pictures(html: str, pictures: Mapping[str, Picture]) -> str:
    """Return *html* with the names of media in place of the paths of *pictures*."""
    return AUTHORS_PICTURE.sub(
        lambda match: f'<img alt="{match["alt"]}" src="{pictures[unescape(match["source"])].name}">', html
    )


def _path(folder: Path, written: str) -> Path:
    """Return where a picture truly lies; a disk may keep letters with accents in parts, which a text keeps whole."""
    if "\0" in written or len(written) > LONGEST_PATH or max(map(len, Path(written).parts), default=0) > LONGEST_NAME:
        return folder
    forms = [Path(os.path.realpath(folder / each)) for each in (written, normalize("NFD", written))]
    return next((each for each in forms if each.exists()), forms[0])


def _picture(source: str, passage: Passage, folder: Path, root: Path) -> Picture:
    where = passage.location_of_target(source)
    if not source or re.match(r"[a-z][a-z+.-]*:|//", source, re.IGNORECASE):
        raise content_error(
            where, "L003", f"picture '{source}' is not a file of this folder; save it beside the content"
        )
    path = _path(folder, unquote(source))
    if not path.is_relative_to(os.path.realpath(root)):
        raise content_error(where, "L003", f"picture '{source}' lies outside the content folder; copy it into it")
    if any(part.startswith(".") for part in path.relative_to(os.path.realpath(root)).parts):
        raise content_error(where, "L003", f"picture '{source}' is hidden, so that no build sees it change; rename it")
    if not path.is_file():
        raise content_error(where, "L003", f"there is no picture '{source}'; paths start at the file's own folder")
    if path.suffix.lower() not in SUFFIXES:
        message = f"'{source}' is no picture that Anki shows everywhere; take one of {', '.join(SUFFIXES)}"
        raise content_error(where, "L004", message)
    if not 0 < path.stat().st_size <= LARGEST:
        message = f"picture '{source}' is empty or larger than {LARGEST // 1_000_000} MB; save it smaller"
        raise content_error(where, "L004", message)
    data = path.read_bytes()
    if fault := picture_fault(data, path.suffix.lower()):
        raise content_error(where, "L004", f"picture '{source}' {fault}")
    return Picture(_media_name(path, data), path, source, folder)


def _media_name(path: Path, data: bytes) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40] or "picture"
    return f"{stem}-{digest_of(data)[:12]}{path.suffix.lower()}"
