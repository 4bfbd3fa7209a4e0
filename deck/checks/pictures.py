"""Quality of pictures: what they say to a learner who does not see them, and how many a phone can show."""

from __future__ import annotations

import re

from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.checks.words import length

SHORTEST_ALT, LONGEST_ALT = 5, 250
MOST_ON_A_SIDE = 2
LARGEST = 200_000
CAPTION = re.compile(r'<p class="caption">(.*?)</p>', re.DOTALL)


@QUALITY.rule("E18")
def missing_figure(view: NoteView) -> Findings:
    """A note tagged kind::figure shows a picture on its front, which is what it asks about."""
    if view.tagged("kind::figure") and not view.pictures("Front", "Text"):
        yield (
            view.note.location,
            "the note is tagged kind::figure and its front shows no picture; add one above '---'",
        )


@QUALITY.rule("E19")
def thin_alt_text(view: NoteView) -> Findings:
    """An alt text says in five words or more what a picture shows; it is neither its file's name nor its caption."""
    captions = {caption.strip() for html in view.rendered.fields.values() for caption in CAPTION.findall(html)}
    for picture in view.pictures(*view.rendered.fields):
        stem = re.sub(r"-[0-9a-f]{12}$", "", picture.name.rpartition(".")[0])
        if length(picture.alt) < SHORTEST_ALT:
            message = f"the alt text '{picture.alt}' is short; say in {SHORTEST_ALT} words or more what is to be seen"
            yield view.location_of(picture.alt), message
        elif re.sub(r"\W+", "-", picture.alt.lower()).strip("-") == stem or picture.alt in captions:
            message = f"the alt text '{picture.alt}' repeats the file's name or caption; say what is to be seen"
            yield view.location_of(picture.alt), message


@QUALITY.rule("W17")
def long_alt_text(view: NoteView) -> Findings:
    """An alt text has at most 250 characters: a screen reader reads it in one go."""
    for picture in view.pictures(*view.rendered.fields):
        if len(picture.alt) > LONGEST_ALT:
            advice = f"keep it to {LONGEST_ALT}, in a figure by its key 'alt'"
            yield view.location_of(picture.alt), f"the alt text has {len(picture.alt)} characters; {advice}"


@QUALITY.rule("W16")
def many_pictures(view: NoteView) -> Findings:
    """A side shows at most two pictures, and a picture file has at most 200 kB, since cards are learnt on phones."""
    for fields in [("Text", "Extra")] if view.cloze else [("Front",), ("Back", "Extra")]:
        count = len({picture.name for picture in view.pictures(*fields)})
        if count > MOST_ON_A_SIDE:
            yield view.note.location, f"a side shows {count} pictures; keep it to {MOST_ON_A_SIDE}"
    for picture in view.rendered.pictures:
        if (size := picture.path.stat().st_size) > LARGEST:
            message = f"the picture has {size // 1000} kB; save it with {LARGEST // 1000} kB or less"
            yield view.location_of(picture.path.name), message
