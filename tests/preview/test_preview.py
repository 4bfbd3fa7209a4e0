import http.client
import re
import socket
from html import unescape
from http import HTTPStatus
from itertools import islice
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import EVERYTHING, FILES, PICTURE

from deck.diagnostics import ContentError, Diagnostic, Location
from deck.preview import Card, NotAPreviewError, make, make_page, rendering, serve, watch, write_page
from deck.preview.article import without_handlers
from deck.preview.output import prepare

NOTE = "## Q? {#one}\n\nA.\n\n## R? {#two}\n\nB.\n"
SITE = Path("site")


def ignore_progress(_done, _total):
    """Nobody watches the drawing."""


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def page(write):
    """Return a function that writes content and returns its page."""

    def made(notes=NOTE, files=None):
        make(write(notes, files), SITE, NOW, ignore_progress)
        return (SITE / "index.html").read_text(encoding="utf-8")

    return made


def ask(site, path, method="GET", host=None):
    """Return the answer to a request whose path is sent as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", site.server_port, timeout=5)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{site.server_port}")
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def card(**fields):
    """Return a card of which only *fields* matter."""
    known = {
        "id": "one",
        "guid": "0",
        "ordinal": 0,
        "deck": "Test",
        "tags": (),
        "note_type": "Card",
        "kind": "plain",
        "style": "",
        "question_html": "Q",
        "answer_html": "A",
        "location": Location("content/one.md", 5),
    }
    return Card(**(known | fields))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return a served page of one card, beside which lies what is not to be served."""
    root = tmp_path_factory.mktemp("served")
    folder = root / "site"
    prepare(folder)
    write_page(make_page("Test", [card()], []), folder)
    (root / "secret.svg").write_bytes(PICTURE)
    (folder / "media").mkdir()
    (folder / "media" / "dot.svg").write_bytes(PICTURE)
    with serve(folder) as served:
        (folder / "link.svg").symlink_to(root / "secret.svg")
        yield served


def sides(page):
    """Return both sides of each card of a page by its name."""
    found = re.findall(r'<article id="([^"]*)".*?data-front="([^"]*)" data-back="([^"]*)"', page)
    return {name: (unescape(front), unescape(back)) for name, front, back in found}


def test_every_card_is_in_the_page_in_study_order_as_anki_renders_it(page):
    found = sides(page(EVERYTHING, FILES))

    assert list(found) == ["plain", "reversed", "reversed/2", "typed", "cloze", "cloze/3", "code"]
    front = '<div class="front" lang="en" dir="auto"><div class="question"><p>{}</p></div></div>'
    assert found["reversed"][0] == front.format("Term")
    assert found["reversed/2"][0] == front.format("Meaning.")
    assert '<span class="cloze" data-cloze=' in found["cloze"][0]
    assert "[...]" in found["cloze"][0]
    assert "[hint]" in found["cloze/3"][0]
    assert '<div class="extra">' in found["plain"][1]


def test_a_typed_answer_has_a_box_in_front_and_the_answer_behind(page):
    front, back = sides(page(EVERYTHING, FILES))["typed"]

    assert '<input type="text" id="typeans"' in front
    assert "typeans" in back
    assert re.search(r"<code id=typeans>.*2.*</code>", back)


def test_a_card_shows_where_it_is_written_and_what_it_is(page):
    text = page(EVERYTHING, FILES)

    assert '<code class="place">content/one.md:5</code>' in text
    assert '<span class="kind">cloze c3</span>' in text
    assert '<span class="kind">reversed 2 of 2</span>' in text
    assert '<ul class="tags" aria-label="Tags"><li>core</li></ul>' in text
    assert 'name="kind" value="typed"' in text
    assert 'name="deck" value="Test::One"' in text


def test_a_renamed_note_is_shown_under_its_new_id(page):
    assert list(sides(page("## Q? {#new was=old}\n\nA.\n"))) == ["new"]


