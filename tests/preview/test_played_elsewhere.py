"""Figures that a learner plays, in a real Firefox and a real WebKitGTK. Run with ``pytest -m browser``."""

import pytest
from support.browsers import LEFT, RIGHT, TAB, Firefox, WebKit
from support.played import ANIMATION, NOTES, SHOWN, page_of, render

pytestmark = pytest.mark.browser

MOMENTS = {"reel": 24, "both": 7}
CHOSEN = {"strip": 2, "both": 3}
CENTRE = "const each = document.querySelectorAll('{}')[{}].getBoundingClientRect();"
FLIP = """
const html = document.body.innerHTML;
document.body.innerHTML = "A question?";
await new Promise((resolve) => setTimeout(resolve, {}));
document.body.innerHTML = html;
await Promise.all([...document.images].map((each) => each.decode().catch(() => 0)));
"""


@pytest.fixture(params=[Firefox, WebKit], ids=["Firefox", "WebKitGTK"])
def visit(request, write, tmp_path_factory):
    """Return a function that opens the question of a card."""
    cards, opened = render(write), []

    def visited(name, **wanted):
        opened.append(request.param(page_of(cards[name]), tmp_path_factory.mktemp("browser"), **wanted))
        return opened[-1]

    yield visited
    for each in opened:
        each.close()


def shown(page):
    """Return the cell that is seen: its column and its row. WebKitGTK places it to some hundredths of a pixel."""
    place = page.evaluate(f"return ({SHOWN})()")
    cell = [round(each) for each in place]
    assert place == pytest.approx(cell, abs=0.005)
    return cell


def animation(page):
    return page.evaluate(f"return ({ANIMATION})()")


def click(page, selector, index=0):
    """Click on the middle of an element."""
    page.click(*page.evaluate(CENTRE.format(selector, index) + "return [each.x + each.width / 2, each.y + 20]"))


def test_knobs_and_keys_choose_a_frame(visit):
    page = visit("strip")

    assert shown(page) == [CHOSEN["strip"], 0]
    for knob in (0, 4, 1, 3):
        click(page, ".strip > input", knob)
        assert shown(page) == [knob, 0]
    page.press(RIGHT)
    assert shown(page) == [4, 0]
    page.press(LEFT)
    page.press(LEFT)
    assert shown(page) == [2, 0]


def test_a_reel_is_played_again_paused_and_ends_with_its_last_moment(visit):
    page = visit("reel")

    for expected in ("again", "reel"):
        before = animation(page)
        click(page, ".reel > input[type=radio]:not(:checked)")
        after = animation(page)
        assert (after["name"], after["state"]) == (expected, "running")
        assert after["time"] < before["time"] or before["time"] < 1000
    page.press(TAB)
    click(page, "input[type=checkbox]")
    stopped = animation(page)
    assert stopped["state"] == "paused"
    assert animation(page) == stopped
    click(page, "input[type=checkbox]")
    assert animation(page)["state"] == "running"
    assert last_moment(page) == [MOMENTS["reel"] - 1, 0]


def last_moment(page):
    """Return the cell that is seen at the end of an animation."""
    page.evaluate("""for (const each of document.getAnimations()) {
      each.pause();
      each.currentTime = .99 * each.effect.getComputedTiming().duration;
    }""")
    return shown(page)


def test_the_value_is_changed_while_the_run_plays(visit):
    page = visit("both")

    before = animation(page)["time"]
    click(page, ".strip > input", 1)
    assert shown(page)[1] == 1
    assert animation(page)["time"] >= before
    click(page, ".reel > input[type=radio]:not(:checked)")
    assert (animation(page)["name"], shown(page)[1]) == ("again", 1)
    click(page, "input[type=checkbox]")
    assert animation(page)["state"] == "paused"
    assert last_moment(page) == [MOMENTS["both"] - 1, 1]


@pytest.mark.parametrize("name", MOMENTS)
def test_a_reel_begins_anew_whenever_its_side_is_shown(visit, name):
    page = visit(name)

    for thought in (1500, 500):
        page.evaluate(FLIP.format(thought))
        assert animation(page)["time"] < 1000
        assert page.evaluate("return [...document.images].every((each) => each.naturalWidth)")


@pytest.mark.parametrize("name", MOMENTS)
def test_who_wants_no_motion_sees_the_last_moment_and_no_button_of_a_reel(visit, name):
    page = visit(name, still=True)

    assert shown(page) == [MOMENTS[name] - 1, CHOSEN.get(name, 0)]
    assert page.evaluate("return document.getAnimations().length") == 0
    seen = "return [...document.querySelectorAll('.{} > input')].filter((each) => each.offsetParent).length"
    assert page.evaluate(seen.format("reel")) == 0
    assert page.evaluate(seen.format("strip")) == (5 if name in CHOSEN else 0)


def test_every_figure_has_its_picture(visit):
    for name in NOTES:
        page = visit(name)
        assert page.evaluate("return [...document.images].every((each) => each.naturalWidth)")
