"""A number of a figure with several values: frames, knobs, names, words and claims."""

import re
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from figures import KINDS
from figures.calls import with_number
from figures.runs import Run

RATES = [0.01, 0.02, 0.03, 0.036, 0.039, 0.041]
VARIED = {
    "surface": "quadratic(a=1, b=50)",
    "start": [-4, 1],
    "steps": 60,
    "vary": {"eta": RATES},
    "paths": {"gd": "gd(lr=eta)"},
}
STILL = {key: value for key, value in VARIED.items() if key != "vary"}


def figure(kind="descent", **changes):
    return KINDS[kind].model_validate({key: value for key, value in (VARIED | changes).items() if value is not ...})


def mistakes(**changes):
    """Return where and what is wrong with a request."""
    with pytest.raises(ValidationError) as caught:
        figure(**changes)
    return {error["loc"]: error["msg"].removeprefix("Value error, ") for error in caught.value.errors()}


# Frames


@pytest.mark.parametrize("kind", ["descent", "curve"])
def test_each_frame_is_the_figure_with_the_value_in_place_of_the_name(kind):
    frames = figure(kind).frames

    assert list(frames) == [f"[{rate}]" for rate in RATES]
    for rate, frame in zip(RATES, frames.values(), strict=True):
        assert frame.name == figure(kind, vary=..., paths={"gd": f"gd(lr={rate})"}).name
        assert frame.foot == figure(kind, vary=..., paths={"gd": f"gd(lr={rate})"}).foot


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"paths": {"a": "momentum(lr=0.01, momentum=v)"}}, lambda frame: frame.runs[0].optimizer.settings["momentum"]),
        ({"paths": {"a": "adam(lr=0.1, betas=[0.9, v])"}}, lambda frame: frame.runs[0].optimizer.settings["betas"][1]),
        ({"paths": {"a": "gd(lr=0.01)"}, "surface": "quadratic(b=v)"}, lambda frame: frame.surface.settings["b"]),
        ({"paths": {"a": "gd(lr=0.01)"}, "start": ["v", 1]}, lambda frame: frame.start[0]),
        (
            {"paths": {"a": {"optimizer": "gd(lr=0.01)", "surface": "quadratic(a=v)"}}},
            lambda frame: frame.runs[0].surface.settings["a"],
        ),
        ({"paths": {"a": {"optimizer": "gd(lr=0.01)", "start": ["v", 2]}}}, lambda frame: frame.runs[0].start[0]),
        ({"paths": {"a": "gd(lr=0.1)"}, "surface": "parabola", "start": "v"}, lambda frame: frame.runs[0].start[0]),
        ({"paths": {"a": {"optimizer": "gd(lr=0.01)", "clip": "v"}}}, lambda frame: frame.runs[0].clip),
        (
            {"paths": {"a": {"optimizer": "gd", "schedule": "cosine(lr=v, steps=60)"}}},
            lambda frame: frame.runs[0].schedule.settings["lr"],
        ),
    ],
)
def test_a_name_may_replace_a_number_wherever_calls_and_points_have_one(changes, read):
    frames = figure(**changes, vary={"v": [0.1, 0.2, 0.7]}).frames

    assert [read(frame) for frame in frames.values()] == [0.1, 0.2, 0.7]


def test_a_whole_number_stays_one():
    batches = figure(
        surface="least_squares(batch=n)", start=..., vary={"n": [1, 2, 32]}, paths={"a": "gd(lr=0.1)"}
    ).frames.values()

    assert [repr(frame.surface.settings["batch"]) for frame in batches] == ["1", "2", "32"]