def test_the_folder_holds_all_that_the_page_names(page):
    text = page(EVERYTHING, FILES)

    named = re.findall(r'(?:src|href)="([^"#]+)"', text)
    shown = [name for html in sides(text).values() for side in html for name in re.findall(r'src="([^"]+)"', side)]
    assert len(shown) == 4  # two themes of a figure, and one picture on both sides
    assert not [name for name in named if not (SITE / name).is_file()]
    assert not [name for name in shown if not (SITE / "media" / name).is_file()]
    scripts = "".join(path.read_text() for path in SITE.glob("*.js"))
    assert 'src = "mathjax/tex-chtml-full.js"' in scripts
    assert (SITE / "mathjax/tex-chtml-full.js").stat().st_size > 1_000_000
    assert len(list(SITE.glob("mathjax/output/chtml/fonts/woff-v2/*.woff"))) == 23
    assert not re.search(r"(?:src|href)=\"https?:", text)


def test_any_web_server_may_read_the_folder(page):
    page()

    assert {path.stat().st_mode & 0o044 for path in SITE.rglob("*") if path.is_file()} == {0o044}


def test_the_page_is_made_again_in_the_same_folder_and_what_is_gone_is_removed(page):
    page(EVERYTHING, FILES)
    assert len(list((SITE / "media").iterdir())) == 3

    assert list(sides(page())) == ["one", "two"]
    assert not list((SITE / "media").iterdir())


def test_the_lock_and_the_content_stay_untouched(page):
    page()

    assert sorted(path.name for path in Path("content").iterdir()) == ["deck.toml", "one.md"]


def test_a_folder_of_something_else_is_refused(page):
    SITE.mkdir()
    (SITE / "thesis.txt").write_text("dear")

    with pytest.raises(
        NotAPreviewError, match="'site' contains something other than a preview; choose an empty folder"
    ):
        page()

    assert [path.name for path in SITE.iterdir()] == ["thesis.txt"]


def test_promise_6_a_link_is_found_at_any_depth_of_a_preview_that_came_along(tmp_path):
    prepare(SITE)
    write_page(make_page("Test", [card()], []), SITE)
    folders = [Path("site" + "/a" * depth) for depth in range(1, 1101)]  # deeper than Python calls
    for folder in folders:
        folder.mkdir()
    link = folders[-1] / "link"
    link.symlink_to(tmp_path)
    try:
        with pytest.raises(NotAPreviewError):
            prepare(SITE)
        link.unlink()
        prepare(SITE)
    finally:
        link.unlink(missing_ok=True)
        for folder in reversed(folders):  # pytest could not
            folder.rmdir()


def test_promise_6_an_index_larger_than_any_page_is_not_read():
    SITE.mkdir()
    write_page(make_page("Test", [card()], []), SITE)
    with (SITE / "index.html").open("ab") as index:
        index.truncate(300_000_000)

    with pytest.raises(NotAPreviewError):
        prepare(SITE)


def test_a_script_that_came_along_is_written_anew_though_it_is_as_long():
    prepare(SITE)
    write_page(make_page("Test", [card()], []), SITE)
    script = SITE / "mathjax/tex-chtml-full.js"
    ours = script.read_bytes()
    script.write_bytes(b"x" * len(ours))

    prepare(SITE)

    assert script.read_bytes() == ours


def test_a_mistake_is_raised_and_nothing_written(write):
    with pytest.raises(ContentError):
        make(write("## Q? {#one}\n"), SITE, NOW, ignore_progress)

    assert not SITE.exists()


def test_findings_stand_beside_their_card(tmp_path):
    cards = [card(id="one"), card(id="two", guid="1", location=Location("content/one.md", 9))]
    findings = [
        Diagnostic("content/one.md", 8, 1, "long", "warning", "too <long>"),
        Diagnostic("content/one.md", 9, 1, "vague", "error", "what?"),
        Diagnostic("content/one.md", 2, 1, "early", "warning", "before any note"),
        Diagnostic("content/deck.lock", 1, 1, "D006", "warning", "of no card"),
    ]

    write_page(make_page("Test", cards, findings), tmp_path)

    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    general, one, two = re.split(r"<article", text)
    assert "too &lt;long&gt; <code>content/one.md:8</code>" in one
    assert 'data-finding="warning long"' in one
    assert "vague" in two
    assert 'data-finding="error vague"' in two
    assert "before any note <code>content/one.md:2</code>" in general
    assert "of no card" in general
    assert 'name="finding" value="error"' in general


