"""The preview in a real Chromium. Left out by default; run with ``pytest -m browser``."""

import re
import threading
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import EVERYTHING, FIGURE, FILES

from deck.diagnostics import Diagnostic
from deck.preview import make, serve, watch

pytestmark = pytest.mark.browser

SITE = Path("site")
GIVEN_UP = "net::ERR_ABORTED"  # what a frame still asked for when it went
LONG = "\n".join(
    f"## Question {n}, where $x_{{{n}}} > {n}$? {{#note-{n}}}\n\nAnswer {n}: $\\frac{{{n}}}{{2}}$.\n"
    for n in range(1, 13)
)
MOVING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="2" cy="5">
<animate attributeName="cx" values="0;10" dur="1s" repeatCount="indefinite"/></circle></svg>"""
REFERENCE = """<!doctype html><html class="linux chrome"><head><meta charset="utf-8">
<link rel="stylesheet" href="anki.css"><script>
MathJax = {tex: {displayMath: [["\\\\[", "\\\\]"]], processEscapes: false, processEnvironments: false,
processRefs: false, packages: {"[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"]}},
loader: {load: ["[tex]/noerrors", "[tex]/mathtools"]}, startup: {typeset: false}};</script>
<script src="mathjax/tex-chtml-full.js"></script></head>
<body class="card card1 isLin fancy"><div id="qa"></div></body>"""
BOXES = """(root) => [...root.querySelectorAll('mjx-container, mjx-mi, mjx-mfrac, p')].map((each) => {
  const {x, y, width, height} = each.getBoundingClientRect();
  return [each.localName, ...[x, y, width, height].map((n) => Math.round(n * 10) / 10)];
})"""


@pytest.fixture
def expect():
    from playwright.sync_api import expect

    return expect


@pytest.fixture
def visit(chromium):
    """Return a function that opens an address; no error may reach the console, and no request leave the machine."""
    said, asked = [], []
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    context.set_default_timeout(10_000)

    def failed(request):
        if request.failure != GIVEN_UP:
            said.append(f"failed: {request.url}: {request.failure}")

    def opened(address):
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", failed)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector("html[data-complete]", state="attached")
        return page

    yield opened
    context.close()
    assert [each for each in said if not each.startswith(("log: ", "failed: http://127.0.0.1"))] == []
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "file://", "about:"))] == []


@pytest.fixture
def preview(write, visit):
    """Return a function that writes content, keeps its preview up to date, and opens it."""
    stop = threading.Event()
    with serve(SITE) as site:

        def keep():
            for _ in watch(Path("content"), SITE, NOW, lambda *_: None):
                site.publish()
                if stop.is_set():
                    return

        def shown(notes=EVERYTHING, files=FILES, location=""):
            write(notes, files)
            threading.Thread(target=keep, daemon=True).start()
            assert site.wait_for_change(0)
            return visit(f"{site.address}{location}")

        yield shown
        stop.set()
        write("## Last {#last}\n\nA.\n")
        site.wait_for_change(site.version)


@pytest.fixture
def page_of(write, visit):
    """Return a function that writes content and opens its preview as a file."""

    def shown(notes=EVERYTHING, files=FILES, location=""):
        make(write(notes, files), SITE, NOW, lambda *_: None)
        return visit(f"{(SITE / 'index.html').resolve().as_uri()}{location}")

    return shown


def side(page, name, which="back"):
    return page.frame_locator(f'[id="{name}"] .{which} iframe').locator("#qa")


def test_formulas_are_set_and_figures_shown_in_a_file_without_a_server(page_of, expect):
    page = page_of()

    expect(side(page, "plain", "front").locator("mjx-container")).to_have_count(1)
    expect(side(page, "cloze").locator("mjx-container")).to_have_count(1)
    assert sum(frame.locator("[data-mjx-error], mjx-merror").count() for frame in page.frames) == 0
    shown = side(page, "plain").locator("img.light")
    expect(shown).to_be_visible()
    assert shown.evaluate("(image) => image.complete && image.naturalWidth > 0")
    expect(side(page, "plain").locator("img.dark")).to_be_hidden()


def test_a_formula_is_exactly_where_it_is_in_a_page_of_its_own_as_in_anki(page_of):
    page = page_of(
        "## Sum $\\sum_{i=1}^n x_i$? {#one}\n\nIt is $\\frac{a}{b}$, or\n\n$$\\left(\\int_0^1 f\\right)^2$$\n"
    )
    frame = page.query_selector("#one .back iframe").content_frame()
    (SITE / "reference.html").write_text(REFERENCE, encoding="utf-8")

    reference = page.context.new_page()
    reference.goto((SITE / "reference.html").resolve().as_uri())
    width, height = frame.evaluate("[innerWidth, innerHeight]")
    reference.set_viewport_size({"width": width, "height": height})
    html = page.evaluate(
        "(card) => `<style>${document.querySelector('template.style').dataset.style}</style>${card.dataset.back}`",
        page.query_selector("#one"),
    )
    reference.evaluate(
        """async (html) => {
          document.getElementById('qa').innerHTML = html;
          await MathJax.startup.promise;
          await MathJax.typesetPromise([document.getElementById('qa')]);
          await document.fonts.ready;
        }""",
        html,
    )
    page.wait_for_timeout(300)

    expected = reference.evaluate(f"({BOXES})(document)")
    assert len(expected) > 5
    assert frame.evaluate(f"({BOXES})(document)") == expected


def test_a_card_flips(page_of, expect):
    page = page_of()
    front, back = (page.locator(f"#plain .{which}") for which in ("front", "back"))
    expect(front).to_be_visible()
    expect(back).to_be_visible()

    page.keyboard.press(" ")
    expect(back).to_be_hidden()
    page.keyboard.press(" ")
    expect(front).to_be_hidden()
    expect(back).to_be_visible()

    page.get_by_text("Flip", exact=True).click()
    expect(page.locator("#code .back")).to_be_hidden()


def test_a_formula_that_is_turned_over_is_set_to_measure(page_of, expect):
    page = page_of("## Q? {#one}\n\nIt is $x_{i}$.\n")
    page.get_by_text("Flip", exact=True).click()
    page.reload()
    page.wait_for_selector("html[data-complete]", state="attached")
    page.keyboard.press("j")
    assert side(page, "one").locator("mjx-container").count() == 0

    page.keyboard.press(" ")

    expect(side(page, "one").locator("mjx-container")).to_be_visible()


def test_the_theme_turns_the_page_and_its_cards_and_is_kept(page_of, expect):
    page = page_of()
    page.keyboard.press("t")

    body = page.frame_locator("#plain .back iframe").locator("body")
    expect(body).to_have_class("card card1 nightMode night_mode isLin fancy")
    expect(body).to_have_css("background-color", "rgb(22, 24, 28)")
    expect(side(page, "plain").locator("img.dark")).to_be_visible()
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.keyboard.press("t")
    expect(page.locator("#plain iframe")).to_have_count(4)


@pytest.mark.parametrize(("screen", "root"), [(360, "android mobile chrome"), (390, "iphone ios mobile safari")])
def test_a_phone_is_as_wide_as_a_phone_and_the_card_knows_it(page_of, expect, screen, root):
    page = page_of()
    page.get_by_text(str(screen), exact=True).click()

    inside = page.frame_locator("#plain .front iframe").locator("html")
    expect(inside).to_have_class(root)
    assert inside.evaluate("innerWidth") == screen
    expect(inside.locator("body")).to_have_css("font-size", "18px")

    page.get_by_text("All", exact=True).click()
    expect(page.locator("#plain iframe")).to_have_count(6)


def test_cards_are_filtered_and_searched(page_of, expect):
    page = page_of()
    count, visible = page.locator("#count"), page.locator("article:visible")

    page.get_by_label("cloze").check(force=True)
    expect(count).to_have_text("2 of 7 cards")
    page.get_by_label("typed").check(force=True)
    expect(visible).to_have_count(3)
    page.get_by_role("button", name="Clear filters").click()
    expect(count).to_have_text("7 cards")

    page.keyboard.press("/")
    page.keyboard.type("HOW many")
    expect(visible).to_have_count(1)
    page.keyboard.type(" nonsense")
    expect(page.locator("#empty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(visible).to_have_count(7)


def test_the_keys_lead_from_card_to_card(page_of, expect):
    page = page_of()
    current = page.locator("article[aria-current]")

    for name in ("plain", "reversed", "reversed/2"):
        page.keyboard.press("j")
        expect(current).to_have_id(name)
    page.keyboard.press("ArrowLeft")
    expect(current).to_have_id("reversed")
    assert page.evaluate("location.hash") == "#reversed"
    side(page, "code").click()
    page.keyboard.press("k")
    expect(current).to_have_id("cloze/3")


def test_every_card_is_linked(page_of, expect):
    page = page_of(location="#cloze/3")

    expect(page.locator("article[aria-current]")).to_have_id("cloze/3")
    expect(page.locator('[id="cloze/3"]')).to_be_in_viewport()
    page.goto(f"{page.url.split('#')[0]}#cloze/1")
    expect(page.locator("article[aria-current]")).to_have_id("cloze")


def test_a_finding_is_shown_beside_its_card_and_filters(page_of, monkeypatch, expect):
    finding = Diagnostic("content/one.md", 8, 1, "long-answer", "warning", "the answer is long")
    monkeypatch.setattr("deck.preview.updates.findings", lambda *_: [finding])

    page = page_of()

    expect(page.locator("#plain .problems")).to_have_text("long-answer the answer is long content/one.md:8")
    page.get_by_label("long-answer").check(force=True)
    expect(page.locator("article:visible")).to_have_count(1)


def test_an_edit_reaches_the_page_without_losing_the_place(preview, expect, write):
    page = preview(LONG, location="#note-9")
    page.keyboard.press("t")
    page.keyboard.press("/")
    page.keyboard.type("question")
    expect(page.locator("article[aria-current]")).to_have_id("note-9")
    frame = page.query_selector("#note-9 .back iframe")
    top = page.locator("#note-9").bounding_box()["y"]

    write(LONG.replace("Answer 9:", "A better answer:").replace("Answer 2:", "Many words.\n\n" * 9))

    expect(side(page, "note-9")).to_contain_text("A better answer")
    expect(side(page, "note-9").locator("mjx-container")).to_have_count(2)
    assert abs(page.locator("#note-9").bounding_box()["y"] - top) < 2
    assert frame.evaluate("(frame) => frame.isConnected")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#search")).to_have_value("question")


def test_notes_come_go_and_move_in_the_open_page(preview, expect, write):
    page = preview("## A? {#a}\n\nx\n\n## B? {#b}\n\nx\n")

    write("## C? {#c}\n\nx\n\n## B? {#b}\n\nx\n\n## D? {#d .reversed}\n\ny\n")

    expect(page.locator("article")).to_have_count(4)
    assert page.locator("article").evaluate_all("(all) => all.map((each) => each.id)") == ["c", "b", "d", "d/2"]
    expect(page.locator("#count")).to_have_text("4 cards")
    expect(side(page, "c", "front")).to_have_text("C?")


def test_a_mistake_shows_in_the_page_and_goes_when_mended(preview, expect, write):
    page = preview(LONG)
    errors = page.locator("#errors")
    expect(errors).to_be_empty()

    write(LONG.replace("{#note-3}", "").replace("{#note-5}", "{#note-4}"))
    expect(errors.locator("li")).to_have_count(2)
    expect(errors).to_contain_text("2 mistakes: the cards below are the last that could be built")
    expect(errors).to_contain_text("content/one.md:13")
    expect(page.locator("article")).to_have_count(12)

    write(LONG)
    expect(errors).to_be_empty()


def test_a_hint_opens_and_no_script_runs(page_of, expect, monkeypatch):
    from deck.preview import rendering

    page = page_of()
    hint = side(page, "plain", "front").locator("div.hint").last
    expect(hint).to_be_hidden()
    side(page, "plain", "front").locator("a.hint").click()
    expect(hint).to_be_visible()

    def hostile(*arguments):
        from dataclasses import replace

        evil = "<script>top.ran = 1</script><img src=x onerror='top.ran = 2'><svg onload='top.ran = 3'></svg>"
        return [replace(each, question_html=each.question_html + evil) for each in real(*arguments)]

    real = rendering.render_cards
    monkeypatch.setattr(rendering, "render_cards", hostile)
    monkeypatch.setattr("deck.preview.article.without_handlers", lambda html: html)
    make(Path("content"), SITE, NOW, lambda *_: None)
    quiet = page.context.new_page()
    quiet.goto(page.url)
    expect(side(quiet, "plain", "front")).to_contain_text("Plain")
    quiet.wait_for_timeout(300)
    assert quiet.evaluate("window.ran") is None


def test_pictures_move(page_of):
    page = page_of("## Q? {#one}\n\n![A dot that moves](dot.svg)\n", {"dot.svg": MOVING})
    picture = side(page, "one").locator("img")
    picture.scroll_into_view_if_needed()

    first = picture.screenshot()
    page.wait_for_timeout(350)

    assert picture.screenshot() != first


def test_paper_shows_both_sides_by_day_and_cuts_nothing_off(page_of):
    page = page_of(f"{EVERYTHING}\n## Last? {{#last}}\n\n{FIGURE}\n")
    page.keyboard.press("t")
    page.keyboard.press("j")
    page.keyboard.press(" ")

    assert len(page.pdf(format="A4")) > 10_000
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    frames = page.locator("iframe").evaluate_all(
        """(frames) => frames.map((frame) => {
          const root = frame.contentDocument.documentElement;
          return [frame.offsetWidth > 300, root.scrollHeight <= frame.clientHeight,
            frame.contentDocument.body.classList.contains('nightMode')];
        })"""
    )
    assert frames == [[True, True, False]] * 16


@pytest.mark.parametrize("look", ["", "t", "s"])
def test_the_page_is_accessible(page_of, monkeypatch, look):
    from axe_playwright_python.sync_playwright import Axe

    findings = [
        Diagnostic("content/one.md", 8, 1, "long", level, "the answer is long") for level in ("warning", "error")
    ]
    monkeypatch.setattr("deck.preview.updates.findings", lambda *_: findings)
    page = page_of()
    for key in look:
        page.keyboard.press(key)

    alone = {"iframes": False, "preload": False}  # preloading would ask for style sheets, which a file may not
    found = Axe().run(page, options=alone).response["violations"]
    card = page.query_selector("#plain .back iframe").content_frame().content()
    (SITE / "card.html").write_text(re.sub("<meta http-equiv[^>]*>", "", card), encoding="utf-8")
    page.goto((SITE / "card.html").resolve().as_uri())  # in its frame no script may run, axe's neither
    found += Axe().run(page, options=alone).response["violations"]

    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == []


def test_a_narrow_window_shows_everything_without_scrolling_sideways(page_of):
    page = page_of()
    page.set_viewport_size({"width": 390, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_card_is_put_away_whatever_its_frames_are_doing(page_of, expect):
    page = page_of("".join(f"## Question {n}? {{#note-{n}}}\n\nAnswer ${n}$.\n\n" for n in range(70)))

    for n in range(21):
        page.evaluate(f"scrollTo(0, document.body.scrollHeight * {n % 5} / 5)")
        page.wait_for_timeout(10 * n)

    expect(page.locator("#note-69 iframe")).to_have_count(0)


def test_a_large_deck_keeps_frames_only_near_the_place_and_all_for_printing(page_of, expect):
    notes = "".join(f"## Question {n}? {{#note-{n}}}\n\nAnswer ${n}$.\n\n" for n in range(70))
    page = page_of(notes)
    frames = page.locator("iframe")
    assert 0 < frames.count() < 60

    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    expect(page.locator("#note-0 iframe")).to_have_count(0)
    expect(side(page, "note-35")).to_contain_text("Answer")

    page.evaluate("window.print = () => { window.printed = document.querySelectorAll('iframe[data-ready]').length; }")
    page.keyboard.press("Control+p")
    expect(page.locator("#count")).to_have_text("70 cards", timeout=60_000)
    assert page.evaluate("window.printed") == 140
