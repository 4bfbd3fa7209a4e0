"""The preview in a real WebKit (Debian's WebKitGTK). Left out by default; run with ``pytest -m browser``."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from support.browsers import WebKit
from support.clock import NOW
from support.samples import FIGURE

from deck.preview import make

pytestmark = pytest.mark.browser

NOTES = f"## Where does it go? {{#one}}\n\nDown by $x^2$.\n\n{FIGURE}" + "".join(
    f"\n## What is note {n}? {{#n{n}}}\n\nText of it.\n" for n in range(30)
)
STATE = """
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
while (!document.documentElement.hasAttribute("data-complete")) await wait(100);
const shown = async (id) => {
  location.hash = id;
  const frames = () => [...document.getElementById(id).querySelectorAll("iframe")];
  const ready = () => frames().length && frames().every((each) => "ready" in each.dataset);
  for (let n = 0; n < 100 && !ready(); n += 1) await wait(100);
  await wait(500);
  return frames().map((each) => each.contentDocument);
};
"""
FIGURES = """
const documents = await shown("one");
const shownOf = (each) => [...each.images].filter((image) => getComputedStyle(image).display !== "none");
const images = documents.flatMap(shownOf);
const fonts = documents.flatMap((each) => [...each.fonts]).filter((each) => each.status === "loaded");
const drawn = images.length > 0 && images.every((each) => each.complete && each.naturalWidth > 0);
return [drawn, fonts.length > 0];
"""
PLACE = """
await shown("n29");
return document.getElementById("n29").getBoundingClientRect().top;
"""


class Handler(SimpleHTTPRequestHandler):
    """Serves the preview in silence."""

    def log_message(self, *_):
        pass


@pytest.fixture
def address(write):
    """Return the address of a page of many cards, the first with a figure and a formula."""
    make(write(NOTES), Path("site"), NOW, lambda *_: None)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory="site")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def webkit(address, tmp_path):
    """Return a function that runs a script in the page, and returns what it finds."""
    page = WebKit(address, tmp_path)
    yield lambda script: page.evaluate(STATE + script)
    page.close()


def test_figures_and_the_fonts_of_formulas_are_shown(webkit):
    assert webkit(FIGURES) == [True, True]


def test_a_link_to_a_card_ends_at_the_card(webkit):
    assert 0 <= webkit(PLACE) < 450
