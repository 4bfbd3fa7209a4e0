"""The HTML of a card in the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from deck.diagnostics import Diagnostic
from deck.preview.cards import Card

TAG = re.compile(r"""<[A-Za-z](?:[^>"']|"[^"]*"|'[^']*')*>""")
ATTRIBUTE = re.compile(r"""\s+([^\s=>"'/]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
HANDLER = re.compile("on", re.IGNORECASE)


class Article(NamedTuple):
    """A card in the page, and what it was made from."""

    card: Card
    name: str
    findings: Sequence[Diagnostic]
    html: str

    @property
    def key(self) -> str:
        """What is this card in every page of its deck."""
        return key_of(self.card)


def without_handlers(html: str) -> str:
    """Return *html* without event handlers, such as Anki's for hints; the page opens hints itself."""
    return TAG.sub(lambda tag: ATTRIBUTE.sub(lambda each: "" if HANDLER.match(each[1]) else each[0], tag[0]), html)


def key_of(card: Card) -> str:
    """Return what is this card in every page of its deck."""
    return f"{card.guid}/{card.ordinal}"


def unchanged_html(article: Article) -> str:
    """Return what replaces an article that the page has already."""
    return f'<i data-key="{escape(article.key)}"></i>\n'


def article_html(card: Card, name: str, findings: Sequence[Diagnostic]) -> str:
    """Return the HTML of a card that the page calls *name*, with the *findings* in its note."""
    about = (
        f'<header class="about"><h3><a href="#{name}">{name}</a></h3>'
        f'<span class="kind">{_kind(card)}</span>'
        f'<code class="place">{escape(card.location.path)}:{card.location.line}</code>'
        f'<ul class="tags" aria-label="Tags">{"".join(f"<li>{escape(tag)}</li>" for tag in card.tags)}</ul>'
        f"{diagnostics_html(findings)}</header>"
    )
    fields = {
        "key": key_of(card),
        "deck": card.deck,
        "kind": card.kind,
        "tag": " ".join(card.tags),
        "finding": " ".join(levels_and_rules(findings)),
        "ordinal": str(card.ordinal + 1),
        "note-type": card.note_type,
        "front": without_handlers(card.question_html),
        "back": without_handlers(card.answer_html),
    }
    data = " ".join(f'data-{key}="{escape(value)}"' for key, value in fields.items())
    return f'<article id="{name}" tabindex="-1" {data}>{about}<div class="pairs"></div></article>\n'


def _kind(card: Card) -> str:
    number = {"cloze": f" c{card.ordinal + 1}", "reversed": f" {card.ordinal + 1} of 2"}
    return card.kind + number.get(card.kind.rpartition(" ")[2], "")


def levels_and_rules(findings: Sequence[Diagnostic]) -> list[str]:
    """Return what findings are filtered by: their levels and their rules."""
    return sorted({each.level for each in findings}) + sorted({each.rule for each in findings})


def diagnostics_html(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a list of diagnostics, or nothing if there are none."""
    return f'<ul class="problems">{"".join(map(_diagnostic, diagnostics))}</ul>' if diagnostics else ""


def _diagnostic(diagnostic: Diagnostic) -> str:
    return (
        f'<li class="{escape(diagnostic.level)}"><b>{escape(diagnostic.rule)}</b> {escape(diagnostic.message)} '
        f"<code>{escape(diagnostic.path)}:{diagnostic.line}</code></li>"
    )
