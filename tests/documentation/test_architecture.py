"""The page on the architecture names what exists, and the layout keeps its promises."""

import ast
import re
from pathlib import Path

import pytest
from support.faults import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|css|json|lock|toml)|(?:[\w-]+/)+)`")
PLACES = ("", "deck", "figures", "tests")
TWICE = {"__init__"}  # and the files of commands, which are named after them


def graph(*roots):
    """Return packages and modules at the top of these roots, and the imports between them."""
    files = {".".join(path.with_suffix("").relative_to(ROOT).parts): path for root in roots for path in _files(root)}
    modules = {name.removesuffix(".__init__") for name in files}
    top = {_top(name) for name in modules}
    edges = {
        (_top(name.removesuffix(".__init__")), _top(target))
        for name, path in files.items()
        for target in _imports(path, modules)
    }
    return top, {(one, other) for one, other in edges if one != other and other in top}


def _files(root):
    path = ROOT / root
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def _top(name):
    return ".".join(name.split(".")[:2])


def _imports(path, modules):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (each if each in modules else node.module for each in inside)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def longest_chain(nodes, edges):
    """Return how many nodes the longest chain of imports has."""
    below = {node: [other for one, other in edges if one == node] for node in nodes}
    heights = {}

    def height(node):
        if node not in heights:
            heights[node] = 1 + max(map(height, below[node]), default=0)
        return heights[node]

    return max(map(height, nodes))


@pytest.mark.parametrize("name", sorted(set(NAMED.findall(PAGE))))
def test_every_file_and_folder_that_the_page_names_exists(name):
    assert any((ROOT / place / name).exists() for place in PLACES) or (ROOT / "content" / name).exists()


def test_the_compiler_has_at_most_twenty_packages_and_modules_in_twelve_layers():
    nodes, edges = graph("build_deck.py", "deck")

    assert len(nodes - {"build_deck", "deck"}) <= 20
    assert longest_chain(nodes, edges) <= 12
    assert len(edges) <= 95


def test_the_figures_have_at_most_twenty_packages_and_modules():
    nodes, edges = graph("figures")

    assert len(nodes - {"figures"}) <= 20
    assert longest_chain(nodes, edges) <= 12


def test_a_module_name_occurs_once_in_the_compiler_and_the_figures():
    names = [path.stem for root in ("deck", "figures") for path in _files(root) if path.parent.name != "cli"]

    assert [name for name in names if names.count(name) > 1 and name not in TWICE] == []


def test_tests_mirror_the_packages():
    packages = {path.parent.name for path in (ROOT / "deck").glob("*/__init__.py")} | {"figures"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}

    assert packages <= folders


@pytest.mark.parametrize(
    "path", sorted((ROOT / "deck").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_only_the_command_line_prints(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    printing = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]

    assert Path("deck/cli") in path.relative_to(ROOT).parents or not printing
