"""An untrusted deck is built and previewed safely; `SECURITY.md` says what that means."""

import json
import os
import pickle
import re
import sqlite3
import subprocess
import sys
import time
import zlib
from base64 import b64encode
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clock import NOW
from support.faults import ROOT
from support.samples import FILES, FRONT_MATTER, GITHUB_TOML, PLAIN_TOML

from deck import ContentError, build, build_if_needed, check
from deck.anki.verify import verify
from deck.cache.keys import drawing_key
from deck.cache.kinds import DRAWINGS, KINDS
from deck.cache.store import CHECKSUM, PRUNED, Store
from deck.draw import Drawings
from deck.history.published import read_package
from deck.preview import NotAPreviewError, make

PRIVATE = "the secret of someone else"
NOTE = "## Q? {#one}\n\n"
SOURCE = NOTE + "A.\n\n### Source\n\n@key\n"
FIGURE = "```descent\nsurface: quadratic(a=1, b=50)\nstart: [-4, 1]\nsteps: 5\npaths:\n  gd: gd(lr=0.036)\n{}\n```\n"
REMOTE = "https://evil.example/x.png"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
ATTRIBUTES = {
    **{key: {"class"} for key in ["div", "p", "span"]},
    "a": {"href"},
    "img": {"alt", "class", "src"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
TAGS = {
    *ATTRIBUTES,
    "b",
    "br",
    "i",
    "kbd",
    "mark",
    "s",
    "small",
    "sub",
    "sup",
    "u",
    "blockquote",
    "h4",
    "h5",
    "h6",
    "hr",
}
TAGS |= {"li", "pre", "table", "tbody", "thead", "tr", "ul", "code", "del", "em", "strong"}


class Inspector(HTMLParser):
    """Compares HTML, as a browser parses it, with what is allowed on a card."""

    def __init__(self, media):
        super().__init__()
        self.media = media

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            assert name != "src" or value in self.media
            assert name != "href" or value.startswith(("https://", "http://", "mailto:"))

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def inspect(package):
    """Assert that nothing in a package could run, load or play."""
    with ZipFile(package) as archive:
        media = set(json.loads(archive.read("media")).values())
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    ((decks, _models),) = connection.execute("select decks, models from col")
    fields = [field for (joined,) in connection.execute("select flds from notes") for field in joined.split("\x1f")]
    connection.close()
    for html in (*fields, *(deck["desc"] for deck in json.loads(decks).values())):
        Inspector(media).feed(html)
        assert not re.search(r"\[(latex|\$|sound:|anki:)", html, re.IGNORECASE)
        formulas = re.findall(r"\\[(\[].*", re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL), re.DOTALL)
        assert not any(word in formula for formula in formulas for word in ("href", "style", "class", "require", "def"))
        assert PRIVATE not in html


def bib(**fields):
    work = {"author": "A B", "title": "T", "year": "2000"} | fields
    return {"references.bib": "@misc{key, " + ", ".join(f"{key}={{{value}}}" for key, value in work.items()) + "}"}


CLOZE = "## Q {#one .cloze}\n\n"
HTML = {
    "script": NOTE + "<script>alert(1)</script>",
    "handler": NOTE + "<img src=x onerror=alert(1)>",
    "handler on a mark": NOTE + "<b onclick=alert(1)>x</b>",
    "handler behind a bracket": NOTE + '<b title=">" onclick="alert(1)">x</b>',
    "split over lines": NOTE + f'<img\nsrc="{REMOTE}"\nonerror="alert(1)">',
    "inline svg": NOTE + "<svg onload=alert(1)></svg>",
    "frame": NOTE + '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "style": NOTE + f"<style>*{{background:url({REMOTE})}}</style>",
    "comment": NOTE + "<!-- <script>alert(1)</script> --> x",
    "open comment": NOTE + f"<!-- <img src={REMOTE} alt=a>",
    "cdata": NOTE + "<![CDATA[<script>alert(1)</script>]]>",
    "instruction": NOTE + "<?php echo 1 ?> x",
    "in a quotation": NOTE + "> [!NOTE]\n> <script>alert(1)</script>",
    "behind maths": NOTE + f'a $ <img src="{REMOTE}" alt="a"> $ b',
    "split by maths": NOTE + f'<im$x$g src="{REMOTE}">',
    "behind code": NOTE + f'` <img src="{REMOTE}" alt="a"> ``',
    "between code marks": NOTE + f'    `\n\n<img src="{REMOTE}" alt="a">\n\n    `',
    "open tag": NOTE + f'<img src="{REMOTE}" alt="a"',
    "tag with a bracket": NOTE + f'<img alt="<" src="{REMOTE}">',
    "in a list's fence": NOTE + f'- ```\n  <img src="{REMOTE}" alt="a">\n  ```',
    "script link": NOTE + "[x](javascript:alert(1))",
    "script link in entities": NOTE + "[x](&#106;avascript:alert(1))",
    "script link by reference": NOTE + "[x][y]\n\n[y]: javascript:alert(1)",
    "data link": NOTE + "[x](data:text/html,<script>alert(1)</script>)",
    "automatic link": NOTE + "<javascript:alert(1)>",
    "remote picture": NOTE + f"![alt]({REMOTE})",
    "remote picture with a title": NOTE + f'![alt]({REMOTE} "t")',
    "remote picture by reference": NOTE + f"![alt][y]\n\n[y]: {REMOTE}",
    "remote picture without scheme": NOTE + "![alt](//evil.example/x.png)",
    "remote picture in the title": f"## Look ![x]({REMOTE}) {{#one}}\n\nA.\n",
    "picture of a share": NOTE + r"![alt](\\\\evil.example\x.png)",
    "picture as data": NOTE + "![alt](data:image/svg+xml,<svg onload=alert(1)>)",
    "caption": NOTE + FIGURE.format(f"caption: \"<img src='{REMOTE}' alt='a'>\""),
    "caption in Markdown": NOTE + FIGURE.format(f'caption: "![x]({REMOTE})"'),
    "alt text": NOTE + FIGURE.format('alt: "x\\" onerror=\\"alert(1)"'),
    "path's name": NOTE + FIGURE.format('  "<script>": gd(lr=0.1)'),
    "tag": '## Q? {#one tags="<script>"}\n\nA.\n',
    "latex": NOTE + r"[latex]\input{/etc/passwd}[/latex]",
    "latex in capitals": NOTE + r"[LaTeX]\input{/etc/passwd}[/LaTeX]",
    "latex in entities": NOTE + r"&#91;latex]\input{/etc/passwd}[/latex]",
    "latex in code": NOTE + r"`[latex]\input{/etc/passwd}[/latex]`",
    "latex in a fence": NOTE + "```\n[$]\\input{/etc/passwd}[/$]\n```",
    "latex in the original": NOTE + "A.\n\n### Original\n\n[$$]x[/$$]",
    "latex in the answer": "## Q? {#one .typed}\n\nA.\n\n### Answer\n\n[latex]x[/latex]",
    "latex in the title": "## [latex]x[/latex] {#one}\n\nA.\n",
    "sound": NOTE + "`[sound:https://evil.example/x.mp3]`",
    "speech": NOTE + "[anki:tts lang=en_US]x[/anki:tts]",
    "macro": NOTE + r"$\href{javascript:alert(1)}{x}$",
    "macro in bare maths": NOTE + r"text \\(\\href{javascript:alert(1)}{x}\\)",
    "macro behind braces": NOTE + r"\\({\\)\\href{javascript:alert(1)}{x}}\\)",
    "macro in a caption": NOTE + FIGURE.format('caption: "$\\\\href{javascript:alert(1)}{x}$"'),
    "macro split by a cloze": "## Q {#one .cloze}\n\n\\\\(\\\\hr{{c1::ef{javascript:alert(1)}}}{x}\\\\)",
    "macro in code in a cloze's formula": CLOZE + r"{{c1::x}} \\( `\href{javascript:alert(1)}{x}` \\) end",
    "sound split by a cloze": CLOZE + "$[sou{{c1::nd:x.mp3}}]$ end",
    "sound split by a mark": CLOZE + r"{{c1::x}} \\( [sou<b>nd:x.mp3</b>] \\) end",
    "sound as a hint": CLOZE + "{{c1::x::sound:x.mp3}}",
    "latex split by a cloze": CLOZE + "$[lat{{c1::ex}}]x[/latex]$ end",
    "sound split by a hint": CLOZE + "$[sou{{c1::n::left out}}d:x.mp3]$",
    "sound split by a mark in a hint": CLOZE + r"\\( {{c1::x::sou<b>nd:x.mp3</b>}} \\)",
    "sound in a formula that another bracket ends": CLOZE + r"{{c1::x}} \\( [sou<b>nd:x.mp3</b>] \\] end",
    "sound split by a mark in the title": "## Q \\\\( [sou<b>nd:x.mp3</b>] \\\\) {#one .cloze}\n\n{{c1::x}}",
    "latex as a hint": CLOZE + "{{c1::x::latex]y[/latex}}",
    "macro in a formula that the title begins": "## Q \\\\( {#one .cloze}\n\n"
    r"`\href{javascript:alert(1)}{x}` \\) {{c1::x}}",
    "sound in a formula that the title begins": "## Q \\\\( {#one .cloze}\n\n[sou<b>nd:x.mp3</b>] \\\\) {{c1::x}}",
    "definition": NOTE + r"$\def\alpha{x}$",
}
BIBLIOGRAPHY = {
    "title": bib(title=f"<img src='{REMOTE}' alt='x'>"),
    "title in Markdown": bib(title=f"![x]({REMOTE})"),
    "author": bib(author=f"{{<img src='{REMOTE}' alt='x'>}}", url="https://b.org"),
    "address": bib(url="javascript:alert(1)"),
    "address that ends early": bib(url=f"https://b.org/> <img src='{REMOTE}' alt='x'>"),
    "latex": bib(title="[latex]x[/latex]"),
    "control character": bib(title="a\x02klzzwxh:0000\x03"),
    "sound": bib(title="[sound:https://evil.example/x.mp3]"),
}
SETTINGS = {
    "picture": f'description = "![x]({REMOTE})"',
    "picture as HTML": f"description = \"<img src='{REMOTE}'>\"",
    "picture behind a mark that is dropped": f'description = "!\\u0002[x]({REMOTE})"',
    "picture behind another": f'description = "!\\u0003[x]({REMOTE})"',
    "tag behind a mark that is dropped": f"description = \"<\\u0002img src='{REMOTE}'>\"",
    "latex": 'description = "[latex]x[/latex]"',
    "sound": 'description = "[sound:x.mp3]"',
    "macro": r"description = '$\href{javascript:alert(1)}{x}$'",
    "fence": 'description = """\n```\nlost\n```"""',
    "lists without end": f'description = "{"1. " * 3000}a"',
    "script": 'description = "<script>alert(1)</script>"',
    "name with a tag": 'name = "<script>"',
    "name with NUL": 'name = "T\\u0000"',
}


@pytest.mark.parametrize("notes", HTML.values(), ids=HTML)
def test_promise_1_content_that_would_run_load_or_play_is_refused(errors, notes):
    assert errors(notes)


@pytest.mark.parametrize("text", ["$x<img src=y onerror=alert(1)>$", "    `\n\n<b onclick=alert(1)>x</b>\n\n    `"])
def test_promise_1_what_runs_only_on_github_is_refused_by_a_deck_that_is_read_there(errors, text):
    assert errors(NOTE + text, {"deck.toml": GITHUB_TOML})


@pytest.mark.parametrize("files", BIBLIOGRAPHY.values(), ids=BIBLIOGRAPHY)
def test_promise_1_such_content_in_the_bibliography_is_refused(errors, files):
    assert errors(SOURCE, files)


@pytest.mark.parametrize("line", SETTINGS.values(), ids=SETTINGS)
def test_promise_1_such_content_in_the_settings_is_refused(errors, line):
    rest = [each for each in PLAIN_TOML.splitlines() if not line.startswith(each[:6])]

    assert errors(NOTE + "A.\n", {"deck.toml": "\n".join([*rest, line])})


@pytest.mark.parametrize("notes", HTML.values(), ids=HTML)
def test_promise_1_what_is_above_the_notes_brings_nothing_into_the_description(write, notes):
    content = write(notes.partition("\n\n")[2].partition("\n\n###")[0] + "\n\n" + NOTE + "A.")
    with suppress(ContentError):
        inspect(build(content, None, NOW).package)


@pytest.mark.parametrize(
    "text",
    [
        "`<script>alert(1)</script>`",
        "```html\n<img src=x onerror=alert(1)>\n```",
        "````\n```\n<script>\n````",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "`a\n\n<b>x</b>\n\nb`",
        "`\\(\\href{javascript:alert(1)}{x}\\)`",
        "{{Front}} {{tts en_US:Front}} {{FrontSide}}",
        "[x](https://good.example)",
        "A.\n\n### Original\n\n<script>alert(1)</script>",
    ],
)
def test_promise_1_text_about_such_content_is_accepted(write, text):
    inspect(build(write(NOTE + text), None, NOW).package)


@pytest.mark.parametrize(
    "text", ["<", "&", "*", "_", "~ ", "|", "$ ", "`", "<b>", "</p>", "](", "{{c1::", "\\(", "![x](y"]
)
def test_promise_1_many_repeated_marks_let_nothing_in(write, text):
    content = write(NOTE + "x " + text * 60)
    with suppress(ContentError):
        inspect(build(content, None, NOW).package)


def test_promise_1_a_title_with_a_script_link_is_refused(write):
    with pytest.raises(ContentError, match="'javascript' would be missing on the card"):
        build(write("## Look [x](javascript:alert(1)) {#one}\n\nA.\n"), None, NOW)


PICTURES = {
    "script": (SVG.format("<script>alert(1)</script>"), "contains a <script>"),
    "script of another name": (SVG.format('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'), "contains a <script>"),
    "handler": (SVG.format('<g onload="alert(1)"/>'), "contains the event handler 'onload'"),
    "animated handler": (SVG.format('<set attributeName="onclick" to="alert(1)"/>'), "animates 'onclick'"),
    "animated link": (SVG.format('<a><set attributeName="xlink:href" to="javascript:alert(1)"/></a>'), "animates"),
    "HTML": (SVG.format("<foreignObject/>"), "contains a <foreignObject>"),
    "HTML of another name": (SVG.format('<h:img xmlns:h="http://www.w3.org/1999/xhtml"/>'), "contains a <img>"),
    "remote picture": (SVG.format(f'<image href="{REMOTE}"/>'), "links to 'https://evil.example/x.png'"),
    "file": (SVG.format('<image xlink:href="file:///etc/passwd"/>'), "links to 'file:///etc/passwd'"),
    "remote use": (SVG.format('<use href="https://evil.example/x.svg#a"/>'), "links to 'https://evil.example/x.svg#a'"),
    "script link": (SVG.format('<a href=" javascript:alert(1)"/>'), "links to 'javascript:alert(1)'"),
    "SVG in data": (SVG.format('<image href="data:image/svg+xml,x"/>'), "links to 'data:image/svg+xml,x'"),
    "base": (SVG.format('<g xml:base="https://evil.example/"/>'), "loads something by its attribute 'base'"),
    "fill": (SVG.format(f'<g fill="url({REMOTE})"/>'), "loads something by its attribute 'fill'"),
    "style attribute": (
        SVG.format(f"<g style=\"fill:url( '{REMOTE}')\"/>"),
        "loads something by its attribute 'style'",
    ),
    "style in escapes": (SVG.format(r'<g style="fill:\75rl(//evil.example)"/>'), "by its attribute 'style'"),
    "import": (SVG.format('<style>@import "https://evil.example/x.css";</style>'), "has a style that loads something"),
    "split import": (SVG.format("<style>@im<![CDATA[port]]> 'x';</style>"), "has a style that loads something"),
    "style sheet": (f'<?xml-stylesheet href="{REMOTE}"?>' + SVG.format(""), "links to a style sheet"),
    "entity": ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("<text>&a;</text>"), "of its own"),
    "file entity": ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("&a;"), "of its own"),
    "parameter entity": ('<!DOCTYPE svg [<!ENTITY % a SYSTEM "x"> %a;]>' + SVG.format(""), "of its own"),
    "use bomb": (
        SVG.format("".join(f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 10 + "</g>" for n in range(20))),
        "repeats its parts too often",
    ),
    "pattern bomb": (
        SVG.format(
            "".join(f'<pattern id="a{n}">' + f'<g fill="url(#a{n + 1})"/>' * 10 + "</pattern>" for n in range(9))
        ),
        "repeats its parts too often",
    ),
    "use bomb in percents": (
        SVG.format("".join(f'<g id="a{n}">' + f'<use href="#%61{n + 1}"/>' * 10 + "</g>" for n in range(20))),
        "links to '#%611'",
    ),
    "use of much": (
        SVG.format('<g id="a">' + "<path/>" * 2000 + "</g>" + '<use href="#a"/>' * 2000),
        "repeats its parts too often",
    ),
    "nested references": (
        SVG.format("".join(f'<g id="a{n}">' for n in range(190)) + '<g fill="url(#)"/>' * 300_000 + "</g>" * 190),
        "repeats its parts too often",
    ),
    "spaces in an address": (
        SVG.format(f'<g fill="url({" " * 200_000}x)"/>'),
        "loads something by its attribute 'fill'",
    ),
    "spaces in a style": (
        SVG.format(f"<style>*{{fill:url({' ' * 200_000}#a{' ' * 200_000})}}</style><script/>"),
        "contains a <script>",
    ),
    "element in a style": (
        SVG.format(f"<style>rect{{mask-image:ur<style>x</style>l({REMOTE})}}</style>"),
        "contains a <style> in a style",
    ),
    "animated paint": (SVG.format(f'<set attributeName="mask" to="url({REMOTE})"/>'), "by its attribute 'to'"),
    "animated paints": (SVG.format(f'<animate attributeName="fill" values="red;url({REMOTE})"/>'), "'values'"),
    "attribute list": (
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>' + SVG.format(""),
        "declares a document type of its own",
    ),
    "entity from elsewhere": (
        '<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">' + SVG.format("<text>&a;</text>"),
        "declares a document type of its own",
    ),
    "deep": (SVG.format("<g>" * 5000 + "</g>" * 5000), "is nested too deeply"),
    "no SVG": ("<html><script>alert(1)</script></html>", "is not an SVG picture"),
    "no XML": ("GIF89a", "cannot be read as SVG"),
    "packed": (zlib.compress(b"x"), "cannot be read as SVG"),
}


