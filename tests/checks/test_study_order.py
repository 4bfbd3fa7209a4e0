"""What a note needs comes before it, in its own course; what it needs does not change what learners get."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clock import NOW
from support.quality import FILES, TOML
from support.samples import DECK_TOML

from deck.build import build
from deck.checks.study_order import circles

COURSE = f'{TOML}\n[course]\ntag = "core"\n'
ONE = "## What does a loss measure? {#one}\n\nHow wrong a model is.\n"
TWO = "\n## Where does a gradient point? {#two needs=one}\n\nUphill.\n"


def notes(*headings):
    """Return notes with different fronts, of which each heading has the rest of its braces."""
    asked = ["What does a loss measure", "Where does a gradient point", "How long is a step", "When does descent stop"]
    return "\n".join(f"## {front}? {{#{rest}}}\n\nWords.\n" for front, rest in zip(asked, headings, strict=False))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["a", "b needs=a", 'c needs="a b"', 'd needs="c a a"'], []),
        (["a needs=no"], ["D007 one.md:5: the note needs 'no', but no note has this id; correct or remove it"]),
        (
            ['a needs="b c"', "b", "c"],
            [
                f"D008 one.md:5: the note needs '{need}' at content/one.md:{line}, which comes later; move one of them"
                for need, line in [("b", 13), ("c", 21)]
            ],
        ),
        (["a needs=a"], ["D009 one.md:5: the note needs itself; remove a need"]),
        (
            ["a needs=c", "b needs=a", "c needs=b", "d needs=c"],
            ["D009 one.md:5: the note and 'b', 'c' need one another; remove a need"],
        ),
        (
            ["a needs=b", "b needs=a", "c needs=d", 'd needs="c a"'],
            [
                f"D009 one.md:{line}: the note and '{other}' need one another; remove a need"
                for line, other in [(5, "b"), (21, "d")]
            ],
        ),
        (
            ["a needs=b", 'b needs="a c"', "c"],
            [
                "D009 one.md:5: the note and 'b' need one another; remove a need",
                "D008 one.md:13: the note needs 'c' at content/one.md:21, which comes later; move one of them",
            ],
        ),
        (['a needs=b lint="D008: a taste of it"', "b"], []),
    ],
)
def test_what_a_note_needs_comes_before_it(found, headings, expected):
    assert found(notes(*headings)) == expected


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["a", "b tags=core", "c tags=core needs=b", "d needs=c"], []),
        (
            ["a", "b tags=core needs=a"],
            ["D010 one.md:13: the note is tagged 'core', but needs 'a' at content/one.md:5, which is not; tag both"],
        ),
        (["a tags=more"], ["D003 one.md:5: the tag 'more' is used on 1 note; use it on at least 3, or remove it",
                           "D010 one.md:5: no note has the tag 'core' of the course in deck.toml; write it on some"]),
    ],
)  # fmt: skip
def test_the_course_needs_nothing_outside_it(found, headings, expected):
    assert found(notes(*headings), toml=COURSE) == expected


def test_order_goes_from_file_to_file(warnings):
    later = "---\ndeck: Test::Two\n---\n\n"
    files = {**FILES, "deck.toml": TOML.replace('warnings = ["S001"]', 'off = ["S"]')}

    assert warnings("", {**files, "1.md": later + ONE, "2.md": later + TWO}) == []
    assert [each.split()[0] for each in warnings("", {**files, "1.md": later + TWO, "2.md": later + ONE})] == ["D008"]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("needs", "one.md:5: 'needs' has no value in the heading; write it like needs=\"value\", or leave it out"),
        ('needs="A b"', "one.md:5: 'A' is not an id; use words of a-z and 0-9 joined by '-'"),
        ("needs=a needs=b", "one.md:5: duplicate 'needs' in the heading; keep one"),
        ("need=a", "one.md:5: unknown key 'need' in the heading; did you mean 'needs'?"),
    ],
)
def test_needs_are_ids(errors, rest, expected):
    assert errors(notes(f"z {rest}")) == [expected]


def test_a_need_is_no_part_of_what_learners_get(write, tmp_path):
    lock = tmp_path / "content" / "deck.lock"
    packages = [
        build(
            write(ONE + text, {"deck.toml": DECK_TOML + course}), tmp_path / f"{n}.apkg", NOW + n
        ).package.read_bytes()
        for n, (text, course) in enumerate(
            [(TWO, ""), (TWO.replace(" needs=one", ""), ""), (TWO, "course.tag = 'core'\n")]
        )
    ]

    assert len(set(packages)) == 1
    assert "needs" not in lock.read_text()


GRAPHS = st.integers(1, 8).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, size - 1).map(str), max_size=4), min_size=size, max_size=size
    ).map(lambda rows: {str(n): row for n, row in enumerate(rows)})
)  # fmt: skip


@given(GRAPHS)
def test_a_circle_is_a_group_in_which_each_can_be_reached_from_each(needs):
    reached = {each: set(ids) for each, ids in needs.items()}
    for middle in needs:
        for ids in reached.values():
            ids.update(reached[middle] if middle in ids else ())
    groups = {
        each: [other for other in needs if other in reached[each] and each in reached[other]]
        for each in needs
        if each in reached[each]
    }

    assert list(circles(needs)) == [group for each, group in groups.items() if group[0] == each]


def test_long_chains_and_large_circles_are_searched():
    ids = [str(n) for n in range(20_000)]
    chain = {each: [after] for each, after in pairwise(ids)} | {ids[-1]: []}

    assert list(circles(chain)) == []
    assert list(circles(chain | {ids[-1]: ids[:1]})) == [ids]
