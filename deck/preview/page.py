"""The HTML of the page.

The cards are in it as escaped attributes, and ``frames.js`` puts each side into a separate document that cannot run
scripts. So a card looks as in Anki, and an untrusted deck can do no harm to whoever looks at it.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from string import Template

from deck.diagnostics import Diagnostic
from deck.preview.article import Article, article_html, diagnostics_html, key_of, levels_and_rules, unchanged_html
from deck.preview.cards import Card

GENERATOR = '<meta name="generator" content="build_deck.py preview">'
EMPTY_UPDATE = '<!doctype html><html lang="en" data-version="{}"><title>Nothing new</title></html>'
TEMPLATE = files("deck").joinpath("preview", "assets", "page.html")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-src 'self'"
)
# In a page that is opened as a file, where 'self' means nothing to Firefox; a page from a server can load no files.
PAGE_POLICY = re.sub(r"((?:style|img|media|font)-src|base-uri) 'self'", r"\1 'self' file:", POLICY)
Findings = dict[str, list[Diagnostic]]


@dataclass(frozen=True)
class Page:
    """A page: its *version*, its HTML, and its articles by key.

    *update* is the same page with only those articles that the page before, whose version it names, did not have.
    """

    version: str
    html: str
    update: str
    articles: Mapping[str, Article]


NO_PAGE = Page("", "", "", {})


def make_page(
    name: str,
    cards: Sequence[Card],
    findings: Iterable[Diagnostic],
    errors: Sequence[Diagnostic] = (),
    before: Page = NO_PAGE,
) -> Page:
    """Return the page of the deck *name*, with the *findings* next to their cards; its version changes with it.

    *errors* are the reason why newer cards cannot be shown.
    """
    of_cards, others = _findings_by_card(cards, findings)
    articles = _articles(cards, of_cards, before)
    old = before.articles
    text, update = (
        Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            name=escape(name),
            policy=PAGE_POLICY,
            generator=GENERATOR,
            count=len(cards),
            styles="".join(_styles(cards)),
            filters="".join(_filters(cards, of_cards)),
            errors=_errors(errors),
            findings=diagnostics_html(others),
            cards="".join(_decks(parts)),
        )
        for parts in (
            [(each.card.deck, each.html) for each in articles],
            [(each.card.deck, unchanged_html(each) if old.get(each.key) is each else each.html) for each in articles],
        )
    )
    version = hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:12]
    named = f'{version}" data-before="{before.version}'
    return Page(
        version=version,
        html=text.replace("{version}", version, 1),
        update=update.replace("{version}", named, 1) if before.version else EMPTY_UPDATE.format(version),
        articles={each.key: each for each in articles},
    )


def _findings_by_card(cards: Sequence[Card], findings: Iterable[Diagnostic]) -> tuple[Findings, list[Diagnostic]]:
    """Return the findings by the id of the note that they are in, and those that are in none."""
    starts = sorted({(card.location.path, card.location.line, card.id) for card in cards})
    of_cards: Findings = {card.id: [] for card in cards}
    others = []
    for each in findings:
        before = bisect_right(starts, (each.path, each.line, "\U0010ffff")) - 1
        if before >= 0 and starts[before][0] == each.path:
            of_cards[starts[before][2]].append(each)
        else:
            others.append(each)
    return of_cards, others


def _styles(cards: Sequence[Card]) -> Iterator[str]:
    for note_type, style in {card.note_type: card.style for card in cards}.items():
        yield f'<template class="style" data-note-type="{escape(note_type)}" data-style="{escape(style)}"></template>'


def _articles(cards: Sequence[Card], findings: Findings, before: Page) -> list[Article]:
    """Return the articles of the cards; those of the page *before* that have not changed are its own."""
    first = {card.guid: card.ordinal for card in reversed(cards)}
    articles = []
    for card in cards:
        name = card.id if first[card.guid] == card.ordinal else f"{card.id}/{card.ordinal + 1}"
        old = before.articles.get(key_of(card))
        if old is None or old[:3] != (card, name, findings[card.id]):
            old = Article(card, name, findings[card.id], article_html(card, name, findings[card.id]))
        articles.append(old)
    return articles


def _decks(articles: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield articles, each given with its deck, below the names of their decks."""
    for deck, group in groupby(articles, key=itemgetter(0)):
        levels = " <i>&rsaquo;</i> ".join(map(escape, deck.split("::")))
        yield f'<h2 data-key="{escape(deck)}">{levels}</h2>\n'
        yield from (html for _, html in group)


def _filters(cards: Sequence[Card], findings: Findings) -> Iterator[str]:
    yield _filter("Deck", "deck", Counter(card.deck for card in cards))
    found = Counter(each for card in cards for each in levels_and_rules(findings[card.id]))
    yield _filter("Finding", "finding", found)
    yield _filter("Type", "kind", Counter(card.kind for card in cards))
    yield _filter("Tag", "tag", Counter(tag for card in cards for tag in card.tags))


def _filter(title: str, field: str, counts: Counter[str]) -> str:
    """Return the check boxes that choose cards by one of their fields; tags are sorted."""
    if not counts:
        return ""
    values = sorted(counts) if field == "tag" else counts
    boxes = "".join(
        f'<label title="{escape(value)}"><input type="checkbox" name="{field}" value="{escape(value)}">'
        f"<span>{escape(value.rpartition('::')[2] if field == 'deck' else value)}</span><b>{counts[value]}</b></label>"
        for value in values
    )
    return f"<fieldset><legend>{title}</legend>{boxes}</fieldset>\n"


def _errors(errors: Sequence[Diagnostic]) -> str:
    if not errors:
        return ""
    number = f"{len(errors)} mistake{'s' * (len(errors) != 1)}"
    title = f"<h2>{number}: the cards below are the last that could be built</h2>"
    return f"{title}{diagnostics_html(errors)}"
