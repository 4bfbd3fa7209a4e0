"""Questions: a card is shown alone, so its question must be complete, single and worth an effort."""

from __future__ import annotations

from deck.checks import english
from deck.checks.note_markdown import without_quotations
from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.checks.words import CODE, FORMULA, content_words, length, quoted, words

SHORTEST_FRONT, LONGEST_FRONT, SHORTEST_ANSWER = 3, 30, 3
MOST_SHARED = 0.6


@QUALITY.rule(
    "Q001",
    english=True,
    bad="## Does Adam keep a momentum? {#adam-momentum}\n\nYes, as the average $m$.\n",
    good="## Which two averages does Adam keep? {#adam-averages}\n\nThose of gradients and of their squares.\n",
)
def yes_no(view: NoteView) -> Findings:
    """A question cannot be answered with yes or no, which half of all guesses get right."""
    if view.cloze or view.note.is_reversed:
        return
    answer = words(view.answer)
    binary = english.AUXILIARY.match(view.front) and len(answer) <= SHORTEST_ANSWER and FORMULA not in answer
    if binary or english.YES_OR_NO.match(view.answer) or english.YES_OR_NO.match(view.rendered.fields["Answer"]):
        yield view.note.location, "the question can be answered with yes or no; ask what, why, when or how much"


@QUALITY.rule(
    "Q002",
    bad="## What is momentum? Why does it help? {#momentum}\n\nGradients across a ravine cancel.\n",
    good="## Why does momentum help in a ravine? {#momentum}\n\nGradients across it cancel.\n",
)
def several_questions(view: NoteView) -> Findings:
    """A front asks one question, since a card that is half remembered can only be graded wrong."""
    if not view.cloze and len(english.QUESTION_MARKS.findall(without_quotations(view.front))) > 1:
        yield view.note.location, "the front asks more than one question; write a card for each"


@QUALITY.rule(
    "Q003",
    english=True,
    bad="## Momentum in ravines {#ravine}\n\nThe gradients across them cancel.\n",
    good="## What does momentum cancel in a ravine? {#ravine}\n\nThe gradients across it.\n",
)
def no_question(view: NoteView) -> Findings:
    """A front has at least three words and asks for something.

    A cloze asks by its gap, and a reversed note asks for the other side. What is written between the heading and
    '---', such as a picture, makes a short question complete. A sentence in another language than English may be an
    order.
    """
    if view.cloze or view.note.is_reversed:
        return
    ordered = english.IMPERATIVE.search(view.front)
    if length(view.front) < SHORTEST_FRONT and not view.note.above and not ordered:
        advice = "write a complete question, or add .reversed to the heading if it is a term"
        yield view.note.location, f"the front has fewer than {SHORTEST_FRONT} words; {advice}"
    elif not ordered and not english.ASKING.search(view.front) and not _foreign_sentence(view.front):
        message = "the front does not ask anything; end it with '?', or say what to do, as in 'Compute'"
        yield view.note.location, message


@QUALITY.rule(
    "Q004",
    english=True,
    bad="## It helps in a ravine: why? {#ravine}\n\nThe gradients across cancel.\n",
    good="## Why does momentum help in a ravine? {#ravine}\n\nThe gradients across it cancel.\n",
)
def dangling_pronoun(view: NoteView) -> Findings:
    """A front does not begin with a pronoun or refer to another card: cards are shown alone and shuffled.

    A pronoun may refer to what is written between the heading and '---'.
    """
    sentence = not view.cloze and not view.note.above and length(view.front) >= SHORTEST_FRONT
    if sentence and (match := english.DANGLING.match(view.front)):
        yield view.note.location, f"the front begins with '{match[0]}'; name what it refers to"
    if match := english.ELSEWHERE.search(view.front):
        message = f"'{match[0]}' refers to something that is not on this card; write what it is"
        yield view.location_of(match[0]), message


@QUALITY.rule(
    "Q005",
    bad="## In a long and narrow valley with steep walls on both sides, where gradient descent with a large constant "
    "learning rate jumps from one wall to the other, what does momentum do? {#valley}\n\nIt damps the jumps.\n",
    good="## What does momentum do in a narrow valley? {#valley}\n\nIt damps the jumps between the walls.\n",
)
def long_front(view: NoteView) -> Findings:
    """A front has at most 30 words; of longer ones learners remember the look and not the meaning."""
    if not view.cloze and (count := length(view.front)) > LONGEST_FRONT:
        yield view.note.location, f"the front has {count} words; use at most {LONGEST_FRONT}"