@given(st.lists(st.floats(1e-6, 1e3), min_size=3, max_size=9, unique=True), st.data())
def test_any_values_are_the_settings_of_the_frames(values, data):
    first = data.draw(st.sampled_from([None, *values]))
    read = figure(vary={"rate": values}, first=first, paths={"a": "gd(lr=rate)"})

    assert [frame.runs[0].optimizer.settings["lr"] for frame in read.frames.values()] == values
    assert read.shown == (values.index(first) if first else (len(values) - 1) // 2)
    assert read.runs[0].optimizer.settings["lr"] == values[read.shown]
    assert [knob.chosen for knob in read.knobs] == [index == read.shown for index in range(len(values))]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("gd(lr=eta)", "gd(lr=0.5)"),
        ("adam(betas=[0.9, eta])", "adam(betas=[0.9, 0.5])"),
        ("adam(betas=(eta, eta))", "adam(betas=(0.5, 0.5))"),
        ("gd(lr=cosine(peak=eta, steps=60))", "gd(lr=cosine(peak=0.5, steps=60))"),
        ("eta(lr=0.1)", "eta(lr=0.1)"),
        ("gd(eta=0.1)", "gd(eta=0.1)"),
        ("gd(lr=2*eta)", "gd(lr=2*eta)"),
        ("gd(lr=beta, x='eta')", "gd(lr=beta, x='eta')"),
        ("eta", "eta"),
        ("gd(lr=eta", "gd(lr=eta"),
        (f"gd(lr=eta{' ' * 200})", f"gd(lr=eta{' ' * 200})"),
    ],
)
def test_only_a_value_that_is_the_name_is_replaced(written, read):
    assert with_number(written, "eta", 0.5) == read


def test_a_caption_is_not_a_call():
    read = figure(caption="gd(lr=eta)", alt="gd(lr=eta)")

    assert (read.caption, read.alt_text) == ("gd(lr=eta)", "gd(lr=eta)")


def test_nothing_is_varied_by_default():
    still = figure(vary=..., paths={"gd": "gd(lr=0.036)"})

    assert (list(still.frames), still.knobs, still.values, still.varied) == ([""], (), (), "")
    assert still.frames[""] is still


# Knobs


def test_knobs_say_the_values():
    assert [(knob.text, knob.label) for knob in figure(vary={"eta": [1e-5, 0.01, 1.0]}).knobs] == [
        ("1e−5", "η = 1e−5"),
        ("0.01", "η = 0.01"),
        ("1", "η = 1"),
    ]
    assert figure(start=["x0", 1], vary={"x0": [-1, 0, 2]}, paths={"a": "gd(lr=0.1)"}).knobs[0] == (
        "−1",
        "x₀ = −1",
        False,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"surface": "quadratic(b=eta)", "paths": {"gd": "gd(lr=0.001)"}},
        {"start": ["eta", 1], "paths": {"gd": "gd(lr=0.001)"}},
    ],
)
def test_without_labels_no_word_states_a_value(changes):
    values = [7.25, 11.5, 23.75]
    read = figure(labels=False, vary={"eta": values}, **changes)
    words = [read.alt_text, *(part for knob in read.knobs for part in knob[:2])]
    words += [text for frame in read.frames.values() for text in (frame.note, frame.foot, frame.alt_text)]

    assert [knob[:2] for knob in read.knobs] == [("1", "1"), ("2", "2"), ("3", "3")]
    assert [word for word in words if any(str(value) in word for value in values)] == []
    assert read.alt_text.endswith(": path A, for 3 values of η.")


# Name and alt text


def test_a_name_is_that_of_what_is_drawn():
    name = figure().name

    assert figure(first=0.036).name == name, "what is shown first is not drawn"
    assert figure(vary={"rate": RATES}, paths={"gd": "gd( lr=rate )"}).name == name
    assert figure(claims=["loss(gd[0.01], 3) > 0"]).name == name
    assert figure(vary={"eta": RATES[:-1]}).name != name
    assert figure(vary={"eta": RATES[::-1]}).name != name
    assert figure(claims=["steps_to(gd[0.01], 1e-3) > 3"]).name != name, "the picture states that number"


