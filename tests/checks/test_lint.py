"""Findings: where they are, in which order, and how they are suppressed."""

import pytest
from conftest import NOW
from support.quality import FILES, SOURCE, sourced

from deck.build import check


@pytest.mark.parametrize(
    ("notes", "line", "column"),
    [
        ("## Where does it go? {#one}\n\nDown. It **always** does.\n", 7, 12),
        ("## Where is a “best” way the best? {#one}\n\nAt home.\n", 5, 30),
        ("## Where goes a commonly only child? {#one}\n\nAt home.\n", 5, 26),
        ("## T {#one .cloze}\n\nA b {{c1::a b c d e f g h i}} c.\n", 7, 5),
        ("## Of `three` laws, name three {#one}\n\nThese.\n", 5, 21),
        ("## What prints? {#one}\n\n```text\nx\n```\n\nIt always prints $x$.\n\n---\n\nWell.\n", 11, 4),
    ],
)
def test_a_finding_points_at_the_offending_words(write, notes, line, column):
    (finding,) = check(write(sourced(notes), FILES), NOW).found

    assert (finding.line, finding.column) == (line, column)


SUPPRESSED = '## Where does it go? {{#one lint="{}"}}\n\nIt always goes down, and it stops.\n'


def test_a_suppressed_finding_is_counted_and_not_shown(write):
    lint_result = check(write(sourced(SUPPRESSED.format("W002: a theorem; A004: one thing")), FILES), NOW)

    assert lint_result.found == ()
    assert [(each.rule, each.line, each.column) for each in lint_result.suppressed] == [("W002", 7, 4), ("A004", 7, 22)]


def test_a_finding_about_the_whole_deck_is_suppressed_on_the_note_that_it_names(write):
    notes = '## What is momentum? {#one}\n\nA sum.\n\n## What is momentum? {#two lint="D001: a test"}\n\nA speed.\n'

    lint_result = check(write(sourced(notes), FILES), NOW)

    assert lint_result.found == ()
    assert [each.rule for each in lint_result.suppressed] == ["D001"]


@pytest.mark.parametrize(
    ("suppression", "expected"),
    [
        ("W998: why", "one.md:5: 'W998' is not the code of a rule; use one of 'W001', 'W002', 'W003', 'W004'"),
        ("E999: why", "one.md:5: 'E999' is not the code of a rule; use one of 'A', 'D', 'G', 'P', 'Q', 'S', 'W'"),
        ("M001: why", "one.md:5: 'M001' is about structure, which is always an error; correct what it finds"),
        ("W002", "one.md:5: 'W002' is not a code and a reason; write them as in lint=\"W002: reason\""),
        ("W002:", "one.md:5: 'W002:' is not a code and a reason; write them as in lint=\"W002: reason\""),
        ("maths: why", "one.md:5: 'maths: why' is not a code and a reason"),
    ],
)
def test_a_suppression_without_a_rule_or_a_reason_is_an_error(errors, suppression, expected):
    (error,) = errors(sourced(f'## Where does it go? {{#one lint="{suppression}"}}\n\nDown.\n'), FILES)

    assert error.startswith(expected)


def test_an_unknown_code_is_reported_once(found):
    assert found('## Where does it go? {#one lint="W998: why"}\n\nDown.\n') == []


def test_all_mistakes_of_a_file_are_reported_in_one_run_in_the_order_of_its_lines(write):
    notes = "\n".join(
        f"## Where does run {n} go? {{#n{n}}}\n\nIt always goes very far down, and it stops.\n" for n in range(100)
    )

    found = check(write(sourced(notes), FILES), NOW).found

    assert len(found) == 300
    assert [(each.line, each.column) for each in found] == sorted((each.line, each.column) for each in found)
    assert {each.rule for each in found} == {"A004", "W002", "W003"}


def test_rules_about_the_whole_deck_wait_until_all_of_it_can_be_read(warnings, errors):
    """What a tag lacks, or a silence finds, may stand in the note that cannot be read."""
    good = '## Why does momentum help in a ravine? {#one tags="rare" lint="D002: a word tells"}\n\nIt averages.\n'
    broken = "\n## What is $\\nonsense{x}$ good for? {#two}\n\nNothing.\n"

    assert [each.split()[0] for each in warnings(good + SOURCE, FILES)] == ["D003", "D005"]
    assert warnings(good + SOURCE + broken + SOURCE + "\n### Wrong\n", FILES) == []
    assert errors(good + SOURCE + broken + SOURCE + "\n### Wrong\n", FILES)
