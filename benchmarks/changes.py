"""What an author does to a card, and what is measured of it at a learner's.

To add a measure, add a function of an `Outcome` and a line to a `Change`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.compilers import Card, Cards
from benchmarks.learner import OWN_STYLE, OWN_TAGS, OWN_WORDS, Collected

NOTES = 20
EDITED, TAGGED, SUSPENDED, CHANGED, PICTURED = 2, 4, 6, 9, 11
RED, BLUE = (
    b"GIF89a\1\0\1\0\x80\0\0%b\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;" % colour for colour in (b"\xff\0\0", b"\0\0\xff")
)


@dataclass(frozen=True)
class Outcome:
    """What came of a change: the cards as their author has them now and the changed one, what the learner has."""

    cards: Cards
    changed: Card
    rewritten: int
    same_bytes: bool
    before: Collected
    after: Collected


Measure = Callable[[Outcome], str]


@dataclass(frozen=True)
class Change:
    """What an author does to one card, and what is measured of it; *needs* is what a tool must be able to do."""

    name: str
    card: int
    change: Callable[[Card], Card | None]
    measures: dict[str, Measure]
    needs: frozenset[str] = frozenset()


def first_cards() -> Cards:
    """Return the cards of the first build."""
    return [
        Card(
            id=f"card-{number}",
            word=f"word{number:02}",
            question=f"What does word{number:02} mean?",
            answer=f"It means sense{number:02}.",
            picture=RED if number == PICTURED else b"",
        )
        for number in range(NOTES)
    ]


def rewritten(outcome: Outcome) -> str:
    """How many notes the import updates or adds."""
    return str(outcome.rewritten)


def history(outcome: Outcome) -> str:
    """Whether the card says what its author wrote, is the only one, and has the reviews that the learner made of it."""
    notes, reviews = outcome.after.about(outcome.changed.word), _reviews(outcome.before, outcome.changed.word)
    shown = [each for each in notes if outcome.changed.question in each.text and outcome.changed.answer in each.text]
    if not shown:
        return "no: the change does not arrive"
    if [each.reviews for each in notes] == [reviews]:
        return "yes"
    if all(each.reviews for each in shown):
        return "no: it gets another card's"
    return "no: a second, new card" if any(each.reviews == reviews for each in notes) else "no: it is new again"


def confused(outcome: Outcome) -> str:
    """How many cards carry reviews that were made of another card."""
    return str(sum(_is_confused(outcome, each) for each in outcome.cards))


def own_words(outcome: Outcome) -> str:
    """Whether the answer that the learner edited still has their words, and whether there is a second note."""
    notes = outcome.after.about(first_cards()[EDITED].word)
    kept = any(OWN_WORDS in each.text for each in notes)
    return _yes(kept) + ", beside a second, new card" * (kept and len(notes) > 1)


def own_tags(outcome: Outcome) -> str:
    """Whether the note that the learner tagged still has their tags."""
    return _yes(any(each.tags >= OWN_TAGS for each in outcome.after.about(first_cards()[TAGGED].word)))


def own_style(outcome: Outcome) -> str:
    """Whether the learner's style is still there."""
    return _yes(all(OWN_STYLE in each for each in outcome.after.styles))


def suspended(outcome: Outcome) -> str:
    """Whether the card that the learner suspended still is."""
    return _yes(any(each.suspended for each in outcome.after.about(first_cards()[SUSPENDED].word)))


def same_bytes(outcome: Outcome) -> str:
    """Whether the rebuild made the packages of the first build."""
    return _yes(outcome.same_bytes)


def gone(outcome: Outcome) -> str:
    """Whether the learner no longer has the card."""
    return _yes(not outcome.after.about(outcome.changed.word))


def second_card(outcome: Outcome) -> str:
    """Whether the note has its second card."""
    return _yes(any(1 in each.ordinals for each in outcome.after.about(outcome.changed.word)))


def picture(outcome: Outcome) -> str:
    """Whether the learner sees the new picture."""
    return _yes(any(outcome.changed.picture in each.pictures for each in outcome.after.about(outcome.changed.word)))


def in_new_deck(outcome: Outcome) -> str:
    """Whether the card with the learner's reviews is in the deck to which its author moved it."""
    reviews = _reviews(outcome.before, outcome.changed.word)
    held = [each for each in outcome.after.about(outcome.changed.word) if each.reviews == reviews]
    return _yes(any(name.endswith(outcome.changed.deck) for each in held for name in each.decks))


REWRITTEN = f"notes rewritten or added, of {NOTES}"
HISTORY = "its history stays"
CONFUSED = "cards that get another card's history"
CHANGES = (
    Change(
        "changes nothing",
        CHANGED,
        lambda card: card,
        {
            REWRITTEN: rewritten,
            "an answer edited by hand stays": own_words,
            "own tags stay": own_tags,
            "own style of the cards stays": own_style,
            "a suspended card stays so": suspended,
            "the package has the same bytes": same_bytes,
        },
    ),
    Change(
        "rewords an answer",
        CHANGED,
        lambda card: replace(card, answer=f"In short: {card.word} says it."),
        {REWRITTEN: rewritten, HISTORY: history, "an edit by hand of another card stays": own_words},
    ),
    Change(
        "rewords the answer that the learner edited",
        EDITED,
        lambda card: replace(card, answer=f"In short: {card.word} says it."),
        {"the edit by hand stays": own_words, HISTORY: history},
    ),
    Change(
        "rewords a question",
        CHANGED,
        lambda card: replace(card, question=f"Say what {card.word} is."),
        {REWRITTEN: rewritten, HISTORY: history},
    ),
    Change(
        "deletes a card in the middle",
        CHANGED,
        lambda _: None,
        {REWRITTEN: rewritten, "it goes away": gone, CONFUSED: confused},
    ),
    Change(
        "moves a card to another deck",
        CHANGED,
        lambda card: replace(card, deck="Second"),
        {HISTORY: history, "it is in the new deck": in_new_deck, CONFUSED: confused},
    ),
    Change(
        "gives a card another id",
        CHANGED,
        lambda card: replace(card, id="renamed", was=card.id),
        {REWRITTEN: rewritten, HISTORY: history},
        needs=frozenset({"rename"}),
    ),
    Change(
        "turns a card into a reversed one",
        CHANGED,
        lambda card: replace(card, reversed=True),
        {HISTORY: history, "the second card arrives": second_card},
        needs=frozenset({"reverse"}),
    ),
    Change(
        "changes a picture",
        PICTURED,
        lambda card: replace(card, picture=BLUE),
        {REWRITTEN: rewritten, "the learner sees it": picture, HISTORY: history},
    ),
)


def _yes(true: bool) -> str:  # noqa: FBT001
    return "yes" if true else "no"


def _reviews(collected: Collected, word: str) -> frozenset[int]:
    return frozenset[int]().union(*(each.reviews for each in collected.about(word)))


def _is_confused(outcome: Outcome, card: Card) -> bool:
    return bool(_reviews(outcome.after, card.word) - _reviews(outcome.before, card.word))
