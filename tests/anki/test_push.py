"""The client of AnkiConnect, against a server that does in a real collection what the add-on does.

It was compared with the add-on itself in Anki's desktop program; where it stumbles, it stumbles as the add-on does.
"""

import json
import os
import pty
import re
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path, PurePosixPath

import pytest
from anki.collection import Collection
from support.add_on import AddOn, serving
from support.clock import NOW
from support.samples import PLAIN_TOML
from typer.testing import CliRunner

import build_deck
from deck import build
from deck.anki.describe import lines
from deck.anki.push import ACTIONS, AnkiConnect, PushError, look, move_cards, open_package, preflight, prune
from deck.anki.survey import NoteInfo
from deck.anki.verify import import_package
from deck.build import outlook
from deck.note_types import CARD, note_type_id

GOOD = 3


@contextmanager
def listening(handle):
    """Let a function handle one connection in a thread, and yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection, suppress(OSError):
                handle(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join()


@pytest.fixture
def collection(tmp_path):
    with closing(Collection(str(tmp_path / "collection.anki2"))) as opened:
        yield opened


@pytest.fixture
def add_on(collection):
    return AddOn(collection)


@pytest.fixture
def anki(add_on):
    with serving(add_on.reply) as port:
        yield AnkiConnect(port=port)


@pytest.fixture
def publish(write):
    """Return a function that builds notes that are in a deck."""
    builds = iter(range(100))

    def built(notes, deck="Test::One", files=None):
        Path("content/two.md").unlink(missing_ok=True)
        text = f"---\ndeck: {json.dumps(deck)}\n---\n\n{notes}"
        return build(write(files={"one.md": text, **(files or {})}), None, NOW + next(builds))

    return built


def note(first_id, classes=""):
    return f"## Q {first_id}? {{#{first_id}{classes}}}\n\nA {first_id}.\n\n"


@pytest.fixture
def survey(anki):
    """Return a function that looks at what Anki has of the deck as it is in the content folder now."""
    return lambda: look(anki, "test", *outlook(Path("content"), NOW + 1000)[2:])


def says(survey, **options):
    """Return what is said of a survey."""
    return list(lines(survey, **{"prune": False, **options}))


def in_two(notes):
    """Return a file whose notes are in another deck."""
    return {"two.md": f"---\ndeck: Test::Two\n---\n\n{notes}"}


def decks(collection):
    """Return the deck of each card, by the id of its note and ordinal."""
    cards = [collection.get_card(card_id) for card_id in collection.find_cards("")]
    return {(each.note()["Id"], each.ord): collection.decks.name(each.did) for each in cards}


def review_all(collection):
    for card_id in collection.find_cards("is:new"):
        card = collection.get_card(card_id)
        card.start_timer()
        collection.sched.answerCard(card, GOOD)


def scheduling(collection):
    return collection.db.all(
        "select id, type, queue, due, ivl, factor, reps, lapses, left, data from cards order by id"
    )


def put(collection, search, deck):
    collection.set_deck(collection.find_cards(search), collection.decks.id(deck))


def test_a_running_anki_is_ready(anki):
    preflight(anki)


# --- what Anki has ---


def test_an_anki_without_the_deck_says_so(publish, survey):
    publish(note("one") + note("two"))

    assert says(survey()) == [
        "Anki (profile 'User 1') has 0 of the 2 notes of this deck; the import adds 2 and updates 0"
    ]


def test_what_the_import_adds_and_updates_is_reported(publish, survey, collection):
    import_package(collection, publish(note("one") + note("two")).package)
    publish(note("one").replace("A one", "Better") + note("two") + note("three"))

    assert says(survey()) == [
        "Anki (profile 'User 1') has 2 of the 3 notes of this deck; the import adds 1 and updates 1"
    ]


def test_an_add_on_that_reports_neither_profile_nor_times_is_enough(publish, survey, collection, add_on):
    import_package(collection, publish(note("one")).package)
    note_info = add_on.note_info
    add_on.note_info = lambda number: {
        key: each for key, each in note_info(number).items() if key not in ("mod", "profile")
    }
    del add_on.actions["getActiveProfile"]

    assert says(survey()) == ["Anki (profile 'User 1') has 1 of the 1 note of this deck; the import adds 0"]
    add_on.actions["getProfiles"] = lambda: ["User 1", "User 2"]
    assert says(survey()) == ["Anki has 1 of the 1 note of this deck; the import adds 0"]


def test_a_note_that_is_deleted_while_it_is_asked_for_does_not_matter(publish, survey, collection, add_on):
    import_package(collection, publish(note("one") + note("two")).package)
    note_info = add_on.note_info
    first, _ = collection.find_notes("")
    add_on.note_info = lambda number: {} if number == first else note_info(number)

    assert says(survey())[0].startswith("Anki (profile 'User 1') has 1 of the 2 notes")


def test_a_note_without_cards_gets_advice(publish, survey, collection):
    import_package(collection, publish(note("one")).package)
    (number,) = collection.find_notes("")
    collection.db.execute("delete from cards")

    with pytest.raises(PushError) as raised:
        survey()

    advice = "run Tools, Check Database there, and push again"
    assert str(raised.value) == f"Anki has a note without cards (nid:{number}); {advice}"


@pytest.mark.parametrize(
    ("release", "mod", "edit"),
    [("5", 5, ""), ("5", 6, "perhaps edited"), ("5", None, ""), ("", 6, ""), ("x", 6, ""), ("9" * 5000, 6, "")],
)
def test_a_note_of_a_release_that_is_not_known_was_perhaps_edited_if_anki_wrote_it_later(release, mod, edit):
    fields = {"Id": {"value": "one"}, "Release": {"value": release}}

    assert NoteInfo.model_validate({"noteId": 1, "fields": fields, "mod": mod}).edit([]) == edit
    assert not NoteInfo.model_validate({"noteId": 1, "mod": mod}).edit([])


def edit(collection, first_id, mod, *, tag="", **fields):
    """Edit a note as a learner does, at the time *mod*."""
    (number,) = collection.find_notes(f"Id:{first_id}")
    found = collection.get_note(number)
    for name, value in fields.items():
        found[name] = value
    found.tags += [tag] if tag else []
    collection.update_note(found)
    collection.db.execute("update notes set mod = ? where id = ?", mod, number)


def test_notes_edited_in_anki_are_named_with_what_becomes_of_them(publish, survey, collection):
    notes = [note("one"), note("two"), note("three"), note("four")]
    import_package(collection, publish("".join(notes)).package)
    edit(collection, "one", NOW + 1, Back="Mine.")
    edit(collection, "two", NOW + 50, Back="Mine.")
    edit(collection, "three", NOW + 50, tag="leech")
    changed = [note("one").replace("A one", "Better"), note("two").replace("A two", "Better"), *notes[2:]]
    Path("content/one.md").write_text(Path("content/one.md").read_text().replace("A one", "Best"))

    assert says(survey())[1:] == [
        "edited in Anki: 'one'; the import replaces that, so pull first: Q one?",
        "edited in Anki: 'two'; that stays: Q two?",
        "edited in Anki: 'three'; that stays: Q three?",
    ]
    publish("".join(changed))
    assert says(survey())[1:] == [
        "perhaps edited in Anki: 'one'; that stays: Q one?",
        "perhaps edited in Anki: 'two'; that stays: Q two?",
        "edited in Anki: 'three'; that stays: Q three?",
    ]


def test_a_note_that_anki_wrote_again_with_the_same_words_was_not_edited(publish, survey, collection):
    """Anki does so where a note type is changed and, up to version 24.11, where an import updates a note."""
    import_package(collection, publish(note("one") + note("two")).package)
    collection.db.execute("update notes set mod = ?", NOW + 50)
    Path("content/one.md").write_text(Path("content/one.md").read_text().replace("A one", "Better"))

    assert says(survey()) == [
        "Anki (profile 'User 1') has 2 of the 2 notes of this deck; the import adds 0 and updates 1"
    ]


def test_a_note_type_with_another_field_or_template_is_named(publish, survey, collection):
    import_package(collection, publish(note("one")).package)
    note_type = collection.models.by_name("Test: Card")
    collection.models.add_field(note_type, collection.models.new_field("Mine\x1b"))
    template = collection.models.new_template("Card 3")
    template["qfmt"] = template["afmt"] = "{{Front}} {{Id}}"
    collection.models.add_template(note_type, template)
    collection.models.update_dict(note_type)

    advice = "remove it there first, or the notes of this type cannot be imported"
    assert says(survey())[1:] == [
        f"note type 'Test: Card' has another field in Anki, 'Mine'; {advice}",
        f"note type 'Test: Card' has another card template in Anki, 'Card 3'; {advice}",
    ]


# --- moves ---


def test_cards_of_moved_notes_move_and_keep_their_history(publish, survey, anki, collection):
    import_package(collection, publish(note("one", " .reversed") + note("two")).package)
    review_all(collection)
    before = scheduling(collection)
    publish(note("two"), files=in_two(note("one", " .reversed")))

    assert "moves 2 cards of 'one' from Test::One to Test::Two" in says(survey())
    assert move_cards(anki, survey()) == 2
    assert decks(collection) == {("one", 0): "Test::Two", ("one", 1): "Test::Two", ("two", 0): "Test::One"}
    assert scheduling(collection) == before
    assert move_cards(anki, survey()) == 0


def test_a_move_is_made_however_many_builds_came_between(publish, survey, anki, collection):
    import_package(collection, publish(note("one")).package)
    publish(note("one"), "Test::Two")
    publish(note("one"), "Test::Three")
    publish(note("one") + note("two"), "Test::Three")

    assert move_cards(anki, survey()) == 1

    assert decks(collection) == {("one", 0): "Test::Three"}


def test_a_move_that_is_not_built_yet_is_made_too(publish, write, survey, anki, collection):
    import_package(collection, publish(note("one")).package)
    write(files={"one.md": f"---\ndeck: Test::Two\n---\n\n{note('one')}"})

    assert move_cards(anki, survey()) == 1

    assert decks(collection) == {("one", 0): "Test::Two"}


def test_a_note_that_moved_back_is_moved_back(publish, survey, anki, collection):
    publish(note("one"))
    import_package(collection, publish(note("one"), "Test::Two").package)
    publish(note("one"))

    assert move_cards(anki, survey()) == 1

    assert decks(collection) == {("one", 0): "Test::One"}


def test_a_card_that_the_learner_put_elsewhere_stays_there(publish, survey, anki, collection):
    """A deck below the old one is elsewhere too."""
    import_package(collection, publish(note("one", " .reversed") + note("two")).package)
    put(collection, "Id:one card:2", "Mine")
    put(collection, "Id:two", "Test::One::Hard")
    publish(note("one", " .reversed") + note("two"), "Test::Two")

    assert move_cards(anki, survey()) == 1

    assert decks(collection) == {("one", 0): "Test::Two", ("one", 1): "Mine", ("two", 0): "Test::One::Hard"}


def test_a_card_in_a_filtered_deck_stays_there_until_it_is_back(publish, survey, anki, collection):
    import_package(collection, publish(note("one")).package)
    filtered = collection.sched.get_or_create_filtered_deck(0)
    filtered.config.search_terms[0].search = "Id:one"
    number = collection.sched.add_or_update_filtered_deck(filtered).id
    publish(note("one"), "Test::Two")
    before = decks(collection)

    assert move_cards(anki, survey()) == 0
    assert decks(collection) == before != {("one", 0): "Test::One"}
    collection.sched.empty_filtered_deck(number)
    assert move_cards(anki, survey()) == 1
    assert decks(collection) == {("one", 0): "Test::Two"}


def test_notes_may_change_places(publish, survey, anki, collection):
    import_package(collection, publish(note("one"), files=in_two(note("two"))).package)
    publish(note("two"), files=in_two(note("one")))

    assert move_cards(anki, survey()) == 2
    assert decks(collection) == {("one", 0): "Test::Two", ("two", 0): "Test::One"}


@pytest.mark.parametrize("old", ["Test::a_b", "Test::*", "Test::-x y", "Test::(a\\b)", "Test::it's 1 OR %"])
def test_a_name_means_that_deck_alone(publish, survey, anki, collection, old):
    import_package(collection, publish(note("one") + note("two"), old).package)
    put(collection, "Id:two", "Test::aXb")
    publish(note("one") + note("two"), "Test::New")

    assert move_cards(anki, survey()) == 1

    assert decks(collection) == {("one", 0): "Test::New", ("two", 0): "Test::aXb"}


@pytest.mark.parametrize("old", ["test::CAFÉ", "Test::Cafe\u0301"])
def test_a_deck_is_known_by_its_name_however_it_is_written(publish, survey, anki, collection, old):
    """Anki, too, imports into a deck whose name differs in case or in how accents are encoded."""
    collection.decks.id(old)
    import_package(collection, publish(note("one"), "Test::Café").package)
    assert decks(collection) != {("one", 0): "Test::New"}
    publish(note("one"), "Test::New")

    assert move_cards(anki, survey()) == 1


def test_what_this_anki_never_had_is_not_moved(publish, survey, anki, collection):
    import_package(collection, publish(note("one")).package)
    publish(note("one"), files=in_two(note("two")))
    publish(note("one") + note("two"), files={"three.md": f"---\ndeck: Test::Three\n---\n\n{note('three')}"})

    assert move_cards(anki, survey()) == 0
    assert decks(collection) == {("one", 0): "Test::One"}


def test_another_deck_of_the_same_name_is_left_alone(publish, survey, anki, collection):
    """The first one's note type has the name that ours would have."""
    foreign = {"deck.toml": 'name = "Test"\nnamespace = "foreign"\n'}
    import_package(collection, publish(note("one") + note("two"), files=foreign).package)
    Path("content/deck.lock").unlink()
    Path("build/Test.apkg").unlink()
    ours = {"deck.toml": PLAIN_TOML}
    import_package(collection, publish(note("one") + note("two") + note("three"), files=ours).package)
    publish(note("one") + note("three"), "Test::Two", files=ours)

    assert move_cards(anki, survey()) == 2
    assert len(prune(anki, survey())) == 1
    foreign = collection.find_notes(f"mid:{note_type_id('foreign', CARD)}")
    assert {collection.decks.name(card.did) for each in foreign for card in collection.get_note(each).cards()} == {
        "Test::One"
    }
    assert len(foreign) == 2