def test_what_a_card_holds_cannot_leave_its_place(tmp_path):
    hostile = "\"><script>alert(1)</script></template><img src=x onerror=alert(1) alt='$name {version}'>"
    write_page(
        make_page(hostile, [card(deck=hostile, tags=("a&b",), question_html=hostile, style=hostile)], []), tmp_path
    )

    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "<img" not in text
    assert "onerror" not in sides(text)["one"][0]
    assert "<li>a&amp;b</li>" in text


def test_a_path_and_a_message_that_are_no_text_are_shown_escaped(tmp_path):
    finding = Diagnostic("content/\udcff.md", 1, 1, "name", "error", "'\udcff' is no name")

    write_page(make_page("\udcff", [card(location=Location("content/\udcff.md", 5))], [], [finding]), tmp_path)

    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<code class="place">content/\\udcff.md:5</code>' in text
    assert "&#x27;\\udcff&#x27; is no name <code>content/\\udcff.md:1</code>" in text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<a class=hint href="#"\nonclick="f(\'x\');\nreturn false;" draggable=false>',
            '<a class=hint href="#" draggable=false>',
        ),
        ("<img OnError=f() src=x>", "<img src=x>"),
        ('<img alt="then one=5 onclick=x" src="y">', '<img alt="then one=5 onclick=x" src="y">'),
        ('say onclick="x" aloud', 'say onclick="x" aloud'),
    ],
)
def test_event_handlers_are_taken_off_and_nothing_else(html, expected):
    assert without_handlers(html) == expected


def test_the_page_is_served_with_a_strict_policy(site):
    status, headers, body = ask(site, "/")

    assert status == HTTPStatus.OK
    assert b"<html data-live " in body
    assert ask(site, "/index.html")[2] == body
    assert b"data-live " not in (site.folder / "index.html").read_bytes()
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask(site, "/mathjax/tex-chtml-full.js")[1]["Content-Type"] == "text/javascript; charset=utf-8"


def test_promise_8_media_are_served_so_that_no_script_in_them_could_run(site):
    status, headers, _ = ask(site, "/media/dot.svg")

    assert (status, headers["Content-Type"]) == (HTTPStatus.OK, "image/svg+xml")
    assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_promise_8_a_browser_that_asked_for_another_address_is_refused(site, host):
    for path in ("/", "/events"):
        assert ask(site, path, host=host or " ")[::2] == (HTTPStatus.FORBIDDEN, b"")


def test_localhost_is_this_address_too(site):
    assert ask(site, "/", host=f"localhost:{site.server_port}")[0] == HTTPStatus.OK


@pytest.mark.parametrize(
    "path",
    [
        "/media",
        "/media/",
        "/../secret.svg",
        "/%2e%2e/secret.svg",
        "/media/..%2f..%2fsecret.svg",
        "//secret.svg",
        "/media\\..\\index.html",
        "/index.html%00.svg",
        "/link.svg",
        "/mathjax/LICENSE",
        "/nothing.svg",
        "/%ff",
    ],
)
def test_promise_8_nothing_outside_the_folder_and_no_listing_is_served(site, path):
    assert ask(site, path)[::2] == (HTTPStatus.NOT_FOUND, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "CONNECT"])
def test_only_get_is_answered(site, method):
    assert ask(site, "/", method)[0] == HTTPStatus.NOT_IMPLEMENTED


