import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from shutil import copytree, ignore_patterns
from zipfile import ZipFile

import pytest
from support.clock import NOW
from support.samples import EVERYTHING, FIGURE, FILES, FRONT_MATTER, PICTURE, PLAIN_TOML

from deck import ContentError, build
from deck.source.content_files import deck_files
from figures import KINDS, Drawing

ROOT = str(Path(__file__).parent.parent)
NOTE = "## Q? {#one}\n\nA.\n"


def entries(package):
    with ZipFile(package) as archive:
        return {info.filename: info for info in archive.infolist()}


def rows(package, query, tmp_path):
    with ZipFile(package) as archive:
        archive.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_report_counts_what_the_package_holds(write):
    report = build(write(EVERYTHING, FILES), None, NOW)

    assert report.package == Path("build/Test.apkg")
    assert (report.notes, report.cards, report.figures, report.media, report.drawn) == (5, 7, 1, 3, 1)


def test_a_figure_is_drawn_once(write):
    content = write(NOTE + FIGURE + "\n## R? {#two}\n\n" + FIGURE.replace("lr=0.036", "lr=0.0360"))

    assert [build(content, None, NOW).drawn for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("workers", [nullcontext(), ThreadPoolExecutor(2)], ids=["here", "elsewhere"])
def test_every_picture_that_is_too_large_is_reported_at_its_fence_and_the_others_are_kept(write, monkeypatch, workers):
    figure = KINDS["descent"]
    monkeypatch.setattr(
        figure, "draw", lambda self, draw=figure.draw: Drawing(b" " * 60_001, b"") if self.steps > 20 else draw(self)
    )
    large = FIGURE.replace("steps: 20", "steps: 30")
    content = write(f"## Q? {{#one}}\n\n{FIGURE}\n\n---\n\n{large}\n## R? {{#two}}\n\nA.\n\n{large}")

    with pytest.raises(ContentError) as caught:
        build(content, None, NOW, workers=workers)

    what = "the picture has 60.0 kB, more than the 60 kB that a card may load; show fewer paths or fewer steps"
    assert str(caught.value) == f"content/one.md:18: {what}\ncontent/one.md:30: {what}"
    assert not list(Path("build").glob("*.apkg"))
    write(f"## Q? {{#one}}\n\n{FIGURE}")
    assert build(content, None, NOW).drawn == 0


def test_a_drawing_that_is_missing_is_drawn_again(write, cache):
    content = write(NOTE + FIGURE)
    build(content, None, NOW)
    next(cache.glob("drawings-*")).unlink()

    assert build(content, Path("build/another.apkg"), NOW).drawn == 1


def test_a_drawing_of_older_code_is_not_used(write, monkeypatch):
    content = write(NOTE + FIGURE)
    build(content, None, NOW)
    monkeypatch.setattr("deck.cache.keys.figures_code", lambda: "newer")
    monkeypatch.setattr("deck.cache.keys.tool", lambda: "newer")

    assert build(content, None, NOW).drawn == 1


def test_progress_is_reported_from_first_to_last(write):
    reported = []

    build(write(NOTE + FIGURE), None, NOW, progress=lambda done, total: reported.append((done, total)))

    assert reported == [(0, 1), (1, 1)]


def test_notes_are_new_in_source_order_with_ids_before_now(write, tmp_path):
    package = build(write(EVERYTHING, FILES), None, NOW).package

    cards = rows(package, "select nid, ord, due, id from cards order by due, ord", tmp_path)
    notes = rows(package, "select id, mod, tags from notes order by id", tmp_path)
    assert [(ord_, due) for _, ord_, due, _ in cards] == [
        (0, 1),
        (0, 2),
        (1, 2),
        (0, 3),
        (0, 4),
        (2, 4),
        (0, 5),
    ]
    assert [note[0] for note in notes] == list(dict.fromkeys(card[0] for card in cards))
    assert {note[1] for note in notes} == {NOW}
    assert notes[0][2] == " core "
    assert 0 <= NOW * 1000 - max(note[0] for note in notes) < 86_400_000
    assert len({card[3] for card in cards}) == len(cards)
    assert all(card_id <= note_id for note_id, _, _, card_id in cards)


def test_each_note_of_a_package_holds_its_own_time(write, tmp_path):
    two = NOTE + "\n## R {#two .cloze}\n\n{{c1::B}}.\n"
    build(write(two), None, NOW)
    package = build(write(two.replace("B", "C")), None, NOW + 100).package

    notes = rows(package, "select flds, mod from notes order by mod", tmp_path)
    assert [(fields.split("\x1f")[-2], time) for fields, time in notes] == [
        (str(NOW), NOW),
        (str(NOW + 100), NOW + 100),
    ]


def test_decks_are_named_and_described(write, tmp_path):
    settings = 'name = "Test"\nnamespace = "test"\ndescription = "*Hello* & welcome"\n'
    package = build(write(NOTE, {"deck.toml": settings}), None, NOW).package

    ((decks,),) = rows(package, "select decks from col", tmp_path)
    described = {deck["name"]: deck["desc"] for deck in json.loads(decks).values()}
    assert described["Test"] == "<p><em>Hello</em> &amp; welcome</p>"
    assert described["Test::One"] == ""


def test_the_archive_is_sorted_undated_and_the_database_packed(write):
    infos = entries(build(write(EVERYTHING, FILES), None, NOW).package)

    assert list(infos) == ["collection.anki2", "0", "1", "2", "media"]
    assert {info.date_time for info in infos.values()} == {(1980, 1, 1, 0, 0, 0)}
    assert infos["collection.anki2"].compress_size < infos["collection.anki2"].file_size / 5


def test_a_mistake_leaves_the_previous_package_as_it_was(write):
    package = build(write(NOTE), None, NOW).package
    before = package.read_bytes()

    with pytest.raises(ContentError):
        build(write(NOTE + "\n### Oops\n\nx"), None, NOW)

    assert package.read_bytes() == before


def test_no_temporary_file_is_left_behind(write, cache, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()

    build(write(EVERYTHING, FILES), None, NOW)

    assert sorted(each.name for each in Path("build").iterdir()) == [".gitignore", "Test.apkg"]
    assert [each.name for each in cache.iterdir() if each.name.startswith(".")] == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_same_content_makes_same_bytes_in_another_process_folder_time_zone_and_locale(write, tmp_path):
    here = build(write(EVERYTHING, FILES), None, NOW).package.read_bytes()
    elsewhere = tmp_path / "elsewhere"
    copytree("content", elsewhere / "content", ignore=ignore_patterns("deck.lock"))
    program = f"from pathlib import Path; from deck import build; build(Path('content'), Path('x.apkg'), {NOW})"
    environment = {"PYTHONPATH": ROOT, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8"}

    subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=elsewhere, umask=0o077, env={**os.environ, **environment}
    )

    assert (elsewhere / "x.apkg").read_bytes() == here
    assert (elsewhere / "content/deck.lock").read_bytes() == Path("content/deck.lock").read_bytes()


def test_a_package_contains_nothing_about_the_machine_it_was_made_on(write, tmp_path):
    with ZipFile(build(write(EVERYTHING, FILES), None, NOW).package) as archive:
        contents = b"".join(archive.read(name) for name in archive.namelist())

    for secret in (str(tmp_path), str(Path.home()), ROOT):
        assert secret.encode() not in contents


def test_git_ignores_the_default_folder_of_packages_and_no_other(write):
    subprocess.run(["git", "init", "--quiet"], check=True)
    content = write(NOTE)

    build(content, None, NOW)
    build(content, Path("elsewhere", "Test.apkg"), NOW)

    status = subprocess.run(["git", "status", "--short"], check=True, capture_output=True, text=True).stdout
    assert status.split() == ["??", "content/", "??", "elsewhere/"]

    Path("build/.gitignore").write_text("", encoding="utf-8")
    build(content, None, NOW + 1)
    assert Path("build/.gitignore").read_text(encoding="utf-8") == ""


def test_a_full_disk_leaves_nothing_behind(write, cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)

    with pytest.raises(OSError, match="No space left"):
        build(write(NOTE + FIGURE), None, NOW)

    assert [*cache.iterdir(), *Path("build").iterdir()] == []


@pytest.mark.parametrize("name", ["Collection.apkg", "backup-deck.apkg"])
def test_a_name_that_anki_takes_for_a_backup_is_refused(write, name):
    with pytest.raises(ContentError, match="Anki would restore a file of this name as a backup"):
        build(write(NOTE), Path(name), NOW)

    assert not Path(name).exists()


@pytest.mark.parametrize("name", ["content/one.md", "content/deck.toml", "content/deck.lock", "new.zip", ".", "", "/"])
def test_a_package_takes_no_place_but_that_of_a_package(write, name):
    content = write(NOTE)
    before = {path: path.read_bytes() for path in content.iterdir()}

    with pytest.raises(ContentError, match="Anki imports no deck from a file of this name"):
        build(content, Path(name), NOW)

    assert {path: path.read_bytes() for path in content.iterdir()} == before
    assert not Path("new.zip").exists()


@pytest.mark.parametrize("started", [".", "part"])
def test_what_is_built_inside_the_content_is_no_content(write, monkeypatch, started):
    folder = write(NOTE + FIGURE, {"deck.toml": PLAIN_TOML + '[lint]\nerrors = ["D004"]\noff = ["S", "Q"]\n'})
    (folder / started).mkdir(exist_ok=True)
    monkeypatch.chdir(folder / started)
    content = Path() if started == "." else Path("..")
    first = build(content, None, NOW)
    before = first.package.read_bytes()

    build(content, None, NOW + 1, rerender=True)
    second = build(content, None, NOW + 2)

    assert (second.package.read_bytes(), second.lint_result.found, second.drawn) == (before, (), 0)


def test_what_a_build_does_not_see_since_it_writes_there_is_a_mistake(write, monkeypatch):
    picture = {"build/x.svg": PICTURE, "build/more/two.md": FRONT_MATTER + "## R? {#two}\n\nB.\n"}
    folder = write("## Q? {#one}\n\n![A dot](build/x.svg)\n", picture)
    assert build(folder, None, NOW).notes == 2
    monkeypatch.chdir(folder)

    with pytest.raises(ContentError) as raised:
        build(Path(), None, NOW + 1)

    assert [str(each) for each in raised.value.diagnostics] == [
        "./build:1: holds notes, but builds started here write into it; rename it",
        "./one.md:7: picture 'build/x.svg' is where builds started here write; move it",
    ]


def test_a_file_that_is_deleted_after_the_first_look_is_reported_as_missing(write, monkeypatch):
    content = write(NOTE, {"two.md": "---\ndeck: Test\n---\n\n## R? {#two}\n\nB.\n"})
    monkeypatch.setattr("deck.cache.snapshot.MOST_HELD", 0)
    monkeypatch.setattr(
        "deck.compile.incremental.deck_files", lambda *found: (content / "two.md").unlink() or deck_files(*found)
    )

    with pytest.raises(FileNotFoundError):
        build(content, None, NOW)


def test_a_chosen_time_that_is_older_than_the_lock_is_refused_whatever_is_cached(write):
    build(write(NOTE), None, NOW, dated=True)
    build(write(NOTE.replace("A.", "B.")), None, NOW, dated=True)

    for _ in range(2):
        with pytest.raises(ContentError, match=f"SOURCE_DATE_EPOCH {NOW} is older than the lock; set it to {NOW + 1}"):
            build(Path("content"), None, NOW, dated=True)


def test_a_locked_build_leaves_the_lock_as_it_was_written(write):
    lock = write(NOTE) / "deck.lock"
    build(Path("content"), None, NOW)
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    before = lock.read_bytes()

    build(Path("content"), None, NOW, locked=True)

    assert lock.read_bytes() == before


def test_a_card_that_became_a_cloze_is_refused_though_the_lock_is_lost(write):
    published = build(write("## T {#one .cloze}\n\n{{c1::A}}\n"), Path("published.apkg"), NOW).package
    (write(NOTE) / "deck.lock").unlink()

    with pytest.raises(ContentError, match="'one' was of note type Cloze, which learners' notes cannot leave"):
        build(Path("content"), None, NOW + 1, against=published)


def test_a_folder_without_notes_is_reported(errors):
    assert errors() == ["content:1: holds no notes; write one as '## Question {#id}' in a Markdown file"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("name = 'Test'\n", "deck.toml:1: key 'namespace' is missing; add it"),
        (
            "name = 'T'\n\nnamespac = 'x'\nnamespace='y'",
            "deck.toml:3: unknown key 'namespac'; did you mean 'namespace'?",
        ),
        ("name = 'T'\nnamespace = 3", "deck.toml:2: 'namespace' is 3; it should be a valid string"),
        (
            "name = 'T::'\nnamespace = 'x'",
            "deck.toml:1: the deck name 'T::' has an empty level or a space around a level; write it",
        ),
        (
            "name = 'default'\nnamespace = 'x'",
            "deck.toml:1: 'default' is the deck in which Anki puts what has none; give",
        ),
        (
            "name = ",
            "deck.toml:1: cannot be read as TOML: Invalid value (at end of document); check this line",
        ),
        ("name = 'a'\nname = 'b'", "deck.toml:2: cannot be read as TOML: "),
        (
            "name = 'Test'\nnamespace = 'x'\n[figures]\nstep = 3",
            "deck.toml:4: no figure has a field 'step'; did you mean 'steps'?",
        ),
        (b"\xff", "deck.toml:1: cannot be read as TOML: "),
        (
            PLAIN_TOML + "[[lint.forbid]]\nphrases = ['a b']\nbecause = 'x'\n[[ lint . forbid ]]\nphrases = ['c d']\n",
            "deck.toml:6: key 'lint.forbid.1.because' is missing; add it",
        ),
        (
            PLAIN_TOML + "[[lint.forbid]]\nphrases = ['a b']\nbecause = 'x'\n\n'quotd_on' = 'y'\n",
            "deck.toml:7: unknown key 'lint.forbid.0.quotd_on'; did you mean 'quoted_on'?",
        ),
        (
            PLAIN_TOML + "[[lint.forbid]]\nphrases = ['a']\nbecause = 'x'\n",
            "deck.toml:4: 'lint.forbid.0.phrases.0' is 'a'; string should have at least 2 characters",
        ),
        (
            PLAIN_TOML + 'description = """\nOne `$x$`,\ntwo $y$.\n"""\n',
            "deck.toml:5: the description holds a formula, which Anki does not typeset there; write it in words",
        ),
        (PLAIN_TOML + "description = 'See $$x$$.'\n", "deck.toml:3: the description holds a formula"),
        (PLAIN_TOML + "lint.of = ['W1']\n", "deck.toml:3: unknown key 'lint.of'; did you mean 'off'?"),
        (PLAIN_TOML + f"figures.{'a.' * 300}b = 1\n", "deck.toml:3: a key has more than 12 parts; write fewer"),
        (PLAIN_TOML + f"[{'a.' * 20_000}b]\n", "deck.toml:3: a key has more than 12 parts; write fewer"),
        (
            PLAIN_TOML + f"[figures]\nsteps = {'{a=' * 50}1{'}' * 50}\n",
            "deck.toml:3: is nested too deeply; write a flat list",
        ),
    ],
)
def test_a_mistake_in_the_settings_is_reported_with_its_line(errors, settings, expected):
    (found,) = errors(NOTE, {"deck.toml": settings})

    assert expected in found
