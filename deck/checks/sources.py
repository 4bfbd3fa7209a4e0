"""Sources: where each statement can be looked up, and what shows that its numbers are right."""

from __future__ import annotations

import re

from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.source.bibliography import CITATION

VERSION = re.compile(r"\b[A-Z]\S*\s+v?\d+\.\d+|\bv(?:ersion )?\d+\.\d+|\b[a-z]\S*\s+\d+\.\d+\.\d+")
ROUNDED = re.compile(
    r"[≈~]|\\(?:approx|simeq|sim)\b|\b(?:about|decimals?|digits?|places|rounded?|roughly|nearest|approximate\w*)\b",
    re.IGNORECASE,
)
LOOKED_UP = re.compile(r"https?://|\b\d{4}\b")
WORK, LOCATOR = re.compile(r"[^;]+"), re.compile(r"[^\W_]")
JOINS = re.compile(r"\b(?:also|and|cf|in|of|or|see)\b", re.IGNORECASE)


@QUALITY.rule(
    "S001",
    level="off",
    bad={
        "deck.toml": '[lint]\nwarnings = ["S001"]\n',
        "one.md": "## Why does momentum help in a ravine? {#ravine}\n\nThe gradients across it cancel.\n",
    },
    good={
        "deck.toml": '[lint]\nwarnings = ["S001"]\n',
        "one.md": "## Why does momentum help in a ravine? {#ravine}\n\nThe gradients across it cancel.\n\n"
        "### Source\n\n@goh2017, section 1\n",
    },
)
def missing_source(view: NoteView) -> Findings:
    """A note names a work, a link or a year to look it up by, if ``deck.toml`` asks for it.

    A number that a check computes needs none.
    """
    source = view.note.fields.get("Source")
    if source is None and not _checked(view):
        yield view.note.location, "the note has no source; add '### Source' with the @key of a work and where in it"
    elif source is not None and not _cites(source.text) and not _checked(view):
        yield (
            source.location,
            "the source names no work; add the @key of a work in references.bib and where in it, or a link",
        )


@QUALITY.rule(
    "S002",
    bad='## How far is a step of 0.1 along a gradient of 3? {#step tags="kind::compute"}\n\n**0.3**\n',
    good='## How far is a step of 0.1 along a gradient of 3? {#step tags="kind::compute"}\n\n**0.3**\n\n'
    "```check\nanswer: 0.1 * 3\n```\n",
)
def unchecked_number(view: NoteView) -> Findings:
    """A note tagged kind::compute has a check that computes its answer."""
    if view.tagged("kind::compute") and not _checked(view):
        message = "the note is tagged kind::compute, but no check computes its answer; add one with 'answer:'"
        yield view.note.location, message


@QUALITY.rule(
    "S003",
    bad='## Which decay has RMSprop in PyTorch by default? {#decay tags="kind::default"}\n\n0.99\n',
    good='## Which decay has RMSprop in PyTorch 2.14 by default? {#decay tags="kind::default"}\n\n0.99\n',
)
def version_stamp(view: NoteView) -> Findings:
    """A note tagged kind::default names library and version, since defaults differ and change."""
    if view.tagged("kind::default") and not VERSION.search(view.visible):
        message = "the note is tagged kind::default, but names no version; add one, as in 'PyTorch 2.14'"
        yield view.note.location, message


@QUALITY.rule(
    "S004",
    bad="## Why does momentum help? {#help}\n\nThe gradients across a ravine cancel.\n\n### Source\n\n@goh2017\n",
    good="## Why does momentum help in a ravine? {#ravine}\n\nThe gradients across it cancel.\n\n### Source\n\n"
    "@goh2017, section 1\n",
)
def missing_locator(view: NoteView) -> Findings:
    """A source says where in a work: a section, equation, page or the name of a function."""
    source = view.note.fields.get("Source")
    if source is None:
        return
    for part in WORK.finditer(source.text):
        before, *after = CITATION.split(part[0])[::2]
        around = [before + after[0], *after[1:]] if after else []
        for match, where in zip(CITATION.finditer(part[0]), around, strict=True):
            if not LOCATOR.search(JOINS.sub(" ", where)):
                location = source.location_at(part.start() + match.start())
                yield location, f"{match[0]} is cited without a place in it; add the section, equation or page"


@QUALITY.rule(
    "S005",
    bad={
        "deck.toml": '[lint]\nsecondary = ["notes2020"]\n',
        "one.md": "## Why does momentum help? {#help}\n\nIt goes on.\n\n### Source\n\n@notes2020, page 2\n",
    },
    good={
        "deck.toml": '[lint]\nsecondary = ["notes2020"]\n',
        "one.md": "## Why does momentum help? {#help}\n\nIt goes on.\n\n### Source\n\n@notes2020, p. 2; @goh2017, §1\n",
    },
)
def secondary_source(view: NoteView) -> Findings:
    """A source is not only a work that ``deck.toml`` calls secondary, such as lecture notes; add the primary one."""
    source = view.note.fields.get("Source")
    keys = CITATION.findall(source.text) if source else []
    if source and keys and set(keys) <= set(view.settings.lint.secondary):
        yield source.location, "the note cites only secondary sources; add the primary one"


@QUALITY.rule(
    "S006",
    bad="## How much is a third? {#third}\n\n**0.33**\n\n```check\nanswer: 1 / 3\n```\n",
    good="## How much is a third? {#third}\n\n≈ **0.33**\n\n```check\nanswer: 1 / 3\n```\n",
)
def unmarked_rounding(view: NoteView) -> Findings:
    """A number that is rounded says so: with '≈', or by a front that asks for so many decimals."""
    if view.rounded and not ROUNDED.search(f"{view.note.title.text} {view.note.above.text} {view.answer}"):
        yield view.note.location, "the number is rounded, but the card does not say so; write '≈' before it"


def _cites(source: str) -> bool:
    return bool(CITATION.search(source) or LOOKED_UP.search(source))


def _checked(view: NoteView) -> bool:
    """Return whether a check computes the answer."""
    return any(getattr(located.experiment, "answer", None) is not None for located in view.rendered.experiments)