def png(width, height, data=b""):
    """Return a PNG picture of any size, without data for its pixels."""

    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("data", "expected"), PICTURES.values(), ids=PICTURES)
def test_promise_2_a_picture_that_runs_loads_or_expands_is_refused(errors, data, expected):
    (found,) = errors(NOTE + "![A dot](dot.svg)", {"dot.svg": data})

    assert found.startswith("one.md:7: picture 'dot.svg' ")
    assert expected in found


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        (
            "dot.svg",
            SVG.format(f'<image href="data:image/png;base64,{b64encode(png(30_000, 30_000)).decode()}"/>'),
            "contains more pixels than a phone can show",
        ),
        (
            "dot.svg",
            SVG.format('<image href="data:image/png;base64,AAAA"/>'),
            "contains a picture that cannot be read as PNG",
        ),
        ("dot.png", b"<html><script>alert(1)</script>", "cannot be read as PNG"),
        ("dot.jpg", png(1, 1), "cannot be read as JPEG"),
        ("dot.webp", b"RIFF", "cannot be read as WEBP"),
        ("dot.gif", b"GIF89a", "cannot be read as GIF"),
        ("dot.png", png(20_000, 20_000), "has more pixels than a phone can show"),
        ("dot.png", png(9000, 9000), "has more pixels than a phone can show"),
    ],
)
def test_promise_2_a_picture_of_another_format_than_its_name_says_is_refused(errors, name, data, expected):
    (found,) = errors(NOTE + f"![A dot]({name})", {name: data})

    assert found.startswith(f"one.md:7: picture '{name}' {expected}")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dot.png", png(1, 1, b"\0\0")),
        (
            "dot.svg",
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
            + SVG.format(""),
        ),
        (
            "dot.svg",
            SVG.format(
                '<defs><path id="a"/></defs><use xlink:href="#a"/><g fill="url(#a)" style="stroke: url(\'#a\')"/>'
            ),
        ),
        ("dot.svg", SVG.format('<a href="https://good.example"><title>on url(</title></a><style>*{fill:red}</style>')),
        (
            "dot.svg",
            SVG.format(
                f'<image href="data:image/png;base64,{b64encode(png(1, 1, bytes(2))).decode()}"/>'
                '<metadata><x about="http://a.org" file="C:\\a"/></metadata>'
            ),
        ),
        ("dot.svg", SVG.format('<g id="a"><use href="#a"/></g>')),
        ("dot.svg", SVG.format('<circle r="1"><animate attributeName="r" values="1;2"/></circle>')),
    ],
)
def test_promise_2_ordinary_pictures_are_accepted_unchanged(write, name, data):
    package = build(write(NOTE + f"![A dot]({name})", {name: data}), None, NOW).package

    with ZipFile(package) as archive:
        assert archive.read("0") == (data if isinstance(data, bytes) else data.encode())


