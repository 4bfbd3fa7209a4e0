import gzip
import json
import os
import re
import subprocess
import sys
from functools import cache
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from support.pages import GALLERY, Picture, drawn, fields, own, picture, ravine, request

from docs.draw_gallery import PAGE, read_figures
from figures import KINDS
from figures.claims.evaluator import evaluate
from figures.drawing.colours import COLOURS, LEVELS, OPTIMIZERS, Pen, pens
from figures.drawing.geometry import alike, crowding, distinct, leave, sift
from figures.drawing.placing import box, place
from figures.drawing.scales import Area, Scale
from figures.drawing.trails import draw_trail, trail

PUBLISHED = {
    f"{page.stem} {fence.first + 1}": figure
    for page in [*sorted(Path("content").glob("*.md")), PAGE]
    for fence, figure in read_figures(page.read_text(encoding="utf-8"), page)
}
FIGURES = PUBLISHED | {
    f"{name}{note}": request(name, labels=not note) for name in GALLERY for note in ("", " unlabelled")
}


@cache
def pictures(name):
    """Draw a figure once for all tests."""
    return FIGURES[name].draw()


@cache
def light(name):
    return Picture(pictures(name).light)


def moving(name):
    return getattr(FIGURES[name], "animate", False)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_light_to_load_and_whole_units_wide(name):
    columns = FIGURES[name].moments if moving(name) else len(FIGURES[name].frames)
    largest, packed = (75_000, 16_000) if columns > 1 else (60_000, 14_000)

    for each in pictures(name):
        size = Picture(each).root.attrib
        assert (size["width"], size["height"]) == (str(360 * columns), "232")
        assert size["viewBox"] == f"0 0 {3600 * columns} 2320"
        assert size["preserveAspectRatio"] == "none"
        assert len(each) <= largest
        assert len(gzip.compress(each, mtime=0)) <= packed


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_small_or_leaves_the_cell_or_covers_another(name):
    """A unit is a pixel where the picture is 360 pixels wide, so 9 points are 12 units."""
    texts = light(name).texts()

    assert texts or "unlabelled" in name
    for text in texts:
        assert text.size >= 12
        assert text.left >= 0
        assert text.right <= 360
        assert text.top >= 0
        assert text.bottom <= 232
    overlapping = [(one.text, other.text) for one, other in combinations(texts, 2) if one.overlaps(other)]
    assert not overlapping


FEW = [name for name, figure in PUBLISHED.items() if len(figure.paths) <= 3 and hasattr(figure, "animate")]


@pytest.mark.parametrize("name", FEW)
def test_no_name_covers_a_run_a_star_or_a_start(name):
    """With four runs there may be no room left."""
    shown = light(name)
    trails = np.concatenate([dense(each) for colour in lines_of(name) for each in shown.paths(stroke=colour)])
    marks = np.array([centre for centre, _ in shown.circles()] + [each.mean(axis=0) for each in stars(shown)])

    for text in shown.texts():
        if text.bold:
            assert text.covered(trails, 2) == 0, text.text
            assert text.covered(np.reshape(marks, (-1, 2))) == 0, text.text


def lines_of(name):
    """Return the colours of the runs of a figure, by day."""
    figure = FIGURES[name]
    optimizers = [run.optimizer.entry.name for run in figure.runs]
    return {COLOURS[pen.line].light for pen in pens(optimizers, neutral=not figure.labels)}


def stars(shown):
    return shown.paths(fill=COLOURS["star"].light, stroke=COLOURS["rim"].light)


def dense(track):
    """Return points along a track, a unit apart."""
    lengths = np.append(0, np.cumsum(np.hypot(*np.diff(track, axis=0).T)))
    along = np.arange(0, lengths[-1] + 1)
    return np.column_stack([np.interp(along, lengths, each) for each in track.T])


@pytest.mark.parametrize("name", FIGURES)
def test_most_of_a_picture_is_plot(name):
    """What is drawn is clipped to the plot, or to each of its panels; a map and bars fill what is left by the texts."""
    plots = len(FIGURES[name].paths) if isinstance(FIGURES[name], KINDS["panels"]) else 1
    clips = [each[0].attrib for each in light(name).root[0]]
    sizes = [(int(clip["width"]), int(clip["height"])) for clip in clips]
    shares = [plots * wide * high / (3600 * 2320) for wide, high in sizes if (wide, high) != (3586, 2306)]

    assert not shares or max(shares) >= 0.6


