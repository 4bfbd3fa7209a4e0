"""Compilers of Markdown into Anki packages: this project, plain genanki, and other people's from PyPI.

Each is given the same cards in its own syntax, a folder that is its author's from build to build, and the time. To
add one, add a function that writes its sources, and a line to `PEERS`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import genanki
from markdown import markdown

from deck.build import build

PICTURE = "dot.gif"
VENVS = Path("build", "peers")
CLOCKED = """\
import runpy, sys, time
now, *sys.argv = sys.argv[1:]
time.time = lambda: float(now)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Card:
    """A card as its author thinks of it, in no tool's syntax; *was* is its first id, if it was renamed."""

    id: str
    word: str
    question: str
    answer: str
    deck: str = "First"
    was: str = ""
    reversed: bool = False
    picture: bytes = b""

    @property
    def body(self) -> str:
        """The answer in Markdown, with its picture."""
        return f"{self.answer}\n\n![A dot]({PICTURE})" if self.picture else self.answer


Cards = Sequence[Card]


@dataclass(frozen=True)
class Compiler:
    """A tool: *compile* turns cards, the author's folder and a time (seconds) into packages; *can* names extras."""

    name: str
    compile: Callable[[Cards, Path, int], list[Path]]
    can: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Peer:
    """A tool from PyPI: *write* puts sources into a folder and returns the command that compiles them into another."""

    requirements: tuple[str, ...]
    write: Callable[[Cards, Path, Path], list[str]]
    can: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Its name and version."""
        return self.requirements[0].replace("==", " ")

    @property
    def tool(self) -> str:
        """Its name."""
        return self.requirements[0].partition("==")[0]


def compilers(python: str | None) -> list[Compiler]:
    """Return this project and plain genanki; with *python*, which makes their environments, the peers too."""
    ours = [
        Compiler("this project", _compile_here, frozenset({"reverse", "rename"})),
        Compiler(f"plain genanki {version('genanki')}", _compile_plainly, frozenset({"reverse"})),
    ]
    if not python:
        return ours
    return ours + [Compiler(each.name, partial(_run, each, installed(each, python)), each.can) for each in PEERS]


def write_here(cards: Cards, content: Path) -> None:
    """Write *cards* as a content folder of this project."""
    _write(content / "deck.toml", 'name = "Bench"\nnamespace = "bench"\n')
    _write_pictures(cards, content)
    for deck, members in _by_deck(cards):
        notes = "\n\n".join(f"## {each.question} {{{_attributes(each)}}}\n\n{each.body}" for each in members)
        _write(content / f"{deck}.md", f"---\ndeck: Bench::{deck}\n---\n\n{notes}\n")


def write_headings(cards: Cards, source: Path) -> None:
    """Write *cards* as most scripts want them: a file a deck, its name the title, each question a heading."""
    _write_pictures(cards, source)
    for deck, members in _by_deck(cards):
        notes = "\n\n".join(f"## {each.question}\n\n{each.body}" for each in members)
        _write(source / f"{deck}.md", f"# {deck}\n\n{notes}\n")


def _compile_here(cards: Cards, folder: Path, now: int) -> list[Path]:
    write_here(cards, folder / "content")
    return [build(folder / "content", folder / "bench.apkg", now, cache=folder / "cache").package]


def _attributes(card: Card) -> str:
    return f"#{card.id}" + f" was={card.was}" * bool(card.was) + " .reversed" * card.reversed


def _compile_plainly(cards: Cards, folder: Path, now: int) -> list[Path]:
    """Do as genanki's README does: its own note types, constant ids, and its defaults for GUID and time."""
    _write_pictures(cards, folder)
    decks = []
    for name, members in _by_deck(cards):
        deck = genanki.Deck(zlib.crc32(name.encode()), name)
        for each in members:
            model = genanki.BASIC_AND_REVERSED_CARD_MODEL if each.reversed else genanki.BASIC_MODEL
            deck.add_note(genanki.Note(model, [markdown(each.question), markdown(each.body)]))
        decks.append(deck)
    package = folder / "bench.apkg"
    genanki.Package(decks, [str(folder / PICTURE)]).write_to_file(package, timestamp=now)
    return [package]


