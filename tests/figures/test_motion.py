import json
import os
import re
import subprocess
import sys
from functools import cache
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from pydantic import ValidationError
from support.pages import CURVES, DESCENTS, page_of

from figures import KINDS
from figures.drawing.motion import Clock

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
REQUESTS = {name: ("descent", each) for name, each in DESCENTS.items()}
REQUESTS |= {name: ("curve", each) for name, each in CURVES.items()}


def figure(name, **changes):
    kind, fields = REQUESTS[name]
    return KINDS[kind].model_validate(fields | {"animate": True} | changes)


@cache
def drawn(name):
    """Return the moving pictures of a request, drawn once for all tests."""
    return figure(name).draw()


@cache
def tree(name):
    return ET.fromstring(drawn(name).light)  # noqa: S314 - our own


def lines(name):
    """Return the moving lines: paths used once more, as a viewer puts them together."""
    paths = {f"#{each.attrib['id']}": each for each in tree(name).iter(f"{SVG}path") if "id" in each.attrib}
    uses = [each for each in tree(name).iter(f"{SVG}use") if each.get("class") == "run"]
    found = [ET.Element("path", paths[use.attrib[HREF]].attrib | use.attrib) for use in uses]
    for line, use in zip(found, uses, strict=True):
        line.extend(use)
    return found


def marks_of(picture):
    """Return the marks that appear."""
    return [each for each in picture.iter(f"{SVG}use") if len(each) and each.get("class") != "run"]


def numbers(element, attribute):
    return np.array([float(each) for each in element.attrib[attribute].split(";")])


def at(line, shares):
    """Return the points of a line at shares of its length."""
    track = np.array(re.findall(r"[-\d.]+", line.attrib["d"]), dtype=float).reshape(-1, 2)
    lengths = np.append(0, np.cumsum(np.hypot(*np.diff(track, axis=0).T)))
    return np.column_stack([np.interp(shares * lengths[-1], lengths, each) for each in track.T])


@pytest.mark.parametrize("name", REQUESTS)
def test_a_moving_figure_is_light_to_load_and_all_in_it_keeps_one_time(name):
    """Every animation has the same length and is repeated for ever; key times rise from 0 to 1."""
    light, dark = drawn(name)
    animations = [each for each in tree(name).iter() if "repeatCount" in each.attrib]

    assert max(len(light), len(dark)) <= 60_000
    assert len({each.attrib["dur"] for each in animations}) == 1
    assert {each.attrib["repeatCount"] for each in animations} == {"indefinite"}
    for each in animations:
        times = numbers(each, "keyTimes")
        values = each.get("values") or each.attrib["keyPoints"]
        assert times[0] == 0
        assert (np.diff(times) > 0).all()
        assert len(times) == len(values.split(";"))
        assert times[-1] == 1 or each.get("calcMode") == "discrete"


@pytest.mark.parametrize("name", REQUESTS)
def test_line_and_dot_of_each_run_move_together_and_rest_at_the_end(name):
    dots = list(tree(name).iter(f"{SVG}animateMotion"))

    assert len(lines(name)) == len(dots) == len(figure(name).paths)
    for line, dot in zip(lines(name), dots, strict=True):
        (drawing,) = line
        shares = numbers(dot, "keyPoints")
        assert dot[0].attrib == {HREF: f"#{line.attrib['id']}"}
        assert dot.attrib["keyTimes"] == drawing.attrib["keyTimes"]
        assert (dot.attrib["calcMode"], drawing.attrib["calcMode"]) == ("linear", "linear")
        np.testing.assert_allclose(numbers(drawing, "values"), 1 - shares, atol=1.01e-4)
        assert (np.diff(shares) >= 0).all()
        assert shares[-2] == shares[-1]


