"""Run the steps of a GitHub workflow or action here, with a ``gh`` whose releases are folders."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

GH = '''\
#!{python}
"""A gh whose releases are folders: list, download and create, as the workflows use them."""
import shutil
import sys
from pathlib import Path

releases = Path({releases!r})
command, words = sys.argv[1:3], sys.argv[3:]
named = {{word: words[place + 1] for place, word in enumerate(words[:-1]) if word.startswith("--")}}
if command == ["release", "list"]:
    print("".join(f"{{each.name}}\\n" for each in sorted(releases.iterdir())[-1:]), end="")
elif command == ["release", "download"]:
    (file,) = (releases / words[0]).glob(named["--pattern"])
    shutil.copy(file, named["--output"])
elif command == ["release", "create"]:
    folder = releases / words[0]
    folder.mkdir()
    shutil.copy(named["--notes-file"], folder / "notes.md")
    for word in words[1:]:
        if word not in named.values() and not word.startswith("--"):
            shutil.copy(word, folder)
else:
    sys.exit(f"unknown command: {{command}}")
'''


class Runner:
    """Runs steps in a *folder*, in order, as a machine of GitHub does."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.releases = folder, home / "releases"
        self.home, self.outputs = home, dict[str, str]()
        self.releases.mkdir(parents=True)
        (home / "temp").mkdir()
        (home / "gh").write_text(GH.format(python=sys.executable, releases=str(self.releases)))
        (home / "gh").chmod(0o755)

    def run(self, steps: list[dict[str, Any]], *, ref: str, **environment: str) -> None:
        """Run the steps that have commands; the first that fails raises `AssertionError` with its output."""
        for name in ("summary", "output"):
            (self.home / name).write_text("")
        for file in (self.home / "temp").glob("*.apkg"):
            file.unlink()
        for step in steps:
            if "run" in step and (ref.startswith("refs/tags/") or "refs/tags/" not in step.get("if", "")):
                self._run(step, ref, environment)

    @property
    def summary(self) -> str:
        """What the steps wrote to the summary of the job."""
        return (self.home / "summary").read_text()

    def _run(self, step: dict[str, Any], ref: str, environment: Mapping[str, str]) -> None:
        own = {name: self._value(value) for name, value in step.get("env", {}).items()}
        inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={
                **inherited,
                "PATH": f"{self.home}:{os.environ['PATH']}",
                "GITHUB_REF_NAME": ref.rpartition("/")[2],
                "GITHUB_REPOSITORY": "owner/name",
                "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
                "GITHUB_OUTPUT": str(self.home / "output"),
                "RUNNER_TEMP": str(self.home / "temp"),
                **environment,
                **own,
            },
        )
        assert done.returncode == 0, f"{step.get('name')}: {done.stdout}{done.stderr}"
        written = (line.partition("=") for line in (self.home / "output").read_text().splitlines())
        self.outputs |= {name: value for name, _, value in written}

    def _value(self, written: str) -> str:
        """Return the value of an expression: an output of an earlier step, or an input."""
        name = re.sub(r"^\$\{\{ *(.*?) *\}\}$", r"\1", written)
        return {"inputs.content": "content", **self.outputs}.get(name.removeprefix("steps.deck.outputs."), name)


def steps_of(workflow: Path) -> Iterator[dict[str, Any]]:
    """Yield the steps of a workflow's jobs, or of an action, in order."""
    parsed = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    for job in [parsed["runs"]] if "runs" in parsed else parsed["jobs"].values():
        yield from job["steps"]
