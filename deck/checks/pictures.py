"""Pictures: what they say to a learner who does not see them, and how many a phone can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from deck.checks.note_markdown import markdown_of
from deck.checks.rule import Findings
from deck.checks.views import QUALITY, NoteView, Shown
from deck.checks.words import length
from deck.diagnostics import Location
from deck.markup.sized_pictures import find_sized_pictures
from deck.render.figure_fence import figure_media
from deck.render.media_files import Media

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
            yield _location(view, picture), message
        elif re.sub(r"\W+", "-", picture.alt.lower()).strip("-") == stem or picture.alt in captions:
            message = f"the alt text '{picture.alt}' repeats the file name or caption; say what the picture shows"
            yield _location(view, picture), message


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
            yield _location(view, picture), f"the alt text has {len(picture.alt)} characters; {advice}"


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
    shown = {each.name for each in view.pictures(*view.rendered.fields)}
    for picture in view.rendered.media:
        if picture.name in shown and (size := picture.path.stat().st_size) > LARGEST:
            message = f"the picture has {size // 1000} kB; save it with {LARGEST // 1000} kB or less"
            yield _location_of_file(view, picture), message


@QUALITY.rule(
    "P006",
    bad="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![](valley.svg)\n",
    good="## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that goes down a valley](valley.svg)\n",
    level="error",
)
def missing_alt_text(view: NoteView) -> Findings:
    """A picture has an alt text, for learners who do not see it."""
    sources = {each.name: each.source for each in view.rendered.media}
    passages = (view.note.above, view.note.below, *view.note.fields.values())
    for picture in view.pictures(*view.rendered.fields):
        if not picture.alt.strip():
            source = sources.get(picture.name, picture.name)
            written = (each.location_of_address(source) for each in passages if source in each.text)
            message = f"picture '{source}' has no alt text; write ![what it shows]({source})"
            yield next(written, view.note.location), message


@QUALITY.rule(
    "P007",
    bad={
        "one.md": "## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that goes down](valley#1.svg)\n",
        "valley#1.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
    },
    good={
        "one.md": "## Why does momentum help? {#help}\n\nIt keeps going.\n\n![A path that goes down](valley-1.svg)\n",
        "valley-1.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
    },
)
def mark_in_address(view: NoteView) -> Findings:
    """The address of a picture has no '#' and no '?', where the name of its file would end on GitHub."""
    for picture in view.rendered.media:
        if mark := re.search(r"[#?]", picture.source):
            message = f"on GitHub the name of the picture '{picture.source}' ends at '{mark[0]}'; rename the file"
            yield _location_of_file(view, picture), message


def _location(view: NoteView, picture: Shown) -> Location:
    """Return where a picture is written: its alt text in the Markdown, or in the fence of its figure."""
    for request in view.rendered.requests:
        if picture.name in figure_media(request.name).values():
            lines = request.body.split("\n")
            below = next((n for n, line in enumerate(lines, 1) if line.startswith("alt:")), 0)
            return view.note.location.down(request.line + below)
    written = [each for file in view.rendered.media if file.name == picture.name for each in _written(view, file)]
    return next(
        (where for where, alt in written if alt == " ".join(picture.alt.split())), view.location_of(picture.alt)
    )


def _location_of_file(view: NoteView, picture: Media) -> Location:
    return next((where for where, _ in _written(view, picture)), view.note.location)


def _written(view: NoteView, picture: Media) -> Iterator[tuple[Location, str]]:
    """Yield where the alt texts of a picture file begin in the Markdown of a note, and the alt texts."""
    pattern = re.compile(rf"!\[(?P<alt>[^\]]*)\]\(\s*<?{re.escape(picture.source)}(?=[\s>)])")
    for passage in markdown_of(view.note, "![", "<img"):
        for match in pattern.finditer(passage.text):
            yield passage.location_at(match.start("alt")), " ".join(match["alt"].split())
        for each in find_sized_pictures(passage.text):
            if unescape(each.source) == picture.source:
                yield passage.location_at(each.alt_start), " ".join(unescape(each.alt).split())
