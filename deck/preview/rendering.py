"""Render the notes of a folder again and again: only those that changed go through Anki's engine."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from deck.cache.store import Store
from deck.compile.file import CompiledNote, Fields
from deck.compile.folder import Compiled
from deck.compile.package_and_lock import pack
from deck.files import Reader, replacing
from deck.history.lock import Lock
from deck.preview.cards import Card, render_cards


class Source(NamedTuple):
    """What the cards of a note are rendered from; media have other names when they change."""

    note_type: str
    deck: str
    tags: tuple[str, ...]
    cards: tuple[int, ...]
    fields: Fields


class Renderer:
    """Renders cards, and holds those of the last time."""

    def __init__(self) -> None:
        self._cards: dict[Source, tuple[Card, ...]] = {}
        self._media: frozenset[str] = frozenset()

    def render(
        self, compiled: Compiled, after: Lock, media: Mapping[str, Reader], folder: Path, store: Store
    ) -> list[Card]:
        """Return all cards in study order, and make *folder* hold the *media* that they show."""
        notes = {_source(note, fields): note for note, fields in zip(compiled.notes, compiled.fields, strict=True)}
        changed = {source: note for source, note in notes.items() if source not in self._cards}
        rendered: dict[str, list[Card]] = defaultdict(list)
        if changed:
            with tempfile.TemporaryDirectory() as packing:
                package = Path(packing, "preview.apkg")
                new = {name: read for name, read in media.items() if name not in self._media}
                with replacing(package) as file:
                    pack(compiled, after, file, new, store=store, fields=[source.fields for source in changed])
                for card in render_cards(package, changed.values(), folder):
                    rendered[card.guid].append(card)
        for path in folder.iterdir():
            if path.name not in media:
                path.unlink()
        self._media = frozenset(media)
        self._cards = {
            source: _placed(self._cards.get(source) or tuple(rendered[source.fields.guid]), note)
            for source, note in notes.items()
        }
        return [card for cards in self._cards.values() for card in cards]


def _source(note: CompiledNote, fields: Fields) -> Source:
    return Source(note.record.type, note.record.deck, note.record.tags, note.record.cards, fields)


def _placed(cards: tuple[Card, ...], note: CompiledNote) -> tuple[Card, ...]:
    """Return the cards of a note, which may be at another location than when they were rendered."""
    name, kind, location = note.record.id, note.kind or "plain", note.location
    if (cards[0].id, cards[0].kind, cards[0].location) == (name, kind, location):
        return cards
    return tuple(replace(card, id=name, kind=kind, location=location) for card in cards)
