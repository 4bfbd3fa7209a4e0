from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection
from support.any_deck import BASIC, add_note
from support.exports import export


@pytest.fixture
def exported(tmp_path, monkeypatch):
    """Return a function that exports notes of the type Basic, with these fronts, as ``old.apkg``."""
    monkeypatch.chdir(tmp_path)

    def made(*fronts):
        with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
            for front in fronts:
                add_note(collection, BASIC, front, "This.")
            return export(collection, Path("old.apkg"), "legacy")

    return made


def test_a_deck_moves_into_a_folder_that_builds(exported, run):
    code, output, messages = run("adopt", exported("Which animal barks?"), "moved")

    assert (code, output) == (0, "moved\n")
    assert messages.startswith("1 note of 'Animals'; next: ")
    assert messages.endswith("check moved what to do then is in moved/README.md")
    assert run("build", "moved")[:2] == (0, "build/Animals.apkg\n")


def test_notes_that_stay_are_counted_by_reason_and_listed(exported, run):
    code, output, messages = run("adopt", exported("Which animal barks?", "[sound:a.mp3]", "[sound:b.mp3]"), "moved")

    assert (code, output) == (1, "moved\n")
    assert messages.startswith("2 notes not adopted: a sound that is missing 1 note of 'Animals'; next: ")
    assert messages.endswith("what to do then is in moved/README.md, what was not adopted in moved/not-adopted.txt")
    assert "== 2: a sound that is missing" in Path("moved/not-adopted.txt").read_text(encoding="utf-8")


def test_a_package_of_which_nothing_can_be_adopted_writes_nothing(exported, run):
    code, output, messages = run("adopt", exported("[sound:a.mp3]"), "moved")

    assert (code, output, messages) == (
        1,
        "",
        "1 note not adopted: a sound that is missing 'old.apkg' holds no note to adopt",
    )
    assert not Path("moved").exists()


def test_a_folder_that_exists_is_left_alone(exported, run):
    Path("moved").mkdir()

    assert run("adopt", exported("Which animal barks?"), "moved") == (
        2,
        "",
        "'moved' exists already; name a new folder",
    )
    assert not list(Path("moved").iterdir())


def test_what_is_no_package_is_named(exported, run):
    exported("Which animal barks?")
    Path("text.apkg").write_text("no package", encoding="utf-8")

    assert run("adopt", "missing.apkg", "moved") == (3, "", "there is no file 'missing.apkg'; check the path")
    assert run("adopt", "text.apkg", "moved") == (
        3,
        "",
        "Anki cannot read 'text.apkg': it is not a package of Anki, or is damaged; name an .apkg",
    )


def test_without_the_library_of_anki_it_says_what_to_install(exported, run, monkeypatch):
    package = exported("Which animal barks?")
    monkeypatch.setattr("deck.cli.errors.find_spec", lambda _: None)

    code, _, messages = run("adopt", package, "moved")

    assert (code, messages.partition(";")[0]) == (3, "'anki' and 'zstandard' cannot be imported")
