"""Formulas: complete, and made of what Anki's MathJax can show."""

from __future__ import annotations

import re

from deck.checks.note_markdown import markdown_of
from deck.checks.rule import CodedFindings, Rule, reported
from deck.checks.views import STRUCTURE
from deck.markup import cloze_marks
from deck.markup.maths import BRACE, ESCAPED_BRACE, formula_pattern
from deck.source.written_note import Note

LONGEST = 40  # characters of a formula in a message
ENVIRONMENT = re.compile(r"\\(begin|end)\{([^}]*)\}")
PAIRED = re.compile(r"\\(?:left|right)(?![A-Za-z])")


@STRUCTURE.scan(
    Rule(
        "M001",
        "unbalanced-braces",
        "Each brace of a formula has its counterpart.",
        bad="## What is the update of momentum? {#update}\n\n$v \\leftarrow \\frac{\\mu v}{1$\n",
        good="## What is the update of momentum? {#update}\n\n$v \\leftarrow \\frac{\\mu v}{1}$\n",
    ),
    Rule(
        "M002",
        "unbalanced-delimiters",
        r"A formula has as many ``\left`` as ``\right``.",
        bad="## What is the square of a sum? {#square}\n\n$\\left(a + b)^2$\n",
        good="## What is the square of a sum? {#square}\n\n$\\left(a + b\\right)^2$\n",
    ),
    Rule(
        "M003",
        "unbalanced-environment",
        r"Each ``\begin`` of a formula has its ``\end``.",
        bad="## What is the unit matrix? {#unit}\n\n$\\begin{pmatrix} 1 & 0 \\\\ 0 & 1$\n",
        good="## What is the unit matrix? {#unit}\n\n$\\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}$\n",
    ),
    marks=["$"],
)
def formulas(note: Note) -> CodedFindings:
    """Yield the formulas of a note that are not complete."""
    for passage in markdown_of(note, "$"):
        text = cloze_marks.scan(passage.text) if note.kind == "cloze" else passage.text
        for match in formula_pattern(text).finditer(text):
            if fault := _fault(cloze_marks.MARK.sub("", match[0])):
                code, message = fault
                written, before = (cloze_marks.unscan(each, passage.text) for each in (match[0], text[: match.start()]))
                yield code, passage.location_at(len(before)), f"the formula {_short(written)} {message}"


reported(
    "M004",
    "unknown-macro",
    "A formula uses macros that Anki's MathJax knows and that are safe on a card.",
    bad="## What is the learning rate called? {#rate}\n\n$\\etta$\n",
    good="## What is the learning rate called? {#rate}\n\n$\\eta$\n",
)


reported(
    "M005",
    "unknown-environment",
    "A formula uses environments that Anki's MathJax knows.",
    bad="## What is the unit matrix? {#unit}\n\n$\\begin{html} 1 \\end{html}$\n",
    good="## What is the unit matrix? {#unit}\n\n$\\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}$\n",
)


def _short(text: str) -> str:
    return f"'{text[:LONGEST]}...'" if len(text) > LONGEST else f"'{text}'"


def _fault(tex: str) -> tuple[str, str] | None:
    """Return the rule that a formula breaks, and what is wrong with it."""
    depth = 0
    for brace in BRACE.findall(ESCAPED_BRACE.sub("", tex)):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return "M001", "closes a brace that is not open; remove it"
    if depth:
        return "M001", "does not close a brace; add '}'"
    pairs = PAIRED.findall(tex)
    if pairs.count("\\left") != pairs.count("\\right"):
        return "M002", "has \\left without \\right, or the reverse; write both"
    environments = ENVIRONMENT.findall(tex)
    opened = sorted(name for mark, name in environments if mark == "begin")
    if opened != sorted(name for mark, name in environments if mark == "end"):
        return "M003", "has \\begin without \\end, or the reverse; write both"
    return None
