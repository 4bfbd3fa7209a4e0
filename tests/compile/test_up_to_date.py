from dataclasses import replace
from pathlib import Path

import pytest
from support.samples import DECK_TOML, EVERYTHING, FILES, PICTURE, PLAIN_TOML

from deck.build import build, check
from deck.cache.digests import FRESH
from deck.compile.up_to_date import fingerprint, recall
from deck.diagnostics import ContentError
from deck.files import read_file
from deck.history.plan import NOTHING

NOW = 1_760_000_000
MEMORY = "build/cache/last-*"


def remembered(content, known=None):
    return recall(content, known or fingerprint(content, "None False now"))


def test_a_build_that_has_nothing_to_do_reports_as_a_second_build_would(write):
    content = write(EVERYTHING, {**FILES, "deck.toml": PLAIN_TOML + '[lint]\nerrors = ["A005"]\n'})
    first = build(content, None, NOW)
    before = Path("build/Test.apkg").stat()

    second = build(content, None, NOW + 1)

    assert second == replace(first, drawn=0, plan=replace(NOTHING, unchanged=5))
    assert second.lint_result.found
    assert Path("build/Test.apkg").stat() == before
    next(Path().glob(MEMORY)).unlink()
    assert build(content, None, NOW + 1) == second


@pytest.mark.parametrize(
    "change",
    [
        lambda content: (content / "one.md").write_text((content / "one.md").read_text() + "\n"),
        lambda content: (content / "one.md").write_text((content / "one.md").read_text().swapcase()),
        lambda content: (content / "two.md").write_text("---\ndeck: Test\n---\n"),
        lambda content: (content / "dot.svg").write_bytes(PICTURE + b"\n"),
        lambda content: (content / "deck.toml").write_text(DECK_TOML + "\n"),
        lambda content: (content / "references.bib").unlink(),
        lambda content: (content / "one.md").rename(content / "another.md"),
        lambda content: (content / "deck.lock").write_text((content / "deck.lock").read_text() + "\n"),
        lambda content: (content / "deck.lock").unlink(),
        lambda _: Path("build/Test.apkg").write_bytes(b"damaged"),
        lambda _: Path("build/Test.apkg").unlink(),
        lambda _: next(Path().glob(MEMORY)).unlink(),
        lambda _: next(Path().glob(MEMORY)).write_text(""),
        lambda _: next(Path().glob(MEMORY)).write_bytes(next(Path().glob(MEMORY)).read_bytes()[:-1]),
    ],
)
@pytest.mark.parametrize("fresh", [FRESH, -FRESH], ids=["read again", "known by stamp"])
def test_any_change_of_content_lock_package_or_memory_is_noticed(write, change, fresh, monkeypatch):
    monkeypatch.setattr("deck.cache.digests.FRESH", fresh)
    content = write(EVERYTHING, FILES)
    build(content, None, NOW)
    assert remembered(content)

    change(content)

    assert remembered(content) is None


def test_another_wish_tool_or_folder_is_noticed(write, monkeypatch):
    content = write(EVERYTHING, FILES)
    build(content, None, NOW)

    assert remembered(content, fingerprint(content, "something else")) is None
    assert remembered(Path("..", Path.cwd().name, content)) is None
    monkeypatch.setattr("deck.compile.up_to_date.tool", lambda: "another")
    assert remembered(content) is None


def test_an_edit_during_the_build_is_not_taken_for_built(write):
    content = write(EVERYTHING, FILES)
    text = (content / "one.md").read_text()

    build(content, None, NOW, progress=lambda *_: (content / "one.md").write_text(text.replace("two.", "2.")) and None)

    assert remembered(content) is None


def test_an_edit_during_a_build_or_a_check_that_is_taken_back_leaves_nothing_that_is_believed(write, monkeypatch):
    content = write(EVERYTHING, FILES)
    path = content / "one.md"
    text = path.read_text()
    read = read_file

    def edited(file, *arguments):
        path.write_text(text.replace("It is two.", "### Oops"))
        return read(file, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr("deck.compile.incremental.read_file", edited)
        assert check(content, NOW).found
        with pytest.raises(ContentError):
            build(content, None, NOW)
    path.write_text(text)

    assert check(content, NOW).found == ()
    assert remembered(content) is None


def test_hidden_files_and_dangling_links_change_nothing(write):
    content = write(EVERYTHING, FILES)
    build(content, None, NOW)

    (content / ".#one.md").symlink_to("nowhere")
    assert remembered(content)
    (content / "gone").symlink_to("nowhere")
    assert remembered(content) is None
    build(content, None, NOW)
    assert remembered(content)


def test_a_memory_is_a_few_kilobytes_and_one_a_folder(write):
    content = write(EVERYTHING, FILES)
    build(content, None, NOW)
    (content / "one.md").write_text((content / "one.md").read_text() + "\n")
    build(content, None, NOW)

    (memory,) = Path().glob(MEMORY)
    assert len(memory.read_bytes()) < 4000
