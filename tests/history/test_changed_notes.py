from pathlib import Path

import pytest
from msgspec.structs import replace
from support.clock import NOW
from support.locks import LOCK, TWO, merged, record, records_of

from deck import build
from deck.history.changed_notes import advance, newer
from deck.history.lock import Lock


def test_what_is_unchanged_keeps_its_time_and_the_rest_gets_now(write):
    build(write(TWO), None, NOW)
    build(write(TWO.replace("Second.", "Other.")), None, NOW + 5)

    assert {first_id: each["time"] for first_id, each in records_of().items()} == {
        "Card": NOW,
        "one": NOW,
        "two": NOW + 5,
    }


def test_a_change_within_the_same_second_is_still_later(write):
    for text in ("a", "b", "c"):
        build(write(f"## Q? {{#one}}\n\n{text}"), None, NOW)

    assert records_of()["one"]["time"] == NOW + 2


def test_a_move_is_recorded_and_changes_no_time(write):
    build(write(TWO), None, NOW)

    moved = "---\ndeck: Test::Two\n---\n\n" + TWO
    build(write("", {"one.md": moved}), None, NOW + 9)

    assert {(each["deck"], each["time"]) for each in records_of().values() if each["deck"]} == {("Test::Two", NOW)}


def test_a_vanished_note_is_retired_and_comes_back_as_the_same(write):
    build(write(TWO), None, NOW)
    first = records_of()["two"]
    build(write("## One? {#one}\n\nFirst.\n"), None, NOW + 5)
    assert records_of()["two"] == {**first, "retired": NOW + 5}

    build(write(TWO), None, NOW + 9)
    assert records_of()["two"] == first


def test_a_clock_set_back_still_makes_changes_later(write):
    build(write(TWO), None, NOW)
    build(write(TWO.replace("Second.", "Other.")), None, NOW - 1000)

    assert records_of()["two"]["time"] == NOW + 1


@pytest.mark.parametrize("swapped", [False, True])
def test_of_two_lines_of_a_note_the_newer_counts_and_one_is_written(write, swapped):
    build(write(TWO), None, NOW)
    old = LOCK.read_text()
    build(write(TWO.replace("Second.", "Other.")), None, NOW + 5)
    new = LOCK.read_text()
    LOCK.write_text(merged(old, new) if swapped else merged(new, old))
    twice = LOCK.read_text()
    assert twice.count('"id": "two"') == 2

    assert build(Path("content"), None, NOW + 9, locked=True).plan.changed == ()
    assert LOCK.read_text() == twice
    build(Path("content"), None, NOW + 9)

    assert LOCK.read_text() == new


def test_of_two_lines_of_one_time_neither_is_what_all_learners_have(write):
    locks = []
    for text in ("mine", "yours"):
        build(write(f"## Q? {{#one}}\n\n{text}"), None, NOW, new_lock=True)
        locks.append(LOCK.read_text())
        LOCK.unlink()
    for text in ("mine", "yours", "ours"):
        LOCK.write_text(merged(*locks))
        build(write(f"## Q? {{#one}}\n\n{text}"), None, NOW)
        assert records_of()["one"]["time"] == NOW + 1


def test_a_note_that_one_branch_retired_and_the_other_changed_later_lives_and_is_newer_than_both():
    one = record("one", nid=5, time=3, retired=8)

    assert newer(one, record("one", nid=5, time=9)) == record("one", nid=5, time=9)
    assert newer(one, record("one", nid=5, time=7, fields={"Front": "b"})) == replace(one, time=7)


def test_where_a_note_was_is_known_whatever_line_is_newer():
    one, other = (
        record("one", time=time, deck=f"Test::{time}", former_decks=(f"Test::was {time}",)) for time in (3, 4)
    )

    assert newer(one, other).former_decks == ("Test::3", "Test::was 3", "Test::was 4")


def test_the_decks_in_which_a_note_was_are_remembered_but_no_learners_own():
    before = record("one", nid=5, deck="Test::A")
    moved = advance(Lock({"one": before}), NOW, [record("one", deck="Test::B")], "test").records["one"]
    back = advance(Lock({"one": moved}), NOW, [record("one", deck="Test::A")], "test").records["one"]
    filtered = advance(Lock({"one": replace(before, deck="Mine")}), NOW, [before], "test").records["one"]

    assert (moved.former_decks, back.former_decks, filtered.former_decks) == (("Test::A",), ("Test::B",), ())
