import re
from functools import cache

import numpy as np
import pytest
from pydantic import ValidationError
from support.pages import CURVES, DESCENTS, Picture, fields, own, ravine

from figures import KINDS
from figures.drawing.colours import COLOURS, pens
from figures.drawing.foot import CORNERS, free_corner
from figures.drawing.moments import moments_of

REQUESTS = {name: ("descent", each) for name, each in DESCENTS.items()}
REQUESTS |= {name: ("curve", each) for name, each in CURVES.items()}


def figure(name, **changes):
    kind, fields = REQUESTS[name]
    return KINDS[kind].model_validate(fields | {"animate": True} | changes)


@cache
def reel(name):
    """Return the reel of a request, drawn once for all tests."""
    return Picture(figure(name).draw().light)


def descent(*paths, **changes):
    return Picture(KINDS["descent"].model_validate(ravine(*paths, animate=True) | changes).draw().light)


def dots(shown, cell):
    """Return where the runs are at a moment."""
    paper = COLOURS["paper"].light
    return np.array([centre for centre, fill in shown.circles(cell) if fill != paper])


def solid(shown, cell, colour):
    """Return the points of the trail in a colour that is not faint, in a cell."""
    found = [
        (each, style)
        for each, style in shown.elements(cell)
        if each.tag.endswith("path") and style.get("stroke") == COLOURS[colour].light and "opacity" not in style
    ]
    return [each.attrib["d"] for each, _ in found]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_reel_has_at_most_24_moments_from_the_first_step_to_the_last(name):
    steps, shown = figure(name).steps, reel(name)
    texts = [text for cell in range(len(shown.cells)) for text in shown.texts(cell)]
    counted = [int(text.text) for text in texts if text.text.isdigit() and text.colour == COLOURS["ink"].light]

    assert len(shown.cells) == figure(name).moments == min(24, steps + 1)
    assert counted == moments_of(steps, 24)
    assert (counted[0], counted[-1]) == (0, steps)
    assert [text.text for text in texts].count("step") >= len(shown.cells)


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_in_a_reel_moves_by_itself(name):
    assert not re.search(rb"animate|<set|@keyframes|<style|<script", figure(name).draw().light)


@pytest.mark.parametrize("name", ["ravine", "beale", "loss"])
def test_what_the_moments_share_is_stored_once(name):
    shown = reel(name)
    written = figure(name).draw().light.decode()
    (background,) = {cell[0][0].attrib["href"] for cell in shown.cells}

    assert written.count(f'href="{background}"') == len(shown.cells)
    assert len(written) < 4 * len(figure(name, animate=False).draw().light)


def test_frames_of_a_moving_strip_share_levels_and_the_runs_that_do_not_vary():
    paths = {"momentum": "momentum(lr=0.036, momentum=mu)", "plain": "gd(lr=0.036)"}
    request = ravine(animate=True, vary={"mu": [0.5, 0.7, 0.9]}) | {"paths": paths}
    drawn = KINDS["descent"].model_validate(request).draw().light
    shown = Picture(drawn)

    assert len(shown.cells) == 48
    assert len(drawn) <= 75_000
    assert len({cell[0][0].attrib["href"] for cell in shown.cells}) == 1
    assert len([name for name in shown.ids if re.fullmatch("#t[0-9]+", name)]) == 4


@pytest.mark.parametrize("name", ["adagrad", "ravine", "coordinate"])
def test_at_every_moment_the_dots_are_where_the_runs_are(name):
    """One run of the ravine leaves the picture, and its dot with it."""
    request, shown = figure(name), reel(name)
    moments = moments_of(request.steps, 24)
    for index, run in enumerate(request.runs):
        colour = pens([each.optimizer.entry.name for each in request.runs])[index].line
        centres = [
            next((centre for centre, fill in shown.circles(cell) if fill == COLOURS[colour].light), None)
            for cell in range(len(moments))
        ]
        assert centres[0] is not None
        path = run.iterates(request.steps)
        if name == "coordinate":
            assert np.diff([x for x, _ in centres]) == pytest.approx(np.diff(moments) * 3.2, abs=0.6)
            continue
        if name == "ravine" and index != 1:
            continue
        places = np.array([centre for centre in centres if centre is not None])
        kept = path[[moment for moment, centre in zip(moments, centres, strict=True) if centre is not None]]
        for axis in range(2):
            fit = np.polyfit(kept[:, axis], places[:, axis], 1)
            np.testing.assert_allclose(np.polyval(fit, kept[:, axis]), places[:, axis], atol=0.2)


