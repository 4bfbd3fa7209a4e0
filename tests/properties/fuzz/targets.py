"""The targets of fuzzing, one function each, and the properties that must hold for every input.

No input causes a traceback, a hang or huge memory use: it is accepted, or refused as a mistake with its line. No word
of an accepted note is lost, and ``check --fix`` changes only what it should.

A target has bytes as its argument and raises if a property is broken; ``python -m tests.properties.fuzz TARGET`` calls
it with random bytes until it is stopped.
"""

import ast
import io
import json
import os
import re
import resource
import signal
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from zipfile import ZipFile

import zstandard
from support.clock import NOW

from deck import check
from deck.anki.verify import import_and_check
from deck.build import build, plan
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.checks.emoji_names import emoji
from deck.compile.folder import examine
from deck.diagnostics import ContentError, Location
from deck.edit.fix import find_fixes, write_fixes
from deck.history.guid import guid_of
from deck.history.lock_file import read_lock
from deck.history.published import read_package
from deck.markup.fences import outside_fences
from deck.markup.to_html import to_html
from deck.note_types import CARD, note_type_id
from deck.preview import make
from deck.safety.package_archive import PackageError, open_package
from deck.source.front_matter import Decks
from deck.source.heading import contains_id
from deck.source.notes import read_notes
from deck.source.yaml_lines import read_mapping
from figures import KINDS, OPTIMIZERS, SURFACES, Check
from figures.calls import parse
from figures.claims.evaluator import NoValueError, evaluate
from figures.claims.language import Language
from figures.claims.subjects import RunTrace

AGAIN = 0.001  # seconds of a processor after which a timer comes again
CACHE = Path("cache")  # in the folder of an input
TOML = b'name = "Test"\nnamespace = "test"\n'
FRONT = b"---\ndeck: Test::One\n---\n\n"
NOTE = b"## What is it? {#one}\n\nA thing.\n\n"
ONE_LINE = re.compile(r"[^\n]+:\d+: [^\n]+")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
WORD = re.compile(r"(?<![&@#!\w])[A-Za-z]{4,}(?![\w;])")
HEADING = re.compile(r"^ {0,3}(?:###[ \t].*|##[ \t]+(?P<title>.*?)[ \t]*(?:\{[^{}]*\})?[ \t#]*$)")
NO_WORDS = re.compile(r"<br>|:[a-z0-9_+-]+:|\[[ xX]\]|[#.][\w-]+|[\W_]")  # what a fix may add, remove or move
EMOJI_WITH_WORDS = re.compile("|".join(re.escape(each) for each in set(emoji().values()) if re.search(r"\w", each)))
TABLES = """
    create table col (models text, decks text);
    create table notes (id, guid, mid, mod, tags, flds);
    create table cards (nid, did, ord, odid);
"""

MARKDOWN = ("file", "note", "body", "heading", "fixes")  # targets whose input is Markdown

Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {}


def target(function: Target) -> Target:
    """Register a target under its function's name."""
    TARGETS[function.__name__] = function
    return function


@target
def file(data: bytes) -> None:
    """A file of notes, front matter and all."""
    _check({"one.md": data})


@target
def note(data: bytes) -> None:
    """The text below the front matter of a file."""
    _check({"one.md": FRONT + data})


@target
def body(data: bytes) -> None:
    """The text of a plain card, of a cloze and of a source."""
    _check({"one.md": FRONT + b"## What is it? {#one}\n\n" + data})
    _check({"one.md": FRONT + b"## What is it? {#one .cloze}\n\n{{c1::a}} " + data})
    bib = b"@misc{k, author={A}, title={T}, year=1}"
    _check({"one.md": FRONT + NOTE + b"### Source\n\n" + data, "references.bib": bib})


@target
def heading(data: bytes) -> None:
    """The heading of a note, and its attributes."""
    line = data.replace(b"\n", b" ")
    _check({"one.md": FRONT + b"## " + line + b"\n\nA thing.\n"})
    _check({"one.md": FRONT + b"## What is it? {#one " + line + b"}\n\nA thing.\n"})


@target
def fixes(data: bytes) -> None:
    """``check --fix`` of a file changes only what it should, and a second run changes nothing."""
    with folder({"one.md": FRONT + data}) as content, suppress(ContentError):
        before, _ = read_notes(content, Decks("Test", "content", by_folder=False))
        found = find_fixes(content)
        write_fixes(found)
        written = Path(content, "one.md").read_bytes()
        after, _ = read_notes(content, Decks("Test", "content", by_folder=False))
        assert words_of(written.decode()) == words_of((FRONT + data).decode()), "a word changed"
        assert len(after) == len(before), "there are more notes, or fewer"
        assert all(each.id or contains_id(each.title.text) for each in after if each.title.text), "an id is missing"
        assert [list(each.fields) for each in after] == [list(each.fields) for each in before], "a field changed"
        assert find_fixes(content) == [], "a second time changes something"


