"""Figures that a learner plays: strips and reels on cards."""

import re

import pytest
from support.samples import FIGURE

from deck.markup.allowed_html import canonical

NOTE = "## Q? {#one}\n\n"
RAVINE = FIGURE.replace("steps: 20", "steps: 60")
STRIP = RAVINE.replace("paths:", "vary: {eta: [0.01, 0.036, 0.041]}\npaths:").replace("lr=0.036", "lr=eta")
REEL = RAVINE.replace("paths:", "animate: true\npaths:")
BOTH = STRIP.replace("paths:", "animate: true\npaths:")
UNLABELLED = STRIP.replace("paths:", "labels: false\nfirst: 0.041\npaths:")
AWKWARD = STRIP.replace("paths:", "caption: A < b & \"c\" 'd' $x<y$\npaths:").replace(
    "quadratic(a=1, b=50)", "rosenbrock"
)


def back(rendered, fence):
    return rendered(NOTE + fence).fields["Back"]


def pictures(note):
    """Return the pair of pictures of the only figure of a note."""
    (figure,) = note.figures
    return "".join(
        f'<img class="{theme}" alt="{figure.alt_text}" src="{figure.name}-{theme}.svg">' for theme in ("light", "dark")
    )


def group_of(html):
    (group,) = set(re.findall(r'name="[rs]-([0-9a-f]{8})"', html))
    return group


def test_a_strip_is_a_row_of_knobs_over_a_picture_of_all_frames(rendered):
    note = rendered(NOTE + STRIP)
    html = note.fields["Back"]
    group = group_of(html)

    assert html == (
        '<div class="fig"><div class="strip n3 tappable">'
        f'<input class="tappable" type="radio" name="s-{group}" value="0.01" aria-label="η = 0.01">'
        f'<input class="tappable" type="radio" name="s-{group}" value="0.036" aria-label="η = 0.036" checked="">'
        f'<input class="tappable" type="radio" name="s-{group}" value="0.041" aria-label="η = 0.041">'
        f'<div class="view">{pictures(note)}</div></div></div>'
    )


def test_a_reel_has_again_and_pause(rendered):
    note = rendered(NOTE + REEL)
    html = note.fields["Back"]
    group = group_of(html)

    assert html == (
        '<div class="fig"><div class="reel tappable">'
        f'<input class="tappable" type="radio" name="r-{group}" value="↻" aria-label="again" checked="">'
        f'<input class="tappable" type="radio" name="r-{group}" value="↻" aria-label="again">'
        '<input class="tappable" type="checkbox" value="❚❚" aria-label="pause">'
        f'<div class="view play t24">{pictures(note)}</div></div></div>'
    )


def test_a_strip_that_moves_is_a_strip_in_a_reel(rendered):
    note = rendered(NOTE + BOTH)
    html = note.fields["Back"]

    assert html.startswith('<div class="fig"><div class="reel tappable"><input class="tappable" type="radio" name="r-')
    assert html.endswith(f'<div class="view play t16"><div class="row">{pictures(note)}</div></div></div></div></div>')
    assert re.findall(r'<div class="([^"]*)">', html) == [
        "fig", "reel tappable", "strip n3 tappable", "view play t16", "row",
    ]  # fmt: skip
    assert html.count("<input") == 6


def test_a_figure_that_is_not_played_has_no_buttons(rendered):
    assert "<input" not in back(rendered, RAVINE)


def test_the_value_that_the_author_chose_is_checked(rendered):
    html = back(rendered, STRIP.replace("paths:", "first: 0.01\npaths:"))

    assert re.findall(r'value="([^"]*)"[^>]* checked=""', html) == ["0.01"]


def test_without_labels_no_attribute_contains_a_value(rendered):
    html = back(rendered, UNLABELLED)

    assert re.findall(r'value="(\d)" aria-label="(\d)"( checked="")?', html) == [
        ("1", "1", ""), ("2", "2", ""), ("3", "3", ' checked=""'),
    ]  # fmt: skip
    assert not re.search(r"0\.0(1|36|41)", html)


@pytest.mark.parametrize("fence", [STRIP, REEL, BOTH, UNLABELLED, AWKWARD])
def test_the_html_is_as_a_browser_writes_it(rendered, fence):
    html = back(rendered, f"Before.\n\n{fence}\n\n- after")

    assert canonical(html, compiled=True) == html


