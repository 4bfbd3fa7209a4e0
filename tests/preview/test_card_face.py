"""The face of a card in a real Chromium, in a page like those of Anki's apps. Run with ``pytest -m browser``."""

import re
from html import unescape
from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import DECK_TOML, FIGURE, PICTURE

from deck.note_types import card_style
from deck.preview import make
from figures.drawing.frame_grid import WIDTH
from figures.drawing.lettering import SMALL

pytestmark = pytest.mark.browser

SITE = Path("site")
ADDRESS = "http://card.test/"
PAGE = """<!doctype html><html class="{html}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="anki.css"><script>
MathJax = {{tex: {{displayMath: [["\\\\[", "\\\\]"]], processEscapes: false, processEnvironments: false,
processRefs: false, packages: {{"[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"]}}}},
loader: {{load: ["[tex]/noerrors", "[tex]/mathtools"]}}, startup: {{typeset: false}}}};</script>
<script src="mathjax/tex-chtml-full.js"></script></head>
<body class="card card1 {body}"><div id="qa" dir="auto"><style>{style}</style>{side}</div></body></html>"""
SETTLED = """async () => {
  await MathJax.startup.promise;
  await MathJax.typesetPromise([document.getElementById('qa')]);
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode()));
  document.getElementById('answer')?.scrollIntoView();
}"""
CONTRAST = """(element) => {
  const parse = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  let behind = element;
  while (parse(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const colours = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
  const [text, paper] = colours.map(parse).map(luminance);
  return (Math.max(text, paper) + .05) / (Math.min(text, paper) + .05);
}"""
TORN = """() => {
  const paragraph = document.querySelector('.text > p:not(.title), .answer > p');
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_ALL, (node) => {
    const { FILTER_ACCEPT, FILTER_REJECT, FILTER_SKIP } = NodeFilter;
    if (node.localName) return node.localName === 'mjx-container' ? FILTER_ACCEPT : FILTER_SKIP;
    return node.data && !node.parentElement.closest('mjx-container') ? FILTER_ACCEPT : FILTER_REJECT;
  });
  const nodes = [], torn = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const letter = (node, offset) => {
    const range = document.createRange();
    range.setStart(node, offset);
    range.setEnd(node, offset + 1);
    return [range.getBoundingClientRect(), range.toString()];
  };
  nodes.forEach((formula, n) => {
    if (!formula.localName) return;
    const box = formula.getBoundingClientRect(), before = nodes[n - 1], after = nodes[n + 1];
    if (before && !before.localName) {
      const [{ left }, text] = letter(before, before.data.length - 1);
      if (left > box.right && !/[\\s\\/-]/.test(text)) torn.push(text + formula.textContent);
    }
    if (after && !after.localName) {
      const [{ right }, text] = letter(after, 0);
      if (right < box.left && !/\\s/.test(text)) torn.push(formula.textContent + text);
    }
  });
  return torn;
}"""
SCROLLING = (
    "[...document.querySelectorAll('mjx-container')].filter((each) => each.scrollWidth > each.clientWidth).length"
)
SECOND = FIGURE.replace("0.036", "0.02")
QUESTION = "## Which property of the loss makes gradient descent zig-zag across a ravine like this one? {#one}\n\n"
ANSWER = "Ill-conditioning: it curves far more across the valley than along it.\n\n"
MORE = "### Extra\n\nAlong the ravine the gradients agree, so there the steps grow.\n\n### Source\n\nA. B., 2000\n"
KINDS = {
    "on the back": QUESTION + ANSWER + FIGURE + MORE,
    "on the front": QUESTION + FIGURE + "\n---\n\n" + ANSWER + MORE,
    "on both": QUESTION + FIGURE + "\n---\n\n" + ANSWER + SECOND + MORE,
    "of one's own on the front": QUESTION + "![A dot](dot.svg)\n\n---\n\n" + ANSWER + MORE,
    "in front of a typed answer": QUESTION.replace("{#one}", "{#one .typed}")
    + FIGURE
    + "\n---\n\nBy eye.\n\n### Answer\n\n3\n\n"
    + MORE,
}
FORMULAS = (
    r"The value ($\theta$) and then $\eta$, or $\mu$; an $n$-dimensional one, that of “$x$”: see [$y$]! Is "
    r"*the $c$*, *$d$*, **(the $e$)**, or $\frac{a}{b}$? And $\eta\nabla L(\theta)$ (not $\lambda_{\max}$); $x$’s."
)
WIDE = (
    r"$\theta_t - \frac{\eta}{\sqrt{\hat v_t} + \epsilon} \left(\frac{\beta_1 m_{t-1} + (1-\beta_1) g_t}"
    r"{1-\beta_1^t}\right) - \eta\lambda\theta_t - a - b - c$"
)


