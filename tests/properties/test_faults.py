"""Whatever happens to a build, learners' package and the lock stay whole, and the next build makes up for it."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from support.faults import ROOT, run
from support.samples import FIGURE, FRONT_MATTER, PLAIN_TOML

from deck import build

NOW = 1_760_000_000
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="{}"/></svg>'
NOTES = "## What is shown? {{#one}}\n\nThe {} one. ![A round dot](dot.svg)\n\n## And then? {{#two}}\n\nNothing.\n\n"
SILENT = PLAIN_TOML + 'lint.off = ["E", "W"]\n'
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
    """Return the fields of a package's notes, which Anki could import: archive and database are whole."""
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


def cli(folder, *arguments, moment=NOW):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment), "PYTHONPATH": str(ROOT), "COLUMNS": "500"}
    command = [sys.executable, str(ROOT / "build_deck.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """Return a folder that was built and then edited, and hashes of all its files now, and of what each build makes."""
    root = tmp_path_factory.mktemp("states")
    start, reference = root / "start", root / "reference"
    (start / "tmp").mkdir(parents=True)
    write(
        start / "content",
        {"deck.toml": SILENT, "one.md": FRONT_MATTER + NOTES.format("first"), "dot.svg": DOT.format(1)},
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
    """Return the folder, edited so that a figure is yet to be drawn, and as a build leaves it."""
    start, reference = (tmp_path_factory.mktemp("figures") / name for name in ("start", "reference"))
    shutil.copytree(states[0], start)
    shutil.rmtree(start / "build/cache", ignore_errors=True)
    write(start / "content", {"one.md": FRONT_MATTER + NOTES.format("second") + FIGURE})
    shutil.copytree(start, reference)
    assert cli(reference, "build", moment=NOW + 9).returncode == 0
    return start, reference


@pytest.fixture(scope="module")
def outcomes(states, figure_state, tmp_path_factory):
    """Return what became of every build to which something happened, by what that was."""
    work = tmp_path_factory.mktemp("work") / "work"
    common = {
        "start": str(states[0]),
        "work": str(work),
        "environment": {"SOURCE_DATE_EPOCH": str(NOW + 9)},
        "arguments": ["build"],
    }
    drawing = {**common, "start": str(figure_state[0]), "kind": "trials", "only": "build/cache", "most": 7}
    moments = [NOW + 9 + number for number in range(4)]
    jobs = {
        **{mode: {"kind": "trials", "mode": mode} for mode in ("full", "broken", "denied", "kill", "gone", "edited")},
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
            "environment": {"SOURCE_DATE_EPOCH": str(NOW + 99)},
        },
    }
    return run({name: {**common, **job} for name, job in jobs.items()})


def judge(states, outcomes, *, killed=False):
    """Hold each outcome against the promise: the old or the new, whole, and nothing else; then the new, as if fresh.

    Returns how many faults there were.
    """
    old, new = map(hashes, states)
    names = {each.relative_to(states[1]).as_posix() for each in states[1].rglob("*")}
    for each in outcomes:
        found = {name: each["files"].get(name) for name in old}
        done = found == new
        assert done or found in (old, {**old, "build/Test.apkg": new["build/Test.apkg"]}), each
        if not killed:
            assert "Traceback" not in each["told"], each
            assert each["code"] in ((0,) if done else (0, 1, 3)), each
            assert done or CLEAR.search(each["told"]), each
            assert set(each["files"]) <= names, each
        if each["again"]:
            assert each["again"]["code"] == 0, each
            assert {name: each["mended"].get(name) for name in new} == new, each
    return len([each for each in outcomes if each["fired"]])


@pytest.mark.parametrize("what", ["full", "broken", "denied", "full against", "limited", "forbidden", "gone"])
def test_what_the_disk_refuses_leaves_the_old_or_the_new_and_no_trace(states, outcomes, what):
    assert judge(states, outcomes[what]) >= FEWEST[what]


def test_a_drawing_that_cannot_be_kept_leaves_the_old_and_no_trace(figure_state, outcomes):
    assert judge(figure_state, outcomes["full drawing"]) >= FEWEST["full drawing"]


def test_a_build_killed_at_any_step_leaves_the_old_or_the_new(states, figure_state, outcomes):
    assert judge(states, outcomes["kill"], killed=True) >= FEWEST["kill"]
    assert judge(figure_state, outcomes["kill drawing"], killed=True) >= FEWEST["kill drawing"]


def test_content_edited_during_a_build_is_packed_as_it_was_read_and_the_next_build_catches_up(outcomes):
    assert len(outcomes["edited"]) >= FEWEST["edited"]
    for each in outcomes["edited"]:
        fields, media = published(each["package"])
        assert all(sha256(data).hexdigest()[:12] in name for name, data in media.items()), each
        assert each["code"] == 0 or "changed while the deck was built; build again" in each["told"], each
        assert any(f"The {word} one." in fields[0] for word in ("first", "second", "third")), each
        if each["again"] and each["fired"]:
            fields, media = published(each["mended_package"])
            assert ("The third one." in fields[0], each["again"]["code"]) == (True, 0), each
            assert list(media.values()) == [DOT.format(3).encode()]


def test_builds_at_once_leave_whole_files_and_agree(states, outcomes):
    old, new = map(hashes, states)
    for each in outcomes["together"]:
        assert [build["code"] for build in each["builds"]] == [0] * 4, each
        assert set(each["seen"]) <= {*old.values(), *new.values()}
        assert {name: each["files"].get(name) for name in new} == new
        names = {path.relative_to(states[1]).as_posix() for path in states[1].rglob("*")}
        assert set(each["files"]) == {name for name in names if not name.startswith("build/cache/")}


def test_builds_at_once_at_different_moments_leave_what_can_be_built_upon(outcomes):
    for each in outcomes["apart"]:
        assert "Traceback" not in str(each["builds"]), each
        assert {build["code"] for build in each["builds"]} <= {0, 1, 3}, each
        assert "The second one." in published(each["package"])[0][0]
        assert each["again"]["code"] == 0, each
        assert "The second one." in published(each["mended_package"])[0][0]


def held(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a function that writes files of a content folder beside a sound one, and returns the folder."""
    monkeypatch.chdir(tmp_path)

    def write_content(files=(), folder="content"):
        write(folder, {"deck.toml": SILENT, "one.md": FRONT_MATTER + "## Q? {#one}\n\nA.\n", **dict(files)})
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


def test_a_name_that_is_no_text_is_told(made):
    content = made()
    name = os.fsencode(content) + b"/\xff.md"
    Path(os.fsdecode(name)).write_text(FRONT_MATTER + "## R? {#two}\n\nB.\n")

    told = cli(Path.cwd(), "check")

    assert (told.returncode, "Traceback" in told.stderr) == (1, False)
    assert "'\\udcff.md': the file's name holds a character that nobody sees; rename it" in told.stderr


@pytest.mark.parametrize(
    ("link", "target", "expected"),
    [
        ("sub/loop", "..", None),
        ("loop", "loop", None),
        ("loop.md", "loop.md", "'loop.md' is a link that leads nowhere; remove it"),
        (
            "references.bib",
            "references.bib",
            "'references.bib' is a link that leads nowhere; remove it",
        ),
        ("deck.lock", "deck.lock", "'deck.lock' is a link that leads nowhere; remove it"),
        ("deck.lock", "nowhere", "'deck.lock' is a link that leads nowhere; remove it"),
        ("lost.md", "nowhere.md", "'lost.md' is a link that leads nowhere; remove it"),
    ],
)
def test_links_that_lead_round_in_a_circle_or_nowhere_end(made, link, target, expected):
    path = made() / link
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(target)

    told = cli(Path.cwd(), "build")

    assert "Traceback" not in told.stderr
    assert (told.returncode, f"content:1: error: {expected}" in told.stderr) == ((1, True) if expected else (0, False))
    assert path.is_symlink()


def test_a_picture_that_is_a_link_to_itself_is_told(made):
    content = made({"one.md": FRONT_MATTER + "## Q? {#one}\n\n![A dot](dot.svg)\n"})
    (content / "dot.svg").symlink_to("dot.svg")

    told = cli(Path.cwd(), "build")

    assert (told.returncode, "there is no picture 'dot.svg'" in told.stderr) == (1, True)


@pytest.mark.parametrize(
    ("first", "second"), [("Test::One", "Test::one"), ("Test::One::A", "Test::ONE::B"), ("Test::É", "Test::é")]
)
def test_decks_that_differ_in_case_alone_are_one_to_anki_and_so_a_mistake(errors, first, second):
    (found,) = errors(
        files={
            "a.md": f"---\ndeck: {first}\n---\n\n## Q? {{#a}}\n\nA.\n",
            "b.md": f"---\ndeck: {second}\n---\n\n## Q? {{#b}}\n\nA.\n",
        }
    )

    assert found.startswith("b.md:5: Anki, which ignores case, takes deck 'Test::")
    assert found.endswith("content/a.md; spell both alike")


def test_files_and_pictures_that_differ_in_case_alone_stay_apart(made):
    notes = {
        name: FRONT_MATTER + f"## {name}? {{#{key}}}\n\n![A dot]({key}.svg)\n"
        for name, key in (("Two.md", "aa"), ("two.MD", "bb"))
    }

    report = build(
        made({**notes, "aa.svg": DOT.format(1), "bb.svg": DOT.format(2), "AA.svg": DOT.format(3)}), None, NOW
    )

    fields, media = published(report.package)
    assert (len(fields), sorted(media.values())) == (3, [DOT.format(1).encode(), DOT.format(2).encode()])


def test_a_clock_set_back_changes_nothing_that_is_unchanged_and_ids_stay_apart(made):
    content = made()
    first = build(content, None, NOW).package.read_bytes()

    assert build(content, None, NOW - 10_000_000).package.read_bytes() == first
    made({"two.md": FRONT_MATTER + "## R? {#two}\n\nB.\n"})
    report = build(content, None, NOW - 1)
    records = [json.loads(line) for line in (content / "deck.lock").read_text().split("\n\n")[1:]]
    assert (report.plan.unchanged, len(published(report.package)[0])) == (1, 2)
    assert len({each["nid"] for each in records}) == len(records)
