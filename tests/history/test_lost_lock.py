"""What could take from learners what they have: a lost lock, a lock of another time, a package of another deck."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from support.clock import NOW

from deck import ContentError, build
from deck.history.lost_lock import is_known_to_git

DAY = 86_400
NOTES = "## One? {#one}\n\nFirst.\n\n## Two? {#two}\n\nSecond.\n"
LOCK, PACKAGE = Path("content/deck.lock"), Path("build/Test.apkg")
WAYS = "restore it, build --against FILE, the package that was published, or, if nothing was published, with --new-lock"


def git(*arguments, folder="."):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def held():
    return {path: path.read_bytes() for path in (LOCK, PACKAGE) if path.exists()}


# --- a lost lock ---


@pytest.fixture
def lost(write):
    """Build a deck and lose its lock."""
    build(write(NOTES), None, NOW)
    LOCK.unlink()
    return Path("content")


def test_a_build_stops_where_its_package_shows_that_a_lock_is_lost(lost):
    before = held()

    with pytest.raises(ContentError) as raised:
        build(lost, None, NOW + 9)

    assert (
        str(raised.value)
        == f"content/deck.lock:1: the lock is missing, though 'build/Test.apkg' holds this deck; {WAYS}"
    )
    assert held() == before


def test_both_ways_lead_on(lost):
    published = shutil.copy(PACKAGE, "published.apkg")

    assert build(lost, None, NOW + 9, against=Path(published)).plan.unchanged == 2
    LOCK.unlink()
    assert build(lost, None, NOW + 9, new_lock=True).plan.new != ()


def test_a_new_lock_is_begun_only_where_there_is_none(write):
    build(write(NOTES), None, NOW)
    before = held()

    assert build(write(NOTES), Path("build/again.apkg"), NOW + 9, new_lock=True).plan.unchanged == 2
    assert held() == before


@pytest.mark.parametrize("version", ["2", "4"])
@pytest.mark.parametrize("form", ["repository", "work tree", "inside the content"])
def test_a_build_stops_where_git_knows_the_lock(write, version, form):
    content = write(NOTES)
    build(content, None, NOW)
    folder = content if form == "inside the content" else Path()
    git("init", "-q", folder=folder)
    git("config", "index.version", version, folder=folder)
    git("add", "--", "deck.lock" if form == "inside the content" else "content", folder=folder)
    git("commit", "-qm", "first", folder=folder)
    if form == "work tree":
        git("worktree", "add", "-q", "tree")
        content = Path("tree/content")
    (content / "deck.lock").unlink()

    with pytest.raises(ContentError) as raised:
        build(content, Path("elsewhere.apkg"), NOW + 9)

    assert str(raised.value) == f"{content}/deck.lock:1: the lock is missing, though git knows it; {WAYS}"
    assert build(content, Path("elsewhere.apkg"), NOW + 9, new_lock=True).notes == 2


def test_a_lock_of_another_folder_is_not_this_ones(write):
    build(write(NOTES), None, NOW)
    shutil.copytree("content", "more/content")
    git("init", "-q")
    git("add", "more")

    assert is_known_to_git(Path("more/content/deck.lock"))
    assert not is_known_to_git(LOCK)
    assert not is_known_to_git(Path("more/content/one.md/deck.lock"))


@pytest.mark.parametrize("index", [b"", b"DIRC", b"\0" * 99, None])
def test_a_repository_that_is_damaged_knows_nothing(write, index):
    content = write(NOTES)
    git("init", "-q")
    if index is not None:
        Path(".git/index").write_bytes(index)

    assert build(content, None, NOW).notes == 2


@pytest.mark.parametrize("pointer", [b"gitdir: nowhere", b"\xff", b"gitdir: /dev/zero\n"])
def test_a_pointer_to_a_repository_that_leads_nowhere_is_not_followed(write, pointer):
    content = write(NOTES)
    Path(".git").write_bytes(pointer)

    assert build(content, None, NOW).notes == 2


def test_git_is_not_run(write, monkeypatch):
    """A repository that came with the content could make it run anything."""
    content = write(NOTES)
    git("init", "-q")
    monkeypatch.setattr(subprocess, "Popen", None)

    assert build(content, None, NOW).notes == 2


# --- another deck ---

OTHER = {"deck.toml": 'name = "Test"\nnamespace = "other"\nlint.off = ["A", "G", "Q", "S"]\n'}


@pytest.mark.parametrize("output", [None, Path("mine.apkg")])
@pytest.mark.parametrize("known", [True, False])
def test_the_package_of_another_deck_is_never_overwritten(write, monkeypatch, output, known):
    if not known:
        monkeypatch.setattr("deck.compile.package_and_lock.package_mark", lambda _: b"")
    package = build(write(NOTES, OTHER), output, NOW).package
    before = package.read_bytes()
    LOCK.unlink()

    with pytest.raises(ContentError) as raised:
        build(write(NOTES), output, NOW)

    advice = "write this one elsewhere with -o, or move that package away"
    assert str(raised.value) == f"{package}:1: contains another deck; {advice}"
    assert (package.read_bytes(), LOCK.exists()) == (before, False)


def test_what_is_not_a_package_is_overwritten(write):
    PACKAGE.parent.mkdir()
    PACKAGE.write_bytes(b"half a package")

    assert build(write(NOTES), None, NOW).notes == 2


def test_a_package_of_this_deck_is_known_without_its_mark_too(write, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("deck.compile.package_and_lock.package_mark", lambda _: b"")
        build(write(NOTES), None, NOW)

    assert build(write(NOTES.replace("First", "Other")), None, NOW + 9).plan.unchanged == 1


def test_the_author_of_a_copy_with_its_own_namespace_is_asked_to_delete_the_lock(write):
    build(write(NOTES), None, NOW)
    shutil.copytree("content", "copy")
    Path("copy/deck.toml").write_text(OTHER["deck.toml"])

    with pytest.raises(ContentError) as raised:
        build(Path("copy"), Path("copy.apkg"), NOW)

    advice = "set it back there, or delete deck.lock if this is a copy that becomes a deck of its own"
    assert str(raised.value) == f"copy/deck.lock:1: the lock is of namespace 'test', deck.toml of 'other'; {advice}"
    Path("copy/deck.lock").unlink()
    assert build(Path("copy"), Path("copy.apkg"), NOW).notes == 2


# --- time ahead of the clock ---


def times():
    lines = LOCK.read_text().split("\n\n")[1:]
    return {each["id"]: each["time"] for each in map(json.loads, lines)}


@pytest.fixture
def ahead(write):
    """Build and publish a deck on a machine whose clock is a year ahead."""
    report = build(write(NOTES), Path("published.apkg"), NOW + 365 * DAY)
    return report.package


@pytest.mark.usefixtures("ahead")
def test_a_lock_ahead_of_the_clock_stops_the_build_and_names_the_notes(write):
    before = held()

    with pytest.raises(ContentError) as raised:
        build(write(NOTES.replace("Second", "Other")), None, NOW, clock=NOW)

    assert str(raised.value) == (
        "content/deck.lock:1: the times of 'Card', 'one', 'two' are ahead of this machine's clock; if nothing was "
        "published with this lock, take deck.lock from version control, and if it was, build --against that package"
    )
    assert held() == before


def test_against_what_was_published_ahead_of_the_clock_what_changed_gets_one_second_more(ahead, write):
    build(write(NOTES.replace("Second", "Other")), None, NOW, clock=NOW, against=ahead)

    late = NOW + 365 * DAY
    assert times() == {"Card": late, "one": late, "two": late + 1}


@pytest.mark.usefixtures("ahead")
def test_once_the_clock_has_caught_up_builds_are_as_ever(write):
    late = NOW + 365 * DAY

    build(write(NOTES.replace("Second", "Other")), None, late - DAY, clock=late - DAY)

    assert times()["two"] == late + 1


@pytest.mark.usefixtures("ahead")
def test_who_gives_no_clock_is_not_stopped(write):
    assert build(write(NOTES), None, NOW).plan.unchanged == 2
