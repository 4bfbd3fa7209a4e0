"""What messages ask people to type fits how this program was installed and started."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import build_deck
from deck.cli.installation import OPTIONAL, command_line, missing_message

PROGRAM = build_deck.__file__
PYTHON = "/deck/.venv/bin/python"


@pytest.mark.parametrize(
    ("started", "arguments", "expected"),
    [
        (["python", "build_deck.py", "new", "a b"], ["build_deck.py", "new", "a b"], "python build_deck.py"),
        (["python", "-X", "dev", "build_deck.py"], ["build_deck.py"], "python -X dev build_deck.py"),
        (["python", "-m", "build_deck", "new"], ["/deck/build_deck.py", "new"], "python -m build_deck"),
        (["a b/python", "../build_deck.py"], ["../build_deck.py"], "'a b/python' ../build_deck.py"),
        (
            ["/opt/python", "/home/a/.local/bin/build-deck", "new"],
            ["/home/a/.local/bin/build-deck", "new"],
            "build-deck",
        ),
        ([r"C:\python", r"C:\Scripts\build-deck", "-h"], ["build-deck", "-h"], "build-deck"),
    ],
)
def test_a_command_is_named_as_this_one_was_started(monkeypatch, started, arguments, expected):
    monkeypatch.setattr(sys, "orig_argv", started)
    monkeypatch.setattr(sys, "argv", arguments)

    assert command_line("preview", Path("my deck")) == f"{expected} preview 'my deck'"


@pytest.mark.parametrize(
    ("prefix", "settings", "expected"),
    [
        ("project/.venv", "home = /usr/bin\n", f"{PYTHON} -m pip install anki"),
        ("project/.venv", "", f"{PYTHON} -m pip install anki"),
        ("pipx/venvs/optimizer-flashcards", "home = /usr/bin\n", "pipx inject optimizer-flashcards anki"),
        ("project/.venv", "home = /usr/bin\nuv = 0.8.1\n", f"uv pip install --python {PYTHON} anki"),
        ("uv/tools/optimizer-flashcards", "uv = 0.8.1\n", f"uv pip install --python {PYTHON} anki"),
    ],
)
def test_a_missing_library_is_installed_with_what_made_the_environment(
    monkeypatch, tmp_path, prefix, settings, expected
):
    environment = tmp_path / prefix
    environment.mkdir(parents=True)
    if settings:
        (environment / "pyvenv.cfg").write_text(settings)
    monkeypatch.setattr(sys, "prefix", str(environment))
    monkeypatch.setattr(sys, "executable", PYTHON)

    assert missing_message("anki") == f"'anki' cannot be imported; install with: {expected}"


def test_each_missing_library_is_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    assert missing_message("anki", "zstandard").endswith(" -m pip install anki zstandard")


def test_every_library_that_few_commands_need_is_in_an_extra():
    extras = tomllib.loads(Path(PROGRAM).with_name("pyproject.toml").read_text("utf-8"))["project"]
    packages = {Requirement(each).name for extra in extras["optional-dependencies"].values() for each in extra}

    assert set(OPTIONAL.values()) <= packages


@pytest.mark.parametrize(
    ("options", "environment", "missing"),
    [([], {"PYTHONSAFEPATH": "1"}, "deck"), (["-P"], {}, "deck"), (["-S"], {}, "typer"), (["-I", "-S"], {}, "typer")],
)
def test_a_start_without_its_own_modules_says_what_to_do(options, environment, missing):
    done = subprocess.run(
        [sys.executable, *options, PROGRAM], capture_output=True, text=True, check=False, env=environment
    )

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"build_deck.py cannot import '{missing}'; "
        "run it with a Python in which requirements.txt is installed, and without PYTHONSAFEPATH\n"
    )
