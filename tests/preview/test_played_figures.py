"""Figures that a learner plays, in a real Chromium. Left out by default; run with ``pytest -m browser``."""

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support.clock import NOW
from support.played import ANIMATION, NOTES, SHOWN, page_of, render

from deck.preview import make

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MEMORY = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
MOST_MEMORY = 100e6


@pytest.fixture
def cards(write):
    return render(write)


@pytest.fixture
def visit(chromium, cards):
    """Return a function that opens the question of a card, as a phone would show it."""
    contexts = []

    def opened(name, *, night="", **wanted):
        context = chromium.new_context(viewport={"width": 360, "height": 640}, device_scale_factor=3, **wanted)
        contexts.append(context)
        page = context.new_page()
        page.goto(page_of(cards[name], night=night))
        return page

    yield opened
    for context in contexts:
        context.close()


def test_a_knob_shows_its_frame(visit):
    page = visit("strip")

    assert page.evaluate(SHOWN) == [2, 0], "the lower middle value"
    for index in (0, 4, 1, 3):
        page.locator("input").nth(index).click()
        assert page.evaluate(SHOWN) == [index, 0]


def test_keys_move_from_knob_to_knob(visit):
    page = visit("strip")

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SHOWN) == [3, 0]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(SHOWN) == [1, 0]
    assert page.evaluate("getComputedStyle(document.activeElement, '::before').boxShadow") != "none"


def test_knobs_and_buttons_are_large_enough_for_a_thumb(visit):
    for name in ("strip", "reel", "both"):
        for button in visit(name).locator("input").all():
            box = button.bounding_box()
            assert box["height"] >= 48
            assert box["width"] >= 48


@pytest.mark.parametrize(("night", "theme"), [("", "light"), ("nightMode night_mode", "dark")])
@pytest.mark.parametrize("name", ["strip", "reel", "both"])
def test_one_picture_is_shown_by_day_and_one_by_night(visit, name, night, theme):
    page = visit(name, night=night)

    assert page.evaluate("[...document.images].filter((each) => each.offsetParent).map((each) => each.className)") == [
        theme
    ]
    assert page.evaluate("[...document.images].every((each) => each.naturalWidth)")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize(("name", "moments"), [("reel", 24), ("both", 7)])
def test_a_reel_shows_moment_after_moment_up_to_the_last(visit, name, moments):
    page = visit(name)
    shown = []
    for share in range(100):
        page.evaluate(
            "(share) => document.getAnimations().forEach((each) => { each.pause();"
            " each.currentTime = share / 100 * each.effect.getComputedTiming().duration; })",
            share,
        )
        shown.append(page.evaluate(SHOWN)[0])

    assert shown == sorted(shown)
    assert set(shown) == set(range(moments))
    assert shown[-10:] == [moments - 1] * 10, "the end is seen for a while"


def test_a_reel_begins_when_the_card_is_shown(visit):
    page = visit("reel")

    animation = page.evaluate(ANIMATION)
    assert (animation["name"], animation["state"]) == ("reel", "running")
    assert animation["time"] < 1000


@pytest.mark.parametrize("name", ["reel", "both"])
def test_again_starts_from_the_beginning_each_time(visit, name):
    page = visit(name)

    for expected in ("again", "reel", "again"):
        page.wait_for_timeout(400)
        before = page.evaluate(ANIMATION)
        box = page.locator("input[aria-label=again]").first.bounding_box()
        page.mouse.click(box["x"] + 20, box["y"] + 20)
        after = page.evaluate(ANIMATION)
        assert after["name"] == expected
        assert after["time"] < before["time"]


def test_again_is_reached_by_keys(visit):
    page = visit("reel")

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")

    assert page.evaluate(ANIMATION)["name"] == "again"


@pytest.mark.parametrize("name", ["reel", "both"])
def test_pause_pauses_and_goes_on(visit, name):
    page = visit(name)
    pause = page.locator("input[aria-label=pause]")

    pause.click()
    page.wait_for_timeout(100)
    stopped = page.evaluate(ANIMATION)
    page.wait_for_timeout(300)
    assert page.evaluate(ANIMATION) == stopped
    assert stopped["state"] == "paused"
    pause.click()
    assert page.evaluate(ANIMATION)["state"] == "running"


def test_the_value_is_changed_while_the_run_plays(visit):
    page = visit("both")

    assert page.evaluate(SHOWN)[1] == 3
    before = page.evaluate(ANIMATION)["time"]
    page.locator(".strip > input").nth(1).click()
    assert page.evaluate(SHOWN)[1] == 1
    assert page.evaluate(ANIMATION)["time"] >= before


@pytest.mark.parametrize(("name", "place"), [("reel", [23, 0]), ("both", [6, 3])])
@pytest.mark.parametrize("medium", [{"reduced_motion": "reduce"}, {"media": "print"}])
def test_what_does_not_move_shows_the_last_moment(visit, name, place, medium):
    page = visit(name)

    page.emulate_media(**medium)

    assert page.evaluate(SHOWN) == place
    assert page.evaluate("document.getAnimations().length") == 0
    assert not [each for each in page.locator(".reel > input").all() if each.is_visible()]
    assert page.locator(".strip > input:visible").count() == page.locator(".strip > input").count()


DOCUMENTATION = """
from pathlib import Path
from docs.screenshots import open_preview, show_card
with open_preview(Path("site")) as page:
    side = show_card(page, "reel", "front", "light")
    moving = side.evaluate("() => document.getAnimations().length")
    buttons = side.locator(".reel > input:visible").count()
    print(moving, buttons, *side.evaluate({shown!r}))
"""


def test_pictures_of_the_documentation_show_the_last_moment(write):
    """In a process of its own: Playwright starts once in each."""
    make(write(f"## Where does it go? {{#reel}}\n\n{NOTES['reel']}\n---\n\nA.\n"), Path("site"), NOW, lambda *_: None)

    command = [sys.executable, "-c", DOCUMENTATION.format(shown=SHOWN)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )

    assert done.stdout.split() == ["0", "0", "23", "0"]


def test_a_reel_needs_at_most_100_mb_more_than_a_still(visit):
    still, *played = (memory_of(visit(name)) for name in NOTES)

    assert max(played) - still < MOST_MEMORY


def memory_of(page):
    """Return the memory of all pages, in bytes, when a reel has been played once."""
    page.wait_for_timeout(6000)
    session = page.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    memory = sum(_memory_of_process(each["id"]) for each in processes if each["type"] == "renderer")
    page.context.close()
    return memory


def _memory_of_process(number):
    """Return the memory of a process, which may just have ended."""
    with suppress(ProcessLookupError, FileNotFoundError):
        return 1024 * int(MEMORY.search(Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii"))[1])
    return 0