def _write_ankdown(cards: Cards, source: Path, output: Path) -> list[str]:
    for deck, members in _by_deck(cards):
        _write_pictures(members, source / deck)
        notes = "\n---\n\n".join(f"{each.question}\n\n%\n\n{each.body}\n\n" for each in members)
        _write(source / deck / "cards.md", notes)
    return ["ankdown", "-r", str(source), "-p", str(output / "bench.apkg")]


def _write_markdown_anki_decks(cards: Cards, source: Path, output: Path) -> list[str]:
    write_headings(cards, source)
    return ["mdankideck", str(source), str(output)]


def _write_md2anki(cards: Cards, source: Path, output: Path) -> list[str]:
    _write_pictures(cards, source)
    for deck, members in _by_deck(cards):
        notes = "\n\n".join(f"## {each.question} ({_hash(each.id)})\n\n{each.body}" for each in members)
        _write(source / f"{deck}.md", f"# {deck} ({zlib.crc32(deck.encode())})\n\n{notes}\n")
    files = [str(path) for path in sorted(source.glob("*.md"))]
    return ["md2anki", *files, "-o-anki", str(output / "bench.apkg"), "-file-dir", str(source)]


def _write_ankcompiler(cards: Cards, source: Path, output: Path) -> list[str]:
    _write_pictures(cards, source)
    for deck, members in _by_deck(cards):
        notes = "\n\n".join(f"---\n\n{each.question} ::: {each.body}\n\n---\n\n{_footnotes(each)}" for each in members)
        _write(source / f"{deck}.md", f"---\ndeck: Bench::{deck}\n---\n\n{notes}\n")
    return ["ankc", "build", "--all", "--path", str(source), "--output", str(output)]


def _footnotes(card: Card) -> str:
    return f"[^uid]: {_hash(card.id)}" + "\n[^type]: reversed" * card.reversed


def _hash(card_id: str) -> str:
    return hashlib.sha256(card_id.encode()).hexdigest()[:10]


PEERS = (
    Peer(("ankdown==0.7.1",), _write_ankdown),
    Peer(("markdown-anki-decks==1.1.1", "click==8.0.4"), _write_markdown_anki_decks),
    Peer(("md2anki==3.1.0",), _write_md2anki),
    Peer(("ankcompiler==0.6.0",), _write_ankcompiler, frozenset({"reverse"})),
)


def installed(peer: Peer, python: str) -> Path:
    """Return the folder of programs of *peer*'s own environment, which *python* makes if it is not there."""
    venv = VENVS / peer.name.replace(" ", "-")
    done, wanted = venv / "installed.txt", "\n".join((python, *peer.requirements))
    programs = venv.absolute() / "bin"
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        _call(python, "-m", "venv", "--clear", str(venv))
        _call(str(programs / "python"), "-m", "pip", "install", "--disable-pip-version-check", *peer.requirements)
        done.write_text(wanted, encoding="utf-8")
    return programs


def _run(peer: Peer, programs: Path, cards: Cards, folder: Path, now: int) -> list[Path]:
    """Compile with *peer* in its own environment, whose clock says *now*."""
    source, output = folder / "source", folder / "packages"
    for each in (source, output):
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir()
    program, *arguments = peer.write(cards, source, output)
    _call(str(programs / "python"), "-c", CLOCKED, str(now), str(programs / program), *arguments)
    return sorted(output.glob("*.apkg"))


def _call(*command: str) -> None:
    """Run a command, and show what it said if it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _by_deck(cards: Cards) -> list[tuple[str, list[Card]]]:
    decks: dict[str, list[Card]] = {}
    for each in cards:
        decks.setdefault(each.deck, []).append(each)
    return list(decks.items())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_pictures(cards: Iterable[Card], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in cards:
        if each.picture:
            (folder / PICTURE).write_bytes(each.picture)
