"""Write what is generated from code and content: rules, commands, schemas, snippets for VS Code, counts of the deck.

Run ``python -m docs.write_reference``. With ``--check`` nothing is written; what is out of date is an error.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs import architecture
from docs.commands import helps, picture_of_check
from docs.counts import counts
from docs.page import filled, make_or_check
from docs.rules import sections
from docs.schemas import schemas
from docs.snippets import snippets

SCHEMAS = Path("docs/schemas")
PAGES: Mapping[Path, Mapping[str, Callable[[], str]]] = {
    Path("docs/rules.md"): {"rules": sections},
    Path("docs/commands.md"): {"commands": helps},
    Path("docs/architecture.md"): {
        "packages": architecture.packages,
        "commands": architecture.commands,
        "kinds": architecture.kinds,
    },
    Path("content/README.md"): {"counts": counts},
}


def reference() -> dict[Path, str]:
    """Return all files, by path from the root of the repository."""
    written = {page: _page(page, parts) for page, parts in PAGES.items()}
    made = {SCHEMAS / name: text for name, text in schemas().items()}
    return {
        **written,
        **made,
        Path("docs/check.svg"): picture_of_check(),
        Path(".vscode/cards.code-snippets"): snippets(),
    }


def _page(page: Path, parts: Mapping[str, Callable[[], str]]) -> str:
    return filled(page.read_text(encoding="utf-8"), lambda what, _: f"\n{parts[what]()}\n")


def write() -> None:
    """Write the files, and delete schemas that no longer exist."""
    files = reference()
    for path in SCHEMAS.glob("*"):
        if path not in files:
            path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def outdated() -> Iterator[str]:
    """Yield what `write` would change, by name."""
    files = reference()
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{path}: is out of date; run python -m docs.write_reference"
    for path in sorted(SCHEMAS.glob("*")):
        if path not in files:
            yield f"{path}: belongs to nothing; run python -m docs.write_reference"


if __name__ == "__main__":
    make_or_check("docs.write_reference", __doc__, write, outdated)