def test_each_figure_of_a_page_has_its_own_group(rendered):
    note = rendered(NOTE + f"{STRIP}\n\n{STRIP}\n\n---\n\n{STRIP}\n\n{REEL}\n\n### Extra\n\n{STRIP}")
    names = [set(re.findall(r' name="([^"]*)"', html)) for html in note.fields.values()]

    assert [len(each) for each in names if each] == [2, 2, 1]
    assert len(set.union(*names)) == 5


def test_a_group_stays_the_same(rendered):
    assert back(rendered, STRIP) == back(rendered, STRIP)
    assert group_of(back(rendered, STRIP)) != group_of(back(rendered, UNLABELLED))


@pytest.mark.parametrize(
    "tag",
    [
        '<input type="radio" name="x" value="1">',
        '<input class="tappable" type="checkbox">',
        '<div class="strip n3 tappable">',
        '<span class="reel">',
        '<div class="view play t24">',
    ],
)
def test_the_buttons_and_classes_of_figures_are_refused_where_an_author_writes_them(errors, tag):
    assert [each.startswith(f"one.md:7: '{tag}' ") for each in errors(NOTE + f"A {tag}.")] == [True]


def test_a_callout_takes_no_class_of_figures(errors):
    assert [each.startswith("one.md:7: ") for each in errors(NOTE + "> [!STRIP]\n> A.")] == [True]


@pytest.mark.parametrize("where", ["caption: <input type=radio>", "alt: x"])
def test_a_caption_holds_no_buttons(rendered, where):
    html = back(rendered, RAVINE.replace("paths:", f"{where}\npaths:"))

    assert "<input" not in html


@pytest.mark.parametrize(
    ("fence", "message"),
    [
        (RAVINE.replace("```descent", "```panels"), "one.md:11: 'paths' needs 3 or more; add some"),
        (
            RAVINE.replace("\n```\n", "".join(f"\n  p{i}: gd(lr=0.01)" for i in range(4)) + "\n```\n"),
            "one.md:11: 'paths' takes 4 or fewer; remove some",
        ),
        (STRIP.replace("0.036, ", ""), "one.md:11: a varied name has 3 to 9 values, not 2; add some"),
        (
            STRIP.replace("lr=eta", "lr=mu"),
            "one.md:11: no call uses 'eta'; write it where a number is, as in gd(lr=eta)",
        ),
        (STRIP.replace("eta: [", "pi: ["), "one.md:11: 'pi' is the name of a constant; choose another, such as eta"),
        (STRIP.replace("0.041]", "-1]"), "one.md:11: with eta = -1: 'lr' of 'gd' is -1; it should be greater than 0"),
        (
            STRIP.replace("paths:", "first: 0.04\npaths:"),
            "one.md:12: 0.04 is not a value of 'eta'; the nearest is 0.041",
        ),
        (
            STRIP.replace("\n```\n", "\nclaims:\n  - loss(gd[0.01], 3) > 0\n  - loss(gd, 3) > 0\n```\n"),
            "one.md:16: 'gd' has 3 runs, one for each value; name one, such as gd[0.01]",
        ),
        (
            STRIP.replace("\n```\n", "\nclaims:\n  - loss(gd[0.01], 0) < loss(gd[0.036], 0)\n```\n"),
            (
                "one.md:15: the claim 'loss(gd[0.01], 0) < loss(gd[0.036], 0)' does not hold: "
                "loss(gd[0.01], 0) is 33, loss(gd[0.036], 0) is 33; correct the claim or the run"
            ),
        ),
    ],
)
def test_a_mistake_is_reported_at_its_key(errors, fence, message):
    assert message in errors(NOTE + fence)


@pytest.mark.parametrize(
    ("values", "crowded"),
    [
        ("0.01, 0.02, 0.03, 0.036, 0.039, 0.041", False),
        ("0.0025, 0.005, 0.0125, 0.02, 0.03, 0.036, 0.041", True),
        ("1, 2, 3, 4, 5, 6, 7, 8, 9", False),
    ],
)
def test_a_strip_with_no_room_for_its_texts_in_one_row_has_two(rendered, values, crowded):
    html = back(rendered, STRIP.replace("0.01, 0.036, 0.041", values))

    assert (" crowded tappable" in html) == crowded
