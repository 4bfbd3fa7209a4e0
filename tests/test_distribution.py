"""The package as its users get it: built, installed under every Python that is here, run from a folder of theirs.

python -m pytest -m distribution
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.clock import NOW
from support.samples import EVERYTHING, FILES, FRONT_MATTER, PLAIN_TOML

pytestmark = pytest.mark.distribution

ROOT = Path(__file__).parent.parent
PYTHONS = [version for version in ("3.11", "3.12", "3.13") if shutil.which(f"python{version}")]


def run(*command, folder, **environment):
    """Run a command in a folder and return what it prints; the test fails with all of that if the command does."""
    left_out = ("PYTHONPATH", "VIRTUAL_ENV")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(
        [str(each) for each in command],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**inherited, "SOURCE_DATE_EPOCH": str(NOW), **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """Return the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, folder=folder)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture
def author(tmp_path):
    """Return an author's folder, which holds the content ``x``."""
    folder = tmp_path / "author"
    for name, text in {"deck.toml": PLAIN_TOML, "one.md": FRONT_MATTER + EVERYTHING, **FILES}.items():
        path = folder / "x" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def packed(package):
    """Return all that a package says, whatever SQLite and zlib wrote it."""
    with ZipFile(package) as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        media = {name: archive.read(name) for name in archive.namelist() if name != "collection.anki2"}
        return list(database.iterdump()), media


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(distributions):
    with ZipFile(distributions[1]) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}

    files = [path for package in ("deck", "figures") for path in (ROOT / package).rglob("*") if path.is_file()]
    expected = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    assert {
        "deck/py.typed",
        "figures/py.typed",
        "deck/card.css",
        "deck/strips_and_reels.css",
        "deck/preview/assets/page.html",
    } <= expected
    assert held == {"build_deck.py", *expected}


def test_the_sdist_holds_all_that_is_committed(distributions):
    with tarfile.open(distributions[0]) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}

    assert set(run("git", "ls-files", folder=ROOT).splitlines()) - held == set()


@pytest.mark.parametrize("version", PYTHONS)
def test_the_locked_installation_builds_the_same_package_under_every_python(distributions, author, tmp_path, version):
    programs = tmp_path / "venv" / "bin"
    pip = programs / "python", "-m", "pip", "--quiet"
    pyenv = {"PYENV_VERSION": version}  # where pythonX.Y is a shim
    run(f"python{version}", "-m", "venv", tmp_path / "venv", folder=tmp_path, **pyenv)
    run(*pip, "install", "--require-hashes", "--requirement", ROOT / "requirements.txt", folder=tmp_path)
    run(*pip, "install", "--no-deps", "--no-index", distributions[1], folder=tmp_path)

    run(programs / "python", "-m", "pip", "check", folder=tmp_path)
    assert run(programs / "build-deck", "build", "x", folder=author) == "build/Test.apkg\n"

    run(sys.executable, ROOT / "build_deck.py", "build", "x", "--locked", "-o", "here.apkg", folder=author)
    assert packed(author / "build" / "Test.apkg") == packed(author / "here.apkg")


def test_pipx_installs_the_command(distributions, author, tmp_path):
    homes = {f"PIPX_{name}": str(tmp_path / name) for name in ("HOME", "BIN_DIR", "MAN_DIR")}

    run(sys.executable, "-m", "pipx", "install", distributions[1], folder=tmp_path, **homes)

    assert run(tmp_path / "BIN_DIR" / "build-deck", "build", "x", folder=author) == "build/Test.apkg\n"
