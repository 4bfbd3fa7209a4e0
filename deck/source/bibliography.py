"""Works that cards cite: ``@key`` in a source, defined in ``references.bib`` in the content folder."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from deck.cache.keys import Key, hash_of, path_key, tool
from deck.cache.kinds import BIBLIOGRAPHIES, WORKS
from deck.cache.store import Store
from deck.diagnostics import ContentError, Diagnostic, Location, content_error, diagnostic, nearest
from deck.files import Read, is_there, read_file
from deck.source.passage import LONGEST, Passage
from deck.source.text import read_lines, refuse_conflicts

if TYPE_CHECKING:
    from bibtexparser.model import Block, ParsingFailedBlock

CITATION = re.compile(r"(?<![\w.@\\])@(?P<key>[A-Za-z][\w-]*)")
REQUIRED = ("author", "title", "year")
ADDRESSES = (("doi", "https://doi.org/{}"), ("eprint", "https://arxiv.org/abs/{}"), ("url", "{}"))
DECODED = (*REQUIRED, *(field for field, _ in ADDRESSES))


@dataclass(frozen=True)
class Work:
    """A work of the bibliography: its short name (authors and year), title and address, if it has one."""

    name: str
    title: str
    address: str


class Entry(NamedTuple):
    """An entry of the file: the fields that name it, in BibTeX, and its line."""

    fields: dict[str, str]
    line: int


Bibliography = tuple[dict[str, Entry], list[Diagnostic]]  # the entries by key, and what is wrong in the file


@dataclass(frozen=True)
class Works:
    """The works of a BibTeX file, by key; only those that are asked for are decoded, and then cached in *store*."""

    entries: Mapping[str, Entry]
    display_path: str
    store: Store

    def __getitem__(self, key: str) -> Work:
        """Return a work; raise `ContentError` if its entry cannot be decoded."""
        entry = self.entries[key]
        location = Location(self.display_path, entry.line)
        work: Work = self.store.get_or_put(
            WORKS, Key(hash_of(tool(), entry.fields)), lambda: _decode(key, entry, location)
        )
        return work


def read_bibliography(
    path: Path, display_path: str, store: Store, read: Read = read_file
) -> tuple[Works, list[Diagnostic]]:
    """Return the works of a BibTeX file, if there is one, and what is wrong in it; shown as *display_path*."""
    if not is_there(path):
        return Works({}, display_path, store), []
    lines = read_lines(read(path, path.parent, display_path), Location(display_path))
    refuse_conflicts(enumerate(lines), Location(display_path))
    text = "\n".join(lines)
    key = path_key(path, display_path, text)
    entries, diagnostics = store.get_or_put(BIBLIOGRAPHIES, key, lambda: _parse(text, display_path))
    return Works(entries, display_path, store), diagnostics


def cite(passage: Passage, works: Works) -> str:
    """Return the Markdown of a source with its citations replaced; raise `ContentError` for an unknown key."""

    def name(match: re.Match[str]) -> str:
        if match["key"] not in works.entries:
            advice = nearest(match["key"], works.entries)
            message = f"no work is called '{match['key']}' in references.bib; {advice}"
            raise content_error(passage.location_at(match.start()), "L012", message)
        work = works[match["key"]]
        return f"[{work.name}](<{work.address}>)" if work.address else f"{work.name}, *{work.title}*"

    return CITATION.sub(name, passage.text)


def _parse(text: str, display_path: str) -> Bibliography:
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = parse_string(text)
    diagnostics = [_failure(block, _location(block, display_path)) for block in library.failed_blocks]
    entries = {}
    for entry in library.entries:
        location = _location(entry, display_path)
        missing = [key for key in REQUIRED if key not in entry.fields_dict]
        if missing:
            message = f"'{entry.key}' has no {' and no '.join(missing)}; add {'it' if len(missing) == 1 else 'them'}"
            diagnostics.append(diagnostic(location, "L011", message))
        else:
            entries[entry.key] = Entry(
                {each.key: str(each.value) for each in entry.fields if each.key in DECODED}, location.line
            )
    return entries, diagnostics


def _decode(key: str, entry: Entry, location: Location) -> Work:
    """Return the work of an entry; its LaTeX becomes text, and its authors are divided into the parts of names."""
    from bibtexparser import middlewares, model
    from bibtexparser.library import Library

    if too_long := [name for name, value in entry.fields.items() if len(value) > LONGEST]:
        message = f"'{too_long[0]}' of '{key:.60}' has more than {LONGEST} characters; shorten it"
        raise content_error(location, "L011", message)
    fields = [model.Field(name, value) for name, value in entry.fields.items()]
    library = Library([model.Entry("misc", key, fields)])
    for each in (
        middlewares.LatexDecodingMiddleware(keep_braced_groups=True),  # braces keep the name of a group in one part
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ):
        library = each.transform(library)
    for failed in library.failed_blocks:
        raise ContentError([_failure(failed, location)])
    return _work({name: field.value for name, field in library.entries[0].fields_dict.items()})


def _work(fields: Mapping[str, Any]) -> Work:
    families = [" ".join([*author.von, *author.last]) for author in fields["author"]]
    authors = f"{families[0]} et al." if len(families) > 2 else " & ".join(families)  # noqa: PLR2004
    address = next((form.format(fields[key]) for key, form in ADDRESSES if key in fields), "")
    return Work(_without_braces(f"{authors} {fields['year']}"), _without_braces(fields["title"]), address)


def _without_braces(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _failure(block: ParsingFailedBlock, location: Location) -> Diagnostic:
    what = getattr(block.error, "abort_reason", None) or str(block.error)
    return diagnostic(location, "L011", f"cannot read this entry: {what.rstrip('.').lower()}; correct it")


def _location(block: Block, display_path: str) -> Location:
    return Location(display_path, (block.start_line or 0) + 1)
