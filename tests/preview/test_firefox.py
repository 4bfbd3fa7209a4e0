"""The preview in a real Firefox (Debian's firefox-esr). Left out by default; run with ``pytest -m browser``."""

import subprocess
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from support.clock import NOW
from support.samples import FIGURE

from deck.preview import make

pytestmark = pytest.mark.browser

PATH = (28, 128, 225)  # the colour of the first path of a figure
WAIT = 4  # seconds
FRAME = '<iframe src="{}" width="990" height="990"></iframe><img src="http://127.0.0.1:{}/late.png">'


@pytest.fixture
def page(write):
    """Return the page of a card with a figure."""
    content = write(f"## Where does it go? {{#one}}\n\nDown.\n\n{FIGURE}")
    make(content, Path("site"), NOW, lambda *_: None)
    return Path("site/index.html").absolute()


class Handler(SimpleHTTPRequestHandler):
    """Serves the preview; one picture comes late, so that Firefox takes its own, of what has come, later still."""

    def do_GET(self):
        time.sleep(WAIT if self.path == "/late.png" else 0)
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory="site")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("served", [True, False], ids=["from a server", "as a file"])
def test_a_figure_is_shown(page, port, tmp_path_factory, served):
    folder = tmp_path_factory.mktemp("firefox")
    frame, picture = folder / "frame.html", folder / "page.png"
    frame.write_text(FRAME.format(f"http://127.0.0.1:{port}/" if served else page.as_uri(), port))
    options = ["--headless", "--no-remote", "--profile", folder, "--window-size=1000,1000", "--screenshot", picture]

    subprocess.run(["firefox-esr", *options, frame.as_uri()], check=True, capture_output=True, timeout=120)

    with Image.open(picture) as taken:
        assert PATH in dict(map(reversed, taken.convert("RGB").getcolors(1_000_000)))