def test_a_run_that_leaves_the_picture_has_an_arrow_and_no_dot_from_then_on():
    shown = reel("ravine")

    assert len(dots(shown, 0)) == 3
    assert len(dots(shown, -1)) == 2
    assert len(shown.paths(-1, fill=COLOURS["gd"].light)) > len(shown.paths(0, fill=COLOURS["gd"].light))


def test_the_trail_grows_from_moment_to_moment_and_ends_as_the_still():
    shown = reel("adagrad")
    grown = [sum(map(len, solid(shown, cell, "gd"))) for cell in range(len(shown.cells))]
    still = Picture(figure("adagrad", animate=False).draw().light)

    assert grown == sorted(grown)
    assert len(set(grown)) > 20
    ends = [
        np.concatenate(each.paths(-1, stroke=COLOURS["gd"].light, stroke_width="17"))[-1] for each in (shown, still)
    ]
    np.testing.assert_allclose(*ends, atol=0.1)


@pytest.mark.parametrize("cell", [0, 11, 23])
def test_the_whole_trail_is_seen_faintly_at_every_moment(cell):
    faint = reel("adagrad").paths(cell, opacity="0.3", stroke=COLOURS["gd"].light)

    assert np.ptp(np.concatenate(faint)[:, 0]) > 200


def test_progress_grows_with_the_steps():
    shown = reel("adagrad")
    bars = [
        int(each.attrib["width"])
        for cell in range(len(shown.cells))
        for each, style in shown.elements(cell)
        if each.tag.endswith("rect") and style["fill"] == COLOURS["axis"].light
    ]

    np.testing.assert_allclose(bars, [3600 * moment / 60 for moment in moments_of(60, 24)], atol=1)


def arrows(shown, cell, colour):
    """Return the tails and tips of the arrows in a colour."""
    outlines = shown.paths(cell, fill=COLOURS[colour].light, paint_order="stroke")
    return [(outline[3:5].mean(axis=0), outline[0]) for outline in outlines]


def test_gradient_descent_has_the_arrow_of_its_next_step():
    shown = descent("gd(lr=0.036)")
    gone = dots(shown, 3)[0]
    tail, tip = min(arrows(shown, 3, "ink"), key=lambda ends: np.hypot(*(ends[0] - gone)))
    moments = moments_of(60, 24)
    path = KINDS["descent"].model_validate(ravine("gd(lr=0.036)")).runs[0].iterates(60)
    step = path[moments[3] + 1] - path[moments[3]]

    np.testing.assert_allclose(tail, gone, atol=0.3)
    assert np.sign(tip - tail).tolist() == (np.sign(step) * (1, -1)).tolist()


def test_momentum_has_an_arrow_for_its_velocity_and_descent_has_none():
    momentum, descent_alone = descent("momentum(lr=0.036, momentum=0.7)"), descent("gd(lr=0.036)")
    words = [{text.text for text in each.texts(4)} for each in (momentum, descent_alone)]

    assert len(arrows(momentum, 4, "momentum")) == 2  # at the run and in the key
    assert arrows(descent_alone, 4, "gd") == []
    assert "velocity" in words[0]
    assert "velocity" not in words[1]
    assert "gradient step −η∇L" in words[0] & words[1]


def test_nesterov_s_velocity_leads_to_the_point_where_its_gradient_is_taken():
    shown = descent("nesterov(lr=0.015, momentum=0.9)")
    dot = dots(shown, 2)[0]

    _, tip = min(arrows(shown, 2, "nesterov"), key=lambda ends: np.hypot(*(ends[1] - dot)))

    np.testing.assert_allclose(tip, dot, atol=0.2)


def test_an_arrow_ends_in_the_picture():
    shown = descent("momentum(lr=0.036, momentum=0.7)")

    tips = np.array([tip for cell in range(24) for _, tip in arrows(shown, cell, "momentum")])

    assert ((tips > 0) & (tips < (360, 211))).all()