@pytest.mark.parametrize("name", ["one.md", "two.md", "deck.toml", "references.bib", "deck.lock", "sub/three.md"])
def test_promise_3_a_link_to_a_file_outside_is_not_followed(write, tmp_path, name):
    content = write(NOTE + "A.\n")
    inside = content / name
    outside = tmp_path / "outside"
    outside.write_text(PRIVATE + "\n" + (inside.read_text() if inside.exists() else ""))
    inside.parent.mkdir(exist_ok=True)
    inside.unlink(missing_ok=True)
    inside.symlink_to(outside)

    result = cli("build")
    assert result.returncode == 1
    assert f"'{inside.name}' links to a file outside the content folder; copy that file into it" in result.stderr
    assert PRIVATE not in result.stdout + result.stderr
    (found,) = check(content, NOW).found
    assert result.stderr.startswith(f"{found.path}:{found.line}: error: {found.message} ({found.rule})\n")
    assert outside.read_text().startswith(PRIVATE)
    assert inside.is_symlink()


def cli(*arguments, **environment):
    command = [sys.executable, str(ROOT / "build_deck.py"), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "500", **environment}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)


def test_promise_3_a_link_to_a_folder_or_a_picture_outside_is_not_followed(errors, write, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "two.md").write_text(FRONT_MATTER + "## R? {#two}\n\n" + PRIVATE)
    (outside / "dot.svg").write_text(SVG.format(""))
    content = write(NOTE)
    (content / "sub").symlink_to(outside)
    (content / "dot.svg").symlink_to(outside / "dot.svg")

    for source in ("dot.svg", "sub/dot.svg", "../outside/dot.svg", "%2e%2e/outside/dot.svg", str(outside / "dot.svg")):
        found, linked = errors(NOTE + f"![A dot]({source})")
        assert "is outside the content folder; copy it into the folder" in found
        assert linked == "sub:1: is a link to a folder; copy the folder here"
    (content / "sub").unlink()
    inspect(build(write(NOTE + "A.\n"), None, NOW).package)


