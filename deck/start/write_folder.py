"""Write the notes of another deck as a content folder, each proved first; say which could not be written, and why."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deck.anki.any_collection import AnyNote
from deck.compile.file import Job
from deck.compile.trial import trial_of
from deck.source.new_id import unused_id
from deck.source.settings import Lint, Settings
from deck.source.unique_ids import ID
from deck.start.copied_media import CopiedMedia
from deck.start.file_names import file_names
from deck.start.new import STARTER
from deck.start.note_kind import Kind, NotAdoptedError, front_of, kind_of
from deck.start.note_to_markdown import Parts, note_markdown, parts_of
from deck.start.proof import fault_of, visible

ATTRIBUTES = ".gitattributes"
IGNORED = "readme"  # a file of this name holds no notes
NOT_IN_AN_ID = re.compile(r"\{\{c\d+::|\$[^$]*\$")
SETTINGS = """\
name = {name}
namespace = {namespace}

# language = "de" # of the cards, if it is another one than English, which some rules know only

[lint]
off = ["P006"] # a picture may have no alt text; take this line away once all have one
"""
FILE = """\
---
deck: {deck}
---

{notes}"""


@dataclass(frozen=True)
class Left:
    """A note that stays in Anki as it is, and what it holds that no note of ours can."""

    note: AnyNote
    reason: str


@dataclass(frozen=True)
class AdoptedDeck:
    """A content folder that was written, its deck, the notes in it, and those of the deck that are not."""

    folder: Path
    name: str
    adopted: tuple[AnyNote, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True)
class _Draft:
    """A note on its way into a file: its deck, its parts, its id, and its Markdown as an author would write it."""

    deck: str
    note: AnyNote
    kind: Kind
    parts: Parts
    id: str
    markdown: str


def write_folder(folder: Path, decks: Mapping[str, list[AnyNote]], media: Path, namespace: str) -> AdoptedDeck:
    """Write the notes of *decks*, which have one root, to *folder*, under a *namespace* of their own."""
    folder.mkdir(parents=True)
    root = next(iter(decks)).partition("::")[0]
    lint = Lint(off=("P006",))  # as the settings that are written say
    settings = Settings(name=root, namespace=namespace, lint=lint)
    copied = CopiedMedia(media, folder)
    drafts, left = _drafts(decks, copied)
    trial = trial_of(folder, settings)
    files: dict[str, list[str]] = defaultdict(list)
    adopted = []
    for draft in drafts:
        markdown, fault = _proved(draft, copied, trial)
        if fault:
            left.append(Left(draft.note, fault))
        else:
            adopted.append(draft.note)
            files[draft.deck].append(markdown)
    _write_files(folder, settings, files)
    copied.remove_unused("".join(each for texts in files.values() for each in texts))
    return AdoptedDeck(folder, root, tuple(adopted), tuple(left))


def _drafts(decks: Mapping[str, list[AnyNote]], copied: CopiedMedia) -> tuple[list[_Draft], list[Left]]:
    """Return the notes that can be written, whose media are copied then, and those that cannot."""
    drafts: list[_Draft] = []
    left: list[Left] = []
    used_ids: dict[str, int] = {}
    for deck, note in ((deck, note) for deck, notes in decks.items() for note in notes):
        try:
            kind = kind_of(note.note_type)
            parts = parts_of(note, kind)
            name = _id(note, kind, used_ids)
            markdown = note_markdown(note, name, parts, copied.path_of, escaped=False)
        except NotAdoptedError as error:
            left.append(Left(note, str(error)))
        else:
            drafts.append(_Draft(deck, note, kind, parts, name, markdown))
    return drafts, left


def _id(note: AnyNote, kind: Kind, used_ids: dict[str, int]) -> str:
    """Return the id that a note of ours has, or else one made of the front, that no other note has."""
    own = note.fields.get("Id", "")
    words = NOT_IN_AN_ID.sub(" ", visible(front_of(kind, note.fields)))
    name = own if ID.fullmatch(own) and own not in used_ids else unused_id(words, used_ids)
    used_ids.setdefault(name, 2)
    return name


def _proved(draft: _Draft, copied: CopiedMedia, trial: Job) -> tuple[str, str]:
    """Return the Markdown that shows what the note shows, with marks escaped if need be, or why none does."""
    fault = fault_of(draft.markdown, draft.note, draft.kind, trial)
    if not fault:
        return draft.markdown, ""
    escaped = note_markdown(draft.note, draft.id, draft.parts, copied.path_of, escaped=True)
    return escaped, fault and fault_of(escaped, draft.note, draft.kind, trial)


def _write_files(folder: Path, settings: Settings, files: Mapping[str, list[str]]) -> None:
    texts = {
        "deck.toml": SETTINGS.format(name=_quoted(settings.name), namespace=_quoted(settings.namespace)),
        ATTRIBUTES: STARTER.joinpath(ATTRIBUTES).read_text(encoding="utf-8"),
    }
    names = file_names((deck.partition("::")[2] or deck for deck in files), "notes", {IGNORED})
    for name, (deck, notes) in zip(names, files.items(), strict=True):
        texts[f"{name}.md"] = FILE.format(deck=_quoted(deck), notes="\n".join(notes))
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def _quoted(text: str) -> str:
    """Return a text in quotation marks, as both TOML and YAML read it."""
    return json.dumps(text, ensure_ascii=False)