@pytest.mark.parametrize(
    "paths",
    [
        ("gd(lr=0.036)", "adam(lr=0.2)"),
        ("adam(lr=0.2)", "nadam(lr=0.2)"),
        ("gd(lr=0.036)", "momentum(lr=0.036, momentum=0.7)"),
        ("rmsprop(lr=0.1, alpha=0.9)", "nesterov(lr=0.015, momentum=0.9)"),
    ],
)
def test_no_arrow_strikes_through_a_name(paths):
    shown = descent(*paths)
    names = [text for text in shown.texts(0) if text.bold]

    assert len(names) == len(paths)
    for cell in range(len(shown.cells)):
        for colour in ("ink", *(pen.line for pen in pens([path.partition("(")[0] for path in paths]))):
            for ends in arrows(shown, cell, colour):
                way = np.linspace(*ends, 20)
                assert not any(name.covered(way, margin=1) for name in names)


def test_at_the_last_moment_only_the_key_has_an_arrow_and_in_a_still_none_has_one():
    shown = descent("momentum(lr=0.036, momentum=0.7)")
    still = descent("momentum(lr=0.036, momentum=0.7)", animate=False)

    (key,) = arrows(shown, -1, "momentum")

    assert np.ptp(key, axis=0).tolist() == [20, 0]
    assert arrows(still, -1, "momentum") == []


def test_three_runs_have_no_arrows_which_nobody_could_tell_apart():
    assert "gradient step −η∇L" not in {text.text for text in reel("ravine").texts(4)}


def test_a_curve_that_begins_with_step_1_waits_until_then():
    shown = reel("step size")

    np.testing.assert_allclose(dots(shown, 0)[0][0], dots(shown, -1)[0][0] - 300, atol=30)


def test_the_counter_is_where_nothing_else_is():
    wall = np.array([[x, y] for x in range(290, 360, 2) for y in range(0, 30, 2)], dtype=float)

    assert free_corner([np.array([[180.0, 100.0]])]) == CORNERS[0]
    assert free_corner([wall]) == CORNERS[1]


def test_a_run_without_end_and_one_that_comes_back_from_far_outside_move_too():
    paths = {"gone": "gd(lr=0.2)", "far": "momentum(lr=0.07, momentum=0.9)", "wide": "adam(lr=9.0)"}

    shown = Picture(figure("adagrad", paths=paths).draw().light)

    assert len(dots(shown, 0)) == 3
    assert len(dots(shown, -1)) < 3


def test_runs_begin_at_their_own_starts():
    starts = [own("gd(lr=0.01)", start=[0, -1]), own("gd(lr=0.01)", start=[-4, 0])]
    shown = Picture(KINDS["descent"].model_validate(fields("himmelblau", 9, *starts, animate=True)).draw().light)
    rings = [centre for centre, fill in shown.circles(0) if fill == COLOURS["paper"].light]

    np.testing.assert_allclose(sorted(dots(shown, 0).tolist()), sorted(rings), atol=0.2)


def test_a_moving_figure_has_a_name_and_an_alt_text_of_its_own():
    one, other = figure("ravine"), figure("ravine", animate=False)

    assert one.name != other.name
    assert one.alt_text == "Animated contour plot" + other.alt_text.removeprefix("Contour plot")
    assert figure("loss").alt_text.startswith("Animated plot of loss (log scale) against step, 60 steps")


def test_light_and_dark_differ_in_nothing_but_colour():
    light, dark = (re.sub(rb"#[0-9a-f]{6}\b", b"", picture) for picture in figure("beale").draw())

    assert light == dark


def test_without_labels_motion_gives_nothing_away():
    """Arrows would distinguish momentum from gradient descent."""
    paths = {"adam": "gd(lr=0.01)", "lion": "momentum(lr=0.01, momentum=0.0)"}
    others = {"a": "nesterov(lr=0.01, momentum=0.0)", "b": "gd(lr=0.01)"}

    one = figure("ravine", paths=paths, labels=False).draw()

    assert one == figure("ravine", paths=others, labels=False).draw()
    assert not re.search(rb"adam|lion|momentum", one.light)


@pytest.mark.parametrize("kind", ["basins", "sweep"])
def test_only_runs_can_be_animated(kind):
    with pytest.raises(ValidationError) as caught:
        KINDS[kind].model_validate(DESCENTS["himmelblau"] | {"animate": True})

    assert ("extra_forbidden", ("animate",)) in {(each["type"], each["loc"]) for each in caught.value.errors()}