def test_promise_3_links_within_the_folder_are_followed(write):
    content = write("", {"parts/one.txt": FRONT_MATTER + NOTE + "A.\n"})
    (content / "one.md").symlink_to("parts/one.txt")

    assert build(content, None, NOW).notes == 1


@pytest.mark.parametrize("name", ["two.md", "references.bib", "deck.lock"])
def test_promise_3_a_pipe_is_refused_without_waiting(write, name):
    content = write(NOTE + "A.\n")
    os.mkfifo(content / name)

    result = cli("build")

    assert (result.returncode, f"'{name}' is not a regular file; replace it with one" in result.stderr) == (1, True)


def test_promise_3_a_huge_file_is_not_read(write):
    content = write(NOTE + "A.\n", {"two.md": ""})
    os.truncate(content / "two.md", 2**40)

    (found,) = check(content, NOW).found

    assert str(found) == "content:1: 'two.md' is larger than 256 MB; split it"


CODE = {
    "YAML tag in a fence": NOTE + "```descent\nsurface: !!python/object/apply:os.system ['touch pwned']\n```",
    "YAML object in a fence": NOTE + "```descent\nsurface: !!python/name:os.system\n```",
    "expression": NOTE + '```check\nanswer: __import__("os").system("touch pwned")\n```\n\n**1**',
    "expression with attributes": NOTE + "```check\nanswer: (1).__class__.__base__.__subclasses__()\n```\n\n**1**",
    "comprehension": NOTE + "```check\nanswer: '[x for x in ().__class__.__bases__]'\n```\n\n**1**",
    "lambda": NOTE + "```check\nanswer: '(lambda: 1)()'\n```\n\n**1**",
    "claim": NOTE + FIGURE.format("claims:\n  - open('pwned', 'w')"),
    "call": NOTE + FIGURE.replace("gd(lr=0.036)", "gd(lr=__import__('os').system('touch pwned'))").format(""),
    "call of another": NOTE + FIGURE.replace("gd(lr=0.036)", "exec(code='1')").format(""),
    "surface": NOTE + FIGURE.replace("quadratic(a=1, b=50)", "eval(x='1')").format(""),
    "power": NOTE + "```check\nanswer: 9**9**9**9\n```\n\n**1**",
    "power of long numbers": NOTE + "```check\nanswer: " + "9" * 150 + "**99999\n```\n\n**1**",
    "product of text": NOTE + FIGURE.replace("a=1", "a='x'*999999999999").format(""),
    "number without end": NOTE + "```descent\nsteps: " + "9" * 5000 + "\n```",
    "steps": NOTE + FIGURE.replace("steps: 5", "steps: 1000000000").format(""),
    "aliases": NOTE + "```descent\na: &a [x, x]\nb: &b [*a, *a]\nsurface: [*b, *b]\n```",
    "YAML in depth": NOTE + "```descent\nsurface: " + "[" * 3000 + "]" * 3000 + "\n```",
    "lists in depth": NOTE + "".join("    " * depth + "- x\n" for depth in range(330)),
}