# --- deletions ---


def copied(collection, first_id):
    """Copy a note as Notes, Create Copy does."""
    (number,) = collection.find_notes(f"Id:{first_id}")
    original = collection.get_note(number)
    copy = collection.new_note(original.note_type())
    copy.fields = [*original.fields]
    collection.add_note(copy, original.cards()[0].did)
    return copy


def test_retired_notes_are_deleted_with_their_cards(publish, survey, anki, collection):
    import_package(collection, publish(note("one") + note("two")).package)
    publish(note("one"))

    assert "deletes 'two' with its history: Q two?" in says(survey(), prune=True)
    assert len(prune(anki, survey())) == 1
    assert decks(collection) == {("one", 0): "Test::One"}
    assert says(survey(), prune=True)[1:] == []


def test_a_copy_that_the_learner_made_is_never_deleted(publish, survey, anki, collection):
    import_package(collection, publish(note("one") + note("two")).package)
    copy = copied(collection, "two")
    publish(note("one"))

    assert says(survey(), prune=True)[1:] == [
        "deletes 'two' with its history: Q two?",
        "keeps 1 note with the Id 'two' made in Anki",
    ]
    prune(anki, survey())

    assert list(collection.find_notes("Id:two")) == [copy.id]
    assert prune(anki, survey()) == frozenset()


