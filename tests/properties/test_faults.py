"""Whatever happens during a build, the package and the lock stay complete, and the next build repairs the rest."""

import errno
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from support.clock import NOW
from support.faults import NOBODY, ROOT, run
from support.samples import DECK_TOML, FIGURE, FRONT_MATTER

from deck import ContentError, build
from deck.files import replacing_all

DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="{}"/></svg>'
NOTES = "## What is shown? {{#one}}\n\nThe {} one. ![A round dot](dot.svg)\n\n## And then? {{#two}}\n\nNothing.\n\n"
CLEAR = re.compile(r"cannot (use '[^']+'|go on): [^;]+; [a-z ]+|there is no|nothing was written")
SIZES = [0, 1, 200, 400, 600, 800, 1000, 2000, 4000, 64_000]
RIGHTS = [("content", 0o555), ("content", 0), ("content/one.md", 0), ("content/deck.toml", 0), ("content/deck.lock", 0)]
RIGHTS += [("content/dot.svg", 0), ("build", 0o555), ("build", 0), ("build/Test.apkg", 0o444)]
READ = ["build/Test.apkg", "content/deck.lock"]
FEWEST = {"full": 10, "broken": 2, "denied": 4, "full against": 12, "limited": 10, "forbidden": 9, "gone": 5}
FEWEST |= {"full drawing": 6, "kill": 10, "kill drawing": 6, "edited": 5}


def write(content, files):
    for name, text in files.items():
        path = Path(content, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def published(package):
    """Return the fields of a package's notes, and assert that its archive and database are valid."""
    with ZipFile(package) as archive:
        assert archive.testzip() is None
        media = json.loads(archive.read("media"))
        held = {name: archive.read(number) for number, name in media.items()}
        database = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database)
    ((sound,),) = connection.execute("pragma integrity_check").fetchall()
    rows = connection.execute("select flds from notes order by id").fetchall()
    connection.close()
    assert sound == "ok"
    return [fields for (fields,) in rows], held


