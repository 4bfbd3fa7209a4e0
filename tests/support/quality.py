"""Notes about which nothing is found but what a test is about: with a source, in a folder with settings and works."""

import re

from support.samples import PLAIN_TOML

TOML = (
    PLAIN_TOML
    + """
[lint]
warnings = ["S001"]
secondary = ["notes2001"]

[[lint.forbid]]
phrases = ["lowest point"]
because = "it is a known error; say minimum"
"""
)
WORKS = """\
@misc{doe2000, author={Jane Doe}, title={A Work}, year=2000}
@misc{notes2001, author={John Roe}, title={Notes}, year=2001}
"""
FILES = {"deck.toml": TOML, "references.bib": WORKS}
SOURCE = "\n### Source\n\n@doe2000, section 1\n"


def sourced(notes: str, source: str = SOURCE) -> str:
    """Return notes, each of which has a source."""
    return re.sub(r"\n(?=## )", source.replace("\\", r"\\") + "\n", notes) + source


def codes(findings):
    """Return the codes with which findings begin."""
    return [each.split()[0] for each in findings]