def test_a_copy_is_neither_moved_nor_counted(publish, survey, anki, collection):
    import_package(collection, publish(note("one")).package)
    copy = copied(collection, "one")
    publish(note("one"), "Test::Two")

    assert says(survey())[0].startswith("Anki (profile 'User 1') has 1 of the 1 note")
    assert move_cards(anki, survey()) == 1
    assert collection.decks.name(copy.cards()[0].did) == "Test::One"


def test_a_note_of_the_learner_is_left_alone(publish, survey, anki, collection):
    """Even if its own note type has a field Id, and the deck is ours."""
    import_package(collection, publish(note("one") + note("two")).package)
    own_type = collection.models.copy(collection.models.by_name("Test: Card"))
    own = collection.new_note(own_type)
    own["Front"] = own["Id"] = "two"
    collection.add_note(own, collection.decks.id("Test::One"))
    review_all(collection)
    publish(note("one"))

    assert len(prune(anki, survey())) == 1

    assert decks(collection) == {("one", 0): "Test::One", ("two", 0): "Test::One"}
    assert list(collection.find_notes("Id:two")) == [own.id]
    assert len(collection.find_cards("rated:1")) == 2


def test_anki_shows_no_deleted_card(publish, survey, anki, collection, add_on):
    """It might be the one under review, and the import dialog might be closed without an import."""
    import_package(collection, publish(note("one") + note("two")).package)
    publish(note("one"))

    prune(anki, survey())

    assert add_on.refreshed == 1
    assert decks(collection) == {("one", 0): "Test::One"}