@pytest.mark.parametrize("notes", CODE.values(), ids=CODE)
def test_promise_4_nothing_is_executed_and_nothing_expands_without_end(errors, notes):
    started = time.monotonic()

    assert errors(notes)
    assert time.monotonic() - started < 20
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    "files",
    [
        {"one.md": "---\ndeck: !!python/object/apply:os.system ['touch pwned']\n---\n\n" + NOTE + "A.\n"},
        {"one.md": "---\ndeck: " + "[" * 3000 + "\n---\n\n" + NOTE + "A.\n"},
        {"one.md": "---\na: &a [x]\ndeck: *a\n---\n\n" + NOTE + "A.\n"},
        {"deck.toml": PLAIN_TOML + "figures.x = " + "[" * 3000 + "]" * 3000},
        {"references.bib": b"\xff\xfe"},
        {"deck.lock": b"\xff\xfe"},
        {"deck.lock": "[" * 100_000},
        {"deck.lock": '{"version": 1, "namespace": "test"}\n\n{"id": "a", "nid": 1e999}\n'},
    ],
)
def test_promise_4_the_same_is_true_of_every_file_of_the_folder(errors, files):
    assert errors(NOTE + "A.\n" if "one.md" not in files else "", files)
    assert not Path("pwned").exists()


def test_promise_4_tex_in_the_bibliography_is_text(write):
    hostile = bib(title=r"\input{/etc/passwd}\write18{touch pwned}\immediate\openin5=/etc/passwd T")
    package = build(write(SOURCE, hostile), None, NOW).package

    inspect(package)
    assert not Path("pwned").exists()


