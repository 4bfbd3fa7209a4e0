"""What GitHub runs is run here, step by step, in a clean clone: ``pytest -m workflows``."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from anki.collection import Collection
from support.learner import Learner
from support.workflows import Runner, steps_of

from deck import __version__

ROOT = Path(__file__).parent.parent
WORKFLOWS = ROOT / ".github" / "workflows"
TAG = f"refs/tags/v{__version__}"


def git(folder, *words):
    """Run git in a folder."""
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *words], cwd=folder, check=True, capture_output=True
    )


@pytest.fixture
def clone(tmp_path):
    """Return a clean clone, in which the changelog has a section for this version."""
    git(tmp_path, "clone", "--no-hardlinks", ROOT, "clone")
    changelog = tmp_path / "clone" / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changelog.write_text(text.replace("## Unreleased", f"## {__version__}", 1), encoding="utf-8")
    return tmp_path / "clone"


@pytest.fixture
def learner(tmp_path):
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield Learner(collection)
    collection.close()


def edited(folder, old, new):
    """Replace text in a file of the content, and build at a time of its own, as an author does day by day."""
    time.sleep(1.1)
    files = sorted((folder / "content").glob("[0-9]*.md"))
    file = next(each for each in files if old in each.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    program(folder, "build")


def program(folder, *words):
    """Run the compiler of a clone as its author does."""
    subprocess.run([".venv/bin/python", "build_deck.py", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.workflows
def test_a_release_is_built_twice_and_touches_only_what_its_author_changed(clone, tmp_path, learner):
    runner, steps = Runner(clone, tmp_path / "home"), list(steps_of(WORKFLOWS / "release.yml"))
    released = runner.releases / f"v{__version__}"
    runner.run(steps, ref=TAG)
    first = released.rename(runner.releases / "v0.0.1")
    package = first / "Optimizers.apkg"
    assert re.fullmatch(r"[0-9a-f]{64}  Optimizers\.apkg\n", (first / "Optimizers.apkg.sha256").read_text())
    assert "### For authors" not in (first / "notes.md").read_text()
    learner.imports(package)
    before, notes = learner.reviews(), len(learner.collection.find_notes(""))

    edited(clone, "\n\n### Source", "\n\nOne sentence more.\n\n### Source")
    edited(clone, "One sentence more.", "One sentence more, and another.")
    edited(clone, "\n## ", "\n## What is new here? {#new}\n\nThis note.\n\n### Source\n\n@goh2017, page 1\n\n## ")
    shutil.rmtree(clone / "dist")
    with pytest.raises(AssertionError, match="prepare the release with build --against, and commit the lock"):
        runner.run(steps, ref=TAG)

    shutil.rmtree(clone / "dist")
    program(clone, "build", "--against", package)
    prepared = (clone / "build" / "Optimizers.apkg").read_bytes()
    runner.run(steps, ref=TAG)

    assert (released / "Optimizers.apkg").read_bytes() == prepared
    assert f"touches 2 of {notes + 1} notes: 1 new, 1 changed." in (released / "notes.md").read_text()
    assert learner.imports(released / "Optimizers.apkg") == (1, 1, notes - 1)
    assert {card: learner.scheduling[card] for card in before} == before


@pytest.mark.workflows
def test_the_page_of_all_cards_is_written(clone, tmp_path):
    Runner(clone, tmp_path / "home").run(list(steps_of(WORKFLOWS / "page.yml")), ref=TAG)

    assert (clone / "page" / "index.html").is_file()


@pytest.mark.workflows
def test_the_action_checks_a_new_deck_and_publishes_it_on_a_tag(clone, tmp_path):
    folder = tmp_path / "author"
    folder.mkdir()
    git(folder, "init")
    for words in (("new", "content", "--github"), ("build",)):
        subprocess.run([sys.executable, ROOT / "build_deck.py", *words], cwd=folder, check=True, capture_output=True)
    runner = Runner(folder, tmp_path / "home")
    action = list(steps_of(clone / "action.yml"))
    publish = [step for step in steps_of(folder / ".github" / "workflows" / "deck.yml") if "run" in step]

    runner.run(action, ref="refs/heads/main", GITHUB_ACTION_PATH=str(clone))
    assert re.fullmatch(r"### The next import touches 0 of \d+ notes\.\n", runner.summary)
    assert "package" not in runner.outputs

    runner.run(action, ref="refs/tags/v1", GITHUB_ACTION_PATH=str(clone))
    runner.run(publish, ref="refs/tags/v1")
    assert {file.suffix for file in (runner.releases / "v1").iterdir()} == {".apkg", ".sha256", ".md"}
    assert (Path(runner.outputs["page"]) / "index.html").is_file()


@pytest.mark.parametrize("workflow", [*sorted(WORKFLOWS.glob("*.yml")), ROOT / "deck" / "start" / "deck.yml"])
def test_actions_of_others_are_pinned_by_a_hash_and_name_their_version(workflow):
    used = re.findall(r"uses: (actions/\S+)(.*)", workflow.read_text(encoding="utf-8"))

    assert used
    assert [
        line for line in used if not re.search(r"@[0-9a-f]{40}$", line[0]) or not re.match(r" # v\d", line[1])
    ] == []