def test_nothing_retired_deletes_nothing(publish, survey, anki, collection, add_on):
    import_package(collection, publish(note("one")).package)

    assert prune(anki, survey()) == frozenset()

    assert (collection.note_count(), add_on.refreshed) == (1, 0)


def test_thousands_of_notes_are_found(publish, survey, anki, collection):
    many = "".join(note(f"n{number}") for number in range(1200))
    import_package(collection, publish(many + note("one")).package)
    publish(note("one"), "Test::Two")

    assert len(survey().notes) == 1201
    assert len(prune(anki, survey())) == 1200


# --- the import dialog ---


def test_a_package_is_opened_in_anki(publish, survey, anki, add_on, collection):
    package = publish(note("one")).package

    assert open_package(anki, package, survey())

    (path,) = add_on.opened
    assert PurePosixPath(path).is_absolute()
    assert Path(path).samefile(package)
    assert decks(collection) == {("one", 0): "Test::One"}


def test_no_second_dialog_is_opened_over_one_that_waits(publish, survey, anki, add_on, collection):
    add_on.presses = False
    package = publish(note("one")).package
    assert open_package(anki, package, survey())
    publish(note("one") + note("two"))

    assert not open_package(anki, package, survey())
    assert len(add_on.opened) == 1
    assert open_package(anki, package, survey(), again=True)
    assert not open_package(anki, package, survey())
    add_on.press_import()
    assert len(decks(collection)) == 2  # the dialog reads the package when its Import is pressed
    assert open_package(anki, package, survey())