def test_without_labels_the_symbol_is_drawn():
    surface = {"surface": "quadratic(b=kappa)", "paths": {"a": "gd(lr=0.01)"}, "labels": False}
    other = {**surface, "surface": "quadratic(b=rho)"}

    assert figure(**surface, vary={"kappa": [1, 2, 3]}).name != figure(**other, vary={"rho": [1, 2, 3]}).name


@pytest.mark.parametrize(
    ("changes", "alt_text"),
    [
        (
            {},
            (
                "Contour plot of 60 steps from (−4, 1) on a quadratic (a = 1, b = 50): gradient descent (lr = η), "
                "for η = 0.01, 0.02, 0.03, 0.036, 0.039 and 0.041."
            ),
        ),
        (
            {
                "surface": "quadratic(a=1, b=kappa)",
                "vary": {"kappa": [1, 10, 50]},
                "paths": {"a": "adam(lr=0.1)"},
                "animate": True,
            },
            (
                "Animated contour plot of 60 steps from (−4, 1) on a quadratic (a = 1, b = κ): Adam (lr = 0.1), "
                "for κ = 1, 10 and 50."
            ),
        ),
        (
            {"vary": {"beta2": [0.9, 0.99, 0.999]}, "paths": {"a": "adam(lr=0.1, betas=[0.9, beta2])"}},
            (
                "Contour plot of 60 steps from (−4, 1) on a quadratic (a = 1, b = 50): "
                "Adam (lr = 0.1, betas = [0.9, β₂]), for β₂ = 0.9, 0.99 and 0.999."
            ),
        ),
        (
            {"surface": "least_squares(batch=n)", "vary": {"n": [1, 2, 32]}, "paths": {"a": "gd(lr=0.1)"}},
            (
                "Contour plot of 60 steps from (−4, 1) on least squares (batch = n): "
                "gradient descent (lr = 0.1), for n = 1, 2 and 32."
            ),
        ),
    ],
)
def test_an_alt_text_says_what_is_varied(changes, alt_text):
    assert figure(**changes).alt_text == alt_text


# Moments


@pytest.mark.parametrize(
    ("values", "steps", "moments"),
    [(0, 60, 24), (0, 5, 6), (3, 60, 16), (4, 60, 12), (6, 60, 8), (9, 60, 5), (9, 2, 3)],
)
def test_a_reel_has_at_most_24_moments_and_48_pictures_with_all_frames(values, steps, moments):
    changes = (
        {"vary": {"eta": [n / 100 for n in range(1, values + 1)]}} if values else {"vary": ..., "paths": {"a": "gd"}}
    )

    assert figure(**changes, steps=steps, animate=True).moments == moments
    assert figure(**changes, steps=steps).moments == 1


# Claims


def test_a_claim_is_about_the_run_at_a_value():
    claims = ["steps_to(gd[0.036], 1e-3) == 123", "loss(gd[1e-2], 60) > loss(gd[0.036], 60)", "loss(gd[0.01], 1) < 0"]
    verdicts = figure(claims=claims).judge()

    assert [verdict.holds for verdict in verdicts] == [True, True, False]
    assert verdicts[0].explanation == "steps_to(gd[0.036], 0.001) is 123"


def test_a_claim_about_a_negative_value():
    read = figure(
        start=["x0", 1], vary={"x0": [-4, 0, 4]}, paths={"a": "gd(lr=0.01)"}, claims=["x(a[-4], 3) == -x(a[4], 3)"]
    )

    assert read.judge()[0].holds


