import json
import sys
from pathlib import Path

from anki.errors import DBError
from support.samples import EVERYTHING, FILES

NOTE = "## Q? {#one}\n\nA.\n"


def test_it_reports_what_anki_makes_of_the_package(write, run):
    write(EVERYTHING, FILES)
    run("build")

    code, _, messages = run("verify")
    assert code == 0
    assert "5 notes, 7 cards, 3 media; imported again: 5 unchanged" in messages
    assert json.loads(run("verify", "build/Test.apkg", "--json")[1])["faults"] == []


def test_it_reports_faults(tmp_path, run):
    (tmp_path / "x.apkg").write_bytes(b"no zip")

    code, _, messages = run("verify", tmp_path / "x.apkg")

    assert code == 1
    assert "Anki cannot import the package" in messages


def test_a_folder_means_its_package(write, run, run_apart):
    write(NOTE).rename("my cards")
    assert run("verify", "my cards")[0] == 3

    code, _, messages = run_apart("verify", "my cards")

    assert code == 3
    assert messages.startswith("there is no package 'build/Test.apkg'; build it with: ")
    assert messages.endswith("build_deck.py build 'my cards'\n")


def test_a_package_that_is_not_a_file_is_reported(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("folder.APKG").mkdir()

    assert run("verify", "nowhere.apkg") == (3, "", "there is no file 'nowhere.apkg'; check the path")
    assert run("verify", "folder.APKG") == (3, "", "'folder.APKG' is not a regular file; check the path")


def test_it_needs_the_anki_library(write, run, monkeypatch):
    write(NOTE)
    monkeypatch.setitem(sys.modules, "anki", None)

    code, _, messages = run("verify")

    assert code == 3
    assert messages == f"'anki' cannot be imported; install with: {sys.executable} -m pip install anki"


def test_what_anki_raises_is_reported(write, run, monkeypatch):
    def fail(*_):
        raise DBError("database or disk\nis full", help_page=None, context=None, backtrace=None)

    write(NOTE)
    run("build")
    monkeypatch.setattr("deck.anki.verify.verify", fail)

    assert run("verify") == (3, "", "Anki failed: database or disk is full; check the disk and the package")