@pytest.mark.parametrize("name", ["ravine", "beale", "loss", "step size"])
def test_without_labels_runs_have_letters(name):
    figure = request(name, labels=False)

    letters = [text.text for text in picture(figure).texts() if text.bold]
    assert sorted(letters) == list("ABCD"[: len(figure.paths)])


def texts_of(**request):
    return [text.text for text in picture(KINDS["descent"].model_validate(request)).texts()]


def test_runs_of_different_optimizers_are_named_by_them_and_share_their_settings():
    found = texts_of(**ravine("gd(lr=0.036)", "momentum(lr=0.036, momentum=0.7)"))

    assert {"gradient descent", "momentum"} <= set(found)
    assert "η = 0.036 · μ = 0.7 · 60 steps from (−4, 1)" in found


def test_runs_of_one_optimizer_are_named_by_the_setting_in_which_they_differ():
    found = texts_of(**ravine("adam(lr=0.1)", "adam(lr=0.1, betas=[0.9, 0.95])"))

    assert {"β₂ = 0.999", "β₂ = 0.95"} <= set(found)
    assert "Adam · η = 0.1 · β₁ = 0.9 · 60 steps from (−4, 1)" in found


def test_a_run_that_its_author_named_has_that_name_alone():
    named = own("adam(lr=0.2)", name="ohne Korrektur, β₁ = 0")

    found = texts_of(**ravine("gd(lr=0.036)", named))
    hidden = texts_of(**ravine("gd(lr=0.036)", named), labels=False)

    assert {"gradient descent", "η = 0.036", "ohne Korrektur, β₁ = 0"} <= set(found)
    assert not {"Adam", "η = 0.2"} & set(found)
    assert {"A", "B"} <= set(hidden)
    assert not any("Korrektur" in text for text in hidden)


def test_what_a_run_has_alone_is_written_under_its_name():
    found = texts_of(**ravine("gd(lr=0.036)", own("adam(lr=0.2)", surface="quadratic(a=2, b=50)")))

    assert {"gradient descent", "η = 0.036", "Adam", "η = 0.2 · a = 2"} <= set(found)


def test_a_rate_is_stated_once_whether_a_schedule_sets_it_or_not():
    plain, falling = "gd(lr=0.03)", own("gd", schedule="cosine(lr=0.03, steps=60)")

    found = texts_of(**ravine(plain, falling))

    assert {"constant rate", "cosine decay"} <= set(found)
    assert "gradient descent · η = 0.03 · 60 steps from (−4, 1)" in found


def test_runs_that_coincide_have_one_text_that_says_so():
    found = texts_of(**ravine("adam(lr=0.2)", own("adam(lr=0.2)", surface="quadratic(a=100, b=5000)"), "gd(lr=0.01)"))

    assert [text for text in found if text in {"Adam", "coincide", "gradient descent"}].count("Adam") == 1
    assert "coincide" in found
    assert "a = 100 · b = 5000" in found


def test_a_claim_about_the_steps_to_a_loss_has_the_computed_number_beside_the_run():
    request = ravine("gd(lr=0.036)", "momentum(lr=0.036, momentum=0.7)", claims=["steps_to(a, 1e-3) > 5"])
    figure = KINDS["descent"].model_validate(request)

    assert "123 steps" in texts_of(**request)
    assert "29 steps" not in texts_of(**request)
    assert "123 steps" not in texts_of(**request, labels=False)
    assert figure.name != KINDS["descent"].model_validate(request | {"claims": []}).name


@pytest.mark.parametrize("name", [name for name, figure in PUBLISHED.items() if figure.targets])
def test_the_number_beside_a_run_is_that_of_its_claim(name):
    figure = PUBLISHED[name]
    subjects = figure.subjects()
    written = {text.text for text in light(name).texts()}

    for path, target in figure.targets.items():
        claim = figure.language.read_number(f"steps_to({path}, {target})")
        steps = evaluate(claim, subjects)
        assert steps == np.inf or any(f"{steps:.0f} steps" in text for text in written)


def test_minima_of_unequal_depth_are_named_on_a_graph():
    found = texts_of(**fields("double_well", 10, "gd(lr=0.01)"))

    assert {"global minimum", "local minimum", "start"} <= set(found)


def test_one_optimizer_has_one_colour_in_every_figure():
    one, other = pens(["gd", "adam"]), pens(["adam", "lion", "gd"])

    assert one == [other[2], other[0]]


