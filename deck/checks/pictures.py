"""Pictures: what they say to a learner who does not see them, and how many a phone can show."""

from __future__ import annotations

import re

from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView
from deck.checks.words import length

SHORTEST_ALT, LONGEST_ALT = 5, 250
MOST_ON_A_SIDE = 2
LARGEST = 200_000
CAPTION = re.compile(r'<p class="caption">(.*?)</p>', re.DOTALL)


@QUALITY.rule(
    "P001",
    bad='## Which path has momentum? {#which tags="kind::figure"}\n\nB, since it overshoots.\n\n'
    "![Two paths down a narrow valley](valley.svg)\n",
    good='## Which path has momentum? {#which tags="kind::figure"}\n\n![Two paths down a narrow valley](valley.svg)\n\n'
    "---\n\nB, since it overshoots.\n",
)
def missing_figure(view: NoteView) -> Findings:
    """A note tagged kind::figure shows a picture on its front, which is what it asks about."""
    if view.tagged("kind::figure") and not view.pictures("Front", "Text"):
        message = "the note is tagged kind::figure, but its front shows no picture; add one above '---'"
        yield view.note.location, message


@QUALITY.rule(
    "P002",
    bad="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A valley](valley.svg)\n",
    good="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that goes down a valley](valley.svg)\n",
)
def thin_alt_text(view: NoteView) -> Findings:
    """An alt text says in five words or more what a picture shows; it is neither its file's name nor its caption."""
    captions = {caption.strip() for html in view.rendered.fields.values() for caption in CAPTION.findall(html)}
    for picture in view.pictures(*view.rendered.fields):
        stem = re.sub(r"-[0-9a-f]{12}$", "", picture.name.rpartition(".")[0])
        if picture.alt.strip() and length(picture.alt) < SHORTEST_ALT:
            message = (
                f"the alt text '{picture.alt}' is short; say in {SHORTEST_ALT} words or more what the picture shows"
            )
            yield view.location_of(picture.alt), message
        elif re.sub(r"\W+", "-", picture.alt.lower()).strip("-") == stem or picture.alt in captions:
            message = f"the alt text '{picture.alt}' repeats the file name or caption; say what the picture shows"
            yield view.location_of(picture.alt), message


@QUALITY.rule(
    "P003",
    bad="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that starts on the left wall of a narrow "
    "valley, jumps to the right wall, then back to the left wall a little lower, then to the right wall again, and so "
    "on for twenty steps, each a bit shorter than the one before, until it reaches the bottom at last](valley.svg)\n",
    good="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path between two walls](valley.svg)\n",
)
def long_alt_text(view: NoteView) -> Findings:
    """An alt text has at most 250 characters: a screen reader reads it in one go."""
    for picture in view.pictures(*view.rendered.fields):
        if len(picture.alt) > LONGEST_ALT:
            advice = f"use at most {LONGEST_ALT}; a figure has the key 'alt' for it"
            yield view.location_of(picture.alt), f"the alt text has {len(picture.alt)} characters; {advice}"


@QUALITY.rule(
    "P004",
    bad="## Why does momentum help? {#help}\n\n![A path that goes down](valley.svg)\n\n---\n\nIt keeps going.\n\n"
    "![A path that goes up a hill](hill.svg)\n\n![A path that follows a ravine](ravine.svg)\n\n"
    "![A path that stays on a plain](plain.svg)\n",
    good="## Why does momentum help? {#help}\n\n![A path that goes down](valley.svg)\n\n---\n\nIt keeps going.\n\n"
    "![A path that goes up a hill](hill.svg)\n",
)
def many_pictures(view: NoteView) -> Findings:
    """A side shows at most two pictures, since cards are learnt on phones."""
    for fields in [("Text", "Extra")] if view.cloze else [("Front",), ("Back", "Extra")]:
        count = len({picture.name for picture in view.pictures(*fields)})
        if count > MOST_ON_A_SIDE:
            yield view.note.location, f"a side shows {count} pictures; use at most {MOST_ON_A_SIDE}"


@QUALITY.rule(
    "P005",
    bad="$ du -h content/images/valley.png\n412K\tcontent/images/valley.png\n",
    good="$ du -h content/images/valley.png\n96K\tcontent/images/valley.png\n",
)
def large_picture(view: NoteView) -> Findings:
    """A picture file has at most 200 kB, since learners download it."""
    for picture in view.rendered.pictures:
        if (size := picture.path.stat().st_size) > LARGEST:
            message = f"the picture has {size // 1000} kB; save it with {LARGEST // 1000} kB or less"
            yield view.location_of(picture.path.name), message


@QUALITY.rule(
    "P006",
    bad="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![](valley.svg)\n",
    good="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that goes down a valley](valley.svg)\n",
    level="error",
)
def missing_alt_text(view: NoteView) -> Findings:
    """A picture has an alt text, for learners who do not see it."""
    sources = {each.name: each.source for each in view.rendered.pictures}
    passages = (view.note.above, view.note.below, *view.note.fields.values())
    for picture in view.pictures(*view.rendered.fields):
        if not picture.alt.strip():
            source = sources.get(picture.name, picture.name)
            written = (each.location_of_address(source) for each in passages if source in each.text)
            message = f"picture '{source}' has no alt text; write ![what it shows]({source})"
            yield next(written, view.note.location), message
