"""Quality of pictures: what they say to a learner who does not see them, and how many a phone can show."""

from __future__ import annotations

import re

from deck.checks.reading import QUALITY, Reading, words
from deck.checks.rule import Findings

SHORTEST_ALT, LONGEST_ALT = 5, 250
MOST_ON_A_SIDE = 2
LARGEST = 200_000
SIDES = (("Front",), ("Back", "Extra"), ("Text", "Extra"))
CAPTION = re.compile(r'<p class="caption">(.*?)</p>', re.DOTALL)


@QUALITY.rule("E18")
def missing_figure(reading: Reading) -> Findings:
    """A note tagged kind::figure shows a picture on its front, which is what it asks about."""
    if reading.tagged("kind::figure") and not reading.pictures("Front", "Text"):
        yield reading.note.place, "is tagged kind::figure and its front shows no picture; add one above '---'"


@QUALITY.rule("E19")
def thin_alt_text(reading: Reading) -> Findings:
    """An alt text says in five words or more what a picture shows; it is neither its file's name nor its caption."""
    captions = {caption.strip() for html in reading.rendered.fields.values() for caption in CAPTION.findall(html)}
    for picture in reading.pictures(*reading.rendered.fields):
        stem = re.sub(r"-[0-9a-f]{12}$", "", picture.name.rpartition(".")[0])
        if len(words(picture.alt)) < SHORTEST_ALT:
            yield reading.place_of(picture.alt), f"the alt text '{picture.alt}' is short; say what the picture shows"
        elif re.sub(r"\W+", "-", picture.alt.lower()).strip("-") == stem or picture.alt in captions:
            yield (
                reading.place_of(picture.alt),
                "the alt text repeats the file's name or caption; say what is to be seen",
            )


@QUALITY.rule("W17")
def long_alt_text(reading: Reading) -> Findings:
    """An alt text has at most 250 characters: a screen reader reads it in one go."""
    for picture in reading.pictures(*reading.rendered.fields):
        if len(picture.alt) > LONGEST_ALT:
            message = (
                f"an alt text has {len(picture.alt)} characters; keep it to {LONGEST_ALT}, or set 'alt' in the fence"
            )
            yield reading.place_of(picture.alt), message


@QUALITY.rule("W16")
def many_pictures(reading: Reading) -> Findings:
    """A side shows at most two pictures, and a picture file has at most 200 kB, since cards are learnt on phones."""
    for fields in SIDES:
        count = len({picture.name for picture in reading.pictures(*fields)})
        if count > MOST_ON_A_SIDE:
            yield reading.note.place, f"shows {count} pictures at once; keep it to {MOST_ON_A_SIDE}"
    for picture in reading.rendered.pictures:
        if (size := picture.path.stat().st_size) > LARGEST:
            yield reading.place_of(picture.path.name), f"'{picture.path.name}' has {size // 1000} kB; save it smaller"
