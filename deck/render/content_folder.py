"""What all notes of a content folder are rendered with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deck.render.media_files import MediaFiles
from deck.source.bibliography import Works
from deck.source.front_matter import Decks, decks_of
from deck.source.settings import Settings


@dataclass(frozen=True)
class Folder:
    """A content folder: where it is, how messages name it, its settings, bibliography, media files and own style."""

    path: Path
    display_path: str
    settings: Settings
    works: Works
    media: MediaFiles
    style: str = ""

    @property
    def decks(self) -> Decks:
        """The decks of its files."""
        return decks_of(self.settings, self.display_path)
