"""How many notes of any Anki deck come into a folder with the same visible text: run `python -m benchmarks.adopt`.

Decks that Anki's own library makes, one for each stock note type, hold what its editor, web pages and word processors
write, each alone on each side of a note; then our own deck and the starter, as packages.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

from anki.collection import Collection
from anki.decks import DeckId
from anki.models import NotetypeDict

from deck import build
from deck.start.adopt import adopt
from deck.start.guide import reasons
from deck.start.new import STARTER

HTML = (
    *("plain words", "a <b>bold</b>, <i>slanted</i> and <u>underlined</u> word", "one<br>two", "one<br><br>two"),
    *(
        "<div>one</div><div>two</div>",
        "one<div><br></div><div>two</div>",
        "<p>one</p><p>two</p>",
        "a&nbsp;word&nbsp; more",
    ),
    *('<span style="color: rgb(0, 0, 255);">blue</span> word', '<font color="#ff0000">red</font> word'),
    *("<ul><li>one</li><li>two</li></ul>", "before<ol><li>one</li><li>two<ul><li>in</li></ul></li></ol>after"),
    *("<ul><li>one</li><ul><li>in</li></ul></ul>", "<div><ul><li><p>one</p></li><li><p>two</p></li></ul></div>"),
    *("H<sub>2</sub>O and x<sup>2</sup>", "<h1>Head</h1>text", "<hr>text", "<blockquote>said<br>so</blockquote>"),
    *("<pre>for x in y:\n    z</pre>", "the <code>a*b</code> code", "<kbd>Ctrl</kbd> and <mark>mark</mark>"),
    *("\\(x^2 &lt; y\\) and \\[\\frac{a}{b}\\]", "\\[<br>a = b<br>\\]", "<b>\\(x\\)</b>: a formula"),
    *("<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>a|b</td></tr></tbody></table>",),
    *("<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>1<br>2</td></tr></tbody></table>",),
    *('<a href="https://a.org/x_y?b=1&amp;c=2">a link</a>', "see http://a.org/x_y and www.b.org", "mail a@b.org"),
    *("*stars* and _lines_, `ticks`, ~~waves~~", "1. first", "# no heading", "- no item", "&gt; no quotation", "a | b"),
    *("$5 and $6", "[a](b) and [c]", "a\\b and \\* and {x}", "&lt;b&gt; and &amp;lt; and 3 &lt; 4", ":smile: and (c)"),
    *("one<!-- a comment -->two", "<style>p { color: red }</style>text", "snake_case_word __init__", "100% ~ 5 ^ 2"),
    *("<p>one<b>two</p><p>three</b></p>", "<div>one<p>two</p>three</div>", "<p></p><ul><li>one</li></ul><p></p>"),
    *('<img src="dot.svg">', 'text <img src="dot.svg"> text', '<div><img src="dot.svg"><br></div>text'),
    *(
        "<ruby>a<rt>b</rt></ruby>",
        *("[sound:a.mp3]", "[sound:missing.mp3]", "a word[sound:a.mp3]", '<img src="dot.svg" width="240">'),
        "[latex]x[/latex]",
        '<table><tr><td colspan="2">1</td></tr></table>',
    ),
    *("<script>x()</script>", '<img src="missing.png">', "<iframe src='https://a.org'></iframe>", "<svg></svg>"),
)
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
TYPES = {
    "Basic": ("{}", "{}"),
    "Basic (and reversed card)": ("{}", "{}"),
    "Basic (optional reversed card)": ("{}", "{}", "y"),
    "Basic (type in the answer)": ("{}", "an answer"),
    "Cloze": ("A {{{{c1::hidden}}}} word. {}", "{}"),
    "Image Occlusion": (
        "{{{{c1::image-occlusion:rect:left=.1:top=.1:width=.1:height=.1}}}}",
        "<img src='dot.svg'>",
        "{}",
    ),
}


def main() -> None:
    """Print how many notes of each deck were adopted, how long a note took, and why the others were not."""
    print(f"{'deck':<40} {'notes':>6} {'adopted':>8} {'ms each':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, package in _packages(Path(folder)):
            began = time.process_time()
            decks = adopt(package, Path(folder, re.sub(r"\W+", "-", name)), "0123abcd")
            took = time.process_time() - began
            adopted, left = sum(len(each.adopted) for each in decks), sum(len(each.left) for each in decks)
            print(f"{name:<40} {adopted + left:>6} {adopted:>8} {1000 * took / (adopted + left):>8.1f}")
            for reason, number in reasons(decks):
                print(f"  {number:>4} with {reason}")


def _packages(folder: Path) -> Iterator[tuple[str, Path]]:
    for number, (note_type, fields) in enumerate(TYPES.items()):
        with closing(Collection(str(folder / f"{number}.anki2"))) as collection:
            Path(collection.media.dir(), "dot.svg").write_bytes(DOT)
            Path(collection.media.dir(), "a.mp3").write_bytes(b"ID3")
            for html in HTML:
                for filled in (place for place, each in enumerate(fields) if "{}" in each):
                    note = collection.new_note(cast("NotetypeDict", collection.models.by_name(note_type)))
                    note.fields = [
                        each.format(html if place == filled else f"plain words {html.count('<')}")
                        for place, each in enumerate([*fields, *note.fields[len(fields) :]])
                    ]
                    collection.add_note(note, DeckId(collection.decks.id("Deck") or 1))
            package = folder / f"{number}.colpkg"
            collection.export_collection_package(out_path=str(package), include_media=True, legacy=False)
        yield note_type, package
    for name, content in (("our own deck", Path("content")), ("the starter", Path(str(STARTER)))):
        copied = shutil.copytree(content, folder / f"{name} copied")
        yield name, build(copied, folder / f"{name}.apkg", int(time.time())).package


if __name__ == "__main__":
    main()
