"""Links, pictures and settings: what notes refer to exists and can be used, and so do the settings of a folder.

Most of it is found when a folder is read or a note rendered.
"""

from __future__ import annotations

import re

from deck.checks.note_markdown import markdown_of, without_maths
from deck.checks.rule import Findings, reported
from deck.checks.views import STRUCTURE
from deck.source.written_note import Note

DEFINITION = re.compile(r"^(?:[ \t>]|[-*+] |\d+\. )*\[[^\]\n]+\]:\s*\S+[ \t]*(?:[\"'(].*)?$", re.MULTILINE)
TITLE = "## Where does descent stop? {#stop}\n\nIn a valley.\n\n"
NOTE = f"{TITLE}![A path to the bottom of a valley](valley.svg)\n"
CITING = f"{TITLE}### Source\n\n@goh2017, section 1\n"

reported(
    "L001",
    "link",
    "A link goes to an address that works on a card: 'https://', 'http://' or 'mailto:'.",
    bad=f"{TITLE}See [the next file](two.md).\n",
    good=f"{TITLE}See [an article](https://distill.pub/2017/momentum/).\n",
)


@STRUCTURE.rule(
    "L002",
    "]:",
    bad=f"{TITLE}See [Goh][1].\n\n[1]: https://distill.pub/2017/momentum/\n",
    good=f"{TITLE}See [Goh](https://distill.pub/2017/momentum/).\n",
)
def link_definition(note: Note) -> Findings:
    """A link has its address beside it, since a definition would serve the whole page on GitHub, but one field here."""
    for passage in markdown_of(note):
        for match in DEFINITION.finditer(without_maths(passage.text)):
            message = "link definitions are not supported; write the link as [text](https://a.org)"
            yield passage.location_at(match.start()), message


reported(
    "L003",
    "media-path",
    "The path of a picture or sound starts at the file's own folder and names a visible file of the content folder.",
    bad=NOTE.replace("valley.svg", "vallley.svg"),
    good=NOTE,
)
reported(
    "L004",
    "media-file",
    "A picture or sound is what its name says, in a format that Anki shows everywhere, of at most 10 MB, and safe.",
    bad={"one.md": NOTE, "valley.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"},
    good={"one.md": NOTE, "valley.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"},
)
reported(
    "L005",
    "picture-in-heading",
    "A picture of the front is written below the heading, above a '---' line.",
    bad="## What is ![a valley between hills](valley.svg) called? {#valley}\n\nA valley.\n",
    good="## What is this form called? {#form}\n\n![Two slopes that meet below](ravine.svg)\n\n---\n\nA valley.\n",
)
reported(
    "L006",
    "hidden-folder",
    "Every folder of the content can be read; none is a link or has a deck.toml of its own.",
    bad="$ ln -s ../more-notes content/more\n",
    good="$ cp -r ../more-notes content/more\n",
)
reported(
    "L007",
    "settings",
    "A content folder has a file deck.toml, in TOML.",
    bad={"deck.toml": "name = Example\n", "one.md": TITLE},
    good={"deck.toml": 'name = "Example"\n', "one.md": TITLE},
)
reported(
    "L008",
    "setting",
    "The settings in deck.toml have known keys with values of the right kind.",
    bad={"deck.toml": 'license = "CC-BY-4.0"\n', "one.md": TITLE},
    good={"deck.toml": 'licence = "CC-BY-4.0"\n', "one.md": TITLE},
)
reported(
    "L009",
    "lint-setting",
    "The settings of rules, and the suppressions in headings, name quality rules and works that exist.",
    bad={"deck.toml": 'lint.errors = ["Q999"]\n', "one.md": TITLE},
    good={"deck.toml": 'lint.errors = ["Q001"]\n', "one.md": TITLE},
)
reported(
    "L010",
    "description",
    "The description of a deck is text, without fenced blocks, pictures and HTML.",
    bad={"deck.toml": "description = '''\n```\nDescent\n```\n'''\n", "one.md": TITLE},
    good={"deck.toml": "description = 'How descent works.'\n", "one.md": TITLE},
)
reported(
    "L011",
    "bibliography",
    "Each work in references.bib can be read, and has author, title and year.",
    bad={"references.bib": "@misc{goh2017, author={Gabriel Goh}, year={2017}}\n", "one.md": TITLE},
    good={
        "references.bib": "@misc{goh2017, author={Gabriel Goh}, title={Why Momentum Really Works}, year={2017}}\n",
        "one.md": TITLE,
    },
)
reported(
    "L012",
    "citation",
    "A source cites works of references.bib by their keys.",
    bad=CITING.replace("2017", "2071"),
    good=CITING,
)
reported(
    "L013",
    "file",
    "What is read is an ordinary file inside the content folder, with a name that can be seen, of at most 256 MB.",
    bad="$ ln -s ../notes.md content/one.md\n",
    good="$ cp ../notes.md content/one.md\n",
)
reported(
    "L014",
    "own-style",
    "The rules of style.css are for parts of a card. They load nothing, cover nothing, and leave figures alone.",
    bad={"one.md": TITLE, "style.css": "body { background: url(https://example.org/a.png); }\n"},
    good={"one.md": TITLE, "style.css": ".card .answer { letter-spacing: .01em; }\n"},
)
