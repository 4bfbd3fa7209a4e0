import json
import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.transforms import Bbox
from support.pages import GALLERY, LONGEST, drawn, fields, own, page_of, ravine, request

from figures import KINDS
from figures.drawing import svg
from figures.drawing.geometry import distinct, leave, place, thin
from figures.drawing.layout import WIDTH, wrap
from figures.drawing.limits import scale, stride


def texts(page):
    """Return the texts on a page and their boxes, in points."""
    ticks = [
        label
        for axes in page.axes
        for axis in (axes.xaxis, axes.yaxis)
        for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
        if min(axis.get_view_interval()) <= place <= max(axis.get_view_interval())
    ]
    own = [text for axes in page.axes for text in (*axes.texts, axes.yaxis.label, axes.title)]
    return {text: text.get_window_extent() for text in (*page.texts, *own, *ticks) if text.get_text()}


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize("name", GALLERY)
def test_a_figure_is_light_to_load_and_well_formed(name, labels):
    pictures, _ = drawn(name, labels=labels)

    for picture in pictures:
        root = ET.fromstring(picture)  # noqa: S314 - our own
        width, height = (float(root.attrib[each].removesuffix("pt")) for each in ("width", "height"))
        assert width == 302.4
        assert height == 194.4 or (labels and len(request(name).paths) == 4 and (height <= 220 or name == "longest"))
        assert len(picture) <= 55_000
    assert len(pictures.light) == len(pictures.dark)


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize("name", GALLERY)
def test_no_text_is_small_or_leaves_the_page_or_covers_another(name, labels):
    _, page = drawn(name, labels=labels)

    boxes = texts(page)
    for text, box in boxes.items():
        assert text.get_fontsize() >= 9
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= WIDTH
        assert box.y1 <= page.bbox.height
        others = [other.shrunk(0.9, 0.9) for each, other in boxes.items() if each is not text]
        assert box.shrunk(0.9, 0.9).count_overlaps(others) == 0, text


@pytest.mark.parametrize("name", ["ravine", "beale", "loss", "step size"])
def test_the_letter_of_each_path_stands_inside_the_axes(name):
    figure, (_, page) = request(name, labels=False), drawn(name, labels=False)

    area = page.axes[0].bbox
    letters = {text.get_text(): box for text, box in texts(page).items() if text.get_weight() == "bold"}
    assert sorted(letters) == list("ABCD"[: len(figure.paths)])
    assert all(Bbox.intersection(area, box).bounds == box.bounds for box in letters.values())


def test_every_rate_start_and_step_count_is_printed():
    printed = " ".join(text.get_text() for text in texts(drawn("adagrad", labels=True)[1]))

    for each in ("gradient descent (lr = 0.036)", "Adagrad (lr = 1)", "60 steps from (−4, 1)", "a mark every 5 steps"):
        assert each in printed


OWN = {
    "basins": {"surface": "bounded_saddle", "start": None},
    "sweep": {"vary": {"y": [0.1, 1]}, "target": 6},
}


@pytest.mark.parametrize("kind", KINDS)
def test_without_labels_a_picture_tells_no_optimizer_and_no_setting(kind):
    def draw(one, two):
        paths = {"adam": one, "rmsprop": two}
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


@pytest.mark.parametrize("background", ["#ffffff", "#2c2c2c", "#16181c", "#000000"])
def test_text_and_lines_stand_out_from_every_background(background):
    """The ratios of WCAG 2: 4.5 for text, 3 for lines."""
    ink, lines = svg.INK, [*svg.PALETTE, svg.AXES]
    if background != "#ffffff":
        ink, lines = svg.DARK[ink], [svg.DARK[line] for line in lines]

    assert contrast(ink, background) >= 4.5
    assert min(contrast(line, background) for line in lines) >= 3


