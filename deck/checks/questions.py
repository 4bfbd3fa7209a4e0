"""Quality of fronts: a card is shown alone, so its question must be whole, single and worth an effort."""

from __future__ import annotations

import re

from deck.checks.note_markdown import without_quotations
from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.checks.words import CODE, FORMULA, content_words, length, told, words

SHORTEST_FRONT, LONGEST_FRONT, SHORTEST_ANSWER = 3, 30, 3
QUOTED_BACK = 0.6
QUESTION_MARKS = re.compile(r"[?？؟]+")
ASKING = re.compile(r"[?？؟…]|_{2,}|\.{3}|\b\w+n Sie\b")
SENTENCE_END = (".", "!", "\u3002", "\uff01", "।")
ENGLISH = frozenset(["and", "are", "for", "is", "of", "the", "to", "with"])
IMPERATIVE = re.compile(
    rf"(?:^|[.:;,…)\n{FORMULA}{CODE}]\s*|\band )(?:please |now |then )?(?:"
    r"add|apply|arrange|balance|calculate|check|choose|classify|compare|complete|compute|"
    r"conjugate|continue|convert|correct|count|decline|deduce|define|derive|describe|determine|"
    r"differentiate|discuss|distinguish|draw|enumerate|estimate|evaluate|expand|explain|express|"
    r"factor|fill|find|formulate|give|identify|integrate|interpret|label|list|locate|mark|"
    r"match|measure|name|order|outline|pick|place|plot|point|predict|pronounce|prove|quote|"
    r"rank|read|recall|recite|reduce|replace|rewrite|round|say|select|show|simplify|sketch|"
    r"solve|sort|spell|state|tell|trace|transcribe|translate|turn|use|verify|write)\b",
    re.IGNORECASE,
)
DANGLING = re.compile(r"(?:[Ii]ts?|[Tt]h(?:is|at|ese|ose|ey|eir)|[Hh]e|[Ss]he|[Hh]is|[Hh]er)(?![\w-])")
ELSEWHERE = re.compile(
    r"\b(?:the above|(?:see|as) (?:above|before|below)|(?:previous|preceding|next|last) (?:flash)?card|"
    r"steps? \d+ and \d+)\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"(?:is|are|were|does|do|did|can|could|has|have|had|will|would|should|must|may(?! \d)|"
    r"was(?= (?:an?|he|her|his|it|its|she|the|their|there|they|this|(?-i:[A-Z]))))\b(?!-)",  # in German it means what
    re.IGNORECASE,
)
YES_OR_NO = re.compile(r"(?:yes|no|true|false)(?=[,.;:!\u2013\u2014\n]|\s+[\u2013\u2014-]|$)", re.IGNORECASE)
SEVERAL = (
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|all|several|some)\b"
    r"(?! (?:\w+ )?(?:decimals?|digits?|places?)\b)"
)
SET = re.compile(
    rf"(?:^|[.:;,]\s+)(?:enumerate|list|(?:give|name|recall|state)(?: (?:any|at least|its|me|the|their))* {SEVERAL}|"
    rf"(?:what|which) (?:are|were) (?:its |the |their )?(?!all|some){SEVERAL})"
    r"|\b(?:the (?:dis)?advantages|(?:dis)?advantages and (?:dis)?advantages|pros and cons)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"(?:comment on|describe|discuss|elaborate|explain|give a rough|outline|tell(?! apart)|what about|"
    r"what (?:can you say|do you know) (?:about|of))\b",
    re.IGNORECASE,
)
EITHER_OR = re.compile(r"(?P<one>[\w-]+) or (?:an? |the )?(?P<other>[\w-]+)[^.?]*\?", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


@QUALITY.rule("E08")
def several_questions(view: NoteView) -> Findings:
    """A front asks one question, since a card that is half remembered can only be graded wrong."""
    if not view.cloze and len(QUESTION_MARKS.findall(without_quotations(view.front))) > 1:
        yield view.note.location, "the front asks more than one question; make a card of each"


@QUALITY.rule("E09")
def yes_no(view: NoteView) -> Findings:
    """A question is not answered by yes or no, which half of all guesses get right."""
    if view.cloze or view.note.kind == "reversed":
        return
    answer = words(view.answer)
    binary = AUXILIARY.match(view.front) and len(answer) <= SHORTEST_ANSWER and FORMULA not in answer
    if binary or YES_OR_NO.match(view.answer) or YES_OR_NO.match(view.rendered.fields["Answer"]):
        yield view.note.location, "yes or no would answer the front; ask what, why, when or how much"


@QUALITY.rule("E12")
def no_question(view: NoteView) -> Findings:
    """A front of fewer than three words, or one that asks for nothing, leaves open what is wanted.

    A cloze asks by its gap, and a reversed note asks for the other side. What stands between the heading and '---',
    such as a picture, makes a short question whole. A sentence in another language than English may be an order.
    """
    if view.note.kind in ("cloze", "reversed"):
        return
    ordered = IMPERATIVE.search(view.front)
    if length(view.front) < SHORTEST_FRONT and not view.note.above and not ordered:
        advice = "write a whole question, or add .reversed if it is a term"
        yield view.note.location, f"the front has fewer than {SHORTEST_FRONT} words; {advice}"
    elif not ordered and not ASKING.search(view.front) and not _foreign_sentence(view.front):
        yield view.note.location, "the front asks nothing; end it with '?', or say what to do, as in 'Compute'"


@QUALITY.rule("E13")
def dangling_pronoun(view: NoteView) -> Findings:
    """A front does not begin with a pronoun or point to another card: cards are shown alone and shuffled.

    A pronoun may mean what stands between the heading and '---'.
    """
    sentence = not view.cloze and not view.note.above and length(view.front) >= SHORTEST_FRONT
    if sentence and (match := DANGLING.match(view.front)):
        yield view.note.location, f"the front begins with '{match[0]}'; name what is meant"
    if match := ELSEWHERE.search(view.front):
        yield view.location_of(match[0]), f"the front points elsewhere with '{match[0]}'; say what is there"


@QUALITY.rule("W02")
def long_front(view: NoteView) -> Findings:
    """A front has at most 30 words; of longer ones learners remember the look and not the meaning."""
    if not view.cloze and (count := length(view.front)) > LONGEST_FRONT:
        yield view.note.location, f"the front has {count} words; keep it to {LONGEST_FRONT}"


@QUALITY.rule("W04")
def set_question(view: NoteView) -> Findings:
    """A front does not ask for a list, whose items are forgotten one by one; ask for each."""
    if not view.cloze and (match := SET.search(view.front)):
        list_words = match[0].strip(".:;, \n")
        yield view.location_of(list_words), f"'{list_words}' asks for a list; ask for each item on a card of its own"


@QUALITY.rule("W05")
def vague_opener(view: NoteView) -> Findings:
    """A front does not say 'explain' or 'describe', which cannot be graded; ask for one thing."""
    if not view.cloze and length(view.front) >= SHORTEST_FRONT and (match := VAGUE.match(view.front)):
        yield view.note.location, f"'{match[0].lower()}' leaves open what is wanted; ask for one thing"


@QUALITY.rule("W06")
def auxiliary_front(view: NoteView) -> Findings:
    """A front does not begin with 'is', 'does' or 'can', as questions of yes or no do."""
    asks = not view.cloze and view.note.kind != "reversed" and not any(yes_no(view))
    if asks and (match := AUXILIARY.match(view.front)):
        yield view.note.location, f"the front begins with '{match[0].lower()}'; begin it with what, why, when or how"


@QUALITY.rule("W07")
def this_or_that(view: NoteView) -> Findings:
    """A front does not offer its own answer as one of two, of which half of all guesses are right.

    A card tagged kind::figure may: it asks which of its paths is which.
    """
    if view.cloze or view.tagged("kind::figure"):
        return
    answer = content_words(view.answer)[:1]
    for match in EITHER_OR.finditer(view.front):
        if {*answer} & {match["one"].lower(), match["other"].lower()}:
            yield (
                view.location_of(match[0]),
                f"'{told(match[0])}' offers the answer as one of two; ask without a choice",
            )


@QUALITY.rule("W18")
def answer_in_front(view: NoteView) -> Findings:
    """A front does not hold most words of its answer, which then takes no effort.

    What the front quotes does not count, nor does a card tagged kind::figure, whose answer is a path.
    """
    answer, front = set(content_words(view.answer)), set(content_words(without_quotations(view.front)))
    shared = answer & front
    if view.cloze or view.tagged("kind::figure") or {FORMULA, CODE} & set(view.answer):
        return
    if len(answer) >= SHORTEST_ANSWER and len(shared) >= QUOTED_BACK * len(answer):
        said = "', '".join(sorted(shared))
        yield view.note.location, f"the front already says '{said}' of its answer; ask without them"


@QUALITY.rule("W21")
def contested(view: NoteView) -> Findings:
    """A front tagged contested names who claims it and when, as in 'Wilson et al. (2017) report'."""
    if view.tagged("contested") and not YEAR.search(view.front):
        message = "the note is tagged contested and its front names no year; write 'Author (year) reports'"
        yield view.note.location, message


def _foreign_sentence(front: str) -> bool:
    return front.endswith(SENTENCE_END) and not ENGLISH & set(words(front.lower()))
