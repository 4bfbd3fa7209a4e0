"""The GUID of a note is a promise: were it another, every learner would get the note again, without its reviews."""

from deck.history.guid import guid_of


def test_the_guid_depends_on_namespace_and_first_id_alone():
    assert guid_of("optimizer-flashcards", "adam-bias") == "18f360bbdb988ee9d97b"
    assert guid_of("other", "adam-bias") != guid_of("optimizer-flashcards", "adam-bias")


def test_the_guid_that_another_deck_gave_is_kept():
    assert guid_of("optimizer-flashcards", "adam-bias", "q1<T9") == "q1<T9"


def test_the_guid_has_twenty_digits_even_if_the_first_are_zeros():
    assert guid_of("optimizer-flashcards", "note-9317") == "0005663f191dc0537516"
