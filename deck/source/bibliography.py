"""Works that cards cite: ``@key`` in a source, defined in ``references.bib`` in the content folder."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deck.cache.keys import path_key
from deck.cache.kinds import WORKS
from deck.cache.store import Store
from deck.diagnostics import Diagnostic, Location, content_error, diagnostic, nearest
from deck.files import Read, is_there, read_file
from deck.source.passage import Passage
from deck.source.text import read_lines, refuse_conflicts

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, ParsingFailedBlock

CITATION = re.compile(r"(?<![\w.@\\])@(?P<key>[A-Za-z][\w-]*)")
ADDRESSES = (("doi", "https://doi.org/{}"), ("eprint", "https://arxiv.org/abs/{}"), ("url", "{}"))


@dataclass(frozen=True)
class Work:
    """A work of the bibliography: its short name (authors and year), title and address, if it has one."""

    name: str
    title: str
    address: str


Bibliography = tuple[dict[str, Work], list[Diagnostic]]  # the works by key, and what is wrong in the file


def read_bibliography(path: Path, display_path: str, store: Store, read: Read = read_file) -> Bibliography:
    """Return the works of a BibTeX file, if there is one, and what is wrong in it; shown as *display_path*."""
    if not is_there(path):
        return {}, []
    lines = read_lines(read(path, path.parent, display_path), Location(display_path))
    refuse_conflicts(enumerate(lines), Location(display_path))
    text = "\n".join(lines)
    return store.get_or_put(WORKS, path_key(path, display_path, text), lambda: _parse(text, display_path))


def _parse(text: str, display_path: str) -> Bibliography:
    from bibtexparser import middlewares
    from bibtexparser.entrypoint import parse_string

    names = [
        middlewares.LatexDecodingMiddleware(keep_braced_groups=True),  # braces keep the name of a group in one part
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ]
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = parse_string(text, append_middleware=names)
    diagnostics = [_failure(block, display_path) for block in library.failed_blocks]
    works = {}
    for entry in library.entries:
        location = _location(entry, display_path)
        missing = [key for key in ("author", "title", "year") if key not in entry.fields_dict]
        if missing:
            message = f"'{entry.key}' has no {' and no '.join(missing)}; add {'it' if len(missing) == 1 else 'them'}"
            diagnostics.append(diagnostic(location, "L011", message))
        else:
            works[entry.key] = _work(entry)
    return works, diagnostics


def cite(passage: Passage, works: Mapping[str, Work]) -> str:
    """Return the Markdown of a source with its citations replaced; raise `ContentError` for an unknown key."""

    def name(match: re.Match[str]) -> str:
        if match["key"] not in works:
            message = f"no work is called '{match['key']}' in references.bib; {nearest(match['key'], works)}"
            raise content_error(passage.location_at(match.start()), "L012", message)
        work = works[match["key"]]
        return f"[{work.name}](<{work.address}>)" if work.address else f"{work.name}, *{work.title}*"

    return CITATION.sub(name, passage.text)


def _work(entry: Entry) -> Work:
    fields = {key: field.value for key, field in entry.fields_dict.items()}
    families = [" ".join([*author.von, *author.last]) for author in fields["author"]]
    authors = f"{families[0]} et al." if len(families) > 2 else " & ".join(families)  # noqa: PLR2004
    address = next((form.format(fields[key]) for key, form in ADDRESSES if key in fields), "")
    return Work(_without_braces(f"{authors} {fields['year']}"), _without_braces(fields["title"]), address)


def _without_braces(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _failure(block: ParsingFailedBlock, display_path: str) -> Diagnostic:
    what = getattr(block.error, "abort_reason", None) or str(block.error)
    return diagnostic(
        _location(block, display_path),
        "L011",
        f"cannot read this entry: {what.rstrip('.').lower()}; correct it",
    )


def _location(block: Block, display_path: str) -> Location:
    return Location(display_path, (block.start_line or 0) + 1)
