"""Fronts that are alike."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.quality import codes

from deck.checks.similarity import alike, alike_sets
from deck.checks.views import Side

SETS = st.lists(st.frozensets(st.sampled_from("abcdefghijklmno"), max_size=12), max_size=12)


@given(SETS)
@settings(deadline=None)
def test_each_set_is_paired_with_the_first_alike_before_it_and_with_the_first_equal_one(sets):
    pairs = []
    for other, own in enumerate(sets):
        equal = sets.index(own)
        alike = [one for one, before in enumerate(sets[:other]) if 5 * len(own & before) >= 4 * len(own | before)]
        pairs += [(equal if equal < other else alike[0], other)] if own and alike else []

    assert list(alike_sets(sets)) == pairs


def test_each_of_many_alike_fronts_is_named_once(found):
    front = "## Why does descent with a large constant rate cross a narrow ravine of {} jumps? {{#{}}}\n\nIt does.\n"
    names = ["one", "two", "three", "four", "five"]

    assert codes(found("\n".join(front.format(name, name) for name in names))) == ["D002"] * 4


def test_a_note_without_an_id_is_named_by_its_place(found):
    front = "## Why does descent with a large constant rate cross a narrow ravine of {} jumps?\n\nIt does.\n"

    messages = map(str, found("\n".join(map(front.format, ("one", "two")))))

    assert any("is almost the same as that of the note at content/one.md:5; make" in each for each in messages)


@pytest.mark.parametrize(
    ("front", "pairs"),
    [
        ("what does the small loss of one wide valley do in case 1{}", 0),
        ("what does the small loss of one wide valley do for Adam{}", 0),
        ("what does the small loss of one wide valley do to word{}", 0),
        ("what does the small loss of one wide valley change at every step near many minima of word{}", 19_999),
        ("what does a word{} do", 0),
    ],
)
def test_a_front_more_costs_no_more_where_there_are_many(front, pairs):
    sides = [Side(front.format(number), (), ()) for number in range(20_000)]
    begun = process_time()

    assert len(list(alike(sides))) == pairs

    assert process_time() - begun < 10  # comparing all pairs takes minutes
