"""The README and the documentation keep what they promise."""

import re
from pathlib import Path

import pytest
import typer.main

import build_deck

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "content" / "README.md"])
COMMANDS = sorted(typer.main.get_command(build_deck.app).commands)


def test_the_quick_start_has_two_blocks_that_stop_at_their_first_failure():
    section = README.split("## Quick start\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)

    assert len(blocks) == 2
    for block in blocks:
        *most, last = block.splitlines()
        assert most[0] == "python3 -m venv .venv &&"
        assert all(line.endswith(" &&") for line in most)
        assert not last.endswith("&&")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_in_the_readme(command):
    (row,) = re.findall(rf"^\| `build_deck\.py {command}\b.*$", README, re.MULTILINE)
    options = typer.main.get_command(build_deck.app).commands[command].params

    for option in options:
        assert option.opts[-1] in row or option.opts[0] in row or option.name in row.lower()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page):
    text = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]+`", "", text)
    links = re.findall(r"\]\((?!https?:|mailto:|#|\.\./\.\./releases/)([^)#]+)", text) + re.findall(
        r'(?:src|srcset)="([^"]+)"', text
    )

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_card_of_the_readme_builds(errors):
    (example,) = re.findall(r"^````markdown\n(.*?)^````$", README, re.DOTALL | re.MULTILINE)
    bibliography = (ROOT / "content" / "references.bib").read_text(encoding="utf-8")
    settings = 'name = "Optimizers"\nnamespace = "test"\n'

    assert errors(files={"deck.toml": settings, "references.bib": bibliography, "one.md": example}) == []
