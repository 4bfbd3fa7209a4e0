"""Fields, schedules, views and panels: what is drawn, and what is refused."""

import gzip
import re

import numpy as np
import pytest
from pydantic import ValidationError
from support.pages import picture

from figures import KINDS, SURFACES
from figures.drawing.colours import COLOURS
from figures.drawing.gradient_field import AREA

STILL, PACKED = 60_000, 14_000  # bytes
RULES = ["gd(lr=0.04)", "momentum(lr=0.01)", "nesterov(lr=0.01)", "adagrad(lr=0.5)", "rmsprop(lr=0.05)", "adam(lr=0.1)"]
TITLES = 15.0
PLANE = [name for name, entry in SURFACES.items() if entry().dim == 2]
VALLEY = {"surface": "quadratic(a=1, b=20)", "start": [-4, 1.5]}
FIELD = VALLEY | {"paths": {"gd": "gd(lr=0.04)"}}
VIEW = FIELD | {"steps": 40}
PANELS = VALLEY | {"steps": 40, "paths": dict(zip("abcdef", RULES, strict=True))}
SCHEDULE = {"steps": 100, "paths": {"cos": "cosine(lr=0.1)", "warm": "warmup_cosine(lr=0.1)", "root": "inverse_sqrt"}}
REQUESTS = {"field": FIELD, "view": VIEW, "panels": PANELS, "schedule": SCHEDULE}


def figure(kind, **changes):
    return KINDS[kind].model_validate(REQUESTS[kind] | changes)


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize("kind", REQUESTS)
def test_a_picture_is_small_and_the_same_each_time(kind, labels):
    drawing = figure(kind, labels=labels).draw()

    assert drawing == figure(kind, labels=labels).draw()
    assert all(len(each) <= STILL and len(gzip.compress(each)) <= PACKED for each in drawing)
    assert not re.search(rb"nan|inf|\$", drawing.light)


@pytest.mark.parametrize("surface", PLANE)
@pytest.mark.parametrize("kind", ["field", "view"])
def test_every_surface_of_two_coordinates_can_be_drawn(kind, surface):
    drawing = figure(kind, surface=surface, start=SURFACES[surface]().start, paths={"adam": "adam(lr=0.1)"}).draw()

    assert all(len(each) <= STILL and len(gzip.compress(each)) <= PACKED for each in drawing)


@pytest.mark.parametrize(
    ("surface", "start", "zeros"),
    [
        ("saddle", (0.9, 0.4), 1),
        ("bounded_saddle", (0.9, 0.45), 2),
        ("bounded_saddle", (0.7, 0), 3),
        ("booth", (2, 2), 1),
    ],
)
def test_in_a_field_each_critical_point_that_is_seen_is_named_once(surface, start, zeros):
    named, unnamed = (
        [each.text for each in picture(figure("field", surface=surface, start=start, labels=labels)).texts()]
        for labels in (True, False)
    )

    assert named.count("∇L = 0") == zeros
    assert "∇L = 0" not in unnamed


@pytest.mark.parametrize("rate", [1e-9, 0.2, 10.0, 1e5])
@pytest.mark.parametrize("kind", ["field", "view", "panels"])
def test_a_run_that_hardly_moves_or_diverges_is_drawn_too(kind, rate):
    paths = dict.fromkeys(REQUESTS[kind]["paths"], f"gd(lr={rate})")

    assert figure(kind, paths=paths).draw()


