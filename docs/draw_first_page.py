"""Draw the pictures of the README: a card by day and by night, and a strip that is being used.

Run ``python -m docs.draw_first_page``; it needs Chromium. The pictures are as a phone of 360 pixels shows the cards, at
twice the size, in true colours.
"""

import tempfile
import time
from io import BytesIO
from itertools import chain
from pathlib import Path

from PIL import Image, ImageOps

from deck.preview import make
from docs.screenshots import EDGES, open_preview, show_card

FOLDER = Path("docs")
CARD, STRIP = "momentum-ravine", "momentum-coefficient"
HOLD = 1100  # milliseconds that each value is shown
SCALE = 2
HEIGHT = 590  # of what a phone shows at once, below Anki's own bar


def draw() -> None:
    """Draw all pictures of the README."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path("content"), Path(folder), int(time.time()), lambda *_: None)
        with open_preview(Path(folder), scale=SCALE) as page:
            for theme, name in (("light", "day"), ("dark", "night")):
                body = show_card(page, CARD, "back", theme)
                _framed(body.screenshot(), theme).save(FOLDER / f"card-{name}.png", optimize=True)
            body = show_card(page, STRIP, "back", "light")
            frames = []
            for knob in body.locator("input[type=radio]").all():
                knob.check(force=True)
                frames.append(_framed(body.screenshot(), "light"))
    there_and_back = list(chain(frames, reversed(frames[1:-1])))
    there_and_back[0].save(
        FOLDER / "strip.webp",
        save_all=True,
        append_images=there_and_back[1:],
        duration=HOLD,
        loop=0,
        quality=90,
        method=6,
    )


def _framed(screenshot: bytes, theme: str) -> Image.Image:
    image = Image.open(BytesIO(screenshot)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, HEIGHT * SCALE)))
    return ImageOps.expand(image, border=SCALE, fill=EDGES[theme])


if __name__ == "__main__":
    draw()