def test_a_dialog_that_waits_is_known_after_a_deletion(publish, survey, anki, add_on, collection):
    import_package(collection, publish(note("one") + note("two")).package)
    add_on.presses = False
    package = publish(note("one")).package
    before = survey()

    assert open_package(anki, package, before, prune(anki, before))

    assert not open_package(anki, package, survey())


def test_a_new_style_alone_shows_that_the_dialog_was_used(publish, survey, anki, add_on, collection):
    import_package(collection, publish(note("one")).package)
    add_on.presses = False
    package = publish(note("one")).package
    assert open_package(anki, package, survey())
    note_type = collection.models.by_name("Test: Card")
    note_type["css"] += "/* new */"
    collection.models.update_dict(note_type)

    assert open_package(anki, package, survey())


def test_an_anki_that_does_not_run_is_reported():
    with serving(lambda body: body) as port:
        pass

    with pytest.raises(PushError) as raised:
        preflight(AnkiConnect(port=port))

    advice = "start Anki, with the add-on AnkiConnect (2055492159) installed, and push again"
    assert str(raised.value) == f"no Anki answers at 127.0.0.1:{port}; {advice}"


@pytest.mark.parametrize("action", [*ACTIONS, "apiReflect"])
def test_an_add_on_that_is_too_old_is_reported(anki, add_on, action):
    del add_on.actions[action]

    with pytest.raises(PushError, match=f"AnkiConnect is too old: it does not know '{action}'; update it"):
        preflight(anki)


def test_an_add_on_of_an_old_version_is_reported(anki, add_on):
    add_on.actions["version"] = lambda: 5

    with pytest.raises(PushError, match="AnkiConnect is too old: it does not speak version 6; update it"):
        preflight(anki)


def test_an_anki_without_an_open_profile_is_reported(anki, add_on):
    add_on.collection = None

    with pytest.raises(PushError, match="Anki has no profile open; open one, and push again"):
        preflight(anki)


@pytest.mark.parametrize(
    ("wanted", "given", "wrong"),
    [("secret", "", "asks for an API key"), ("secret", "guess", "does not accept"), (None, "guess", "does not accept")],
)
def test_a_wrong_key_is_reported(anki, add_on, wanted, given, wrong):
    """An add-on without a key refuses those who send one."""
    add_on.key = wanted

    with pytest.raises(PushError, match=f"{wrong}.*; set ANKICONNECT_KEY to"):
        preflight(AnkiConnect(given, anki.port))


def test_the_key_opens(anki, add_on):
    add_on.key = "secret"

    preflight(AnkiConnect("secret", anki.port))


