from pathlib import Path

import pytest
from msgspec.structs import replace
from support.clock import NOW
from support.samples import DECK_TOML, EVERYTHING, FILES, PICTURE, PLAIN_TOML

from deck.build import build_if_needed, check
from deck.cache.digests import FRESH
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.up_to_date import build_key, last_report
from deck.diagnostics import ContentError
from deck.files import read_file
from deck.history.plan import NOTHING


@pytest.fixture
def entry(cache):
    """Return a function that returns the entry of the last build."""

    def find():
        (path,) = cache.glob("builds-*")
        return path

    return find


@pytest.fixture(params=[FRESH, -FRESH], ids=["read again", "known by stamp"])
def fresh(request, monkeypatch):
    """Let files be too recent for their stamps to be trusted, or old enough."""
    monkeypatch.setattr("deck.cache.digests.FRESH", request.param)


@pytest.fixture
def is_up_to_date(cache):
    """Return a function that says whether a build of a folder would find nothing to do."""

    def find(content, options="None False now"):
        snapshot = take_snapshot(content, Store(cache))
        return last_report(snapshot, build_key(snapshot, options), Store(cache)) is not None

    return find


def test_a_build_that_has_nothing_to_do_reports_as_a_second_build_would(write, entry):
    content = write(EVERYTHING, {**FILES, "deck.toml": PLAIN_TOML + '[lint]\nerrors = ["A005"]\n'})
    first = build_if_needed(content, None, NOW)
    before = Path("build/Test.apkg").stat()

    second = build_if_needed(content, None, NOW + 1)

    assert second == replace(first, drawn=0, plan=replace(NOTHING, unchanged=5))
    assert second.lint_result.found
    assert Path("build/Test.apkg").stat() == before
    entry().unlink()
    assert build_if_needed(content, None, NOW + 1) == second


@pytest.mark.parametrize(
    "change",
    [
        lambda content, _: (content / "one.md").write_text((content / "one.md").read_text() + "\n"),
        lambda content, _: (content / "one.md").write_text((content / "one.md").read_text().swapcase()),
        lambda content, _: (content / "two.md").write_text("---\ndeck: Test\n---\n"),
        lambda content, _: (content / "dot.svg").write_bytes(PICTURE + b"\n"),
        lambda content, _: (content / "deck.toml").write_text(DECK_TOML + "\n"),
        lambda content, _: (content / "references.bib").unlink(),
        lambda content, _: (content / "one.md").rename(content / "another.md"),
        lambda content, _: (content / "deck.lock").write_text((content / "deck.lock").read_text() + "\n"),
        lambda content, _: (content / "deck.lock").unlink(),
        lambda *_: Path("build/Test.apkg").write_bytes(b"damaged"),
        lambda *_: Path("build/Test.apkg").unlink(),
        lambda _, entry: entry.unlink(),
        lambda _, entry: entry.write_text(""),
        lambda _, entry: entry.write_bytes(entry.read_bytes()[:-1]),
    ],
)
@pytest.mark.usefixtures("fresh")
def test_any_change_of_content_lock_package_or_entry_is_noticed(write, entry, is_up_to_date, change):
    content = write(EVERYTHING, FILES)
    build_if_needed(content, None, NOW)
    assert is_up_to_date(content)

    change(content, entry())

    assert not is_up_to_date(content)


def test_other_options_another_program_and_another_folder_are_noticed(write, is_up_to_date, update_tool):
    content = write(EVERYTHING, FILES)
    build_if_needed(content, None, NOW)

    assert not is_up_to_date(content, "something else")
    assert not is_up_to_date(Path("..", Path.cwd().name, content))
    update_tool()
    assert not is_up_to_date(content)


def test_an_edit_during_the_build_is_not_overlooked(write, is_up_to_date):
    content = write(EVERYTHING, FILES)
    text = (content / "one.md").read_text()

    build_if_needed(
        content, None, NOW, progress=lambda *_: (content / "one.md").write_text(text.replace("two.", "2.")) and None
    )

    assert not is_up_to_date(content)


@pytest.mark.parametrize("undone", ["at once", "later"])
def test_an_edit_during_a_build_or_a_check_that_is_undone_leaves_no_wrong_entry(
    write, is_up_to_date, monkeypatch, undone
):
    monkeypatch.setattr("deck.cache.snapshot.MOST_HELD", 0)
    content = write(EVERYTHING, FILES)
    path, text, read, seen = content / "one.md", (content / "one.md").read_text(), read_file, []

    def edited(file, *arguments):
        seen.append(file)
        if seen.count(path) != 2 or file != path:
            return read(file, *arguments)
        path.write_text(text.replace("It is two.", "### Oops"))
        data = read(file, *arguments)
        if undone == "at once":
            path.write_text(text)
        return data

    with monkeypatch.context() as patch:
        patch.setattr("deck.cache.snapshot.read_file", edited)
        assert [str(each) for each in check(content, NOW).found] == [
            "content/one.md:1: the file changed while the deck was built; build again"
        ]
        path.write_text(text)
        seen.clear()
        with pytest.raises(ContentError, match="the file changed while the deck was built; build again"):
            build_if_needed(content, None, NOW)
    path.write_text(text)

    assert check(content, NOW).found == ()
    assert not is_up_to_date(content)


def test_hidden_files_and_broken_links_change_nothing(write, is_up_to_date):
    content = write(EVERYTHING, FILES)
    build_if_needed(content, None, NOW)

    (content / ".#one.md").symlink_to("nowhere")
    assert is_up_to_date(content)
    (content / "gone").symlink_to("nowhere")
    assert not is_up_to_date(content)
    build_if_needed(content, None, NOW)
    assert is_up_to_date(content)


def test_an_entry_is_a_few_kilobytes_and_one_a_folder(write, entry):
    content = write(EVERYTHING, FILES)
    build_if_needed(content, None, NOW)
    (content / "one.md").write_text((content / "one.md").read_text() + "\n")
    build_if_needed(content, None, NOW)

    assert len(entry().read_bytes()) < 4000
