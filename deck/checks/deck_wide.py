"""Deck: its tags, its files, fronts beside each other, the history of its notes, and suppressed findings."""

from __future__ import annotations

from collections import defaultdict

from deck.checks.duplicates import alike, is_same_question, question_of
from deck.checks.rule import Findings
from deck.checks.views import DECK, HISTORY, SUPPRESSIONS, DeckView, History, NoteSummary, Side, Suppressions

FEWEST = 3
LOCK = (
    '{"version": 1, "namespace": "example"}\n\n'
    '{"id": "momentum", "nid": 1, "type": "Card", "deck": "Example::One", "title": "Why does momentum help?", '
    '"cards": [0], "time": 1, "source": "", "tags": [], "fields": {}}\n'
)


@DECK.rule(
    "D001",
    bad="## What is momentum? {#sum}\n\nA running sum.\n\n## What is *Momentum*? {#velocity}\n\nA velocity.\n",
    good="## What is momentum in SGD? {#sum}\n\nA running sum.\n\n"
    "## What is momentum in physics? {#velocity}\n\nMass times velocity.\n",
)
def duplicate_front(deck: DeckView) -> Findings:
    """No two notes ask the same, since the same front with two answers cannot be answered.

    A reversed note also asks by its back.
    """
    first: dict[Side, NoteSummary] = {}
    for note in deck.notes:
        for name, side in note.sides.items():
            same = first.setdefault(question_of(side), note)
            if same is not note:
                yield note, f"the {name.lower()} asks the same as {_named(same)}; make them different"


@DECK.rule(
    "D002",
    bad="## Why does descent with a large constant rate cross a ravine in wide jumps? {#ravine}\n\nIt overshoots.\n\n"
    "## Why does descent with a large constant rate cross a valley in wide jumps? {#valley}\n\nIt skids.\n",
    good="## Why does descent with a large rate cross a ravine in wide jumps? {#ravine}\n\nIt overshoots.\n\n"
    "## What shortens the jumps across a valley? {#valley}\n\nA smaller rate.\n",
)
def near_duplicate(deck: DeckView) -> Findings:
    """No two fronts are almost alike, since learners mix them up.

    Fronts are alike if they share four in five of the words that carry their meaning; a number, name, quotation,
    formula, piece of code or picture that differs makes them different.
    """
    fronts: dict[Side, NoteSummary] = {}
    for note in deck.notes:
        if "Front" in note.sides:
            fronts.setdefault(question_of(note.sides["Front"]), note)
    sides, notes = list(fronts), list(fronts.values())
    found: set[int] = set()
    for one, other in alike(sides):
        if other not in found and is_same_question(notes[one].sides["Front"], notes[other].sides["Front"]):
            found.add(other)
            yield notes[other], f"the front is almost the same as that of {_named(notes[one])}; make them different"


@DECK.rule(
    "D003",
    bad='## What keeps Adam going? {#adam tags="nadam"}\n\nMomentum.\n',
    good='## What keeps Adam going? {#adam tags="adam"}\n\nMomentum.\n\n'
    '## What slows Adam down? {#noise tags="adam"}\n\nNoise.\n\n'
    '## Who published Adam? {#authors tags="adam"}\n\nKingma.\n',
)
def orphan_topic(deck: DeckView) -> Findings:
    """A tag is used on three notes or more, since what is learnt by itself is forgotten by itself.

    Tags with '::' are not topics, nor is 'contested', which a rule looks for.
    """
    tagged: dict[str, list[NoteSummary]] = defaultdict(list)
    for note in deck.notes:
        for tag in note.tags:
            tagged[tag].append(note)
    for tag, notes in tagged.items():
        if "::" not in tag and tag != "contested" and len(notes) < FEWEST:
            count = f"{len(notes)} note{'s' * (len(notes) > 1)}"
            yield notes[0], f"the tag '{tag}' is used on {count}; use it on at least {FEWEST}, or remove it"


@DECK.rule(
    "D004",
    bad={
        "one.md": "## Why does momentum help? {#help}\n\nIt keeps going.\n",
        "valley.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
    },
    good={
        "one.md": "## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that goes down](valley.svg)\n",
        "valley.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
    },
)
def orphan_picture(deck: DeckView) -> Findings:
    """A picture file in the folder is shown on a card, or no learner sees it."""
    shown = {path for note in deck.notes for path in note.pictures}
    for path, location in deck.pictures.items():
        if path.resolve() not in shown:
            yield location, "the picture is not shown on any card; show it, or remove the file"


@SUPPRESSIONS.rule(
    "D005",
    bad='## Where does descent go? {#down lint="W002: it is a theorem"}\n\nIt goes down.\n',
    good='## Where does descent go? {#down lint="W002: it is a theorem"}\n\nIt always goes down.\n',
)
def unused_suppression(suppressions: Suppressions) -> Findings:
    """A suppressed rule finds something in its note, or the next finding would be hidden without a reason."""
    for code in suppressions.note.suppressed:
        if code not in suppressions.found:
            yield suppressions.note, f"the heading suppresses {code}, which finds nothing here; remove it from 'lint'"


@HISTORY.rule(
    "D006",
    bad={
        "deck.lock": LOCK,
        "one.md": "## Why does momentum help? {#why-momentum}\n\nGradients across a ravine cancel.\n",
    },
    good={
        "deck.lock": LOCK,
        "one.md": "## Why does momentum help? {#why-momentum was=momentum}\n\nGradients across a ravine cancel.\n",
    },
)
def suspected_rename(history: History) -> Findings:
    """A note that gets another id names its first one, or learners lose their reviews and get the note again."""
    yield from ((history.location, warning) for warning in history.warnings)


def _named(note: NoteSummary) -> str:
    return f"'{note.id}' at {note.location.path}:{note.location.line}"
