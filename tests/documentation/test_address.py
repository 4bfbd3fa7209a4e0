"""The address of the repository is one setting, and every other place has the same one."""

import re
import subprocess
import tomllib
from pathlib import Path

import yaml

import deck

ROOT = Path(__file__).parent.parent.parent
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["repository"]
PAGE = "https://{}.github.io/{}/"
NAME = ADDRESS.removeprefix("https://github.com/")
PLACES = {
    ".github/zizmor.yml",
    "CITATION.cff",
    "deck/__init__.py",
    "deck/start/deck.yml",
    "docs/commands.md",
    "docs/writing.md",
    "pyproject.toml",
}


def test_these_files_name_the_repository_and_no_other_does():
    named = subprocess.run(
        ["git", "grep", "--files-with-matches", "-F", NAME], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert set(named.stdout.splitlines()) == PLACES


def test_they_all_name_the_same_repository():
    owners = {
        owner
        for place in PLACES
        for owner in re.findall(r"([\w-]+)/optimizer-flashcards", (ROOT / place).read_text(encoding="utf-8"))
    }

    assert owners == {NAME.partition("/")[0]}
    assert deck.ADDRESS == ADDRESS


def test_the_page_of_all_cards_is_at_the_address_of_the_repository():
    assert PAGE.format(*NAME.split("/")) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_citation_names_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert citation["version"] == deck.__version__
    assert citation["repository-code"] == ADDRESS