@pytest.mark.parametrize("path", ["http://[", "//[", f"/{'a' * 300}.html", f"/{'a/' * 3000}x.html", "/%ff.html", "*"])
def test_what_is_no_address_is_not_found_and_nothing_is_said(site, path, capsys):
    assert ask(site, path)[0] == HTTPStatus.NOT_FOUND
    assert ask(site, path, host="evil.example")[0] == HTTPStatus.FORBIDDEN
    assert capsys.readouterr() == ("", "")


def test_a_file_larger_than_any_of_a_page_is_not_served(site):
    with (site.folder / "huge.svg").open("wb") as file:
        file.truncate(300_000_000)

    assert ask(site, "/huge.svg")[::2] == (HTTPStatus.NOT_FOUND, b"")


def test_a_file_that_goes_while_it_is_asked_for_is_not_found(site, monkeypatch, capsys):
    def gone(path):
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr("deck.preview.server.read_regular_file", gone)

    assert ask(site, "/media/dot.svg")[0] == HTTPStatus.NOT_FOUND
    assert capsys.readouterr() == ("", "")


def test_promise_8_a_folder_that_is_a_link_is_not_served(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    SITE.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NotAPreviewError), serve(SITE):
        pass


def test_promise_8_only_this_machine_is_served(site):
    assert site.server_address[0] == "127.0.0.1"
    assert site.address == f"http://127.0.0.1:{site.server_port}/"


def events(site):
    """Yield what the page is sent, line by line."""
    with socket.create_connection(("127.0.0.1", site.server_port), timeout=10) as connection:
        connection.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{site.server_port}\r\n\r\n".encode())
        with connection.makefile() as lines:
            for line in lines:
                if line.startswith((":", "data:")):
                    yield line.strip()


def test_open_pages_hear_of_changes_and_a_heartbeat(site, monkeypatch):
    monkeypatch.setattr("deck.preview.server.HEARTBEAT", 0.05)
    heard = events(site)

    assert next(heard) == "data: 0"
    assert next(heard) == ": still here"
    site.publish()
    assert "data: 1" in islice(heard, 9)
    heard.close()


def test_a_browser_that_says_nothing_is_let_go_and_one_that_listens_is_kept(site, monkeypatch):
    handler = site.RequestHandlerClass
    monkeypatch.setattr(handler, "timeout", handler.timeout / 600)
    monkeypatch.setattr("deck.preview.server.HEARTBEAT", 0.3)
    with socket.create_connection(("127.0.0.1", site.server_port), timeout=5) as silent:
        silent.sendall(b"GET / HT")
        assert silent.recv(1) == b""

    heard = events(site)
    assert next(heard).startswith("data: ")
    assert next(heard) == ": still here"
    heard.close()


def test_a_browser_that_goes_away_is_no_error_and_all_else_is(site, capsys):
    for error, printed in ((ConnectionResetError(), False), (ValueError(), True)):
        try:
            raise error
        except (ConnectionResetError, ValueError):
            site.handle_error(None, ("127.0.0.1", 1))
        assert ("Traceback" in capsys.readouterr().err) == printed


def test_an_edit_a_mistake_and_its_mending_reach_the_page(write):
    shown = watch(write(NOTE), SITE, NOW, ignore_progress)
    assert [each.id for each in next(shown).cards] == ["one", "two"]

    write(NOTE.replace("B.", "Better."))
    assert "Better." in next(shown).cards[1].answer_html

    write(NOTE.replace("A.", "").replace("B.", "{{c1::B}}"))
    broken = next(shown)
    text = (SITE / "index.html").read_text(encoding="utf-8")
    assert [each.line for each in broken.errors] == [5, 11]
    assert "Better." in broken.cards[1].answer_html
    assert "2 mistakes: the cards below are the last that could be built" in text
    assert "the note has no text; write its answer below the heading <code>content/one.md:5</code>" in text
    assert "Better." in text

    write(NOTE)
    assert not next(shown).errors
    assert "mistakes:" not in (SITE / "index.html").read_text(encoding="utf-8")