def test_an_error_of_anki_is_reported(anki):
    with pytest.raises(
        PushError, match=r"Anki refuses 'findNotes': Invalid search.*; see that Anki and AnkiConnect are"
    ):
        anki.ask("findNotes", list[int], query="(")


FORM = "the answer to 'version' has another form"


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (500, b"{}", "HTTP 500"),
        (403, b"", "HTTP 403"),
        *((200, answer, FORM) for answer in (b"", b"<html>", b"6", b'{"jsonrpc": "2.0"}', b"\xff", b"null", b"[]")),
        *((200, b'{"error": null, "result": %b}' % each, FORM) for each in (b"null", b'"6"', b"6.5", b"[6]", b"{}")),
        (200, b'{"error": 5, "result": 6}', FORM),
        (200, b'{"result": 6}', FORM),
        (200, b"[" * 100_000, FORM),
    ],
)
def test_another_program_at_the_port_is_reported(status, answer, reason):
    with serving(lambda _: answer, status) as port, pytest.raises(PushError) as raised:
        preflight(AnkiConnect(port=port))

    advice = "restart Anki, and see that no other program uses this port"
    assert str(raised.value) == f"127.0.0.1:{port} does not answer as AnkiConnect does ({reason}); {advice}"


WRONG = [
    None,
    5,
    "x",
    [None],
    ["x"],
    {"x": None},
    [{"noteId": "x"}],
    [{"noteId": 1, "fields": []}],
    {"actions": 5},
    [[1]],
]


@pytest.mark.parametrize("action", [*ACTIONS, "apiReflect", "getActiveProfile", "getProfiles"])
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_whatever_an_answer_holds_it_is_used_or_reported(publish, anki, add_on, action, wrong):
    import_package(add_on.collection, publish(note("one") + note("two")).package)
    publish(note("one"), "Test::Two")
    add_on.actions[action] = lambda **_: wrong

    try:
        preflight(anki)
        found = look(anki, "test", *outlook(Path("content"), NOW + 1000)[2:])
        says(found, prune=True)
        move_cards(anki, found)
        open_package(anki, Path("build/Test.apkg"), found, prune(anki, found))
    except PushError as raised:
        message = str(raised)
        assert re.search(f"the answer to '{action}' has another form|does not know|is too old", message), message


def test_an_answer_without_end_is_not_read_to_the_end(monkeypatch):
    monkeypatch.setattr("deck.anki.connect.LARGEST", 10_000_000)
    with serving(lambda _: b" " * 30_000_000) as port, pytest.raises(PushError, match=r"\(more than 10 MB\)"):
        preflight(AnkiConnect(port=port))


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.0 200 OK\r\nX-Long: ", b"HTTP/1.0 200 OK\r\n\r\n"])
def test_an_answer_that_drips_is_given_up(begun):
    def handle(connection):
        connection.recv(10_000)
        connection.sendall(begun)
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    with (
        listening(handle) as port,
        pytest.raises(PushError, match=r"Anki is busy: no answer to 'version' within 0\.3 s"),
    ):
        preflight(AnkiConnect(port=port, timeout=0.3))


def test_an_error_cannot_rule_the_terminal(anki, add_on):
    def fail(**_):
        raise LookupError("\x1b[2J" + "x" * 1000)

    add_on.actions["findNotes"] = fail

    with pytest.raises(PushError) as raised:
        preflight(anki)

    assert str(raised.value).startswith("Anki refuses 'findNotes': [2Jxxx")
    assert len(str(raised.value)) < 400


def test_a_busy_anki_is_reported():
    answered = threading.Event()
    with serving(lambda _: str(answered.wait()).encode()) as port:
        with pytest.raises(PushError, match=r"Anki is busy: no answer to 'version' within 0.05 s; close its dialogs"):
            preflight(AnkiConnect(port=port, timeout=0.05))
        answered.set()


