"""How this program was installed and started, so that what messages tell people to type can be pasted."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

OPTIONAL = {  # the packages of modules that few commands need
    "anki": "anki",
    "mathjax": "django-static-mathjax",
    "zstandard": "zstandard",
}


def command_line(*words: str | Path) -> str:
    """Return what starts this program with these *words*, for a shell."""
    own = sys.orig_argv[: len(sys.orig_argv) - len(sys.argv) + 1]
    started = own if Path(sys.argv[0]).suffix == ".py" else [Path(sys.argv[0]).name]
    return shlex.join([*started, *map(str, words)])


def missing_message(*modules: str) -> str:
    """Return that *modules* are not installed, and what installs them into the environment of this program."""
    packages = [OPTIONAL[each] for each in modules if each in OPTIONAL]
    advice = f"with: {shlex.join([*_installer(Path(sys.prefix)), *packages])}" if packages else "this program again"
    names = " and ".join(f"'{each}'" for each in modules)
    return f"{names} cannot be imported; install {advice}"


def _installer(environment: Path) -> list[str]:
    """Return the words that install packages into the *environment* of this program."""
    settings = environment / "pyvenv.cfg"
    if environment.parts[-3:-1] == ("pipx", "venvs"):
        return ["pipx", "inject", environment.name]
    if settings.is_file() and any(line.startswith("uv ") for line in settings.read_text("utf-8").splitlines()):
        return ["uv", "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install"]