VISION = {  # Machado et al. 2009, table 1, severity 1
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


def least_distance(colours, vision):
    return min(np.linalg.norm(lab(one, vision) - lab(other, vision)) for one, other in combinations(colours, 2))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_told_apart_by_the_colour_blind(theme):
    lines, fills = (
        [svg.DARK[each] for each in colours] if theme == "dark" else colours for colours in (svg.PALETTE[:3], svg.FILLS)
    )

    assert all(least_distance(lines, vision) >= 30 for vision in ("protanopia", "deuteranopia"))
    assert all(least_distance(fills, vision) >= 20 for vision in VISION)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_minimum_stands_out_on_a_map_by_its_rim(theme):
    ink, paper = (svg.DARK[each] if theme == "dark" else each for each in (svg.INK, svg.PAPER))

    assert contrast(ink, paper) >= 10


@pytest.mark.parametrize("name", ["beale", "maps basins", "usable sweep"])
def test_light_and_dark_differ_in_nothing_but_colour(name):
    pictures, _ = drawn(name, labels=True)

    blank = [re.sub(rb"#[0-9a-f]{6}", b"", picture) for picture in pictures]
    colours = [set(re.findall(rb"#[0-9a-f]{6}\b", picture)) for picture in pictures]
    assert blank[0] == blank[1]
    assert not colours[0] & colours[1]


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
    before = request("slope").draw()

    monkeypatch.setitem(mpl.rcParams, "font.size", 30)

    assert request("slope").draw() == before
    assert mpl.rcParams["font.size"] == 30


AREA = np.array([[0.0, 0.0], [10.0, 10.0]])


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

    assert thin(track, 4).tolist() == [[0, 0], [1, 0], [5, 0], [9, 9]]


def test_a_text_is_placed_where_it_covers_nothing():
    anchor = np.array([[5.0, 5.0]])
    wall = np.array([[x, y] for x in np.arange(0, 11, 0.5) for y in np.arange(0, 5.5, 0.5)])

    x, y = place((2, 2), anchor, np.empty((0, 2)), wall, 2 * AREA - 5)

    assert y - 1 > 5
    assert abs(x - 5) <= 5


def test_a_place_is_named_once():
    points = np.array([[0.0, 0.0], [3.0, 4.0], [30.0, 40.0]])

    assert distinct(points, 5).tolist() == [[0, 0], [3, 4], [30, 40]]
    assert distinct(points, 6).tolist() == [[0, 0], [30, 40]]
    assert [text.get_text() for text in texts(page_of(NEIGHBOURS))].count("start") == 1


NEIGHBOURS = KINDS["descent"].model_validate(
    fields("bounded_saddle", 9, own("gd(lr=0.05)", start=[1.2, 0]), own("gd(lr=0.05)", start=[1.2, 0.001]))
)


def test_a_lone_run_has_no_letter():
    printed = {text.get_text() for text in texts(drawn("filaments basins", labels=True)[1])}

    assert "momentum (lr = 0.005, momentum = 0.9)" in printed
    assert "A" not in printed


def test_minima_and_saddles_lie_on_top_of_the_paths_with_a_rim():
    lines = page_of(NEIGHBOURS).axes[0].lines
    symbols = [line for line in lines if line.get_marker() in {"*", "X"}]

    assert sorted(line.get_marker() for line in symbols) == ["*", "X"]
    for symbol in symbols:
        assert symbol.get_markeredgecolor() == svg.PAPER
        assert all(symbol.get_zorder() > line.get_zorder() for line in lines if line.get_linestyle() == "-")


def test_runs_drawn_apart_stay_inside_the_axes_where_they_start_high():
    figure = KINDS["descent"].model_validate(fields("slope", 1, "gd", "gd", "gd", LONGEST, start=[50]))
    (axes,) = page_of(figure).axes

    runs = [line for line in axes.lines if line.get_zorder() == 3]
    assert max(height for line in runs for height in line.get_ydata()) < axes.bbox.y1


def test_contours_go_through_a_saddle_and_are_dashed_below_it():
    (contours,) = page_of(request("saddle")).axes[0].collections

    assert contours.levels.round(2).tolist() == [-1.44, -0.81, -0.36, -0.09, 0, 0.09, 0.36, 0.81, 1.44]
    assert [dashes is not None for _, dashes in contours.get_linestyles()] == [True] * 4 + [False] * 5


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((1e-3, 1e3), ["0.001", "0.1", "10", "1000"]),
        ((1e-7, 1e2), ["10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]),
        ((1e-8, 5e-8), ["10⁻⁸", "2 · 10⁻⁸", "5 · 10⁻⁸"]),
    ],
)
def test_a_log_axis_writes_its_numbers_in_one_form(limits, expected):
    axes = MatplotlibFigure().subplots()
    scale(axes, "y", "log", *limits)
    low, high = limits

    seen = [place for place in axes.yaxis.get_majorticklocs() if 0.99 * low <= place <= 1.01 * high]
    assert axes.yaxis.get_major_formatter().format_ticks(seen) == expected


@pytest.mark.parametrize(
    ("steps", "expected"), [(1, 1), (12, 1), (13, 2), (60, 5), (120, 10), (400, 50), (10_000, 1000)]
)
def test_marks_are_a_round_number_of_steps_apart(steps, expected):
    assert stride(steps) == expected


def test_a_text_is_wrapped_at_its_spaces_but_not_in_brackets():
    assert wrap("60 steps from (−4, 1)", 60) == ["60 steps", "from", "(−4, 1)"]


def test_a_note_is_broken_between_its_clauses_if_that_takes_no_more_lines():
    assert wrap("9 steps on a bowl (a = 1); a mark every step; ★ minimum", 160) == [
        "9 steps on a bowl (a = 1);",
        "a mark every step; ★ minimum",
    ]
    assert wrap("a bowl; a mark every 5 steps; ★ minimum", 90) == ["a bowl; a mark", "every 5 steps;", "★ minimum"]


RECORDED = Path(__file__).with_name("oracle") / "geometry.json"
REMEMBERED = ("ravine", "rosenbrock", "parabola", "loss", "step size", "maps basins", "steps sweep", "usable sweep")


def geometry(name):
    """Return a figure's name, and a few points of each of its lines."""
    figure = request(name)
    axes = page_of(figure).axes
    lines = [line.get_xydata() for each in axes for line in each.lines]
    lines += [patch.get_path().vertices for each in axes for patch in each.patches]
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
