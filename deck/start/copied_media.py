"""Copy the pictures and sounds of another deck, under names that work everywhere and say what is in them."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote

from deck.compile.trial import fitting_suffix
from deck.start.blocks import Run
from deck.start.file_names import file_names
from deck.start.note_kind import NotAdoptedError

FOLDER = "media"
ELSEWHERE = ("http:", "https:", "data:", "//")


class CopiedMedia:
    """The pictures and sounds of a deck, copied from the folder *media* into *content* when they are asked for."""

    def __init__(self, media: Path, content: Path) -> None:
        self._content = content
        self._files = {normalize("NFC", path.name): path for path in media.iterdir()} if media.is_dir() else {}
        self._copied: dict[Path, str] = {}

    def path_of(self, run: Run) -> str:
        """Return the path in the content of a picture or sound; raise `NotAdoptedError` for a bad one."""
        if run.text.lower().startswith(ELSEWHERE):
            raise NotAdoptedError(f"a {run.kind} that is not in the package")
        forms = (normalize("NFC", each) for each in (run.text, unquote(run.text)))
        path = next((self._files[each] for each in forms if each in self._files), None)
        if path is None:
            raise NotAdoptedError(f"a {run.kind} that is missing")
        if path not in self._copied:
            self._copied[path] = self._copy(path, run.kind)
        return self._copied[path]

    def remove_unused(self, text: str) -> None:
        """Remove the copies that *text* does not name."""
        for path in self._copied.values():
            if path not in text:
                (self._content / path).unlink()

    def _copy(self, path: Path, kind: str) -> str:
        data = path.read_bytes()
        suffix, fault = fitting_suffix(data, path.suffix.lower(), kind)
        if fault:
            raise NotAdoptedError(f"a {kind} that {fault}")
        stem = next(file_names([path.stem], kind))
        names = (f"{stem}{f'-{number}' if number > 1 else ''}{suffix}" for number in count(1))
        folder = self._content / FOLDER
        folder.mkdir(exist_ok=True)
        target = next(folder / name for name in names if not (folder / name).exists())
        target.write_bytes(data)
        return f"{FOLDER}/{target.name}"