def test_a_second_run_of_an_optimizer_is_darker_and_a_third_is_dashed():
    first, second, third, fourth = pens(["gd"] * 4)

    assert (first.line, second.line, third.line, fourth.line) == ("gd", "gd-second", "gd", "gd-second")
    assert [pen.dashed for pen in (first, second, third, fourth)] == [False, False, True, True]


def test_an_optimizer_without_a_colour_of_its_own_has_the_common_one():
    assert pens(["muon"])[0].line == "other"


OWN = {
    "basins": {"surface": "bounded_saddle", "start": None},
    "sweep": {"vary": {"y": [0.1, 1]}, "target": 6},
}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"schedule"}))
def test_without_labels_a_picture_names_no_optimizer_and_no_setting(kind):
    """A schedule has no optimizers."""

    def draw(one, two):
        paths = {"adam": one, "rmsprop": two} | ({"third": "gd(lr=0.02)"} if kind == "panels" else {})
        return KINDS[kind].model_validate(ravine(steps=1, labels=False) | OWN.get(kind, {}) | {"paths": paths}).draw()

    same_path = draw("gd(lr=0.01)", "momentum(lr=0.01, momentum=0.5)")

    assert same_path == draw("nesterov(lr=0.01, momentum=0.0)", "gd(lr=0.01)")
    assert not re.search(rb"adam|rmsprop|<title|<!--", same_path.light)


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ["paper", "below", *(f"level{index}" for index in range(LEVELS))]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_lines_stand_out_from_every_ground(theme):
    """The ratios of WCAG 2: 4.5 for text, 3 for lines."""
    shades = {name: getattr(colour, theme) for name, colour in COLOURS.items()}
    texts = ["ink", "muted", *(f"{name}-text" for name in OPTIMIZERS), *(f"{name}-second" for name in OPTIMIZERS)]

    for ground in GROUNDS:
        assert min(contrast(shades[text], shades[ground]) for text in texts) >= 4.5
        assert min(contrast(shades[line], shades[ground]) for line in [*OPTIMIZERS, "ink", "muted", "axis"]) >= 3


@pytest.mark.parametrize("background", ["#2c2c2c", "#000000"])
def test_lines_stand_out_where_a_client_has_another_night(background):
    assert min(contrast(COLOURS[name].dark, background) for name in [*OPTIMIZERS, "muted", "axis"]) >= 3


VISION = {  # Machado et al. 2009, table 1, severity 1
    "everyone": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)


def lab(colour, vision):
    """Return a colour as one with that vision sees it, in CIE Lab."""
    seen = np.clip(np.array(VISION[vision]) @ linear(colour), 0, 1)
    x, y, z = np.cbrt(np.maximum(TO_XYZ @ seen / [0.95047, 1, 1.08883], 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, vision):
    return np.linalg.norm(lab(one, vision) - lab(other, vision))


def meeting():
    """Return the pairs of optimizers that meet in a figure."""
    groups = ({run.optimizer.entry.name for run in figure.runs} for figure in PUBLISHED.values() if figure.labels)
    return sorted({pair for group in groups for pair in combinations(sorted(group), 2)})


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("vision", "least"), [("everyone", 29), ("protanopia", 18), ("deuteranopia", 25)])
def test_optimizers_that_meet_in_a_figure_are_distinguished_by_colour(theme, vision, least):
    for one, other in meeting():
        colours = (getattr(COLOURS[name], theme) for name in (one, other))
        assert distance(*colours, vision) >= least, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_of_a_map_are_distinguished_by_the_colour_blind(theme):
    fills = [getattr(COLOURS[f"basin{index}"], theme) for index in range(4)]

    assert min(distance(*pair, vision) for pair in combinations(fills, 2) for vision in VISION) >= 20


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_star_is_visible_by_its_rim(theme):
    star, rim = (getattr(COLOURS[name], theme) for name in ("star", "rim"))
    grounds = [getattr(COLOURS[name], theme) for name in [*GROUNDS, *(f"basin{index}" for index in range(4))]]

    assert all(max(contrast(star, ground), contrast(rim, ground)) >= 3 for ground in grounds)


@pytest.mark.parametrize("name", ["beale", "maps basins", "usable sweep"])
def test_light_and_dark_differ_in_nothing_but_colour(name):
    blank = [re.sub(rb"#[0-9a-f]{6}\b", b"", each) for each in drawn(name)]

    assert blank[0] == blank[1]
    assert drawn(name).light != drawn(name).dark