def test_in_a_field_the_gradient_is_at_right_angles_to_the_levels():
    """One unit is as long in both directions, on whatever surface."""
    from figures.drawing.gradient_field import equal_scale

    window = equal_scale(np.array([(-1.0, 1.0), (0.0, 9.0)]))
    width, height = AREA.corners[1] - AREA.corners[0]

    assert np.ptp(window[0]) / width == pytest.approx(np.ptp(window[1]) / height)
    assert window[1].tolist() == [0.0, 9.0]


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("field", {"surface": "parabola", "start": 1}, "arrows need a surface of two coordinates; 'parabola' has one"),
        ("field", {"steps": 2}, "a field shows one step, not 2; remove 'steps'"),
        ("view", {"surface": "parabola", "start": 1}, "a view needs a surface of two coordinates; 'parabola' has one"),
        ("view", {"elevation": 90}, "less than or equal to 85"),
        ("panels", {"surface": "slope", "start": 1}, "panels need a surface of two coordinates; 'slope' has one"),
        ("panels", {"paths": {"a": "gd", "b": "adam"}}, "at least 3 items"),
        (
            "panels",
            {"paths": {"a": "gd", "b": "adam", "c": {"optimizer": "gd", "start": [1, 1]}}},
            "panels share surface and start; remove them from 'c'",
        ),
    ],
)
def test_a_mistake_is_reported(kind, changes, message):
    with pytest.raises(ValidationError) as caught:
        figure(kind, **changes)

    assert message in str(caught.value)


def test_without_labels_nothing_names_the_runs():
    unlabelled = [figure(kind, labels=False) for kind in REQUESTS]

    for each in unlabelled:
        assert not re.search("gradient descent|momentum|Adam|cosine|0\\.04", each.alt_text)


def test_a_number_may_be_varied_in_each_of_them_but_panels():
    strips = [
        figure("field", vary={"eta": [0.01, 0.02, 0.04]}, paths={"gd": "gd(lr=eta)"}),
        figure("view", vary={"kappa": [2, 10, 50]}, surface="quadratic(a=1, b=kappa)"),
        figure("schedule", vary={"long": [10, 20, 40]}, paths={"warm": "warmup_cosine(warmup=long)"}),
    ]

    assert [len(each.knobs) for each in strips] == [3, 3, 3]
    for each in strips:
        assert f'width="{3 * 360}"'.encode() in each.draw().light


def test_names_of_panels_are_written_alike_and_a_long_one_is_its_first_word():
    paths = {"a": "momentum(lr=0.01)", "b": "nesterov(lr=0.01)", "c": "gd(lr=0.01)"}

    names = [each for each in picture(figure("panels", paths=paths)).texts() if each.top < TITLES]

    assert [each.text for each in names] == ["momentum", "Nesterov", "gradient descent"]
    assert len({each.size for each in names}) == 1


def test_a_run_that_leaves_a_surface_ends_in_an_arrow_at_its_edge():
    leaving = figure("view", surface="saddle", start=[0.9, -0.02], steps=100, paths={"gd": "gd(lr=0.05)"})
    staying = figure("view", surface="saddle", start=[0.9, -0.02], steps=20, paths={"gd": "gd(lr=0.05)"})

    arrows = [len(picture(each).paths(fill=COLOURS["gd"].light)) for each in (leaving, staying)]

    assert arrows == [1, 0]


def test_beside_a_view_an_arrow_points_up_to_where_the_loss_is_higher():
    shown = picture(figure("view"))
    (label,) = (text for text in shown.texts() if text.text == "loss")
    (outline,) = shown.paths(fill=COLOURS["muted"].light, paint_order="stroke")
    tip, tail = outline[0], outline[3:5].mean(axis=0)

    assert tail[0] == pytest.approx(tip[0], abs=0.2)
    assert 0 < label.bottom <= tip[1] + 2
    assert tip[1] + 40 < tail[1] < 211


def test_a_graph_is_as_high_as_the_steepest_of_a_strip():
    strip = KINDS["descent"].model_validate(
        {
            "surface": "parabola(a=k)",
            "start": -1.5,
            "steps": 9,
            "vary": {"k": [0.2, 1, 4]},
            "paths": {"gd": "gd(lr=0.2)"},
        }
    )
    shown = picture(strip)

    starts = [[y for (_, y), fill in shown.circles(cell) if fill == COLOURS["paper"].light] for cell in range(3)]

    assert [len(each) for each in starts] == [1, 1, 1]
    assert all(0 < y < AREA.bottom for (y,) in starts)
    assert starts == sorted(starts, reverse=True)