def from_below(frames, call):
    """Call *call* from a deeper stack, by so many *frames*."""
    return from_below(frames - 1, call) if frames else call()


@pytest.mark.parametrize("frames", range(4))
def test_promise_4_deep_nesting_does_not_affect_later_notes(write, errors, frames):
    found = from_below(frames, lambda: errors(NOTE + "1. " * 900 + "a"))

    assert "one.md:7: lists or quotations are nested too deeply; use fewer levels" in found
    assert "<p>Just <em>one</em>.</p>" in package_fields(build(write(NOTE + "Just *one*.\n"), None, NOW).package)


def package_fields(package):
    with ZipFile(package) as archive:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    ((fields,),) = connection.execute("select flds from notes").fetchall()
    connection.close()
    return fields


def package(path, entries, schema="", row=()):
    """Write an untrusted package."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    if row:
        connection.execute("insert into col values (?, ?)", row)
        connection.commit()
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        if schema:
            archive.writestr("collection.anki2", connection.serialize())
        for name, data in entries.items():
            archive.writestr(name, data)
            if data is SWOLLEN:
                archive.infolist()[-1].file_size = 600_000_000  # as its maker would say; it is not unpacked to see
    connection.close()
    return path


COL = "create table col (models text, decks text);"
TABLES = COL + "create table notes (id, mid, mod, tags, flds); create table cards (nid, did, ord);"
ENDLESS = """
    create table cards (nid, did, ord);
    insert into cards values (1, 1, 0);
    create view notes as with recursive n(x) as (select 1 union all select x + 1 from n)
        select x as id, 1 as mid, 1 as mod, '' as tags, '' as flds from n;
"""
SWOLLEN = bytes(1000)
PLAIN = {"media": "{}"}
PACKAGES = {
    "empty": ({},),
    "garbage": ({"collection.anki2": b"garbage" * 999},),
    "no media": ({}, TABLES, ("{}", "{}")),
    "no tables": (PLAIN, "create table x (y);"),
    "no JSON": (PLAIN, TABLES, ("x", "y")),
    "deep JSON": ({"media": "[" * 99_999}, TABLES, ("[" * 99_999, "{}")),
    "odd JSON": ({"media": "[1]"}, TABLES, ("[1]", "[2]")),
    "no numbers": (PLAIN, TABLES, ('{"x": 1}', "{}")),
    "view without end": (PLAIN, COL + ENDLESS, ("{}", "{}")),
    "bomb": ({"collection.anki2": SWOLLEN, "0": SWOLLEN, "media": "{}"},),
    "bomb of media": ({"0": SWOLLEN, "1": SWOLLEN} | PLAIN, TABLES),
    "newer form": ({"meta": b"\x08\x03", "collection.anki21b": b"\x28\xb5\x2f\xfd" + b"x" * 99, "media": b"x"}, TABLES),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Return a function that makes a hostile package once."""
    root, made = tmp_path_factory.mktemp("packages"), {}

    def make_package(name):
        if name not in made:
            made[name] = package(root / f"{name.replace(' ', '-')}.apkg", *PACKAGES[name])
        return made[name]

    return make_package