def test_only_the_runs_that_claims_are_about_are_simulated(monkeypatch):
    simulated = []
    positions = Run.positions

    def followed(run):
        simulated.append(run.optimizer.settings["lr"])
        yield from positions(run)

    monkeypatch.setattr(Run, "positions", followed)
    figure(claims=["loss(gd[0.036], 3) < loss(gd[0.01], 3)"]).judge()

    assert simulated == [0.036, 0.01]


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("loss(gd, 3) < 1", "'gd' has 6 runs, one for each value; name one, such as gd[0.01]"),
        ("loss(gd[0.035], 3) < 1", "'gd' has no run at 0.035; the nearest is at 0.036"),
        ("loss(gd[eta], 3) < 1", "'eta' is not a value; write one, such as 0.01"),
        ("loss(gd[0.01, 0.02], 3) < 1", "'(0.01, 0.02)' is not a value; write one, such as 0.01"),
        ("loss(gd[0.01][0.02], 3) < 1", "'gd[0.01][0.02]' is not a path; write loss like loss(run, t)"),
        ("loss(dg[0.01], 3) < 1", "no path is called 'dg'; use 'gd'"),
        ("gd[0.01] < 1", "'gd[0.01]' is not a number; use numbers"),
    ],
)
def test_a_claim_about_no_run_is_refused(claim, message):
    assert mistakes(claims=[claim])["claims", 0].startswith(message)


def test_a_value_in_a_claim_needs_a_varied_name():
    found = mistakes(vary=..., paths={"gd": "gd(lr=0.1)"}, claims=["loss(gd[0.1], 3) < 1"])

    assert found == {("claims", 0): "'gd' has one run, since nothing is varied; write gd without brackets"}


def test_verdicts_are_of_all_runs():
    claims = ["loss(gd[0.01], 3) > 0"]

    assert figure(claims=claims, first=0.036).fingerprint == figure(claims=claims).fingerprint
    assert figure(claims=claims, vary={"eta": [0.01, 0.02, 0.04]}).fingerprint != figure(claims=claims).fingerprint
    assert figure(claims=claims, start=[-4, 2]).fingerprint != figure(claims=claims).fingerprint


# Mistakes


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"vary": {"eta": [0.1, 0.2]}}, {("vary", "eta"): "a varied name has 3 to 9 values, not 2; add some"}),
        (
            {"vary": {"eta": [n / 10 for n in range(1, 11)]}},
            {("vary", "eta"): "a varied name has 3 to 9 values, not 10; remove some"},
        ),
        ({"vary": {"eta": [0.1, 0.2, 0.1]}}, {("vary", "eta"): "the value 0.1 is given twice; remove one"}),
        ({"vary": {"eta": [1, 2, 1.0]}}, {("vary", "eta"): "the value 1 is given twice; remove one"}),
        ({"vary": {"eta": "0.1"}}, {("vary", "eta"): "Input should be a valid tuple"}),
        ({"vary": {"eta": [0.1, "x", 0.3]}}, {("vary", "eta", 1): "Input should be a valid number"}),
        ({"vary": {"eta": [0.1, 1e9, 0.3]}}, {("vary", "eta", 1): "Input should be less than or equal to 1000000"}),
        (
            {"vary": {"pi": [1, 2, 3]}},
            {("vary", "pi", "[key]"): "'pi' is the name of a constant; choose another, such as eta"},
        ),
        (
            {"vary": {"gd": [1, 2, 3]}},
            {("vary", "gd", "[key]"): "'gd' is the name of an optimizer; choose another, such as eta"},
        ),
        (
            {"vary": {"cosine": [1, 2, 3]}},
            {("vary", "cosine", "[key]"): "'cosine' is the name of a schedule; choose another, such as eta"},
        ),
        (
            {"vary": {"saddle": [1, 2, 3]}},
            {("vary", "saddle", "[key]"): "'saddle' is the name of a surface; choose another, such as eta"},
        ),
        (
            {"vary": {"lambda": [1, 2, 3]}},
            {("vary", "lambda", "[key]"): "'lambda' is a reserved word and cannot be a name; choose another"},
        ),
        *(
            (
                {"vary": vary},
                {("vary",): "'vary' takes one name with its values; write it like vary: {eta: [0.01, 0.02, 0.03]}"},
            )
            for vary in ("eta", [0.1], {}, {"eta": [1, 2, 3], "mu": [1, 2, 3]})
        ),
        (
            {"vary": {"rate": RATES}, "paths": {"gd": "gd(lr=0.1)"}},
            {("vary", "rate"): "no call uses 'rate'; write it where a number is, as in gd(lr=rate)"},
        ),
        (
            {"vary": {"rate": RATES}},
            {
                ("vary", "rate"): "no call uses 'rate'; write it where a number is, as in gd(lr=rate)",
                ("paths", "gd"): "'lr' in 'gd(lr=eta)' is not a plain value; write a number",
            },
        ),
        ({"first": 0.035}, {("first",): "0.035 is not a value of 'eta'; the nearest is 0.036"}),
        (
            {"vary": ..., "paths": {"a": "gd"}, "first": 0.1},
            {("first",): "'first' is a value of 'vary', which is missing; add 'vary', or remove 'first'"},
        ),
        (
            {"paths": {"a": "rmsprop(alpha=eta)"}, "vary": {"eta": [0.5, 0.9, 1]}},
            {("vary", "eta", 2): "with eta = 1: 'alpha' of 'rmsprop' is 1; it should be less than 1"},
        ),
        (
            {"paths": {"a": "rmsprop(alpha=eta)"}, "vary": {"eta": [5, 0.9, 1]}, "step": 3},
            {
                ("vary", "eta", 0): "with eta = 5: 'alpha' of 'rmsprop' is 5; it should be less than 1",
                ("step",): "Extra inputs are not permitted",
            },
        ),
        (
            {"steps": 0, "first": 1},
            {
                ("steps",): "Input should be greater than or equal to 1",
                ("first",): "1 is not a value of 'eta'; the nearest is 0.041",
            },
        ),
    ],
)
def test_a_varied_figure_that_cannot_be_drawn_is_refused(changes, found):
    assert mistakes(**changes) == found


