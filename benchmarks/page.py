"""Tables that stand between two marks of a Markdown page: ``<!-- name -->`` and ``<!-- /name -->``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Marked:
    """The text between the marks *name* of the page *path*."""

    path: Path
    name: str

    def read(self) -> str | None:
        """Return it, or nothing where the marks are missing."""
        found = self._pattern.search(self.path.read_text(encoding="utf-8"))
        return found[0] if found else None

    def write(self, text: str) -> None:
        """Put *text* in its place."""
        page = self.path.read_text(encoding="utf-8")
        self.path.write_text(self._pattern.sub(lambda _: text, page), encoding="utf-8")

    @property
    def missing(self) -> str:
        """What to say where the marks are missing."""
        return f"{self.path}: the markers <!-- {self.name} --> and <!-- /{self.name} --> are missing; add them"

    @property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<=<!-- {self.name} -->\n).*?(?=<!-- /{self.name} -->)", re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))