@QUALITY.rule(
    "Q006",
    english=True,
    bad="## Name three optimizers that keep a momentum {#with-momentum}\n\nAdam with two of its heirs.\n",
    good="## Which optimizer added bias correction to momentum? {#bias-correction}\n\nAdam.\n",
)
def set_question(view: NoteView) -> Findings:
    """A front does not ask for a list, whose items are forgotten one by one; ask for each of them."""
    if not view.cloze and (match := english.SET.search(view.front)):
        list_words = match[0].strip(".:;, \n")
        yield view.location_of(list_words), f"'{list_words}' asks for a list; ask for each item on its own card"


@QUALITY.rule(
    "Q007",
    english=True,
    bad="## Explain how momentum helps in a ravine {#ravine}\n\nThe gradients across cancel.\n",
    good="## Which gradients does momentum cancel? {#ravine}\n\nThose that change their sign.\n",
)
def vague_opener(view: NoteView) -> Findings:
    """A front does not say 'explain' or 'describe', since such an answer cannot be graded; ask for one thing."""
    if not view.cloze and length(view.front) >= SHORTEST_FRONT and (match := english.VAGUE.match(view.front)):
        message = f"'{match[0].lower()}' does not say which answer is wanted; ask for one specific thing"
        yield view.note.location, message


@QUALITY.rule(
    "Q008",
    english=True,
    bad="## Can momentum leave a shallow minimum? {#shallow}\n\nIf its speed carries it over the rim.\n",
    good="## When does momentum leave a shallow minimum? {#shallow}\n\nIf its speed carries it over the rim.\n",
)
def auxiliary_front(view: NoteView) -> Findings:
    """A front does not begin with 'is', 'does' or 'can', as questions of yes or no do."""
    asks = not (view.cloze or view.note.is_reversed) and not any(yes_no(view))
    if asks and (match := english.AUXILIARY.match(view.front)):
        message = f"the front begins with '{match[0].lower()}'; begin it with what, why, when or how"
        yield view.note.location, message


@QUALITY.rule(
    "Q009",
    english=True,
    bad="## Which is faster in a ravine, momentum or descent? {#faster}\n\nMomentum.\n",
    good="## Which change of descent makes it faster in a ravine? {#faster}\n\nMomentum.\n",
)
def this_or_that(view: NoteView) -> Findings:
    """A front does not offer its own answer as one of two, of which half of all guesses are right.

    A card tagged kind::figure may: it asks which of its paths is which.
    """
    if view.cloze or view.tagged("kind::figure"):
        return
    answer = content_words(view.answer)[:1]
    for match in english.EITHER_OR.finditer(view.front):
        if {*answer} & {match["one"].lower(), match["other"].lower()}:
            message = f"'{quoted(match[0])}' offers the answer as one of two; ask without a choice"
            yield view.location_of(match[0]), message


@QUALITY.rule(
    "Q010",
    english=True,
    bad="## What does the momentum method do? {#method}\n\nThe momentum method averages.\n",
    good="## What does the momentum method do? {#method}\n\nIt averages gradients.\n",
)
def answer_in_front(view: NoteView) -> Findings:
    """A front does not contain most words of its answer, which would then take no effort.

    What the front quotes does not count, nor does a card tagged kind::figure, whose answer is a path.
    """
    answer, front = set(content_words(view.answer)), set(content_words(without_quotations(view.front)))
    shared = answer & front
    if view.cloze or view.tagged("kind::figure") or {FORMULA, CODE} & set(view.answer):
        return
    if len(answer) >= SHORTEST_ANSWER and len(shared) >= MOST_SHARED * len(answer):
        said = "', '".join(sorted(shared))
        yield view.note.location, f"the front already contains '{said}' of its answer; ask without these words"


@QUALITY.rule(
    "Q011",
    bad='## What do tuned baselines show? {#tuned tags="contested"}\n\nNo loss against SGD.\n',
    good='## What did Choi et al. (2019) find of tuned baselines? {#tuned tags="contested"}\n\nNo loss against SGD.\n',
)
def contested(view: NoteView) -> Findings:
    """A front tagged contested names who claims it and when, as in 'Wilson et al. (2017) report'."""
    if view.tagged("contested") and not english.YEAR.search(view.front):
        message = "the note is tagged contested, but its front names no year; write 'Author (year) reports'"
        yield view.note.location, message


def _foreign_sentence(front: str) -> bool:
    return front.endswith(english.SENTENCE_END) and not english.COMMON & set(words(front.lower()))