@pytest.fixture
def show(write, chromium):
    """Return a function that shows a side of a card on a screen, as Anki's apps do, and returns the page."""
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    context.set_default_timeout(10_000)

    def shown(notes, side="back", *, night=False, width=360, style=None, card="one"):
        make(write(notes, {"deck.toml": DECK_TOML, "dot.svg": PICTURE}), SITE, NOW, lambda *_: None)
        written = (SITE / "index.html").read_text(encoding="utf-8")
        (html,) = re.findall(rf'<article id="{card}".*?data-{side}="([^"]*)"', written, re.DOTALL)
        text = PAGE.format(
            html="mobile android linux" + " night-mode" * night,
            body="nightMode night_mode" * night,
            style=style or card_style(),
            side=unescape(html),
        )
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 640})
        page.route(f"{ADDRESS}**", lambda route: fulfil(route, text))
        page.goto(ADDRESS)
        page.evaluate(SETTLED)
        return page

    yield shown
    context.close()


def fulfil(route, page):
    """Answer a request for the page, or for a file of the preview, where the media lie in a folder of their own."""
    name = route.request.url.removeprefix(ADDRESS)
    if not name:
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(path=next(path for path in (SITE / name, SITE / "media" / name) if path.is_file()))


def box(page, selector):
    """Return the edges of the first visible element that matches."""
    found = next(each.bounding_box() for each in page.query_selector_all(selector) if each.is_visible())
    return found | {"bottom": found["y"] + found["height"], "right": found["x"] + found["width"]}


def visible_pictures(page):
    return [each.get_attribute("src") for each in page.query_selector_all("img") if each.is_visible()]