@target
def settings(data: bytes) -> None:
    """``deck.toml``."""
    _check({"one.md": FRONT + NOTE, "deck.toml": data})
    _check({"one.md": FRONT + NOTE, "deck.toml": TOML + data})


@target
def bibliography(data: bytes) -> None:
    """``references.bib``."""
    _check({"one.md": FRONT + NOTE + b"### Source\n\n@key, 1\n", "references.bib": data})


@target
def lock(data: bytes) -> None:
    """``deck.lock``, as it is and as a line below a good header, and a build on it."""
    for text in (data, b'{"version": 1, "namespace": "test"}\n\n' + data):
        with folder({"one.md": FRONT + NOTE, "deck.lock": text}) as content, suppress(ContentError):
            read_lock(content / "deck.lock", "content/deck.lock", "test")
            build(content, Path("out.apkg"), NOW, cache=CACHE)


@target
def published(data: bytes) -> None:
    """A package to compare with: its archive, database, note types, decks and notes."""
    parts = {"css": "", "tmpls": [], "flds": [{"name": each} for each in CARD.field_names]}
    models = json.dumps({note_type_id("test", CARD): {"name": "a", "mod": 1, **parts}}).encode()
    decks = json.dumps({1: {"name": "Test"}}).encode()
    text = data.decode(errors="replace")
    fields = ["\x1f" * 8 + "one\x1f\x1f", *text.split("\n")]
    packages = [
        data,
        _archive(data),
        _archive(_database(data, decks, fields)),
        _archive(_database(models, data, fields)),
        _archive(_database(models, decks, fields)),
        _archive(_database(models, decks, fields), compressed=True),
        _archive(data, compressed=True),
    ]
    for package in packages:
        with folder({"one.md": FRONT + NOTE}) as content, suppress(ContentError):
            Path("published.apkg").write_bytes(package)
            with suppress(PackageError), open_package(Path("published.apkg")) as opened:
                opened.media_names()
            read_package(Path("published.apkg"), "test")
            plan(content, NOW, Path("published.apkg"), CACHE)


@target
def verified(data: bytes) -> None:
    """What a package holds that Anki is to import: fields, tags, templates, styles, and the names of note types."""
    text = data.decode(errors="replace")
    with folder({"one.md": FRONT + NOTE}) as content, suppress(ContentError):
        package = build(content, None, NOW).package
        with ZipFile(package) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(held["collection.anki2"])
            connection.execute("update notes set tags = ?1, flds = ?1 || substr(flds, instr(flds, char(31)))", [text])
            ((models,),) = connection.execute("select models from col").fetchall()
            for model in (known := json.loads(models)).values():
                model["name"] = model["css"] = text
                model["tmpls"][0]["qfmt"] += text
            connection.execute("update col set models = ?", [json.dumps(known)])
            connection.commit()
            held["collection.anki2"] = connection.serialize()
        with ZipFile(package, "w") as archive:
            for name, entry in held.items():
                archive.writestr(name, entry)
        with TemporaryDirectory() as own:  # without a process of its own, which would hide what breaks down
            import_and_check(package, set(), Path(own))


@target
def previewed(data: bytes) -> None:
    """The text of a note that is shown as Anki renders it."""
    note = FRONT + b"## What is it? {#one .reversed}\n\n" + data
    with folder({"one.md": note}) as content, suppress(ContentError):
        make(content, Path("site"), NOW, lambda *_: None)


@target
def fence(data: bytes) -> None:
    """The YAML of a figure or a check, and what it claims."""
    for kind in (*KINDS, "check"):
        _check({"one.md": FRONT + NOTE + f"```{kind}\n".encode() + data + b"\n```\n"})


@target
def yaml(data: bytes) -> None:
    """YAML alone."""
    with suppress(ContentError):
        typed, locations = read_mapping(data.decode(errors="replace"), Location("a.md"))
        assert locations.keys() >= {(key,) for key in typed}


@target
def call(data: bytes) -> None:
    """A call of an optimizer or a surface."""
    text = data.decode(errors="replace")
    for read in (parse, OPTIMIZERS.read, SURFACES.read):
        with suppress(ValueError):
            read(text)


