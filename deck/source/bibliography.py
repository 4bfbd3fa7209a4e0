"""Works that cards cite: ``@key`` in a source, ``references.bib`` beside the content."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deck.cache.keys import cached, key_of
from deck.cache.store import remembered
from deck.diagnostics import Diagnostic, Location, content_error, diagnostic, nearest
from deck.files import is_there, read_file
from deck.source.passage import Passage
from deck.source.text import read_lines

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


def read_bibliography(path: Path, shown: str, cache: Path) -> tuple[dict[str, Work], list[Diagnostic]]:
    """Read a BibTeX file, if there is one, with what is wrong in it; messages call it *shown*.

    What it became is kept in *cache*.
    """
    if not is_there(path):
        return {}, []
    text = "\n".join(read_lines(read_file(path, path.parent, shown), Location(shown)))
    return remembered(cached(cache, "works", path), key_of(shown, text), lambda: _read(text, shown))


def _read(text: str, shown: str) -> tuple[dict[str, Work], list[Diagnostic]]:
    from bibtexparser import middlewares
    from bibtexparser.entrypoint import parse_string

    names = [
        middlewares.LatexDecodingMiddleware(keep_braced_groups=True),  # braces hold the name of a group together
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ]
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = parse_string(text, append_middleware=names)
    diagnostics = [_failure(block, shown) for block in library.failed_blocks]
    works = {}
    for entry in library.entries:
        location = _location(entry, shown)
        missing = [key for key in ("author", "title", "year") if key not in entry.fields_dict]
        if missing:
            message = f"'{entry.key}' has no {' and no '.join(missing)}; add it"
            diagnostics.append(diagnostic(location, "L011", message))
        else:
            works[entry.key] = _work(entry)
    return works, diagnostics


def cite(passage: Passage, works: Mapping[str, Work]) -> str:
    """Return the Markdown of a source with each ``@key`` spelled out; raise `ContentError` for an unknown one."""

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
    return Work(_bare(f"{authors} {fields['year']}"), _bare(fields["title"]), address)


def _bare(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _failure(block: ParsingFailedBlock, shown: str) -> Diagnostic:
    what = getattr(block.error, "abort_reason", None) or str(block.error)
    return diagnostic(_location(block, shown), "L011", f"cannot read this entry: {what.rstrip('.').lower()}; mend it")


def _location(block: Block, shown: str) -> Location:
    return Location(shown, (block.start_line or 0) + 1)
