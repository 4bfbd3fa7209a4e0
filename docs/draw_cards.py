"""Put the starter's cards into docs/writing.md, with pictures of them as Anki shows them on a phone; draw the preview.

In the page, ``<!-- card: one-step, front, back night -->`` begins such a part: the id of a note, then sides of its
first card, or of another card as in ``front 2``. Run ``python -m docs.draw_cards``; it needs Chromium. With ``--check``
nothing is written; what is out of date is an error. Pictures are compared by their names, which depend on what Anki
renders: another version of Chromium may draw other bytes.
"""

import hashlib
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from deck.preview import Card, make
from deck.source.content_files import SETTINGS
from deck.source.front_matter import decks_of
from deck.source.notes import read_notes
from deck.source.settings import read_settings
from docs.page import filled, make_or_check, parts
from docs.screenshots import Picture, open_preview, preview_screenshot, take_screenshots

PAGE, FOLDER, PREVIEW = Path("docs/writing.md"), Path("docs/cards"), Path("docs/preview.png")
STARTER, SHOWN = Path("deck/starter"), "larger-rate"
SIDE = re.compile(r"(?P<side>front|back)(?P<number> \d)?(?P<night> night)?")
COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
IMAGE = '<img src="cards/{name}" width="362" alt="{alt}">\n'
Cards = Mapping[str, Card]


def examples() -> dict[str, str]:
    """Return the Markdown of the starter's notes by id, without comments."""
    settings, _ = read_settings(STARTER / SETTINGS, SETTINGS)
    notes, _ = read_notes(STARTER, decks_of(settings, STARTER.as_posix()))
    found = {}
    for path in sorted({note.location.path for note in notes}):
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        of_file = [note for note in notes if note.location.path == path]
        begins = [*(note.location.line - 1 for note in of_file), len(lines)]
        for note, (first, last) in zip(of_file, pairwise(begins), strict=True):
            found[note.id] = COMMENT.sub("", "\n".join(lines[first:last])).strip() + "\n"
    return found


def wanted(text: str) -> list[Picture]:
    """Return the pictures that the parts of the page ask for."""
    return [each for what, about in parts(text) if what == "card" for each in _pictures(about)]


def _pictures(about: str) -> list[Picture]:
    note, *sides = about.split(", ")
    matches = [SIDE.fullmatch(side) for side in sides]
    found = [
        Picture(f"{note}{(each['number'] or '').replace(' ', '/')}", each["side"], "dark" if each["night"] else "light")
        for each in matches
        if each
    ]
    if not found or len(found) < len(sides):
        sys.exit(f"{PAGE}: '{about}' is not an id and some sides, as in 'one-step, front, back night'")
    return found


def file_name(picture: Picture, cards: Cards) -> str:
    """Return the file name of a picture, which changes with the rendered card."""
    card = cards[picture.card]
    html = card.question_html if picture.side == "front" else card.answer_html
    digest = hashlib.sha256(f"{html}\n{card.style}".encode()).hexdigest()[:8]
    return f"{'-'.join([*picture.card.split('/'), picture.side, picture.theme, digest])}.png"


def with_cards(text: str, cards: Cards) -> str:
    """Return the page with its parts replaced by the starter's files and notes, and the right pictures."""
    shown = examples()

    def part(what: str, about: str) -> str:
        if what == "file":
            return f"```{about.rpartition('.')[2]}\n{STARTER.joinpath(about).read_text(encoding='utf-8')}```\n"
        images = [IMAGE.format(name=file_name(each, cards), alt=_alt(each)) for each in _pictures(about)]
        return f"````markdown\n{shown[about.partition(', ')[0]]}````\n\n{''.join(images)}\n"

    return filled(text, part)


def _alt(picture: Picture) -> str:
    _, _, number = picture.card.partition("/")
    which = f" of its card {number}" if number else ""
    return f"The {picture.side}{which} by {'night' if picture.theme == 'dark' else 'day'}, on a phone."


@contextmanager
def rendered() -> Iterator[tuple[Path, Cards]]:
    """Yield the preview of the starter, and its cards by their names there."""
    with tempfile.TemporaryDirectory() as folder:
        cards = make(STARTER, Path(folder), int(time.time()), lambda *_: None).cards
        first = {card.id: card.ordinal for card in reversed(cards)}
        numbers = (f"/{card.ordinal + 1}" if card.ordinal > first[card.id] else "" for card in cards)
        yield Path(folder), {f"{card.id}{number}": card for card, number in zip(cards, numbers, strict=True)}


def draw() -> None:
    """Draw the preview and all pictures, delete old ones, and write the page."""
    text = PAGE.read_text(encoding="utf-8")
    with rendered() as (site, cards):
        new = with_cards(text, cards)
        with open_preview(site) as page:
            PREVIEW.write_bytes(preview_screenshot(page, SHOWN))
            drawn = take_screenshots(page, wanted(text))
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.iterdir():
        file.unlink()
    for picture, data in drawn.items():
        (FOLDER / file_name(picture, cards)).write_bytes(data)
    PAGE.write_text(new, encoding="utf-8")


def outdated() -> Iterator[str]:
    """Yield what `draw` would change, by name."""
    text = PAGE.read_text(encoding="utf-8")
    with rendered() as (_, cards):
        if with_cards(text, cards) != text:
            yield f"{PAGE}: its cards are out of date; run python -m docs.draw_cards"
        names = {file_name(picture, cards) for picture in wanted(text)}
    for name in sorted(names ^ {file.name for file in FOLDER.iterdir()}):
        state = "is missing" if name in names else "belongs to no card"
        yield f"{FOLDER / name}: {state}; run python -m docs.draw_cards"


if __name__ == "__main__":
    make_or_check("docs.draw_cards", __doc__, draw, outdated)
