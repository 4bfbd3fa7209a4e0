"""Time and memory of whole commands, each a process of its own, by hyperfine and by GNU time."""

from __future__ import annotations

import json
import os
import platform
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

TIME = "/usr/bin/time"
PROGRAMS = {"hyperfine": "hyperfine", TIME: "time"}  # and their packages in Debian
SEVERAL, ONE = ("--min-runs", "3"), ("--runs", "1")
LIBRARIES = ("Markdown", "pymdown-extensions", "genanki")


def lacking_program() -> str:
    """Return a sentence on what is not installed, or nothing if all is."""
    lacking = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    return f"{' and '.join(lacking)} not found; install with: apt install {' '.join(lacking)}" if lacking else ""


class Times(NamedTuple):
    """What a command takes: seconds on the clock at best, and seconds of all processors on average."""

    clock: float
    processors: float


def times(command: Sequence[str], folder: Path, prepare: str = "true", runs: Sequence[str] = SEVERAL) -> Times:
    """Return what *command* takes in *folder*, each time after the shell command *prepare*."""
    written = folder / "times.json"
    prepared = ["--shell=none", "--style=none", f"--prepare=sh -c {shlex.quote(prepare)}"]
    run(["hyperfine", *runs, *prepared, f"--export-json={written}", shlex.join(command)], folder)
    (result,) = json.loads(written.read_text(encoding="utf-8"))["results"]
    return Times(float(result["min"]), float(result["user"] + result["system"]))


def seconds(command: Sequence[str], folder: Path, prepare: str = "true", runs: Sequence[str] = SEVERAL) -> float:
    """Return what *command* takes at best, on the clock."""
    return times(command, folder, prepare, runs).clock


def times_and_memory(
    command: Sequence[str], folder: Path, prepare: str = "true", runs: Sequence[str] = SEVERAL
) -> tuple[Times, int]:
    """Return also the peak of resident memory in the last run (bytes); of several processes, of the largest."""
    peak = folder / "peak.txt"
    taken = times([TIME, "--format=%M", f"--output={peak}", *command], folder, prepare, runs)
    return taken, 1024 * int(peak.read_text(encoding="utf-8"))


def machine() -> str:
    """Return a sentence on what measures here, and how busy it is with other things before."""
    try:
        known = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        known = []
    models = [line.partition(":")[2].strip() for line in known if line.startswith("model name")]
    libraries = ", ".join(f"{each} {version(each)}" for each in LIBRARIES)
    hyperfine = run(["hyperfine", "--version"], Path()).strip()
    processor = models[0] if models else platform.machine()
    cores = f"{os.cpu_count()} cores of {processor}, with a load of {os.getloadavg()[0]:.1f} before"
    return f"{cores}; Python {platform.python_version()}, {libraries}; {hyperfine}.\n"


def run(command: Sequence[str], folder: Path, inside: Path | None = None) -> str:
    """Run a command and return its output; its temporary files and its cache go to *folder*.

    It runs *inside* another folder, if one is given. If it fails, show what it said.
    """
    environment = {**os.environ, "TMPDIR": str(folder), "DECK_CACHE": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # whoever installs a tool has its bytecode
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=inside or folder, env=environment)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
