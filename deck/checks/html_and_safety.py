"""HTML and safety: only marks that Markdown lacks, each one closed, and nothing that could run or load anything."""

from __future__ import annotations

import re

from deck.checks.note_markdown import markdown_of, without_maths
from deck.checks.rule import Findings, reported
from deck.checks.views import STRUCTURE
from deck.markup.allowed_html import RAW_TAGS
from deck.markup.sized_pictures import FORM, WIDEST, find_sized_pictures
from deck.source.written_note import Note

TAG = re.compile(
    r"(?<!\\)(?:\\\\)*+(?!(?<=\]\()<[^<>\n]*>[\s)])"  # not escaped, and not the address of a link
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*+)(?P<rest>[^<>]*+)>|<[!?](?!--)[^>]*>"
)
MARKS_INSTEAD = f"write Markdown, or one of {', '.join(f'<{name}>' for name in sorted(RAW_TAGS))} without attributes"
PICTURE_INSTEAD = f"write ![what it shows](file), or {FORM} with these three in double quotes, 1 to {WIDEST} pixels"
OPEN_COMMENT = re.compile(r"<!--(?!.*?-->)", re.DOTALL)


@STRUCTURE.rule(
    "H001",
    "<",
    bad="## What is water? {#water}\n\n<div>H<sub>2</sub>O</div>\n",
    good="## What is water? {#water}\n\nH<sub>2</sub>O\n",
)
def raw_html(note: Note) -> Findings:
    """A card has no HTML except a few tags that Markdown lacks, and pictures of a chosen width: more could run code."""
    for passage in markdown_of(note):
        refused, pictures = set(), {each.start for each in find_sized_pictures(passage.text)}
        for match in TAG.finditer(without_maths(passage.text)):
            name, rest = (match["name"] or "").lower(), match["rest"] or ""
            address = name.endswith(":") or rest.startswith(("//", "@", ":"))
            closes = bool(match["end"]) and name in refused
            allowed = name in RAW_TAGS and not rest.strip(" /")
            if not (address or closes or allowed or match.start() in pictures):
                refused.add(name)
                instead = PICTURE_INSTEAD if name == "img" else MARKS_INSTEAD
                yield passage.location_at(match.start()), f"'{match[0]}' is not supported; {instead}"


@STRUCTURE.rule(
    "H002",
    "<",
    bad="## Which keys copy a text? {#copy}\n\n<kbd>Ctrl+C\n\nThey do so everywhere.\n",
    good="## Which keys copy a text? {#copy}\n\n<kbd>Ctrl+C</kbd>\n",
)
def open_html(note: Note) -> Findings:
    """An HTML tag is closed in the paragraph in which it is opened, or browsers would close it where they like."""
    for passage in markdown_of(note):
        for paragraph in re.finditer(r"(?:.+\n?)+", without_maths(passage.text)):
            where = passage.location_at(paragraph.start())
            tags = list(TAG.finditer(paragraph[0]))
            for name in sorted(RAW_TAGS - {"br"}):
                ends = [bool(match["end"]) for match in tags if (match["name"] or "").lower() == name]
                opened, closed = ends.count(False), ends.count(True)
                if opened != closed:
                    message = f"this paragraph has {opened} <{name}> and {closed} </{name}>; write as many of both"
                    yield where, message
                elif any(ends[:n].count(True) * 2 > n for n in range(1, len(ends))):
                    yield where, f"</{name}> comes before its <{name}>; write <{name}> first"


@STRUCTURE.rule(
    "H003",
    "<!",
    bad="## Why does momentum help? {#help}\n\nIt keeps going. <!-- check this\n",
    good="## Why does momentum help? {#help}\n\nIt keeps going. <!-- check this -->\n",
)
def open_comment(note: Note) -> Findings:
    """A comment is closed before the next heading, or it would hide what follows on GitHub."""
    for passage in markdown_of(note):
        for match in OPEN_COMMENT.finditer(without_maths(passage.text)):
            message = "the comment is not closed before the next heading; end it with '-->'"
            yield passage.location_at(match.start()), message


reported(
    "H004",
    "anki-mark",
    "A text has no mark by which Anki itself plays a sound or runs LaTeX.",
    bad="## How does a lark sound? {#lark}\n\n[sound:lark.mp3]\n",
    good="## How does a lark sound? {#lark}\n\n[a recording](https://example.org/lark)\n",
)
reported(
    "H005",
    "picture-tag",
    "A picture is written in Markdown, wherever its text comes from.",
    bad={
        "references.bib": "@misc{doe2000, author={Jane Doe}, year={2000}, title={<img src='a.svg' alt='a'>}}\n",
        "one.md": "## Where does descent stop? {#stop}\n\nIn a valley.\n\n### Source\n\n@doe2000, page 1\n",
    },
    good={
        "references.bib": "@misc{doe2000, author={Jane Doe}, year={2000}, title={A Valley}}\n",
        "one.md": "## Where does descent stop? {#stop}\n\nIn a valley.\n\n### Source\n\n@doe2000, page 1\n",
    },
)
reported(
    "H006",
    "html-in-attribute",
    "An alt text or an address has neither '<' nor '>', which browsers could read as a tag.",
    bad="## Which step is stable? {#stable}\n\n![A step with a rate < 2](valley.svg)\n",
    good="## Which step is stable? {#stable}\n\n![A step with a rate below two](valley.svg)\n",
)
reported(
    "H007",
    "nested-blocks",
    "Blocks are nested in a way that browsers do not rewrite, and not too deeply.",
    bad="$ python -c \"print('## Which text is deep? {#deep}\\n\\n' + '1. ' * 900 + 'This one.')\" >> content/one.md\n",
    good="$ python -c \"print('## Which text is deep? {#deep}\\n\\n' + '1. ' * 9 + 'This one.')\" >> content/one.md\n",
)