@pytest.mark.parametrize("name", ["adagrad", "ravine", "starts", "coordinate"])
def test_every_step_has_its_moment_and_there_the_dot_is_at_the_iterate(name):
    """So the speed that is seen is the speed of the optimizer."""
    request = figure(name)
    page = page_of(figure(name, animate=False))
    height, clock = page.bbox.height, Clock(request.steps)
    for index, (run, line) in enumerate(zip(request.runs, lines(name), strict=True)):
        times, shares = numbers(line[0], "keyTimes"), 1 - numbers(line[0], "values")
        steps = len(times) - 2
        path = run.iterates(request.steps)
        if name == "coordinate":
            path = np.column_stack([np.arange(len(path)), path])
        expected = (0, height) + page.axes[0].transData.transform(path) * (1, -1)
        assert steps == request.steps or (name, index) == ("ravine", 2)
        np.testing.assert_allclose(times[:-1], clock.times(range(steps + 1)), atol=1e-4)
        np.testing.assert_allclose(at(line, shares)[: steps - 1], expected[: steps - 1], atol=0.5)


def test_a_run_that_leaves_the_axes_stops_at_their_edge():
    _, _, line = lines("ravine")
    times = numbers(line[0], "keyTimes")

    assert len(times) < 62
    assert times[-2] < 0.5
    assert drawn("ravine").light.count(b'<g><animate attributeName="opacity"') == 1


@pytest.mark.parametrize("name", ["noise", "rosenbrock", "step size", "himmelblau"])
def test_a_long_run_has_fewer_moments_at_about_equal_distances(name):
    """As many as keep it small; each is still at the time of its step."""
    steps, most = figure(name).steps, 480 // len(lines(name))
    tick = Clock(steps).times([1])[0]
    for line in lines(name):
        times = numbers(line[0], "keyTimes")[:-1]
        assert most / 3 <= len(times) <= 1 + most
        np.testing.assert_allclose(np.diff(times), np.diff(times).mean(), atol=tick + 1e-4)
        np.testing.assert_allclose(times / tick, np.round(times / tick), atol=1e-4 / tick)


def test_a_curve_that_begins_with_step_1_waits_until_then():
    (line, *_) = lines("step size")

    assert numbers(line[0], "values")[0] == 1
    assert at(line, np.array([0.0])).tolist() == at(line, np.array([1e-9])).round(4).tolist()


def test_marks_appear_when_the_run_gets_there():
    clock = Clock(60)
    marks = marks_of(tree("adagrad"))

    assert len(marks) == 24
    expected = np.tile(clock.times(range(5, 61, 5)), 2)
    found = [numbers(mark[0], "keyTimes")[1] for mark in marks]
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert {mark[0].attrib["values"] for mark in marks} == {"0;1"}
    for line, those in zip(lines("adagrad"), (marks[:12], marks[12:]), strict=True):
        places = [[float(mark.attrib[each]) for each in "xy"] for mark in those]
        np.testing.assert_allclose(places, at(line, 1 - numbers(line[0], "values"))[5:61:5], atol=0.3)


def test_a_run_without_marks_and_one_that_comes_back_from_far_outside_move_too():
    paths = {"gone": "gd(lr=0.2)", "far": "momentum(lr=0.07, momentum=0.9)", "wide": "adam(lr=9.0)"}

    picture = ET.fromstring(figure("adagrad", paths=paths).draw().light)  # noqa: S314 - our own

    times = [numbers(each, "keyTimes") for each in picture.iter(f"{SVG}animateMotion")]
    marks = marks_of(picture)
    assert [len(each) for each in times] == [3, 62, 62]
    assert len(marks) == 24
    assert min(float(mark.attrib["y"]) for mark in marks) < 0


@pytest.mark.parametrize(("steps", "seconds"), [(1, 4.5), (30, 4.5), (60, 7.5), (80, 9.5), (10_000, 9.5)])
def test_a_round_takes_ten_steps_a_second_within_bounds_and_pauses(steps, seconds):
    clock = Clock(steps)

    assert clock.seconds == seconds
    assert clock.times([0, steps]) == [0, 1 - 1.5 / seconds]


