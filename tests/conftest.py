from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from support.clock import NOW
from support.samples import DECK_TOML, FRONT_MATTER

from deck.build import check
from deck.cache.cache_folder import APPLICATION
from deck.compile.folder import render_content
from deck.render.note import RenderedNote

Write = Callable[..., Path]


@pytest.fixture(autouse=True, scope="session")
def separate_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test use the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("DECK_CACHE", raising=False)
        yield


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a cache that no other test uses, which is the default one of this test."""
    home = tmp_path.with_name(f"{tmp_path.name}-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return home / APPLICATION


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Write:
    """Return a function that writes notes, and other files by name, into the folder ``content``."""
    monkeypatch.chdir(tmp_path)
    assert not cache.exists()

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
def update_tool(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function after which what is cached was put there by another version of the program."""
    return lambda: monkeypatch.setattr("deck.cache.keys.tool", lambda: "another version")


@pytest.fixture
def errors(write: Write) -> Callable[..., list[str]]:
    """Return a function that writes content and returns the errors that ``check`` finds, without the folder's name."""
    return _finder(write, "error")


@pytest.fixture
def warnings(write: Write) -> Callable[..., list[str]]:
    """Return a function that writes content and returns the warnings of ``check``, with the codes of their rules."""
    return _finder(write, "warning", "{0.rule} {0}")


def _finder(write: Write, level: str, form: str = "{}") -> Callable[..., list[str]]:
    def found(notes: str = "", files: dict[str, str | bytes] | None = None) -> list[str]:
        diagnostics = check(write(notes, files), NOW).found
        return [form.format(each).replace("content/", "", 1) for each in diagnostics if each.level == level]

    return found


@pytest.fixture
def rendered(write: Write) -> Callable[..., RenderedNote]:
    """Return a function that renders the only note of some Markdown."""

    def render_one(notes: str, files: dict[str, str | bytes] | None = None) -> RenderedNote:
        (note,) = render_content(write(notes, files))
        return note

    return render_one