@pytest.mark.parametrize("name", PACKAGES)
def test_promise_5_a_hostile_package_is_refused_by_against(write, packages, name):
    path = packages(name)

    with pytest.raises(ContentError, match=r"is not a package of Anki|is not of namespace|unpacked"):
        build(write(NOTE + "A.\n"), None, NOW, against=path)

    assert not Path("build/Test.apkg").exists()


@pytest.mark.parametrize("name", ["bomb", "bomb of media"])
def test_promise_5_a_package_that_would_expand_is_refused_before_it_is_unpacked(packages, name):
    with pytest.raises(ContentError, match="would need more than 1000 MB unpacked; check that it is the right file"):
        read_package(packages(name), "test")
    assert "would need more than 1000 MB unpacked" in verify(packages(name)).faults[0]


@pytest.mark.parametrize("name", [name for name in PACKAGES if name != "view without end"])
def test_promise_5_a_hostile_package_is_refused_by_verify(packages, name):
    assert verify(packages(name)).faults


def test_promise_5_a_package_cut_short_or_damaged_anywhere_is_refused(write, tmp_path):
    whole = build(write(NOTE + "A.\n"), None, NOW).package.read_bytes()
    path = tmp_path / "damaged.apkg"

    for cut in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:cut])
        with pytest.raises(ContentError):
            read_package(path, "test")
        path.write_bytes(whole[:cut] + bytes([whole[cut] ^ 255]) + whole[cut + 1 :])
        with suppress(ContentError):  # where the byte matters; any other exception would be a traceback
            read_package(path, "test")


def test_promise_6_the_preview_page_contains_no_script_of_the_deck(write):
    make(
        write(NOTE + "`<script>alert(1)</script>` ![A dot](dot.svg)", {"dot.svg": SVG.format("")}),
        Path("site"),
        NOW,
        lambda *_: None,
    )

    text = Path("site/index.html").read_text()
    assert "alert(1)" in text
    scripts = re.findall(r"<script(.*?)>(.*?)</script>", text, re.DOTALL)
    assert all(re.fullmatch(r'(?: defer)? src="[a-z]+\.js"', about) and not body for about, body in scripts)
    assert "alert(1)" not in re.sub(r'data-(?:front|back)="[^"]*"', "", text)
    assert "default-src 'none'" in text
    for notes in ("<script>alert(1)</script>", f"![x]({REMOTE})", "![A dot](bad.svg)"):
        with pytest.raises(ContentError):
            make(write(NOTE + notes, {"bad.svg": PICTURES["script"][0]}), Path("other"), NOW, lambda *_: None)
        assert not Path("other").exists()


@pytest.mark.parametrize(
    "link", ["", "index.html", "page.css", "media/{dot}", "mathjax", "mathjax/LICENSE", "mathjax/output"]
)
def test_promise_6_links_in_an_existing_preview_are_not_followed(write, tmp_path, link):
    content, site = write(NOTE + "![A dot](dot.svg)", {"dot.svg": SVG.format("")}), Path("site")
    make(content, site, NOW, lambda *_: None)
    (dot,) = (site / "media").iterdir()
    path = site / link.format(dot=dot.name)
    dear = tmp_path / "dear"
    path.rename(dear)
    path.symlink_to(dear)
    (dear / "thesis.txt" if dear.is_dir() else dear).write_text("years of work")
    before = {each: each.read_bytes() for each in [dear, *dear.rglob("*")] if each.is_file()}

    with pytest.raises(NotAPreviewError):
        make(content, site, NOW, lambda *_: None)

    assert {each: each.read_bytes() for each in [dear, *dear.rglob("*")] if each.is_file()} == before


def test_promise_6_a_link_made_while_the_preview_is_written_is_replaced(write, tmp_path, monkeypatch):
    content, site = write(NOTE + "![A dot](dot.svg)", {"dot.svg": SVG.format("")}), Path("site")
    make(content, site, NOW, lambda *_: None)
    dear = tmp_path / "dear"
    dear.write_text("years of work")
    linked = [site / "page.css", site / "mathjax/LICENSE", *(site / "media").iterdir()]
    for path in linked:
        path.unlink()
        path.symlink_to(dear)
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)

    make(content, site, NOW, lambda *_: None)

    assert dear.read_text() == "years of work"
    assert not any(os.path.islink(path) for path in linked)  # noqa: PTH114


