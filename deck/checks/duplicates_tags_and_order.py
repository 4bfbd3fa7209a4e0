"""Deck: its tags, its files, fronts beside each other, their order, their history, and suppressed findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from deck.checks.rule import Findings
from deck.checks.similarity import alike, question_of
from deck.checks.study_order import circles
from deck.checks.views import DECK, HISTORY, SUPPRESSIONS, DeckView, History, NoteSummary, Side, Suppressions

FEWEST = 3
MOST_NAMED = 5
LOSS = "## What does a loss measure? {#loss}\n\nHow wrong a model is.\n"
SLOPE = "## Where does a gradient point? {#gradient needs=loss}\n\nUphill.\n"
IN_ORDER = f"{LOSS}\n{SLOPE}"
COURSE = {"deck.toml": "course.tag = 'core'\n"}
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
    notes = list(fronts.values())
    for one, other in alike([note.sides["Front"] for note in notes]):
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

    Tags with '::' are not topics, nor are that of the course and 'contested', which rules look for.
    """
    tagged: dict[str, list[NoteSummary]] = defaultdict(list)
    for note in deck.notes:
        for tag in note.tags:
            tagged[tag].append(note)
    for tag, notes in tagged.items():
        if "::" not in tag and tag not in ("contested", deck.course) and len(notes) < FEWEST:
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
def orphan_file(deck: DeckView) -> Findings:
    """A picture or sound in the folder is on a card, or no learner gets it."""
    shown = {path for note in deck.notes for path in note.pictures}
    for path, location in deck.pictures.items():
        if path.resolve() not in shown:
            yield location, "the file is not used on any card; use it, or remove it"


@DECK.rule(
    "D011",
    bad='## What keeps Adam going? {#adam tags="kind::what"}\n\nMomentum.\n\n'
    '## Who published Adam? {#authors tags="Kind::who"}\n\nKingma.\n',
    good='## What keeps Adam going? {#adam tags="kind::what"}\n\nMomentum.\n\n'
    '## Who published Adam? {#authors tags="kind::who"}\n\nKingma.\n',
)
def tag_case(deck: DeckView) -> Findings:
    """A tag, and each level of it, is spelled alike on all notes, since Anki ignores case."""
    first: dict[str, NoteSummary] = {}  # by spelling
    spellings: dict[str, str] = {}
    for note in deck.notes:
        for level in (level for tag in note.tags for level in _levels(tag)):
            if level in first:
                continue
            first[level] = note
            spelled = spellings.setdefault(level.casefold(), level)
            if spelled.rpartition("::")[2] != level.rpartition("::")[2]:  # or else the level above differs
                where = _named(first[spelled])
                yield note, f"the tag '{level}' is '{spelled}' on {where}, one tag to Anki; write both alike"


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


@DECK.rule("D007", bad=IN_ORDER.replace("needs=loss", "needs=lost"), good=IN_ORDER)
def unknown_need(deck: DeckView) -> Findings:
    """What a note needs is a note of the deck, named by its id."""
    known = {note.id for note in deck.notes}
    for note in deck.notes:
        for need in note.needs:
            if need not in known:
                yield note, f"the note needs '{need}', but no note has this id; correct or remove it"


@DECK.rule("D008", bad=f"{SLOPE}\n{LOSS}", good=IN_ORDER)
def need_comes_later(deck: DeckView) -> Findings:
    """What a note needs comes before it in study order, which is that of the files' paths, and then of the lines."""
    circle_of = {each: group[0] for group in _circles(deck) for each in group}
    later = {note.id: note for note in deck.notes}
    for note in deck.notes:
        later.pop(note.id, None)  # an id that two notes have is an error of its own
        for need in note.needs:
            if need in later and (need not in circle_of or circle_of[need] != circle_of.get(note.id)):
                yield note, f"the note needs {_named(later[need])}, which comes later; move one of them"


@DECK.rule("D009", bad=IN_ORDER.replace("#loss", "#loss needs=gradient"), good=IN_ORDER)
def circular_need(deck: DeckView) -> Findings:
    """No note needs itself, directly or through what it needs, or no order suits."""
    notes = {note.id: note for note in deck.notes}
    for group in _circles(deck):
        first, *others = group
        names = ", ".join(f"'{each}'" for each in others[:MOST_NAMED]) + ", …" * (len(others) > MOST_NAMED)
        circle = f"and {names} need one another" if others else "needs itself"
        yield notes[first], f"the note {circle}; remove a need"


@DECK.rule(
    "D010",
    bad={"one.md": IN_ORDER.replace("#gradient", "#gradient tags=core"), **COURSE},
    good={"one.md": IN_ORDER.replace("{#", "{tags=core #"), **COURSE},
)
def need_outside_course(deck: DeckView) -> Findings:
    """A note of the course, which deck.toml names by its tag, needs only notes of the course."""
    outside = {note.id: note for note in deck.notes if deck.course not in note.tags}
    if deck.course and deck.notes and len(outside) == len(deck.notes):
        yield deck.notes[0], f"no note has the tag '{deck.course}' of the course in deck.toml; write it on some"
    for note in deck.notes if deck.course else ():
        for need in note.needs:
            if note.id not in outside and need in outside:
                yield (
                    note,
                    f"the note is tagged '{deck.course}', but needs {_named(outside[need])}, which is not; tag both",
                )


def _circles(deck: DeckView) -> list[list[str]]:
    """Return the circles of notes that need one another."""
    known = {note.id for note in deck.notes}
    return list(circles({note.id: [each for each in note.needs if each in known] for note in deck.notes}))


def _levels(tag: str) -> Iterator[str]:
    """Yield a tag's levels from the top, each with those above it."""
    parts = tag.split("::")
    yield from ("::".join(parts[: n + 1]) for n in range(len(parts)))


def _named(note: NoteSummary) -> str:
    named = f"'{note.id}'" if note.id else "the note"
    return f"{named} at {note.location.path}:{note.location.line}"
