"""Screenshots of cards, and of the page that shows them, in Chromium."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, ViewportSize

CHROMIUM = "/usr/bin/chromium"
SCREEN = "360"
EDGES = {"light": "#d1d9e0", "dark": "#3d444d"}
COLOURS = 128
PATIENCE = 60
ALONE = "(id) => { for (const each of document.querySelectorAll('article')) each.hidden = each.id !== id; }"
LAYOUT = """() => {
  const frames = [...document.querySelectorAll('article:not([hidden]) iframe')];
  const ready = (frame) => 'ready' in frame.dataset && [...frame.contentDocument.images].every((each) => each.complete);
  if (!frames.length || !frames.every(ready)) return null;
  return frames.map((frame) => Object.values(frame.getBoundingClientRect().toJSON()));
}"""


class Picture(NamedTuple):
    """A picture of a side of a card, by its name in the preview, in a theme."""

    card: str
    side: str
    theme: str


@contextmanager
def open_preview(site: Path, scale: int = 1) -> Iterator["Page"]:
    """Open a preview, whose reels show their last moment, on a screen with *scale* pixels for each of a page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        viewport: ViewportSize = {"width": 1280, "height": 1060}
        page = browser.new_page(
            viewport=viewport, color_scheme="light", reduced_motion="reduce", device_scale_factor=scale
        )
        page.goto((site / "index.html").resolve().as_uri())
        _wait(page)
        yield page
        browser.close()


def preview_screenshot(page: "Page", card: str) -> bytes:
    """Return a screenshot of the preview at a card, with phones by day and by night."""
    _set_view(page, "both")
    page.evaluate(f"go(document.getElementById('{card}'))")
    return _small(Image.open(BytesIO(page.screenshot())))


def take_screenshots(page: "Page", pictures: list[Picture]) -> dict[Picture, bytes]:
    """Return screenshots of the pictures, on a phone that is 360 pixels wide."""
    drawn = {}
    for theme, edge in EDGES.items():
        for picture in pictures:
            if picture.theme == theme:
                image = Image.open(BytesIO(show_card(page, picture.card, picture.side, theme).screenshot()))
                drawn[picture] = _small(ImageOps.expand(image.convert("RGB"), border=1, fill=edge))
    return drawn


def show_card(page: "Page", card: str, side: str, theme: str) -> "Locator":
    """Show a card alone, and return a side of it, on a phone that is 360 pixels wide."""
    _set_view(page, theme)
    page.evaluate(ALONE, card)  # other cards would move it when they come into view
    _wait(page)
    frame = page.locator(f'[id="{card}"] .{side} iframe')
    frame.evaluate("(frame) => { frame.style.borderRadius = 0; }")
    return frame.content_frame.locator("body")


def _set_view(page: "Page", theme: str) -> None:
    page.evaluate(f"look('screen', '{SCREEN}')")
    page.evaluate(f"look('theme', '{theme}')")
    _wait(page)


def _wait(page: "Page") -> None:
    page.wait_for_selector("html[data-complete]", state="attached")
    deadline = time.monotonic() + PATIENCE
    before, now = None, page.evaluate(LAYOUT)
    while now is None or now != before:  # `wait_for_function` would need a script that the page forbids
        if time.monotonic() > deadline:
            raise TimeoutError(f"the cards were not ready within {PATIENCE} s")
        page.wait_for_timeout(150)
        before, now = now, page.evaluate(LAYOUT)


def _small(image: Image.Image) -> bytes:
    """Return an image as PNG with few colours."""
    file = BytesIO()
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()
