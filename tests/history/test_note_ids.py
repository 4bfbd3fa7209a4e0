from itertools import islice

from support.clock import NOW
from support.locks import record

from deck.history.changed_notes import advance
from deck.history.lock import Lock
from deck.history.note_ids import DAY, new_ids


def test_note_ids_are_seconds_before_a_moment_of_the_namespace_the_last_note_the_latest():
    after = advance(Lock(), NOW, [record("a"), record("b", cards=(0, 1, 2)), record("c")], "test")
    latest = after.records["c"].nid

    assert 0 <= NOW * 1000 - latest < DAY
    assert {each.id: latest - each.nid for each in after.records.values()} == {"a": 2000, "b": 1000, "c": 0}


def test_new_notes_get_free_ids_before_those_that_are_there():
    first = advance(Lock(), NOW, [record("a"), record("b")], "test")

    after = advance(first, NOW, [*first.records.values(), record("c"), record("d")], "test")

    latest = after.records["b"].nid
    assert {each.id: latest - each.nid for each in after.records.values()} == {"a": 1000, "b": 0, "c": 3000, "d": 2000}


def test_of_200_pairs_of_decks_built_in_the_same_second_at_most_one_shares_an_id():
    """Else a new card of one deck would get the reviews of the other's, once those are deleted."""

    def ids(namespace):
        return set(islice(new_ids(namespace, NOW, set()), 10_000))

    assert sum(not ids(f"one-{n}").isdisjoint(ids(f"other-{n}")) for n in range(200)) <= 1


def test_of_two_equal_note_ids_after_a_merge_the_later_gives_way():
    notes = {"a": record("a", nid=9000, time=2), "b": record("b", nid=9000, time=1), "c": record("c", nid=8000, time=3)}

    after = advance(Lock(notes), NOW, list(notes.values()), "test")

    assert {each.id: each.nid for each in after.records.values()} == {"b": 9000, "a": 8000, "c": 7000}
