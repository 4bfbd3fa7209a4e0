"""Write the page as a folder of files, which can be opened with or without a web server."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path

from deck.files import leads_elsewhere, read_regular_file, replacing
from deck.preview.page import GENERATOR, Page

INDEX, UPDATE, MEDIA = "index.html", "update.html", "media"
SOURCES = files("deck").joinpath("preview", "assets")
ASSETS = ("page.css", "anki.css", "icon.svg", "start.js", "frames.js", "filters.js", "live.js", "page.js")
MATHJAX = files("mathjax").joinpath("static", "mathjax")
MATHJAX_SCRIPT, MATHJAX_FONTS = "tex-chtml-full.js", "output/chtml/fonts/woff-v2"


class NotAPreviewError(Exception):
    """The folder contains something other than a preview, which the page would overwrite."""


def check_folder(folder: Path) -> None:
    """Raise `NotAPreviewError` if *folder* is or contains a link, or contains something other than a preview."""
    if (
        leads_elsewhere(folder)
        or _has_links(folder)
        or (folder.exists() and any(folder.iterdir()) and not _is_preview(folder))
    ):
        raise NotAPreviewError(f"'{folder}' contains something other than a preview; choose an empty folder")


def prepare(folder: Path) -> None:
    """Write the scripts, styles and MathJax of a page to *folder*; raise `NotAPreviewError` if it is something else."""
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ASSETS:
        _write(folder / name, SOURCES.joinpath(name).read_bytes())
    with as_file(MATHJAX) as source:
        target = folder / "mathjax"
        _write(target / "LICENSE", (source / "LICENSE").read_bytes())
        _write(target / MATHJAX_SCRIPT, (source / "es5" / MATHJAX_SCRIPT).read_bytes())
        for font in (source / "es5" / MATHJAX_FONTS).iterdir():
            _write(target / MATHJAX_FONTS / font.name, font.read_bytes())


def write_page(page: Page, folder: Path) -> None:
    """Write a page into *folder*, and by itself what differs from the page before, for pages that are open.

    The media are where `render_cards` copied them.
    """
    _replace(folder / INDEX, page.html.encode(errors="backslashreplace"))
    _replace(folder / UPDATE, page.update.encode(errors="backslashreplace"))


def _has_links(folder: Path) -> bool:
    """Return whether *folder* is a link or contains one, at any depth."""
    paths = [folder]
    for path in paths:
        if path.is_symlink():
            return True
        if path.is_dir():
            paths += path.iterdir()
    return False


def _is_preview(folder: Path) -> bool:
    with suppress(OSError):
        return GENERATOR.encode() in read_regular_file(folder / INDEX)
    return False


def _write(path: Path, data: bytes) -> None:
    """Write a file that a web server can read, completely or not at all."""
    with suppress(OSError):
        if read_regular_file(path) == data:
            return
    _replace(path, data)


def _replace(path: Path, data: bytes) -> None:
    with replacing(path, safe=False) as file:  # a page that the disk loses is made again
        file.write(data)
