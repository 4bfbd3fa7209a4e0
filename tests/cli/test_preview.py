import signal
import subprocess
import sys
from pathlib import Path

from anki.errors import DBError
from support.patience import PATIENCE
from support.samples import EVERYTHING, FILES

NOTE = "## Q? {#one}\n\nA.\n"


def test_it_writes_a_page_and_prints_its_path(write, run):
    write(EVERYTHING, FILES)

    assert run("preview", "--no-watch", "-o", "page")[:2] == (0, "page/index.html\n")
    assert Path("page/index.html").is_file()
    assert not Path("content/deck.lock").exists()


def test_it_follows_edits_until_ctrl_c(write, start):
    content = write(NOTE)

    with start("preview", "--watch", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        assert process.stderr.readline().startswith("1 card, ")
        (content / "one.md").write_text("---")
        assert process.stderr.readline().startswith("content/one.md:1: error: ")
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert messages.endswith("stopped; the page stays in build/preview/index.html\n")


def test_it_reports_errors_and_does_not_touch_other_folders(write, run):
    write("## Q?\n\nA.")
    assert run("preview", "--no-watch")[0] == 1

    write(NOTE)
    assert run("preview", "--no-watch", "-o", "content") == (
        2,
        "",
        "'content' contains something other than a preview; choose an empty folder",
    )


def test_it_needs_two_more_libraries(write, run, monkeypatch):
    write(NOTE)
    for module in ("anki", "mathjax"):
        monkeypatch.setitem(sys.modules, module, None)

    code, _, messages = run("preview", "--no-watch")

    assert code == 3
    assert messages == (
        "'anki' and 'mathjax' cannot be imported; "
        f"install with: {sys.executable} -m pip install anki django-static-mathjax"
    )


def test_what_anki_raises_is_reported(write, run, monkeypatch):
    def fail(*_):
        raise DBError("database or disk is full", help_page=None, context=None, backtrace=None)

    write(NOTE)
    monkeypatch.setattr("deck.preview.make", fail)

    assert run("preview", "--no-watch") == (
        3,
        "",
        "Anki failed: database or disk is full; check the disk and the package",
    )