def test_no_proxy_is_used(anki, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    preflight(anki)


@pytest.fixture
def push(anki):
    """Return a function that runs the command with the test's port, and returns its exit code and output."""

    def run(*arguments):
        result = CliRunner().invoke(build_deck.app, ["push", "--port", str(anki.port), *arguments])
        return result.exit_code, result.stdout, " ".join(result.stderr.split())

    return run


PRESS = "Anki shows its import dialog, press Import there"


def test_the_command_shows_the_plan_moves_prunes_and_opens_the_package(write, push, add_on, collection):
    write(note("one") + note("two"))
    assert push("--yes")[0] == 0
    Path("content/one.md").write_text(f"---\ndeck: Test::Other\n---\n\n{note('one')}")

    code, output, messages = push("--prune", "--yes")

    assert code == 0
    assert output.startswith("The next import touches 0 of 1 note. 1 is moved. 1 is retired.\n")
    assert "\nAnki (profile 'User 1') has 1 of the 1 note of this deck; the import adds 0 and updates 0\n" in output
    assert "moves 1 card of 'one' from Test::One to Test::Other" in output
    assert "deletes 'two' with its history: Q two?" in output
    assert messages == f"1 card moved, 1 note deleted; {PRESS}"
    assert decks(collection) == {("one", 0): "Test::Other"}
    assert add_on.opened == [Path("build/Test.apkg").resolve().as_posix()] * 2


def test_the_command_prunes_what_was_retired_by_an_earlier_build(write, push, collection):
    write(note("one") + note("two"))
    push("--yes")
    build(write(note("one")), None, int(time.time()))

    assert push("--prune", "--yes")[2].startswith("0 cards moved, 1 note deleted")
    assert list(decks(collection)) == [("one", 0)]


def test_the_command_deletes_nothing_unasked(write, push, collection):
    write(note("one") + note("two"))
    push("--yes")
    write(note("one"))

    assert "deletes 'two'" not in push("--yes")[1]
    assert len(decks(collection)) == 2


def test_the_command_opens_no_second_dialog(write, push, add_on):
    write(note("one"))
    add_on.presses = False
    push("--yes")

    code, _, messages = push("--yes")

    assert (code, len(add_on.opened)) == (0, 1)
    waits = (
        "the import dialog of the last push may still be open, press Import there; if it is closed, push with --again"
    )
    assert messages == f"0 cards moved, 0 notes deleted; {waits}"
    assert push("--yes", "--again")[2].endswith(PRESS)


@pytest.mark.usefixtures("push")
def test_the_command_asks_on_a_terminal_and_no_changes_nothing(write, anki, add_on, monkeypatch, capsys):
    write(note("one"))
    monkeypatch.setenv("ANKICONNECT_PORT", str(anki.port))
    author, terminal = pty.openpty()
    os.write(author, b"n\n")

    with os.fdopen(terminal, encoding="utf-8") as asked:
        monkeypatch.setattr("sys.stdin", asked)
        with pytest.raises(SystemExit) as ended:
            build_deck.app(["push"])
    printed = capsys.readouterr()

    assert (ended.value.code, "Push this into Anki?" in printed.err, add_on.opened) == (1, True, [])
    assert "has 0 of the 1 note" in printed.out
    assert not Path("content/deck.lock").exists()
    os.close(author)


def test_without_a_terminal_the_command_needs_to_be_agreed_to_beforehand(write, push, add_on):
    write(note("one"))

    assert push()[::2] == (2, "there is no terminal on which to ask; push with --yes")
    assert add_on.opened == []


def test_the_command_does_not_fork_a_note_type_unasked(write, push, add_on, collection):
    write(note("one"))
    push("--yes")
    note_type = collection.models.by_name("Test: Card")
    collection.models.add_field(note_type, collection.models.new_field("Mine"))
    collection.models.update_dict(note_type)

    code, output, messages = push("--yes")

    strange = "note type 'Test: Card' has another field in Anki, 'Mine'"
    advice = "so its notes cannot be imported; remove it there, or push without --yes"
    assert (code, messages, len(add_on.opened)) == (3, f"{strange}, {advice}", 1)
    assert f"{strange}; remove it there first" in output


def test_the_port_is_an_option_or_in_the_environment(write, anki, monkeypatch):
    write(note("one"))
    monkeypatch.setenv("ANKICONNECT_PORT", str(anki.port))

    assert CliRunner().invoke(build_deck.app, ["push", "--yes"]).exit_code == 0
    assert CliRunner().invoke(build_deck.app, ["push", "--yes", "--port", "0"]).exit_code == 2


def test_the_command_reports_what_is_in_the_way(write, push, add_on):
    write(note("one"))
    add_on.key = "secret"

    assert push("--yes")[::2] == (
        3,
        "AnkiConnect asks for an API key; set ANKICONNECT_KEY to the 'apiKey' of its configuration, if it has one",
    )