@pytest.mark.parametrize("kind", ["basins", "sweep"])
def test_a_kind_without_frames_takes_no_first_value(kind):
    assert "first" not in KINDS[kind].model_fields


ODD = [
    None,
    True,
    -1,
    1e400,
    10**400,
    float("nan"),
    "",
    "x",
    "eta",
    "gd(lr=eta)",
    [],
    {},
    [1],
    [["eta"]],
    {"eta": "eta"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize(
    "key", ["vary", "eta", "value", "first", "start", "surface", "paths", "path", "clip", "claims"]
)
def test_whatever_is_written_is_read_or_refused(key, odd):
    written = {
        "vary": {"vary": odd},
        "eta": {"vary": {"eta": odd}},
        "value": {"vary": {"eta": [odd, 1, 2]}},
        "path": {"paths": {"gd": odd}},
        "clip": {"paths": {"gd": {"optimizer": "gd(lr=eta)", "clip": odd}}},
    }
    with suppress(ValidationError):
        read = figure(**written.get(key, {key: odd}))
        assert re.fullmatch(r"fig-[0-9a-f]{16}", read.name)
        assert read.alt_text
        assert [verdict.holds for verdict in read.judge()] == []


# Drawing


@pytest.mark.parametrize("kind", ["descent", "curve"])
@pytest.mark.parametrize("animate", [False, True])
def test_all_frames_are_drawn_in_one_picture(kind, animate):
    read = figure(kind, vary={"eta": RATES[:3]}, steps=4, animate=animate)
    pictures = [theme.decode() for theme in read.draw()]
    columns, rows = (5, 3) if animate else (3, 1)

    assert read.moments == (5 if animate else 1)
    for picture in pictures:
        assert f'width="{360 * columns}" height="{232 * rows}"' in picture
        assert 'preserveAspectRatio="none"' in picture


def test_what_frames_share_is_drawn_once():
    sizes = [len(figure(vary={"eta": RATES[:count]}).draw().light) for count in (3, 4, 5, 6)]

    assert max(after - before for before, after in pairwise(sizes)) < sizes[0] / 3
