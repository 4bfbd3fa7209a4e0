"""Fronts that are alike."""

from hypothesis import given, settings
from hypothesis import strategies as st
from support.quality import codes

from deck.checks.duplicates import alike_sets

SETS = st.lists(st.frozensets(st.sampled_from("abcdefghijklmno"), max_size=12), max_size=12)


@given(SETS)
@settings(deadline=None)
def test_near_duplicates_are_those_of_a_comparison_of_all_pairs_of_equal_sets_the_first(sets):
    pairs = {
        (one, other)
        for other, own in enumerate(sets)
        for one, before in enumerate(sets[:other])
        if own and before and 5 * len(own & before) >= 4 * len(own | before)
        if sets.index(before) == one and (own == before or sets.index(own) == other)
    }

    assert sorted(alike_sets(sets)) == sorted(pairs)


def test_each_of_many_alike_fronts_is_named_once(found):
    front = "## Why does descent with a large constant rate cross a narrow ravine of {} jumps? {{#{}}}\n\nIt does.\n"
    names = ["one", "two", "three", "four", "five"]

    assert codes(found("\n".join(front.format(name, name) for name in names))) == ["D002"] * 4