@pytest.mark.parametrize("name", REQUESTS)
def test_without_smil_the_whole_picture_stands_still(name):
    """No line is hidden but by an animation; dots are seen only where they can move."""
    assert all("stroke-dashoffset" not in line.attrib for line in lines(name))
    assert all((line.attrib["pathLength"], line.attrib["stroke-dasharray"]) == ("1", "1") for line in lines(name))
    circles = list(tree(name).iter(f"{SVG}circle"))
    assert {circle.attrib["visibility"] for circle in circles} == {"hidden"}
    faint = [each for each in tree(name).iter() if "opacity" in each.attrib]
    assert [len(each) for each in faint] == [1] * len(lines(name))


@pytest.mark.parametrize("name", ["ravine", "loss"])
def test_the_whole_line_is_seen_faintly_from_the_start(name):
    """It is the very path that the moving line uses, so that the one lies under the other."""
    faint = [each[0] for each in tree(name).iter(f"{SVG}g") if each.get("opacity") == ".3"]

    assert [path.attrib["id"] for path in faint] == ["run0", "run1", "run2"]
    assert all("class" not in path.attrib and "stroke-dasharray" not in path.attrib for path in faint)
    assert [line.attrib[HREF] for line in lines(name)] == ["#run0", "#run1", "#run2"]


def test_under_reduced_motion_nothing_moves():
    style = tree("ravine").find(f".//{SVG}style").text

    assert style.endswith(
        "@media(prefers-reduced-motion:reduce){.run{stroke-dasharray:none}.dot{display:none}use,g{opacity:1!important}}"
    )
    dots = [each for each in tree("ravine").iter(f"{SVG}g") if each.get("class") == "dot"]
    assert [len(list(dot.iter(f"{SVG}circle"))) for dot in dots] == [1, 1, 1]
    assert all(dot.attrib["clip-path"] == lines("ravine")[0].attrib["clip-path"] for dot in dots)


@pytest.mark.parametrize("name", ["ravine", "well", "loss"])
def test_a_still_figure_holds_nothing_of_it_and_shows_the_same(name):
    """Without its animation the moving picture has the elements of the still one, and its lines twice."""
    still = figure(name, animate=False).draw().light.decode()
    shown = [each for each in tree(name).iter() if each.tag.rpartition("}")[2] in {"path", "use"}]

    assert not re.search('animate|dash|media|class=| id="(run|marks|exit)', still)
    assert len(shown) - len(lines(name)) == len(re.findall("<path|<use", still))


def test_a_moving_figure_has_a_name_and_an_alt_text_of_its_own():
    one, other = figure("ravine"), figure("ravine", animate=False)

    assert one.name != other.name
    assert one.alt_text == "Animated contour plot" + other.alt_text.removeprefix("Contour plot")
    assert figure("loss").alt_text.startswith("Animated plot of loss (log scale) against step, 60 steps")


def test_light_and_dark_differ_in_nothing_but_colour():
    light, dark = (re.sub(rb"#[0-9a-f]{6}\b", b"", picture) for picture in drawn("beale"))

    assert light == dark


def test_without_labels_motion_gives_nothing_away():
    paths = {"adam": "gd(lr=0.01)", "lion": "momentum(lr=0.01, momentum=0.0)"}

    one = figure("ravine", paths=paths, labels=False).draw()

    assert (
        one == figure("ravine", paths={"a": "nesterov(lr=0.01, momentum=0.0)", "b": "gd(lr=0.01)"}, labels=False).draw()
    )
    assert not re.search(rb"adam|lion|momentum", one.light)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"descent", "curve"}))
def test_only_runs_can_be_animated(kind):
    with pytest.raises(ValidationError) as caught:
        KINDS[kind].model_validate(DESCENTS["himmelblau"] | {"animate": True})

    assert ("extra_forbidden", ("animate",)) in {(each["type"], each["loc"]) for each in caught.value.errors()}


def test_the_same_request_gives_the_same_bytes_in_every_process():
    script = (
        "import hashlib, json, sys; from figures import KINDS; fields = json.loads(sys.argv[1]);"
        "print(hashlib.sha256(b''.join(KINDS['descent'].model_validate(fields).draw())).hexdigest())"
    )
    command = [sys.executable, "-c", script, json.dumps(DESCENTS["ravine"] | {"animate": True})]

    results = {
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }

    assert len(results) == 1