def test_the_same_request_gives_the_same_bytes_in_every_process():
    script = (
        "import hashlib, json, sys; from figures import KINDS; kind, fields = json.loads(sys.argv[1]);"
        "print(hashlib.sha256(b''.join(KINDS[kind].model_validate(fields).draw())).hexdigest())"
    )
    command = [sys.executable, "-c", script, json.dumps(GALLERY["ravine"])]

    results = {
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }

    assert len(results) == 1


def test_a_user_s_own_matplotlib_style_changes_nothing(monkeypatch):
    before = request("coordinate").draw()

    monkeypatch.setitem(mpl.rcParams, "axes.autolimit_mode", "round_numbers")
    monkeypatch.setitem(mpl.rcParams, "font.size", 30)

    assert request("coordinate").draw() == before


def test_levels_are_filled_one_upon_the_other_and_deepest_at_the_minimum():
    shown = picture(request("adagrad"))
    regions = [np.ptp(path, axis=0).prod() for path in shown.paths(stroke=COLOURS["contour"].light)]

    assert len(regions) == LEVELS - 1
    assert regions == sorted(regions, reverse=True)


def test_a_line_goes_through_a_saddle():
    shown = picture(request("saddle"))
    (cross, *_) = shown.paths(stroke=COLOURS["star"].light)

    lines = map(dense, shown.paths(stroke=COLOURS["contour"].light))
    gaps = [np.hypot(*(line - cross.mean(axis=0)).T).min() for line in lines]
    assert min(gaps) < 4
    assert "saddle point" in {text.text for text in shown.texts()}


def test_stars_and_starts_lie_on_top_of_the_runs():
    drawn_in_order = [style for _, style in picture(request("adagrad")).elements()]
    strokes, fills = ([style.get(each) for style in drawn_in_order] for each in ("stroke", "fill"))
    last_run = max(len(strokes) - 1 - strokes[::-1].index(COLOURS[name].light) for name in ("gd", "adagrad"))

    assert fills.index(COLOURS["star"].light) > last_run
    assert COLOURS["paper"].light in fills[last_run:]


def test_what_matters_fills_the_window():
    for name in ("ravine", "rosenbrock", "batches"):
        trail = np.concatenate(picture(request(name)).paths(stroke_dasharray="none"))
        assert (np.ptp(np.clip(trail, 0, (360, 211)), axis=0) > (216, 105)).any()


def test_where_runs_end_in_a_small_cloud_an_inset_shows_it_larger():
    cloud = fields("quadratic(a=1, b=50)", 400, "adam(lr=0.05)", "lion(lr=0.05)", start=[-4, 1])

    assert any(text.startswith("second half, ") for text in texts_of(**cloud))
    dotted = picture(KINDS["descent"].model_validate(cloud)).paths(stroke_dasharray="none")
    assert len(dotted) == 2 * len(cloud["paths"]), "in the picture, and in the inset"
    assert not any(text.startswith("second half, ") for text in texts_of(**ravine("gd(lr=0.036)")))


def test_on_a_graph_a_long_step_is_an_arc_with_an_arrow_above_it():
    shown = picture(KINDS["descent"].model_validate(fields("parabola", 1, "gd(lr=1.9)")))
    (arc,) = [path for path in shown.paths(stroke=COLOURS["gd"].light) if len(path) > 5]
    start, end = arc[0], arc[-1]

    assert arc[:, 1].min() < min(start[1], end[1])
    assert len(shown.paths(fill=COLOURS["gd"].light, stroke="none")) == 1


AREA = Area(0, 0, 10, 10)


def test_a_path_that_stays_is_not_cut():
    track = np.array([[1.0, 1.0], [5.0, 5.0]])

    shown, direction = leave(track, AREA)

    assert shown.tolist() == track.tolist()
    assert direction is None


def test_a_path_that_returns_is_cut_only_where_it_leaves_for_good():
    track = np.array([[1.0, 1.0], [1.0, 50.0], [5.0, 5.0], [15.0, 5.0], [900.0, 5.0]])

    shown, direction = leave(track, AREA)

    assert shown.tolist() == [[1, 1], [1, 50], [5, 5], [10, 5]]
    assert direction.tolist() == [10, 0]


def test_a_long_path_is_thinned_where_its_points_lie_closest():
    track = np.array([[0.0, 0.0], [1.0, 0.0], [1.2, 0.0], [1.3, 0.1], [5.0, 0.0], [9.0, 9.0]])

    assert sift(track, 4) == [0, 1, 4, 5]


def test_a_text_is_placed_where_it_covers_nothing():
    wall = np.array([[x, y] for x in np.arange(0, 101, 2) for y in np.arange(0, 56, 2)])

    x, y = place(np.array([20, 10]), np.array([[50.0, 50.0]]), [wall], Area(0, 0, 100, 100))

    assert y - 5 > 54
    assert abs(x - 50) <= 20


