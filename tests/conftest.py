from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from samples import DECK_TOML, FRONT_MATTER

from deck.build import check
from deck.content import compile_content
from deck.render import RenderedNote

NOW = 1_760_000_000
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes notes, and other files by name, into the folder ``content``."""
    monkeypatch.chdir(tmp_path)

    def write_content(notes: str = "", files: dict[str, str | bytes] | None = None) -> Path:
        content = Path("content")
        everything: dict[str, str | bytes] = {"deck.toml": DECK_TOML, **(files or {})}
        if notes:
            everything["one.md"] = FRONT_MATTER + dedent(notes)
        for name, text in everything.items():
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return content

    return write_content


@pytest.fixture
def mistakes(write: Write) -> Callable[..., list[str]]:
    """Return a function that writes content and returns what ``check`` says of it, without the folder's name."""

    def found(notes: str = "", files: dict[str, str | bytes] | None = None) -> list[str]:
        return [str(each).removeprefix("content/") for each in check(write(notes, files), NOW)]

    return found


@pytest.fixture
def rendered(write: Write) -> Callable[..., RenderedNote]:
    """Return a function that renders the only note of some Markdown."""

    def render_one(notes: str, files: dict[str, str | bytes] | None = None) -> RenderedNote:
        (note,) = compile_content(write(notes, files)).notes
        return note

    return render_one
