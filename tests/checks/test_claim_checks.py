import pytest
from support.clock import NOW

from deck import build
from deck.cache.snapshot import take_snapshot
from deck.cache.store import Store
from deck.compile.folder import examine

NOTE = "## Q? {#one}\n\n"
FIGURE = """\
```descent
surface: quadratic(a=1, b=50)
start: [-4, 1]
steps: 60
paths:
  gd: gd(lr=0.036)
  momentum: momentum(lr=0.036, momentum=0.7)
claims:
  - steps_to(momentum, 1e-3) < steps_to(gd, 1e-3) / 4
  - sign_changes(gd) == 60
```
"""
STEP = """\
```check
surface: slope(g=3)
start: [0]
steps: 1
paths:
  adam: adam(lr=0.001)
answer: abs(x(adam, 1) - x(adam, 0))
```
"""


def test_claims_that_hold_are_not_seen(write):
    report = build(write(NOTE + FIGURE), None, NOW)

    assert (report.notes, report.figures) == (1, 1)


def test_a_claim_about_the_loss_changes_no_card(rendered):
    without = FIGURE[: FIGURE.index("claims:")] + "```\n"
    claimed = without.replace("```\n", "claims:\n  - loss(gd, 60) < loss(gd, 0)\n```\n")

    assert claimed != without
    assert rendered(NOTE + claimed).fields == rendered(NOTE + without).fields


def test_a_false_claim_is_an_error_at_its_line_that_says_both_values(errors):
    (found,) = errors(NOTE + FIGURE.replace("/ 4", "/ 40"))

    assert found == (
        "one.md:15: the claim 'steps_to(momentum, 1e-3) < steps_to(gd, 1e-3) / 40' does not hold: "
        "steps_to(momentum, 0.001) is 29, steps_to(gd, 0.001) / 40 is 3.075; correct the claim or the run"
    )


@pytest.mark.parametrize(
    "claim",
    [
        'x(gd, 1).tofile("f") > 0',
        '"%1000000000d" % 1 == 0',
        "9**3999999 > 1",
        "x(gd, 1000000000) > 0",
        '__import__("os").system("true") == 0',
        "loss(gb, 1) < 1",
    ],
)
def test_a_claim_that_could_do_harm_or_means_nothing_is_refused_at_its_line(errors, claim):
    (found,) = errors(NOTE + FIGURE.replace("sign_changes(gd) == 60", repr(claim)))

    assert found.startswith("one.md:16: ")
    assert ";" in found


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("## Q? {#one .typed}\n\n### Answer\n\n0.001\n\n### Extra\n\n" + STEP, None),
        ("## Q? {#one .typed}\n\n### Answer\n\n0.002\n\n### Extra\n\n" + STEP, "one.md:19: "),
        (NOTE + "It is **0.0010**, always.\n\n" + STEP, None),
        (NOTE + "It is **0.003** here.\n\n" + STEP, "one.md:15: "),
        (NOTE + "It is $\\eta = $ **$0.001$**.\n\n" + STEP, None),
        (
            NOTE + "It is **small**.\n\n" + STEP,
            "one.md:15: the card shows 0 numbers that could be the answer",
        ),
        (
            NOTE + "**1** or **2**.\n\n" + STEP,
            "one.md:15: the card shows 2 numbers that could be the answer",
        ),
        (NOTE + "**29 steps** make **0.001**.\n\n" + STEP, None),
        (NOTE + "**391**\n\n```check\nanswer: ceil(50000 / 128)\n```", None),
        (NOTE + "**390**\n\n```check\nanswer: ceil(50000 / 128)\n```", "one.md:10: "),
        (
            NOTE + "A.\n\n```check\nclaims:\n  - 1 + 1 == 3\n```",
            "one.md:11: the claim '1 + 1 == 3' does not hold: 1 + 1 is 2",
        ),
        (NOTE + "A.\n\n```check\nanser: 1\n```", "one.md:10: unknown key 'anser'; did you mean 'answer'?"),
    ],
)
def test_the_number_on_a_card_is_the_computed_one_at_its_shown_precision(errors, notes, expected):
    found = errors(notes)

    assert len(found) == (expected is not None)
    assert not expected or found[0].startswith(expected)


def test_a_check_shows_nothing(rendered):
    assert rendered(NOTE + "**0.001**\n\n" + STEP + "\nMore.").fields == rendered(NOTE + "**0.001**\n\nMore.").fields


def test_verdicts_are_cached_and_a_damaged_one_is_computed_again(write, cache, monkeypatch):
    content, store = write(NOTE + FIGURE.replace("/ 4", "/ 40")), Store(cache)
    (first,) = examine(take_snapshot(content, store), store).lint_result.found
    (entry,) = cache.glob("verdicts-*")
    monkeypatch.setattr("figures.experiment.Experiment.judge", lambda _: ())

    assert examine(take_snapshot(content, store), store).lint_result.found == (first,)

    entry.write_text("broken")
    assert examine(take_snapshot(content, store), store).lint_result.found == ()


def test_a_claim_is_found_together_with_all_other_mistakes(errors):
    found = errors(NOTE + FIGURE.replace("/ 4", "/ 40") + "\n## R?\n\nx\n")

    assert [each.split(":")[1] for each in found] == ["15", "19"]