def test_a_page_that_begins_with_a_mistake_shows_it(write):
    made = next(watch(write("## Q? {#one}\n"), SITE, NOW, ignore_progress))

    assert not made.cards
    assert "1 mistake:" in (SITE / "index.html").read_text(encoding="utf-8")


def test_what_the_disk_refuses_is_shown_as_a_mistake(write, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", "content/one.md")

    monkeypatch.setattr("deck.preview.updates.compile_content", refuse)

    (error,) = next(watch(write(NOTE), SITE, NOW, ignore_progress)).errors

    assert str(error) == "content/one.md:1: cannot be used: permission denied; check the file"


EDITS = {
    "a text": lambda text: text.replace("Second.", "Another."),
    "an id": lambda text: text.replace("{#two}", "{#zwei was=two}"),
    "a line above": lambda text: text.replace("## One", "\n\n## One"),
    "a tag": lambda text: text.replace("{#two}", '{#two tags="new"}'),
    "a kind": lambda text: text.replace("{#three}", "{#three .reversed}"),
    "an order": lambda text: (
        text[: text.index("## One")] + text[text.index("## Three") :] + "\n## One? {#one}\n\nFirst.\n"
    ),
    "a note less": lambda text: text[: text.index("## Three")],
    "a note more": lambda text: text + "\n## Four? {#four}\n\nFourth.\n",
    "a picture": lambda text: text.replace("dot.svg", "dash.svg"),
    "a deck": lambda text: text.replace("deck: Test::One", "deck: Test::Other"),
    "nothing": lambda text: text + "\n",
}


def contents(path):
    """Return the bytes of a file, or of each file in a folder."""
    return {each.name: each.read_bytes() for each in path.iterdir()} if path.is_dir() else path.read_bytes()


def test_an_edited_page_is_the_page_made_from_nothing_and_only_what_changed_is_rendered(write, monkeypatch):
    parts = [
        "## One? {#one}\n\nFirst.",
        "## Two? {#two}\n\nSecond.\n\n![A dot](dot.svg)",
        "## Three? {#three}\n\nThird.",
    ]
    pictures = {"dot.svg": PICTURE, "dash.svg": PICTURE + b"\n"}
    content = write("\n\n".join(parts) + "\n", pictures)
    first, numbers = (content / "one.md").read_text(encoding="utf-8"), []

    def counted(package, notes, media):
        numbers.append(len(notes))
        return real(package, notes, media)

    real = rendering.render_cards
    monkeypatch.setattr(rendering, "render_cards", counted)
    monkeypatch.setattr("deck.cache.changes.PERIOD", 0)
    shown = watch(content, SITE, NOW, ignore_progress)
    next(shown)
    rendered = {}
    for name, edit in EDITS.items():
        before = len(numbers)
        (content / "one.md").write_text(edit(first), encoding="utf-8")
        made = next(shown)
        rendered[name] = sum(numbers[before:])
        assert make(content, Path("fresh"), NOW, ignore_progress).cards == made.cards
        for file in ("index.html", "media"):
            assert contents(Path("fresh", file)) == contents(SITE / file)
        (content / "one.md").write_text(first, encoding="utf-8")
        next(shown)

    assert [name for name, number in rendered.items() if number == 0] == [
        "an id",
        "a line above",
        "an order",
        "a note less",
        "nothing",
    ]
    assert rendered["a deck"] == 3
    assert {number for name, number in rendered.items() if name != "a deck"} == {0, 1}


def test_an_update_has_only_the_cards_that_changed_and_names_the_page_before_it():
    before = make_page("Test", [card(), card(id="two", guid="1")], [])
    after = make_page("Test", [card(), card(id="two", guid="1", question_html="New")], [], before=before)

    assert re.findall(r'<(article|i) [^>]*data-key="([^"]*)"', after.update) == [("i", "0/0"), ("article", "1/0")]
    assert f'data-version="{after.version}" data-before="{before.version}"' in after.update
    assert f'data-version="{before.version}"' in before.update
    assert "<article" not in before.update
