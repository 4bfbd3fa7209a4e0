from pathlib import Path

import pytest

from deck import __version__


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


def test_a_new_deck_builds_and_is_not_overwritten(run):
    assert run("new", "my-deck")[:2] == (0, "my-deck\n")
    assert run("check", "my-deck") == (0, "", "no errors, 1 suppressed finding")
    assert run("build", "my-deck")[:2] == (0, "build/My deck.apkg\n")
    assert run("new", "my-deck") == (2, "", "cannot write 'my-deck': it is not empty; choose a new folder")


def test_the_next_command_can_be_pasted(run_apart):
    code, output, messages = run_apart("new", "my 1st deck")

    assert (code, output) == (0, "my 1st deck\n")
    assert messages.startswith("6 files; next: ")
    assert messages.endswith("build_deck.py preview 'my 1st deck'\n")


def test_an_empty_deck_has_only_what_a_deck_needs_and_builds_with_its_first_note(run):
    code, output, messages = run("new", "Mein Deck", "--empty")

    assert (code, output) == (0, "Mein Deck\n")
    assert messages.startswith("2 files; next: write '## Question' and the answer below it into 'Mein Deck/notes.md', ")
    assert messages.endswith(" check --fix 'Mein Deck'")
    settings = Path("Mein Deck/deck.toml").read_text()
    assert [line.split(" = ")[0] for line in settings.splitlines() if line and line[0] != "#"] == ["name", "namespace"]
    Path("Mein Deck/notes.md").write_text("## Wer schrieb „Faust“?\n\nGoethe.\n", encoding="utf-8")
    assert run("check", "--fix", "Mein Deck")[0] == 0
    assert run("build", "Mein Deck")[:2] == (0, "build/Mein Deck.apkg\n")


def test_a_file_in_the_way_is_reported(run):
    Path("file").write_text("")

    assert run("new", "file") == (3, "", "cannot use 'file': not a directory; check the path")
    assert run("new", "file/deck") == (3, "", "cannot use 'file/deck': not a directory; check the path")


@pytest.mark.parametrize(
    ("repository", "folder", "content"),
    [(".", "my-deck", "my-deck"), (".", "decks/one deck", "decks/one deck"), ("decks", 'decks/a "b"', r"a \"b\"")],
)
def test_a_workflow_for_github_names_the_folder_and_this_version(run, repository, folder, content):
    Path(repository, ".git").mkdir(parents=True)

    assert run("new", folder, "--github")[0] == 0

    workflow = Path(repository, ".github/workflows/deck.yml").read_text()
    assert workflow.count(f'optimizer-flashcards@v{__version__}\n        with:\n          content: "{content}"\n') == 2


def test_a_workflow_that_is_there_already_stays_and_nothing_is_written(run):
    run("new", "one", "--github")
    before = Path(".github/workflows/deck.yml").read_bytes()

    code, _, message = run("new", "two", "--github")

    assert (code, message.partition(": ")[2]) == (2, "it exists already; move it away first")
    assert Path(".github/workflows/deck.yml").read_bytes() == before
    assert not Path("two").exists()
