"""Pages with generated parts, between ``<!-- what: about -->`` and ``<!-- /what -->``."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable

PART = re.compile(
    r"(?P<begin><!-- (?P<what>[a-z]+)(?:: (?P<about>[^>]*?))? -->\n).*?(?P<end><!-- /(?P=what) -->)", re.DOTALL
)


def parts(text: str) -> list[tuple[str, str]]:
    """Return *what* and *about* of each part of a page, in order."""
    return [(match["what"], match["about"] or "") for match in PART.finditer(text)]


def filled(text: str, part: Callable[[str, str], str]) -> str:
    """Return a page with each part replaced by the result of *part* for its *what* and *about*."""
    return PART.sub(lambda match: match["begin"] + part(match["what"], match["about"] or "") + match["end"], text)


def make_or_check(
    module: str, about: str | None, make: Callable[[], None], outdated: Callable[[], Iterable[str]]
) -> None:
    """Run *make*, or with ``--check`` print what is out of date and exit with an error if there is any."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=about)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is out of date")
    if not parser.parse_args().check:
        make()
    elif diagnostics := list(outdated()):
        sys.exit("\n".join(diagnostics))
