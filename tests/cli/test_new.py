from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


def test_a_new_deck_builds_and_is_not_overwritten(run):
    assert run("new", "my-deck")[:2] == (0, "my-deck\n")
    assert run("check", "my-deck") == (0, "", "no errors, 1 suppressed finding")
    assert run("build", "my-deck")[:2] == (0, "build/My deck.apkg\n")
    assert run("new", "my-deck") == (2, "", "'my-deck' exists already; name a new folder")


def test_the_next_command_can_be_pasted(run_apart):
    code, output, messages = run_apart("new", "my 1st deck")

    assert (code, output) == (0, "my 1st deck\n")
    assert messages.startswith("6 files; next: ")
    assert messages.endswith("build_deck.py preview 'my 1st deck'\n")


def test_a_file_in_the_way_is_reported(run):
    Path("file").write_text("")

    assert run("new", "file") == (3, "", "cannot use 'file': not a directory; check the path")
    assert run("new", "file/deck") == (3, "", "cannot use 'file/deck': not a directory; check the path")
