"""Prove that a Markdown note shows what the note of the other deck shows: compile it, and compare the texts."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from deck.anki.any_collection import AnyNote
from deck.compile.file import Job
from deck.compile.trial import try_note
from deck.markup.visible import SOUND_ALONE
from deck.start.any_html import FORMULA, MARKS, PLAIN, SOUND, TAG, well_formed, width_of
from deck.start.note_kind import UNLABELLED, Kind, field_of, front_of, is_reversed

BLOCK = re.compile(rf"</?(?!(?:{'|'.join((*MARKS, *PLAIN))})\b)[a-z][^<>]*>")
SPACE = re.compile(r"\s|&nbsp;")
PICTURE = re.compile(r'<img\b(?![^<>]* class="dark")[^<>]*>')
ATTRIBUTE = re.compile(r' (width|style)="([^"]*)"')


def visible(html: str) -> str:
    """Return the text that *html* shows: a space where lines or blocks meet, and formulas as $TeX$ without spaces.

    A sound is its sign, since files have other names here.
    """

    def formula(match: re.Match[str]) -> str:
        tex = SPACE.sub("", TAG.sub("", match["inline"] or match["display"] or ""))
        return f"${tex}$" if match["display"] is None else f" ${tex}$ "

    return " ".join(
        unescape(
            re.sub(
                r"<[^<>]*>", "", BLOCK.sub(" ", SOUND.sub(f" {SOUND_ALONE} ", FORMULA.sub(formula, well_formed(html))))
            )
        ).split()
    )


def expected(note: AnyNote, kind: Kind) -> dict[str, str]:
    """Return the text that each field of ours must show."""
    html = {name: visible(text) for name, text in note.fields.items()}
    labels = {name: "" if name in UNLABELLED else f"{field_of(name)}: " for name in kind.further}
    further = (label + html[name] for name, label in labels.items() if html[name])
    shown = {"Hint": html.get(kind.hint, ""), "Answer": html.get(kind.answer, ""), "Extra": " ".join(further)}
    shown |= {name: html[name] for name in kind.named}
    front = visible(front_of(kind, note.fields))
    if kind.cloze:
        return shown | {"Text": front}
    reverse = "1" if is_reversed(kind, note.fields) else ""
    return shown | {"Front": front, "Back": html.get(kind.back, ""), "Reverse": reverse}


def fault_of(markdown: str, note: AnyNote, kind: Kind, trial: Job) -> str:
    """Return why the *markdown* of a note is not what it must be, or nothing if it is."""
    fields, fault = try_note(markdown, trial)
    if fault:
        return fault
    for name, text in expected(note, kind).items():
        if visible(fields.get(name, "")) != text:
            return f"another text in '{name}'"
    front = front_of(kind, note.fields)
    if any(visible(note.fields[name]) not in visible(front) for name in kind.fronts):
        return "a field that its card template hides"
    below = (note.fields[name] for name in kind.below)
    return "" if _pictures(front, *below) == _pictures(*fields.values()) else "other pictures, or other widths of them"


def _pictures(*html: str) -> Counter[str]:
    """Return how many pictures of each width there are."""
    tags = (match[0] for each in html for match in PICTURE.finditer(well_formed(each)))
    return Counter(width_of(dict(ATTRIBUTE.findall(tag))) for tag in tags)