def test_promise_6_a_preview_folder_with_links_is_not_written_into(write, tmp_path):
    content, site = write(NOTE + "A.\n"), Path("site")
    make(content, site, NOW, lambda *_: None)
    dear = tmp_path / "dear"
    dear.mkdir()
    (dear / "thesis.txt").write_text("years of work")
    (site / "media").rmdir()
    (site / "media").symlink_to(dear)

    with pytest.raises(NotAPreviewError):
        make(content, site, NOW, lambda *_: None)

    assert (dear / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("output", [None, Path("build/mine.apkg")])
def test_promise_9_nothing_is_written_through_a_build_that_is_a_link(write, tmp_path, output):
    content, dear = write(NOTE + "A.\n"), tmp_path / "dear"
    dear.mkdir()
    Path("build").symlink_to(dear)

    with pytest.raises(ContentError, match=r"'build' is a link; remove it, or choose another path"):
        build(content, output, NOW)
    with pytest.raises(NotAPreviewError):
        make(content, Path("build", "preview"), NOW, lambda *_: None)

    assert list(dear.iterdir()) == []
    assert build(content, dear / "Test.apkg", NOW).package.exists()


class Bomb:
    def __reduce__(self):
        return Path.touch, (Path("exploded"),)


def made(content, package, now=NOW):
    """Build and check with the cache of the test, and return what both give."""
    for old in (content / "deck.lock", Path(package)):  # with the package alone, a lock would seem lost
        old.unlink(missing_ok=True)
    return build_if_needed(content, Path(package), now).package.read_bytes(), check(content, now)


@pytest.fixture
def everything(write, cache):
    """Return a content folder with something for each kind of entry, what it gives, and the entries."""
    files = {"references.bib": FILES["references.bib"], "dot.svg": SVG.format("")}
    figure = FIGURE.format("claims:\n  - loss(gd, 5) < loss(gd, 0)")
    content = write(f"{NOTE}{figure}\n![A dot](dot.svg)\n\n### Source\n\n@key\n", files)
    result = made(content, "first.apkg")
    entries = {path: path.read_bytes() for path in cache.iterdir() if path.name != PRUNED}
    assert {path.name.partition("-")[0] for path in entries} == {kind.name for kind in KINDS}
    return content, result, entries


def as_a_pickle(data):
    return data[:CHECKSUM] + pickle.dumps(Bomb())


def with_a_script(data):
    return data.replace(b"</svg>", b"<script/></svg>").replace(b"<p>", b"<script>")


@pytest.mark.parametrize("forge", [as_a_pickle, with_a_script])
def test_promise_7_a_forged_entry_of_any_kind_is_not_used(everything, forge):
    content, result, entries = everything
    for path in entries:
        path.write_bytes(forge(path.read_bytes()))

    assert made(content, "second.apkg") == result
    assert not Path("exploded").exists()


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_promise_7_whatever_bytes_are_changed_the_result_is_that_of_a_build_without_a_cache(everything, data):
    content, result, entries = everything
    for path, before in sorted(entries.items()):
        at = data.draw(st.integers(0, len(before) - 1))
        byte = data.draw(st.integers(1, 255))
        changed = before[:at] + bytes([before[at] ^ byte]) + before[at + 1 :]
        path.write_bytes(data.draw(st.sampled_from([before, changed, before[:at], before + changed])))

    assert made(content, "second.apkg") == result


def with_forged_drawings(cache):
    """Put other drawings under the keys of the right ones, as anybody can who has the program."""
    for path in cache.glob("drawings-*"):
        path.unlink()
    (name,) = (path.name for path in Path("first").glob("fig-*-light.svg"))
    key = drawing_key(name.removesuffix("-light.svg"))
    forged = SVG.format("<script/>").encode()
    assert Store(cache).put(DRAWINGS, key, Drawings(forged, forged))


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME"])
def test_promise_7_a_cache_that_came_with_the_content_is_not_used(everything, cache, monkeypatch, variable):
    content, (first, _), _ = everything
    with ZipFile("first.apkg") as archive:
        names = json.loads(archive.read("media"))
        Path("first").mkdir()
        for number, name in names.items():
            Path("first", name).write_bytes(archive.read(number))
    inside = Path("clone", ".cache", cache.name)
    inside.parent.mkdir(parents=True)
    cache.rename(inside)
    with_forged_drawings(inside)
    before = {path: path.read_bytes() for path in inside.iterdir()}
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv(variable, str(Path("clone", "" if variable == "HOME" else ".cache").absolute()))
    (content / "deck.lock").unlink()

    finished = cli("build", "-o", "second.apkg", SOURCE_DATE_EPOCH=str(NOW))

    assert finished.stderr.startswith(
        f"warning: nothing is cached: the cache folder '{inside.resolve()}' lies inside the working folder; "
        "choose one with --cache\n"
    )
    assert Path("second.apkg").read_bytes() == first
    assert {path: path.read_bytes() for path in inside.iterdir()} == before


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def endless(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def private(path):
    Path("private").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(Path("private").absolute())


@pytest.mark.parametrize("exchange", [pipe, endless, private])
def test_promise_7_a_link_or_a_pipe_in_place_of_an_entry_is_neither_waited_for_nor_read(everything, exchange):
    content, _, entries = everything
    for path in entries:
        exchange(path)
    (content / "one.md").write_text((content / "one.md").read_text() + "\n")

    assert cli("check").returncode == cli("build", "-o", "second.apkg", SOURCE_DATE_EPOCH=str(NOW)).returncode == 0

    assert Path("second.apkg").read_bytes() == Path("first.apkg").read_bytes()


def test_every_promise_of_security_md_has_a_test_that_names_it():
    security = (ROOT / "SECURITY.md").read_text()
    promised = re.findall(r"^(\d+)\. ", security, re.MULTILINE)
    files = re.findall(r"`(tests/[\w/]+\.py)`", security)
    tests = "".join((ROOT / name).read_text() for name in files)

    named = set(re.findall(r"^def test_promise_(\d+)_", tests, re.MULTILINE))
    assert promised == sorted(named, key=int)
