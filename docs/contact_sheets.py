"""Draw the figures of content/ and of the gallery on contact sheets, to look at them all.

Run ``python -m docs.contact_sheets``: it writes ``build/sheets/*.png``, by day and by night, at 360 and 560 pixels,
and prints how large the largest figures are. It needs Chromium.
"""

import shutil
import subprocess
import sys
from gzip import compress
from html import escape
from pathlib import Path
from time import process_time

from docs.draw_gallery import PAGE, read_figures
from figures import Drawing, Figure

FOLDER = Path("build/sheets")
GROUNDS = {"light": "#ffffff", "dark": "#16181c"}
COLUMNS = {360: 4, 560: 3}
ROWS = 4
STYLE = "body{{margin:0;background:{ground};color:#808890;font:12px sans-serif}}div{{float:left;padding:8px}}"


def pages() -> list[Path]:
    """Return the pages that hold figures."""
    return [*sorted(Path("content").glob("*.md")), PAGE]


def drawn(figure: Figure, name: str) -> Drawing:
    """Draw a figure into the folder, and print its sizes and its time."""
    began = process_time()
    drawing = figure.draw()
    took = process_time() - began
    sizes = f"{len(drawing.light):6} {len(compress(drawing.light, mtime=0)):6}"
    print(f"{name:32} {sizes} {1000 * took:5.0f} ms")  # noqa: T201 - it is what the script is for
    for theme, picture in drawing._asdict().items():
        (FOLDER / f"{name}-{theme}.svg").write_bytes(picture)
    return drawing


def _cell(name: str, figure: Figure, theme: str, width: int) -> str:
    """Show the last moment of a figure, or that at a share of its run."""
    moments = getattr(figure, "moments", 1)
    box = f"width:{width}px;height:{round(width * 232 / 360)}px;overflow:hidden"
    image = f'<img src="{name}-{theme}.svg" style="width:{moments * width}px;margin-left:{-(moments - 1) * width}px">'
    return f'<div>{escape(name)}<p style="margin:0;{box}">{image}</p></div>'


def photograph(cells: list[str], theme: str, width: int, to: Path) -> None:
    """Take a picture of a page of cells."""
    page = FOLDER / "page.html"
    page.write_text(f"<style>{STYLE.format(ground=GROUNDS[theme])}</style>{''.join(cells)}", encoding="utf-8")
    size = f"{COLUMNS[width] * (width + 16)},{ROWS * (round(width * 232 / 360) + 34)}"
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={size}", f"--screenshot={to}"]
    subprocess.run([str(shutil.which("chromium")), *options, page.resolve().as_uri()], check=True, capture_output=True)


def main() -> None:
    """Draw all figures and take pictures of them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    figures = {}
    for page in pages():
        for fence, figure in read_figures(page.read_text(encoding="utf-8"), page):
            name = f"{page.stem[:12]}-{fence.first + 1}"
            figures[name] = figure
            drawn(figure, name)
    for width, columns in COLUMNS.items():
        for theme in GROUNDS if len(sys.argv) == 1 else sys.argv[1:]:
            cells = [_cell(name, figure, theme, width) for name, figure in figures.items()]
            for first in range(0, len(cells), columns * ROWS):
                to = FOLDER / f"{width}-{theme}-{first // (columns * ROWS)}.png"
                photograph(cells[first : first + columns * ROWS], theme, width, to)


if __name__ == "__main__":
    main()