@pytest.mark.parametrize("notes", KINDS.values(), ids=KINDS)
def test_question_answer_and_one_picture_are_on_the_first_screen_of_a_phone(show, notes):
    page = show(notes)

    answer, picture = box(page, ".typed, .answer > p:first-of-type"), box(page, "img")
    assert page.evaluate("scrollY") == 0
    assert box(page, ".question > p:first-child")["bottom"] < answer["y"] < answer["bottom"] < picture["y"]
    assert picture["bottom"] <= box(page, ".extra")["y"] < box(page, ".source")["y"]
    assert picture["width"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_picture_of_the_back_takes_the_place_of_the_fronts(show):
    (front,) = visible_pictures(show(KINDS["on both"], "front"))
    (back,) = visible_pictures(show(KINDS["on both"]))

    assert front != back
    assert visible_pictures(show(KINDS["on the back"])) == visible_pictures(show(KINDS["on the front"])) == [front]


@pytest.mark.parametrize("kind", ["on the back", "on the front"])
@pytest.mark.parametrize(("width", "least"), [(360, 11), (560, 14), (1000, 14)])
def test_texts_of_a_picture_are_no_larger_than_its_caption_and_can_be_read_on_a_phone(show, kind, width, least):
    page = show(KINDS[kind].replace("paths:", "caption: A ravine.\npaths:"), width=width)

    text = SMALL / WIDTH * box(page, "img")["width"]
    caption = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.caption')).fontSize)")
    assert least <= text <= caption + 0.01


def test_the_second_card_shows_the_picture_of_its_question_below_the_answer(show):
    notes = "## Ravine {#one .reversed}\n\nIt is long and narrow.\n\n" + FIGURE

    page = show(notes, card="one/2")

    assert page.text_content(".answer") == "Ravine"
    assert box(page, ".answer")["bottom"] < box(page, "img")["y"]


@pytest.mark.parametrize("notes", KINDS.values(), ids=KINDS)
def test_where_the_browser_is_too_old_to_move_a_picture_none_is_lost(show, notes):
    old = show(notes, style=card_style().replace(":has(", ":unknown("))
    pictures = {image.get_attribute("src") for image in old.query_selector_all("img:not(.dark)")}

    assert set(visible_pictures(old)) == pictures
    assert old.evaluate("document.documentElement.scrollWidth") == 360


def test_a_long_question_leaves_room_for_the_answer(show):
    page = show(QUESTION + "Read on.\n\n" * 30 + "---\n\n" + ANSWER + "### Extra\n\n" + "More.\n\n" * 30)

    assert page.evaluate("scrollY") > 0
    assert 200 < box(page, ".answer p")["y"] < 300


def test_the_answer_is_heavier_than_the_question(show):
    page = show(QUESTION + ANSWER + "And why.\n")
    weight = "(element) => Number(getComputedStyle(element).fontWeight)"
    size = "(element) => parseFloat(getComputedStyle(element).fontSize)"

    first, second = page.query_selector_all(".answer > p")
    question = page.query_selector(".question p")
    assert [each.evaluate(weight) for each in (question, first, second)] == [400, 600, 400]
    assert question.evaluate(size) < second.evaluate(size) < first.evaluate(size)


@pytest.mark.parametrize("night", [False, True])
def test_all_text_can_be_read(show, night):
    everything = KINDS["on the back"].replace("steps: 20\n", "steps: 20\ncaption: A ravine.\n")
    everything = everything.replace("### Source", "> [!NOTE]\n> See `code`.\n\n### Source")
    page = show(everything, night=night)

    selectors = (".topic", ".question p", ".answer p", ".caption", ".extra p", ".extra code", ".admonition-title")
    contrasts = {each: page.query_selector(each).evaluate(CONTRAST) for each in (*selectors, ".source p")}
    assert {each: contrast for each, contrast in contrasts.items() if contrast < 4.5} == {}


def test_a_hint_is_a_button_for_a_finger_and_open_on_paper(show):
    page = show(QUESTION + ANSWER + "### Hint\n\nThink of a *ball*.\n", "front")

    assert box(page, "a.hint")["height"] >= 40
    assert not page.is_visible("text=Think of a")

    page.emulate_media(media="print")
    assert not page.is_visible("a.hint")
    assert page.is_visible("text=Think of a")


@pytest.mark.parametrize("where", ["{{#one}}\n\n{}", "{{#one .cloze}}\n\n{} {{{{c1::$a$}}}}, {{{{c2::the $b$}}}}."])
def test_no_punctuation_is_torn_off_a_formula_at_any_width(show, where):
    page = show("## Title " + where.format(FORMULAS) + "\n")
    torn = {}
    for width in range(200, 520, 6):
        page.set_viewport_size({"width": width, "height": 640})
        if found := page.evaluate(TORN):
            torn[width] = found

    assert torn == {}
    assert page.evaluate(SCROLLING) == 0


@pytest.mark.parametrize("width", [360, 390])
def test_a_wide_formula_scrolls_by_itself_beside_its_comma(show, width):
    page = show(f"## Q? {{#one}}\n\nFrom $x$ it is ({WIDE}), and so on.\n", width=width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    small, wide = page.query_selector_all(".answer mjx-container")
    assert wide.evaluate("(formula) => formula.scrollWidth > formula.clientWidth")
    assert not small.evaluate("(formula) => formula.scrollWidth > formula.clientWidth")
    assert page.evaluate(TORN) == []


def test_formulas_stand_on_the_line_as_without_a_style(show):
    notes = "## Q? {#one}\n\n" + FORMULAS
    middle = """() => [...document.querySelectorAll('.answer mjx-c')].map((letter) => {
      const { top, bottom } = letter.getBoundingClientRect();
      return Math.round((top + bottom) / 2);
    })"""
    plain = card_style().replace("display: inline-flex;\n  max-width: 100%;", "")
    assert plain != card_style()

    assert show(notes, width=800).evaluate(middle) == show(notes, width=800, style=plain).evaluate(middle)


@pytest.mark.parametrize(
    ("text", "edge"),
    [("מהו מומנטום ($\\mu$)?", "right"), ("What is momentum ($\\mu$)?", "x"), ("($\\mu$) מהו?", "right")],
)
def test_text_begins_on_the_side_of_its_language(show, text, edge):
    page = show(f"## {text} {{#one}}\n\nA.\n\n### Hint\n\nB.\n", "front")
    column = box(page, ".front")

    first = page.evaluate("""() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('.question p'));
      const { left, right } = range.getBoundingClientRect();
      return { x: left, right };
    }""")
    assert abs(first[edge] - column[edge]) < 3


def test_a_field_that_a_learner_wrote_without_paragraphs_reads_on(show):
    page = show("## Q? {#one}\n\nA.\n")
    page.evaluate("document.querySelector('.question').innerHTML = 'Some <b>bold</b> words<br>and more'")

    assert page.inner_text(".question") == "Some bold words\nand more"
