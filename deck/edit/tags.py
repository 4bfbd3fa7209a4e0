"""The tags of a note in its heading."""

from __future__ import annotations

import re

from deck.source.heading import ATTRIBUTES, read_heading, read_title
from deck.source.written_note import Note

TAGS = re.compile(r"""[ \t]*(?<![\w-])tags=(?P<value>"[^"]*"|'[^']*'|[^\s}]*)""")


def with_tags(lines: list[str], note: Note, tags: frozenset[str]) -> list[str] | None:
    """Return the *lines* of a file in which *note* has these *tags*: those that its file does not give it, its heading.

    Return nothing if the heading has no braces.
    """
    number = note.location.line - 1
    line = lines[number]
    heading = read_heading(number, line.rstrip("\r"))
    attributes = ATTRIBUTES.fullmatch(heading.text) if heading else None
    if not heading or not attributes:
        return None
    own = read_title(heading.text, note.location)[0].tags
    of_file = frozenset(note.tags) - frozenset(own)
    kept = [*(tag for tag in own if tag in tags), *sorted(tags - of_file - frozenset(own))]
    written = f' tags="{" ".join(kept)}"' if kept else ""
    begin, end = (heading.column + place for place in attributes.span("list"))
    listed = line[begin:end]
    listed = TAGS.sub(lambda _: written, listed, count=1) if TAGS.search(listed) else listed.rstrip() + written
    return [*lines[:number], line[:begin] + listed.strip() + line[end:], *lines[number + 1 :]]