def cli(folder, *arguments, moment=NOW, before=()):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment), "PYTHONPATH": str(ROOT), "COLUMNS": "500"}
    environment["DECK_CACHE"] = "cache"
    command = [*before, sys.executable, str(ROOT / "build_deck.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """Return a folder that was built and then edited, the hashes of its files now, and of what each build makes."""
    root = tmp_path_factory.mktemp("states")
    start, reference = root / "start", root / "reference"
    (start / "tmp").mkdir(parents=True)
    write(
        start / "content",
        {"deck.toml": DECK_TOML, "one.md": FRONT_MATTER + NOTES.format("first"), "dot.svg": DOT.format(1)},
    )
    assert cli(start, "build", moment=NOW).returncode == 0
    shutil.copy(start / "build/Test.apkg", start / "published.apkg")
    write(start / "content", {"one.md": FRONT_MATTER + NOTES.format("second"), "dot.svg": DOT.format(2)})
    shutil.copytree(start, reference)
    assert cli(reference, "build", moment=NOW + 9).returncode == 0
    return start, reference


def hashes(folder):
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in ("build/Test.apkg", "content/deck.lock")}


@pytest.fixture(scope="module")
def figure_state(states, tmp_path_factory):
    """Return the folder with a figure that is not drawn yet, and after a build."""
    start, reference = (tmp_path_factory.mktemp("figures") / name for name in ("start", "reference"))
    shutil.copytree(states[0], start)
    shutil.rmtree(start / "cache")
    write(start / "content", {"one.md": FRONT_MATTER + NOTES.format("second") + FIGURE})
    shutil.copytree(start, reference)
    assert cli(reference, "build", moment=NOW + 9).returncode == 0
    return start, reference


@pytest.fixture(scope="module")
def outcomes(states, figure_state, tmp_path_factory):
    """Return the results of all disturbed builds, by the kind of fault."""
    work = tmp_path_factory.mktemp("work") / "work"
    common = {
        "start": str(states[0]),
        "work": str(work),
        "environment": {"SOURCE_DATE_EPOCH": str(NOW + 9), "DECK_CACHE": "cache"},
        "arguments": ["build"],
    }
    drawing = {**common, "start": str(figure_state[0]), "kind": "trials", "only": "cache", "most": 7}
    moments = [NOW + 9 + number for number in range(4)]
    jobs = {
        **{mode: {"kind": "trials", "mode": mode} for mode in ("full", "broken", "denied", "kill", "gone", "edited")},
        "kill, later": {"kind": "trials", "mode": "kill", "later": {"SOURCE_DATE_EPOCH": str(NOW + 99)}},
        "full against": {"kind": "trials", "mode": "full", "arguments": ["build", "--against", "published.apkg"]},
        "full drawing": {**drawing, "mode": "full"},
        "kill drawing": {**drawing, "mode": "kill"},
        "limited": {"kind": "limited", "sizes": SIZES},
        "forbidden": {"kind": "forbidden", "rights": RIGHTS},
        "together": {"kind": "together", "rounds": 2, "times": [NOW + 9] * 4, "read": READ},
        "apart": {
            "kind": "together",
            "rounds": 2,
            "times": moments,
            "read": READ,
            "environment": {"SOURCE_DATE_EPOCH": str(NOW + 99), "DECK_CACHE": "cache"},
        },
    }
    return run({name: {**common, **job} for name, job in jobs.items()})


def judge(states, outcomes, *, killed=False):
    """Hold each outcome against the promise: the old or the new, whole, and nothing else; then the new, as if fresh.

    The lock may be new alone, since the next build makes the same package of it. Returns how many faults there were.
    """
    old, new = map(hashes, states)
    names = {each.relative_to(states[1]).as_posix() for each in states[1].rglob("*")}
    for each in outcomes:
        found = {name: each["files"].get(name) for name in old}
        done = found == new
        assert done or found in (old, {**old, "content/deck.lock": new["content/deck.lock"]}), each
        if not killed:
            assert "Traceback" not in each["output"], each
            assert each["code"] in ((0,) if done else (0, 1, 3)), each
            assert done or CLEAR.search(each["output"]), each
            assert set(each["files"]) <= names, each
        if each["again"]:
            assert each["again"]["code"] == 0, each
            assert {name: each["repeated"].get(name) for name in new} == new, each
    return len([each for each in outcomes if each["fired"]])


@pytest.mark.parametrize("what", ["full", "broken", "denied", "full against", "limited", "forbidden", "gone"])
def test_a_write_error_leaves_the_old_or_the_new_files_and_no_others(states, outcomes, what):
    assert judge(states, outcomes[what]) >= FEWEST[what]


def test_a_drawing_that_cannot_be_stored_leaves_the_old_files_and_no_others(figure_state, outcomes):
    assert judge(figure_state, outcomes["full drawing"]) >= FEWEST["full drawing"]


def test_a_build_killed_at_any_step_leaves_the_old_or_the_new_files(states, figure_state, outcomes):
    assert judge(states, outcomes["kill"], killed=True) >= FEWEST["kill"]
    assert judge(figure_state, outcomes["kill drawing"], killed=True) >= FEWEST["kill drawing"]


def test_after_a_build_was_killed_a_later_one_leaves_what_one_of_them_alone_would_have_left(states, outcomes, tmp_path):
    """Also between the two renames: the lock is new then, and the next build makes the package of it."""
    shutil.copytree(states[0], tmp_path / "later")
    assert cli(tmp_path / "later", "build", moment=NOW + 99).returncode == 0
    new, later = hashes(states[1]), hashes(tmp_path / "later")
    between = 0
    for each in outcomes["kill, later"]:
        if each["again"]:
            done = each["files"]["content/deck.lock"] == new["content/deck.lock"]
            between += done and each["files"]["build/Test.apkg"] != new["build/Test.apkg"]
            assert {name: each["repeated"].get(name) for name in new} == (new if done else later), each
    assert between


def test_content_edited_during_a_build_is_packed_as_it_was_read_and_the_next_build_catches_up(outcomes):
    assert len(outcomes["edited"]) >= FEWEST["edited"]
    for each in outcomes["edited"]:
        fields, media = published(each["package"])
        assert all(sha256(data).hexdigest()[:12] in name for name, data in media.items()), each
        assert each["code"] == 0 or "changed while the deck was built; build again" in each["output"], each
        assert any(f"The {word} one." in fields[0] for word in ("first", "second", "third")), each
        if each["again"] and each["fired"]:
            fields, media = published(each["repeated_package"])
            assert ("The third one." in fields[0], each["again"]["code"]) == (True, 0), each
            assert list(media.values()) == [DOT.format(3).encode()]


def test_simultaneous_builds_leave_complete_files_and_agree(states, outcomes):
    old, new = map(hashes, states)
    for each in outcomes["together"]:
        assert [build["code"] for build in each["builds"]] == [0] * 4, each
        assert set(each["seen"]) <= {*old.values(), *new.values()}
        assert {name: each["files"].get(name) for name in new} == new
        names = {path.relative_to(states[1]).as_posix() for path in states[1].rglob("*")}
        assert set(each["files"]) == {name for name in names if not name.startswith("cache/")}


def test_simultaneous_builds_at_different_times_leave_files_for_the_next_build(outcomes):
    for each in outcomes["apart"]:
        assert "Traceback" not in str(each["builds"]), each
        assert {build["code"] for build in each["builds"]} <= {0, 1, 3}, each
        assert "The second one." in published(each["package"])[0][0]
        assert each["again"]["code"] == 0, each
        assert "The second one." in published(each["repeated_package"])[0][0]


@pytest.mark.parametrize("lock", [b"old", None])
def test_if_the_package_cannot_take_its_place_the_lock_gets_back_what_it_held(tmp_path, lock):
    first, second = tmp_path / "lock", tmp_path / "package"
    if lock:
        first.write_bytes(lock)
    second.mkdir()

    def write():
        with replacing_all(first, second) as (one, other):
            one.write(b"new")
            other.write(b"new")

    with pytest.raises(OSError, match="directory") as raised:
        write()

    assert raised.value.filename == str(second)
    assert (first.read_bytes() if lock else first.exists()) == (lock or False)
    assert {path.name for path in tmp_path.iterdir()} == {"package"} | ({"lock"} if lock else set())


@pytest.mark.parametrize("full", [0, 1])
def test_if_either_cannot_be_written_neither_takes_its_place(tmp_path, full):
    paths = [tmp_path / "lock", tmp_path / "package"]
    for path in paths:
        path.write_bytes(b"old")

    def write():
        with replacing_all(*paths) as files:
            files[1 - full].write(b"new")
            raise OSError(errno.ENOSPC, "No space left")

    with pytest.raises(OSError, match="No space"):
        write()

    assert [path.read_bytes() for path in paths] == [b"old"] * 2
    assert sorted(tmp_path.iterdir()) == paths


def owned_by_nobody(folder):
    """Let rights count in a folder, which they do not for root, and return how to run a command there."""
    if os.geteuid() != 0:
        return ()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"


def test_a_read_only_content_folder_leaves_the_package_as_it_was(states):
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(states[0], folder, dirs_exist_ok=True)
        be_nobody = owned_by_nobody(folder)
        (folder / "content").chmod(0o555)

        finished = cli(folder, "build", moment=NOW + 9, before=be_nobody)

        assert (finished.returncode, finished.stderr) == (
            3,
            "cannot use 'content/deck.lock': permission denied; change its permissions, or use another path\n",
        )
        assert hashes(folder) == hashes(states[0])
        assert {path.name for path in folder.rglob(".*")} == {".gitignore"}  # nothing is left behind
        (folder / "content").chmod(0o755)
        assert cli(folder, "build", moment=NOW + 9, before=be_nobody).returncode == 0
        assert hashes(folder) == hashes(states[1])


def held(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a function that writes files to a valid content folder, and returns the folder."""
    monkeypatch.chdir(tmp_path)

    def write_content(files=(), folder="content"):
        write(folder, {"deck.toml": DECK_TOML, "one.md": FRONT_MATTER + "## Q? {#one}\n\nA.\n", **dict(files)})
        return Path(folder)

    return write_content


@pytest.mark.parametrize("folder", ["колода", "牌组", "مجموعة", "deck with 'quotes' & spaces", "🃏", "e\u0301te\u0301"])
def test_names_in_any_script_are_built(made, folder):
    picture = {
        f"{folder}/{folder}.svg": DOT.format(1),
        f"{folder}/{folder}.md": FRONT_MATTER + f"## R? {{#two}}\n\n![A dot]({quote(folder)}.svg)\n",
    }

    report = build(made(picture, folder), Path(folder, f"{folder}.apkg"), NOW)

    fields, media = published(report.package)
    assert (len(fields), list(media.values())) == (2, [DOT.format(1).encode()])


def test_a_file_name_that_is_not_text_is_reported(made):
    content = made()
    name = os.fsencode(content) + b"/\xff.md"
    Path(os.fsdecode(name)).write_text(FRONT_MATTER + "## R? {#two}\n\nB.\n")

    result = cli(Path.cwd(), "check")

    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    assert "'\\udcff.md': the file name contains an invisible character; rename the file" in result.stderr


@pytest.mark.parametrize(
    ("link", "target", "expected"),
    [
        ("sub/loop", "..", "content/sub/loop:1: error: is a link to a folder; copy the folder here"),
        ("more", "../tmp", "content/more:1: error: is a link to a folder; copy the folder here"),
        ("loop", "loop", None),
        ("loop.md", "loop.md", "content:1: error: 'loop.md' is a broken link; remove it"),
        ("references.bib", "references.bib", "content:1: error: 'references.bib' is a broken link; remove it"),
        ("deck.lock", "deck.lock", "content:1: error: 'deck.lock' is a broken link; remove it"),
        ("deck.lock", "nowhere", "content:1: error: 'deck.lock' is a broken link; remove it"),
        ("lost.md", "nowhere.md", "content:1: error: 'lost.md' is a broken link; remove it"),
    ],
)
def test_broken_and_circular_links_are_reported(made, link, target, expected):
    path = made() / link
    path.parent.mkdir(exist_ok=True)
    Path("tmp").mkdir()
    path.symlink_to(target)

    result = cli(Path.cwd(), "build")

    assert "Traceback" not in result.stderr
    assert (result.returncode, (expected or "") in result.stderr) == (1 if expected else 0, True)
    assert path.is_symlink()


def retired():
    return [line for line in Path("content/deck.lock").read_text().split("\n") if "retired" in line]


def hidden_by_a_link(folder):
    folder.rename("elsewhere")
    folder.symlink_to(Path("elsewhere").absolute())


def hidden_by_its_rights(folder):
    folder.chmod(0)
    return owned_by_nobody(Path.cwd())


def hidden_by_its_depth(folder):
    """The system takes no path of more than some thousands of letters; this one is made step by step."""
    before = Path.cwd()
    os.chdir(folder)
    for _ in range(30):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    shutil.move(before / folder / "two.md", "two.md")
    os.chdir(before)


HIDDEN = {
    hidden_by_a_link: "content/sub:1: error: is a link to a folder; copy the folder here",
    hidden_by_its_rights: "content/sub:1: error: cannot be read; give yourself the right to, or shorten its path",
    hidden_by_its_depth: ":1: error: cannot be read; give yourself the right to, or shorten its path",
}


@pytest.mark.parametrize("hide", HIDDEN)
def test_notes_that_cannot_be_seen_are_a_mistake_and_never_retired(made, hide):
    """Though everything was built before, so that what is kept of it says nothing."""
    content = made({"sub/two.md": FRONT_MATTER + "## R? {#two}\n\nB.\n"})
    assert cli(Path.cwd(), "build").returncode == 0

    finished = cli(Path.cwd(), "build", before=hide(content / "sub") or ())

    assert (finished.returncode, HIDDEN[hide] in finished.stderr) == (1, True), finished.stderr
    assert retired() == []


def test_a_deck_inside_another_is_a_mistake(made):
    content = made({"sub/deck.toml": DECK_TOML, "sub/two.md": FRONT_MATTER + "## R? {#two}\n\nB.\n"})

    with pytest.raises(ContentError, match=r"content/sub/deck\.toml:1: begins another deck inside this one; move its"):
        build(content, None, NOW)


def test_a_picture_that_is_a_link_to_itself_is_reported(made):
    content = made({"one.md": FRONT_MATTER + "## Q? {#one}\n\n![A dot](dot.svg)\n"})
    (content / "dot.svg").symlink_to("dot.svg")

    result = cli(Path.cwd(), "build")

    assert (result.returncode, "there is no picture 'dot.svg'" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("first", "second"), [("Test::One", "Test::one"), ("Test::One::A", "Test::ONE::B"), ("Test::É", "Test::é")]
)
def test_decks_that_differ_only_in_case_are_refused_since_anki_ignores_case(errors, first, second):
    (found,) = errors(
        files={
            "a.md": f"---\ndeck: {first}\n---\n\n## Q? {{#a}}\n\nA.\n",
            "b.md": f"---\ndeck: {second}\n---\n\n## Q? {{#b}}\n\nA.\n",
        }
    )

    assert found.startswith("b.md:5: deck 'Test::")
    assert found.endswith(" in content/a.md only in case, which Anki ignores; use one spelling")


def test_files_and_pictures_that_differ_only_in_case_are_different(made):
    notes = {
        name: FRONT_MATTER + f"## {name}? {{#{key}}}\n\n![A dot]({key}.svg)\n"
        for name, key in (("Two.md", "aa"), ("two.MD", "bb"))
    }

    report = build(
        made({**notes, "aa.svg": DOT.format(1), "bb.svg": DOT.format(2), "AA.svg": DOT.format(3)}), None, NOW
    )

    fields, media = published(report.package)
    assert (len(fields), sorted(media.values())) == (3, [DOT.format(1).encode(), DOT.format(2).encode()])


def test_a_clock_set_back_changes_no_unchanged_note_and_ids_stay_unique(made):
    content = made()
    first = build(content, None, NOW).package.read_bytes()

    assert build(content, None, NOW - 10_000_000).package.read_bytes() == first
    made({"two.md": FRONT_MATTER + "## R? {#two}\n\nB.\n"})
    report = build(content, None, NOW - 1)
    records = [json.loads(line) for line in (content / "deck.lock").read_text().split("\n\n")[1:]]
    assert (report.plan.unchanged, len(published(report.package)[0])) == (1, 2)
    assert len({each["nid"] for each in records}) == len(records)