@target
def expression(data: bytes) -> None:
    """A claim or a number over two runs."""
    text = data.decode(errors="replace")
    runs = "surface: quadratic(a=1, b=5)\nsteps: 9\npaths: {a: gd, b: adam}\nanswer: 1\n"
    experiment = Check.model_validate(read_mapping(runs, Location("a.md"))[0])
    language = Language(["a", "b"], RunTrace)
    for read in (language.read_claim, language.read_number):
        with suppress(ValueError, NoValueError):
            evaluate(read(text), experiment.subjects())


def words_of(text: str) -> str:
    """Return the letters and digits of a text without what a fix may change: ids, kinds of notes, boxes and emoji."""
    return NO_WORDS.sub("", EMOJI_WITH_WORDS.sub("", text))


@contextmanager
def bounded(seconds: int, megabytes: int = 700) -> Iterator[None]:
    """Limit the processor time of the body to *seconds*, and its memory to *megabytes* more than is in use."""

    def stop(_signal: int, frame: FrameType | None) -> None:
        if frame and Path(frame.f_code.co_filename).parent.name == "coverage":
            return  # it would keep its lock, and the next test would wait for it without end; the timer comes again
        raise AssertionError(f"took longer than {seconds} seconds")

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limits, handler = resource.getrlimit(resource.RLIMIT_AS), signal.signal(signal.SIGPROF, stop)
    resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 1_000_000, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        resource.setrlimit(resource.RLIMIT_AS, limits)


@contextmanager
def folder(files: dict[str, bytes]) -> Iterator[Path]:
    """Write a content folder into an empty folder, and make that the current folder."""
    before = Path.cwd()
    with TemporaryDirectory() as home:
        os.chdir(home)
        try:
            content = Path("content")
            content.mkdir()
            for name, data in {"deck.toml": TOML, **files}.items():
                (content / name).write_bytes(data)
            yield content
        finally:
            os.chdir(before)


def _check(files: dict[str, bytes]) -> None:
    """Check a folder: each finding has its line, and without errors every word is on a card."""
    with folder(files) as content:
        found = check(content, NOW, CACHE).found
        assert all(ONE_LINE.fullmatch(str(each)) for each in found), "a finding has more than one line"
        assert (to_html("a"), to_html("*a*")) == ("<p>a</p>", "<p><em>a</em></p>"), "later text is rendered differently"
        if not any(each.level == "error" for each in found):
            store = Store(CACHE)
            fields = examine(take_snapshot(content, store), store).fields
            shown = "\n".join(html for each in fields for html in each.html)
            assert not (lost := lost_words(files["one.md"].decode(), shown)), f"lost: {lost}"


def _archive(database: bytes, *, compressed: bool = False) -> bytes:
    """Return a package that holds such a database, in the oldest form or, *compressed*, in the newest."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(
            "collection.anki21b" if compressed else "collection.anki2", _packed(database, compressed=compressed)
        )
        if compressed:
            archive.writestr("meta", b"\x08\x03")
            archive.writestr("media", _packed(database, compressed=compressed))
    return packed.getvalue()


def _packed(data: bytes, *, compressed: bool) -> bytes:
    return zstandard.compress(data) if compressed else data


def _database(models: bytes, decks: bytes, fields: list[str]) -> bytes:
    """Return a database with a note for each of *fields*, and its card."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        texts = [each.decode(errors="replace") for each in (models, decks)]
        connection.execute("insert into col values (?, ?)", texts)
        for number, each in enumerate(fields):
            mid = note_type_id("test", CARD)
            connection.execute(
                "insert into notes values (?, ?, ?, 1, '', ?)", (number, guid_of("test", "one"), mid, each)
            )
            connection.execute("insert into cards values (?, 1, 0, 0)", (number,))
        connection.commit()
        return connection.serialize()


def lost_words(text: str, shown: str) -> set[str]:
    """Return the words below the heading of a file's first note that are not shown.

    Fences, names of fields, attributes of headings and comments do not count.
    """
    lines = [line for _, line in outside_fences(text.replace("\r\n", "\n"))]
    first = next((n for n, line in enumerate(lines) if HEADING.match(line)), len(lines))
    written = "\n".join(HEADING.sub(r"\g<title>", line) for line in lines[first:])
    written = unicodedata.normalize("NFC", COMMENT.sub(" ", written))
    return {word for word in WORD.findall(written) if word not in unescape(shown)}


def tokens(name: str) -> list[str]:
    """Return the texts of a libFuzzer dictionary in the folder of this file."""
    lines = Path(__file__).with_name(f"{name}.dict").read_text(encoding="ascii").splitlines()
    return [ast.literal_eval(f"b{line}").decode() for line in lines]