def test_a_text_is_nearer_to_its_own_line_than_to_others():
    own, other = (np.array([[x, y] for x in range(0, 100, 2)], dtype=float) for y in (20, 80))

    _, y = place(np.array([20, 10]), own, [other], Area(0, 0, 100, 100))

    assert y < 50


def test_a_text_is_where_its_own_line_is_apart_from_others():
    shared = [(x, 50.0) for x in range(20, 160, 2)]
    own = np.array([(x, 50.0 - max(20 - x, 0) * 2) for x in range(0, 20, 2)] + shared)

    x, _ = place(np.array([16, 10]), own, [np.array(shared)], Area(0, 0, 160, 100), 16.0)

    assert x < 40


def test_a_track_that_comes_back_again_and_again_is_crowded():
    there_and_back = np.array([(x, 0.0) for _ in range(5) for x in (0, 60)])

    assert crowding(np.array([(0.0, 0.0), (60.0, 0.0)])) == pytest.approx(1, abs=0.1)
    assert crowding(there_and_back) == pytest.approx(9, rel=0.1)
    assert crowding(np.zeros((1, 2))) == 0


def test_a_line_is_paler_than_its_dots_only_where_it_is_crowded():
    """Of a cloud of steps the dots are seen, not the tangle between them."""
    there_and_back = np.array([(x, 50.0) for _ in range(5) for x in (20, 80)])
    crowded, single = (
        re.findall("<path[^>]*>", draw_trail(trail(track, Pen("ink", "ink"), Area(0, 0, 100, 100))))
        for track in (there_and_back, there_and_back[:2])
    )

    assert ["stroke-opacity" in each for each in crowded] == [True, False]
    assert ["stroke-opacity" in each for each in single] == [False, False]


def test_points_cover_a_box():
    covered = box(np.array([10.0, 10.0]), np.array([6, 4]))

    assert covered.min(axis=0).tolist() == [7, 8]
    assert covered.max(axis=0).tolist() == [13, 12]


def test_a_place_is_named_once():
    points = np.array([[0.0, 0.0], [3.0, 4.0], [30.0, 40.0]])

    assert distinct(points, 5).tolist() == [[0, 0], [3, 4], [30, 40]]
    assert distinct(points, 6).tolist() == [[0, 0], [30, 40]]


def test_tracks_are_alike_as_far_as_they_go_together():
    one, other = (np.array([[0.0, 0.0], [30.0, 0.0], [40.0, y]]) for y in (0, 50))

    assert alike(one, one) == 1
    assert alike(one, other) == 0.75
    assert alike(one, other[:2]) == 0


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((1e-3, 1e3), ["0.001", "0.1", "10", "1000"]),
        ((1e-7, 1e2), ["10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]),
        ((1e-8, 5e-8), ["10⁻⁸", "2 · 10⁻⁸", "5 · 10⁻⁸"]),
    ],
)
def test_a_log_axis_writes_its_numbers_in_one_form(limits, expected):
    scale = Scale("log", *limits, 0, 100)

    assert [scale.written(tick) for tick in scale.ticks(5)] == expected


RECORDED = Path(__file__).with_name("oracle") / "geometry.json"
REMEMBERED = ("ravine", "rosenbrock", "parabola", "loss", "step size", "maps basins", "steps sweep", "usable sweep")


def geometry(name):
    """Return a figure's name, and a few points of each of its lines."""
    figure = request(name)
    lines = picture(figure).paths()
    return {"name": figure.name, "lines": [line[:: 1 + len(line) // 8].round(1).tolist() for line in lines]}


@pytest.mark.parametrize("name", REMEMBERED)
def test_a_picture_changes_only_with_a_version(name):
    """``python tests/figures/test_drawing.py`` records anew."""
    found, expected = geometry(name), json.loads(RECORDED.read_text(encoding="utf-8"))[name]

    assert found["name"] == expected["name"], "the figure has a new name; record its geometry anew"
    assert [len(line) for line in found["lines"]] == [len(line) for line in expected["lines"]], ADVICE
    np.testing.assert_allclose(np.vstack(found["lines"]), np.vstack(expected["lines"]), atol=0.6, err_msg=ADVICE)


ADVICE = "the picture changed; raise the version of its kind, surface or optimizer, then record its geometry anew"

if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(geometry(name))}" for name in REMEMBERED]
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
