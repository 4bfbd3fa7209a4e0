"""All kinds of cache entry: what each contains and what its key is made of.

An entry is plain data of one type, encoded as MessagePack by msgspec, so that nothing in it can be executed. Types are
given by name, since most of them belong to later stages of a build, which import this package.

To add a kind, add it here. Its type is a dataclass, a `NamedTuple`, a `Struct` or a plain type, beside the code that
uses it; a `Path` in it is stored as text.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct, msgpack


class Kind(Struct, frozen=True):
    """A kind of entry: its name, the type of its values as ``module:name``, what its key is made of, what it is."""

    name: str
    type: str
    key: str
    about: str


DIGESTS = Kind(
    "digests",
    "deck.cache.digests:Digests",
    "the content folder",
    "The stamp and the digest of each of its files, so that an unchanged file is not read again.",
)
BUILDS = Kind(
    "builds",
    "deck.compile.up_to_date:LastBuild",
    "the content folder; the digests of its files without the lock, the options, the program",
    "What the last build wrote and reported, so that the same build again does nothing.",
)
CHECKS = Kind(
    "checks",
    "deck.diagnostics:LintResult",
    "the content folder; the digests of its files, the program",
    "What the last check found.",
)
FILES = Kind(
    "files",
    "deck.compile.incremental:FileDigests",
    "the content folder; settings, bibliography, the program, whether quality was checked",
    "The digest of each Markdown file when all were last compiled; if several differ, processes share the work.",
)
NOTES = Kind(
    "notes",
    "deck.compile.file:CompiledFile",
    "the Markdown file; settings, bibliography, the program",
    "The notes of the file as they were last compiled, without their fields.",
)
FIELDS = Kind(
    "fields",
    "deck.compile.file:FileFields",
    "the Markdown file; its digest, settings, bibliography, the program",
    "The HTML of the fields of these notes, read only where it is needed.",
)
BIBLIOGRAPHIES = Kind(
    "bibliographies",
    "deck.source.bibliography:Bibliography",
    "references.bib; its text, the program",
    "The entries of the bibliography in BibTeX, and what is wrong in it.",
)
WORKS = Kind(
    "works",
    "deck.source.bibliography:Work",
    "the entry of the bibliography, the program",
    "How a work that a card cites is named: its LaTeX is decoded.",
)
MEDIA = Kind(
    "pictures",
    "deck.render.media_files:Faults",
    "the content folder; the program",
    "What is wrong with each picture file, by the digest of its bytes.",
)
COLLECTIONS = Kind(
    "collections",
    "deck.anki.package:EmptyCollection",
    "the content folder; the settings, the names of decks, the times of note types, the program",
    "The tables, note types and decks of the package, to which notes and cards are added.",
)
DRAWINGS = Kind(
    "drawings",
    "deck.draw:Drawings",
    "the figure's name; the code of figures, Python, the libraries that draw",
    "The SVG of a figure for both themes.",
)
VERDICTS = Kind(
    "verdicts",
    "deck.checks.claim_checks:Verdict",
    "the experiment, the numbers on the card; the code of figures, Python, the libraries that compute",
    "Which claims of the experiment are false, and whether the number on the card is rounded.",
)
KINDS = (DIGESTS, BUILDS, CHECKS, FILES, NOTES, FIELDS, BIBLIOGRAPHIES, WORKS, MEDIA, COLLECTIONS, DRAWINGS, VERDICTS)


def decode(kind: Kind, data: memoryview) -> Any:
    """Return the value of a *kind* that *data* encodes; raise `ValueError` for anything else."""
    return _decoder(kind.type).decode(data)


def encode(value: object) -> bytes:
    """Return the encoded form of a value of any kind; raise `ValueError` for one that MessagePack cannot hold."""
    try:
        return _ENCODER.encode(value)
    except OverflowError as error:  # an integer of more than 64 bits
        raise ValueError(str(error)) from None


@cache
def _decoder(type_name: str) -> msgpack.Decoder[Any]:
    module, _, name = type_name.partition(":")
    return msgpack.Decoder(getattr(import_module(module), name), dec_hook=_decode_path)


def _encode_path(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no kind of cache entry contains a {type(value).__name__}")


def _decode_path(expected: type, value: object) -> Path:
    if issubclass(expected, Path) and isinstance(value, str):
        return Path(value)
    raise ValueError(f"expected {expected.__name__}, not {type(value).__name__}")


_ENCODER = msgpack.Encoder(enc_hook=_encode_path)
