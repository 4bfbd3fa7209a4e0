"""``build_deck.py`` lists the commands, each has its file in ``deck/cli``, and nothing else prints."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import build_deck
import deck
from deck.cli.errors import EXIT_CODES

ROOT = Path(build_deck.__file__).parent
CLI = ROOT / "deck" / "cli"
COMMANDS = typer.main.get_command(build_deck.app).commands
SHARED = {"__init__", "clock", "errors", "execution", "formats", "installation", "options", "terminal"}
OTHERS = sorted(path for folder in ("deck", "figures") for path in (ROOT / folder).rglob("*.py"))


def imported(path):
    """Return the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def printing(path):
    """Return the expressions by which a file prints."""
    written = {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text("utf-8")))}
    return {each for each in written if re.match(r"print\(|typer\.s?echo\(|sys\.std(out|err)\b", each)}


def test_it_imports_nothing_but_typer_and_the_command_line_and_is_short():
    path = ROOT / "build_deck.py"

    assert set(imported(path)) == {"sys", "typer", "deck.cli.execution", "deck.cli.options"}
    assert len([line for line in path.read_text("utf-8").splitlines() if not line.startswith("app.command()")]) < 31


def test_every_command_is_one_line_of_it_and_the_function_of_its_file():
    text = (ROOT / "build_deck.py").read_text("utf-8")

    assert re.findall(r"^app\.command\(\)\(command\(\"(\w+)\"\)\)$", text, re.MULTILINE) == list(COMMANDS)
    assert {path.stem for path in CLI.glob("*.py")} == {*COMMANDS, *SHARED}
    for name, command in COMMANDS.items():
        assert command.callback.__module__ == f"deck.cli.{name}"
        assert Path(__file__).with_name(f"test_{name}.py").is_file()


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_the_terminal_prints_and_only_the_command_line_knows_typer_and_rich(path):
    if path.parent != CLI:
        assert {name.partition(".")[0] for name in imported(path) if name} & {"typer", "rich"} == set()
    if path not in (CLI / "terminal.py", CLI / "preview.py"):  # which asks whether it is a terminal
        assert printing(path) == set()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(run, name, option):
    code, output, _ = run(name, option)

    assert (code, output.splitlines()[0].startswith("Usage: ")) == (0, True)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_command_with_a_whole_sentence_and_the_exit_codes(run, option):
    _, output, _ = run(option, TERMINAL_WIDTH="80", COLUMNS="80")

    described = dict(re.findall(r"^  ([a-z]+)  +(.*)$", output.partition("Commands:\n")[2], re.MULTILINE))
    assert [*described][: len(COMMANDS)] == list(COMMANDS)
    assert all(described[name].endswith(".") and not described[name].endswith("...") for name in COMMANDS)
    assert EXIT_CODES in " ".join(output.split())


def test_the_version_is_that_of_the_package(run, run_apart):
    assert run_apart("--version") == (0, f"build_deck.py {deck.__version__}\n", "")
    assert run("--version")[1].endswith(f" {deck.__version__}\n")


def test_the_public_names_of_the_package_are_there():
    assert all(getattr(deck, name) for name in deck.__all__)
    with pytest.raises(AttributeError, match="module 'deck' has no attribute 'biuld'"):
        deck.biuld  # noqa: B018


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_loads_no_heavy_library(arguments):
    program = (
        "import sys, build_deck\n"
        f"try: build_deck.app({arguments})\n"
        "except SystemExit: pass\n"
        "heavy = {'matplotlib', 'numpy', 'genanki', 'markdown', 'rich', 'pydantic', 'deck.report'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env={**os.environ, "COLUMNS": "80"})


@pytest.mark.parametrize("arguments", [["build"], ["build", "--json"], ["build", "-o", "x.apkg"], ["check"]])
def test_a_command_that_has_nothing_to_do_loads_no_heavy_library(write, run, arguments):
    write("## Q? {#one}\n\nA.\n")
    run(*arguments)
    program = (
        "import sys, build_deck\n"
        f"try: build_deck.app({arguments})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'matplotlib', 'numpy', 'genanki', 'markdown', 'rich', 'pydantic', 'yaml', 'deck.compile.folder'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_a_build_after_an_edit_loads_neither_genanki_nor_pydantic(write, run):
    top = "---\ndeck: Test::One\ntags: [a]\n---\n\n"
    write(f"{top}## Q? {{#one}}\n\nA.\n")
    run("build")
    write(f"{top}## Q? {{#one}}\n\nB.\n")
    program = (
        "import sys, build_deck\n"
        "try: build_deck.app(['build'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'matplotlib', 'numpy', 'genanki', 'pydantic'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
