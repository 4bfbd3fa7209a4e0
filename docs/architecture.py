"""What the architecture page lists from the code: packages and modules, commands, kinds of cache entry."""

import ast
import tomllib
from collections.abc import Sequence
from pathlib import Path

import typer.main

import build_deck
from deck.cache.kinds import KINDS

LAYERS = "pyproject.toml"


def packages() -> str:
    """Return a table of the packages and modules of the compiler and the figures, the last stage first."""
    rows = [(f"`{name}`", _purpose(Path(*name.split(".")))) for name in _in_order()]
    return _table(("package or module", "what it is for"), rows)


def commands() -> str:
    """Return a table of the commands and the files that hold their code."""
    group = typer.main.get_command(build_deck.app)
    rows = [(f"`{name}`", f"`{_file(name)}`") for name in group.commands]  # type: ignore[attr-defined]
    return _table(("command", "file"), rows)


def kinds() -> str:
    """Return a table of the kinds of cache entry."""
    return _table(
        ("kind", "contains", "its key is made of"), [(f"`{kind.name}`", kind.about, kind.key) for kind in KINDS]
    )


def _in_order() -> list[str]:
    """Return the names in the order of the import contracts."""
    contracts = tomllib.loads(Path(LAYERS).read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    inside = {each["containers"][0]: each["layers"] for each in contracts if "containers" in each}
    return [
        f"{root}.{name.strip()}" for root, layers in inside.items() for layer in layers for name in layer.split("|")
    ]


def _purpose(path: Path) -> str:
    """Return the first sentence of the docstring of a package or module."""
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ").replace("``", "`").replace("|", "\\|")


def _file(command: str) -> str:
    path = Path("deck", "cli", f"{command}.py")
    if not path.is_file():
        raise FileNotFoundError(f"the command '{command}' has no file of its own")
    return path.as_posix()


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
