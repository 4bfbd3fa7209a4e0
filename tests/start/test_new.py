import re
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import QUALITY

import figures
from deck.build import build, check
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.checks.rule_levels import levels_of
from deck.compile.folder import compile_content, render_content
from deck.markup.fences import find_fences
from deck.source.fields import WRITABLE
from deck.source.heading import KEYS, KINDS
from deck.source.settings import Lint, Settings
from deck.source.table import keys_of
from deck.start.new import STARTER, start

FILES = [".gitattributes", "1-cards.md", "2-figures.md", "deck.toml", "images/bowl.svg", "references.bib"]
PAGES = [STARTER.joinpath(name).read_text(encoding="utf-8") for name in FILES if name.endswith(".md")]
MARKDOWN = "\n".join(PAGES)
TOML = STARTER.joinpath("deck.toml").read_text(encoding="utf-8")
FENCES = [fence for page in PAGES for fence in find_fences(page)]


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Begin a deck in the folder ``my_first-deck``."""
    monkeypatch.chdir(tmp_path)
    start(Path("my_first-deck"), "0123abcd")
    return Path("my_first-deck")


def test_the_files_that_are_written_are_returned(tmp_path):
    written = start(tmp_path / "new", "0123abcd")

    assert [path.relative_to(tmp_path / "new").as_posix() for path in written] == FILES
    assert all(path.is_file() for path in written)


def test_a_new_deck_has_nothing_to_find_however_strict_its_rules_are(started):
    settings = started / "deck.toml"
    strict = settings.read_text(encoding="utf-8").replace('errors = ["P006"]', f"errors = {QUALITY}")
    settings.write_text(strict, encoding="utf-8")

    assert f"errors = {QUALITY}" in strict
    assert check(started, NOW).found == ()


def test_of_quality_only_a_missing_alt_text_stops_the_build_of_a_new_deck_and_no_source_is_asked_for(started):
    levels = levels_of(compile_content(take_snapshot(started, Store()), Store()).folder.settings)

    assert [code for code, level in levels.items() if level == "error"] == ["P006"]
    assert [code for code, level in levels.items() if level == "off"] == ["S001"]


def test_a_new_deck_builds_under_the_name_of_its_folder(started):
    report = build(started, None, NOW)

    assert report.package == Path("build", "My first deck.apkg")
    assert (report.notes, report.cards, report.figures) == (13, 17, 3)


def test_the_namespace_is_the_folders_with_what_no_other_deck_has(started):
    settings = compile_content(take_snapshot(started, Store()), Store()).folder.settings

    assert (settings.name, settings.namespace) == ("My first deck", "my-first-deck-0123abcd")


@pytest.mark.parametrize(
    ("folder", "name", "namespace"),
    [
        ("C++", "C", "c-1"),
        ("Größe: 'x' #1", "Größe x 1", "grosse-x-1-1"),
        ("हिन्दी", "हिन्दी", "hindii-1"),
        ("2026", "2026", "2026-1"),
        ("--", "My Deck", "my-deck-1"),
    ],
)
def test_whatever_a_folder_is_called_its_deck_has_a_name_that_can_be_read(folder, name, namespace, tmp_path):
    start(tmp_path / folder, "1")

    compiled = compile_content(take_snapshot(tmp_path / folder, Store()), Store())

    assert (compiled.folder.settings.name, compiled.folder.settings.namespace) == (name, namespace)


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError) as error:
        start(tmp_path, "0123abcd")

    assert (error.value.strerror, error.value.filename) == ("it is not empty; choose a new folder", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path):
    assert start(tmp_path, "0123abcd")


@pytest.mark.parametrize("kind", {*KINDS} - {"typed reversed"})  # which is two that are shown
def test_every_kind_of_note_is_shown(kind, started):
    assert kind in {note.note.kind for note in render_content(started)}


@pytest.mark.parametrize("name", WRITABLE)
def test_every_field_is_shown(name, started):
    assert any(name in note.note.fields for note in render_content(started))


@pytest.mark.parametrize("key", {*KEYS} - {"guid"})  # which only a deck that moves in has
def test_every_key_of_a_heading_is_shown(key):
    assert re.search(rf"^## .*\{{#.*\b{key}=", MARKDOWN, re.MULTILINE)


@pytest.mark.parametrize("language", ["descent", "curve", "check", "python"])
def test_fences_are_shown(language):
    assert language in {fence.language for fence in FENCES}


@pytest.mark.parametrize("key", {*figures.Figure.model_fields, "animate", "answer"} - {"alt"})
def test_every_key_that_figures_share_is_shown(key):
    assert any(f"\n{key}:" in f"\n{fence.body}" for fence in FENCES)


@pytest.mark.parametrize("key", [*keys_of(Settings), *keys_of(Lint)])
def test_every_setting_is_shown(key):
    assert re.search(rf"\b{key} = |\[(lint\.)?{key}\]", TOML)


@pytest.mark.parametrize(
    "mark",
    [
        r"^tags: \[",
        r"\n\n---\n\n",
        r"[^$]\$[^$]",
        r"^\$\$$",
        r"^\|--",
        r"^> \[!NOTE\]$",
        r"!\[.+\]\(images/.+\)",
        r"[^!]\[\w+\]\(https:",
        r"\{\{c1::",
        r"\{\{c3::.+::.+\}\}",
        r"^@\w+, ",
        r"<!-- ",
        r"^\*\*0\.5\*\*$",
        r"^labels: false$",
    ],
)
def test_every_mark_is_shown(mark):
    assert re.search(mark, MARKDOWN, re.MULTILINE)


def test_comments_explain_every_note_and_no_card_shows_them(started):
    assert all("<!--" in part for part in re.split(r"(?m)^## ", PAGES[0])[1:])
    for note in render_content(started):
        assert not [html for html in note.fields.values() if "--" in html]


def test_the_picture_has_colours_that_are_seen_by_day_and_by_night():
    svg = STARTER.joinpath("images", "bowl.svg").read_text(encoding="utf-8")

    for colour in set(re.findall(r"#([0-9a-f]{6})", svg)):
        channels = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
        luminance = sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
        assert 1.05 / (luminance + 0.05) > 3  # on white
        assert (luminance + 0.05) / 0.0591 > 3  # on the card's #16181c
