"""The client of AnkiConnect, against a server that does in a real collection what the add-on documents."""

import json
import os
import pty
import threading
import time
from contextlib import closing, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path, PurePosixPath

import pytest
from anki.collection import Collection
from anki.errors import AnkiException
from typer.testing import CliRunner

import build_deck
from deck import build
from deck.anki.push import ACTIONS, AnkiConnect, PushError, move_cards, open_package, preflight, present, prune
from deck.anki.verify import import_package
from deck.history.plan import Entry

NOW = 1_760_000_000
GOOD = 3


class AddOn:
    """What the add-on does with a request; whoever sits before it presses Import at once."""

    def __init__(self, collection):
        self.collection = collection
        self.key = None
        self.opened = []
        self.actions = {
            "version": lambda: 6,
            "apiReflect": lambda scopes, actions: {
                "scopes": scopes,
                "actions": [a for a in actions if a in self.actions],
            },
            "deckNamesAndIds": lambda: {each.name: each.id for each in collection.decks.all_names_and_ids()},
            "findCards": lambda query: list(self.open_collection.find_cards(query)),
            "findNotes": lambda query: list(self.open_collection.find_notes(query)),
            "notesInfo": lambda notes: list(map(self.note_info, notes)),
            "changeDeck": lambda cards, deck: collection.set_deck(cards, collection.decks.id(deck)) and None,
            "deleteNotes": lambda notes: collection.remove_notes(notes) and None,
            "guiImportFile": self.import_file,
        }

    @property
    def open_collection(self):
        if not self.collection:
            raise LookupError("collection is not available")
        return self.collection

    def note_info(self, note_id):
        fields = self.collection.get_note(note_id).items()
        return {"noteId": note_id, "fields": {name: {"value": value} for name, value in fields}}

    def import_file(self, path):
        self.opened.append(path)
        import_package(self.collection, Path(path))

    def reply(self, body):
        try:
            return json.dumps({"result": self.perform(**json.loads(body)), "error": None}).encode()
        except (AnkiException, LookupError) as error:
            return json.dumps({"result": None, "error": str(error)}).encode()

    def perform(self, action, version, params, key=None):
        assert version == 6
        if key != self.key:
            raise LookupError("valid api key must be provided")
        if action not in self.actions:
            raise LookupError("unsupported action")
        return self.actions[action](**params)


@contextmanager
def serving(reply, status=200):
    """Serve HTTP in a thread, and yield the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            answer = reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
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
    """Return a function that builds notes that stand in a deck."""
    builds = iter(range(100))

    def built(notes, deck="Test::One", files=None):
        text = f"---\ndeck: {json.dumps(deck)}\n---\n\n{notes}"
        return build(write(files={"one.md": text, **(files or {})}), None, NOW + next(builds))

    return built


def note(first_id, classes=""):
    return f"## Q {first_id}? {{#{first_id}{classes}}}\n\nA {first_id}.\n\n"


def entry(first_id, *what):
    return Entry(first_id, first_id, "", what)


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


def test_a_package_is_opened_in_anki(publish, anki, add_on, collection):
    package = publish(note("one")).package

    open_package(anki, package)

    (path,) = add_on.opened
    assert PurePosixPath(path).is_absolute()
    assert Path(path).samefile(package)
    assert decks(collection) == {("one", 0): "Test::One"}


def test_cards_of_moved_notes_move_and_keep_their_history(publish, anki, collection):
    import_package(collection, publish(note("one", " .reversed") + note("two")).package)
    review_all(collection)
    before = scheduling(collection)
    report = publish(note("two"), files={"two.md": f"---\ndeck: Test::Two\n---\n\n{note('one', ' .reversed')}"})

    count = move_cards(anki, "test", report.plan.moved)

    assert count == 2
    assert decks(collection) == {("one", 0): "Test::Two", ("one", 1): "Test::Two", ("two", 0): "Test::One"}
    assert scheduling(collection) == before
    assert move_cards(anki, "test", report.plan.moved) == 0


def test_a_card_that_the_learner_put_elsewhere_stays_there(publish, anki, collection):
    """A deck below the old one is elsewhere too."""
    import_package(collection, publish(note("one", " .reversed") + note("two")).package)
    put(collection, "Id:one card:2", "Mine")
    put(collection, "Id:two", "Test::One::Hard")
    report = publish(note("one", " .reversed") + note("two"), "Test::Two")

    assert move_cards(anki, "test", report.plan.moved) == 1

    assert decks(collection) == {("one", 0): "Test::Two", ("one", 1): "Mine", ("two", 0): "Test::One::Hard"}


def test_a_card_in_a_filtered_deck_moves_out_of_it(publish, anki, collection):
    """It would go back to the old deck otherwise."""
    import_package(collection, publish(note("one")).package)
    filtered = collection.sched.get_or_create_filtered_deck(0)
    filtered.config.search_terms[0].search = "Id:one"
    collection.sched.add_or_update_filtered_deck(filtered)
    assert decks(collection) != {("one", 0): "Test::One"}

    move_cards(anki, "test", publish(note("one"), "Test::Two").plan.moved)

    assert decks(collection) == {("one", 0): "Test::Two"}


def test_notes_may_change_places(publish, anki, collection):
    import_package(collection, publish(note("one")).package)
    import_package(collection, publish(note("one") + note("two")).package)
    put(collection, "Id:two", "Test::Two")

    moved = [entry("one", "Test::One", "Test::Two"), entry("two", "Test::Two", "Test::One")]

    assert move_cards(anki, "test", moved) == 2
    assert decks(collection) == {("one", 0): "Test::Two", ("two", 0): "Test::One"}


@pytest.mark.parametrize("old", ["Test::a_b", "Test::*", "Test::-x y", "Test::(a\\b)", "Test::it's 1 OR %"])
def test_a_name_means_that_deck_alone(publish, anki, collection, old):
    import_package(collection, publish(note("one") + note("two"), old).package)
    put(collection, "Id:two", "Test::aXb")

    assert move_cards(anki, "test", [entry("one", old, "Test::New"), entry("two", old, "Test::New")]) == 1

    assert decks(collection) == {("one", 0): "Test::New", ("two", 0): "Test::aXb"}


@pytest.mark.parametrize("old", ["test::CAFÉ", "Test::Cafe\u0301"])
def test_a_deck_is_known_by_its_name_however_it_is_written(publish, anki, collection, old):
    """Anki, too, imports into a deck whose name differs in case or in how accents are encoded."""
    import_package(collection, publish(note("one"), "Test::Café").package)

    assert move_cards(anki, "test", [entry("one", old, "Test::New")]) == 1


def test_what_this_anki_never_had_is_not_moved(publish, anki, collection):
    import_package(collection, publish(note("one")).package)

    count = move_cards(anki, "test", [entry("one", "Test::Never", "Test::New"), entry("two", "Test::One", "Test::New")])

    assert count == 0
    assert decks(collection) == {("one", 0): "Test::One"}
    assert collection.decks.by_name("Test::New") is None


def test_another_deck_of_the_same_name_is_left_alone(publish, anki, collection):
    """The first one's note type has the name that ours would have."""
    foreign = {"deck.toml": 'name = "Test"\nnamespace = "foreign"\n'}
    import_package(collection, publish(note("one"), files=foreign).package)
    Path("content/deck.lock").unlink()
    import_package(collection, publish(note("two"), "Test::Two").package)
    retired = [entry("one", "Test::One", "Test::Two"), entry("two", "Test::Two", "Test::One")]

    assert move_cards(anki, "test", retired) == 1
    assert decks(collection) == {("one", 0): "Test::One", ("two", 0): "Test::One"}
    assert present(anki, "test", retired) == (retired[1],)
    assert prune(anki, "test", retired) == 1
    assert decks(collection) == {("one", 0): "Test::One"}


def test_a_note_of_the_learner_is_left_alone(publish, anki, collection):
    """Even if its own note type has a field Id, and the deck is ours."""
    import_package(collection, publish(note("one") + note("two")).package)
    own_type = collection.models.copy(collection.models.by_name("Test: Card"))
    own = collection.new_note(own_type)
    own["Front"] = own["Id"] = "two"
    collection.add_note(own, collection.decks.id("Test::One"))
    review_all(collection)

    assert prune(anki, "test", [entry("two")]) == 1

    assert decks(collection) == {("one", 0): "Test::One", ("two", 0): "Test::One"}
    assert list(collection.find_notes("Id:two")) == [own.id]
    assert len(collection.find_cards("rated:1")) == 2


def test_only_notes_that_are_there_are_named(publish, anki, collection):
    import_package(collection, publish(note("one") + note("two")).package)
    retired = [entry("two"), entry("never-imported")]

    assert present(anki, "test", retired) == (entry("two"),)
    assert prune(anki, "test", retired) == 1
    assert present(anki, "test", retired) == ()


def test_retired_notes_of_a_plan_are_deleted(publish, anki, collection):
    import_package(collection, publish(note("one") + note("two")).package)

    assert prune(anki, "test", publish(note("one")).plan.retired) == 1

    assert decks(collection) == {("one", 0): "Test::One"}


def test_nothing_retired_deletes_nothing(publish, anki, collection):
    import_package(collection, publish(note("one")).package)

    assert prune(anki, "test", []) == 0
    assert present(anki, "test", []) == ()

    assert collection.note_count() == 1


def test_thousands_of_notes_are_found(publish, anki, collection):
    """Anki refuses a search of more than about a thousand alternatives."""
    import_package(collection, publish(note("one") + note("two")).package)
    many = [entry("one"), *(entry(f"id-{number}") for number in range(3000)), entry("two")]

    assert present(anki, "test", many) == (entry("one"), entry("two"))
    assert prune(anki, "test", many) == 2


def test_an_anki_that_does_not_run_is_told():
    with serving(lambda body: body) as port:
        pass

    with pytest.raises(PushError) as told:
        preflight(AnkiConnect(port=port))

    advice = "start Anki, with the add-on AnkiConnect (2055492159) installed, and push again"
    assert str(told.value) == f"no Anki answers at 127.0.0.1:{port}; {advice}"


@pytest.mark.parametrize("action", [*ACTIONS, "apiReflect"])
def test_an_add_on_that_is_too_old_is_told(anki, add_on, action):
    del add_on.actions[action]

    with pytest.raises(PushError, match=f"AnkiConnect is too old, it knows no '{action}'; update it"):
        preflight(anki)


def test_an_add_on_of_an_old_version_is_told(anki, add_on):
    add_on.actions["version"] = lambda: 5

    with pytest.raises(PushError, match="AnkiConnect is too old, it does not speak version 6; update it"):
        preflight(anki)


def test_an_anki_without_an_open_profile_is_told(anki, add_on):
    add_on.collection = None

    with pytest.raises(PushError, match="Anki has no profile open; open one, and push again"):
        preflight(anki)


@pytest.mark.parametrize(
    ("wanted", "given", "wrong"),
    [("secret", "", "asks for an API key"), ("secret", "guess", "does not take"), (None, "guess", "does not take")],
)
def test_a_wrong_key_is_told(anki, add_on, wanted, given, wrong):
    """An add-on without a key refuses those who send one."""
    add_on.key = wanted

    with pytest.raises(PushError, match=f"{wrong}.*; set ANKICONNECT_KEY to"):
        preflight(AnkiConnect(given, anki.port))


def test_the_key_opens(anki, add_on):
    add_on.key = "secret"

    preflight(AnkiConnect("secret", anki.port))


def test_an_error_of_anki_is_told(anki):
    with pytest.raises(
        PushError, match=r"Anki refuses 'findNotes': Invalid search.*; see that Anki and AnkiConnect are"
    ):
        anki.ask("findNotes", query="(")


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (500, b"{}", "HTTP 500"),
        (403, b"", "HTTP 403"),
        (200, b"<html>", "no JSON of its form"),
        (200, b"6", "no JSON of its form"),
        (200, b'{"jsonrpc": "2.0"}', "no JSON of its form"),
        (200, b"\xff", "no JSON of its form"),
    ],
)
def test_another_program_at_the_port_is_told(status, answer, reason):
    with (
        serving(lambda _: answer, status) as port,
        pytest.raises(
            PushError, match=rf"127.0.0.1:{port} does not answer as AnkiConnect does \({reason}\); restart Anki"
        ),
    ):
        preflight(AnkiConnect(port=port))


def test_a_busy_anki_is_told():
    answered = threading.Event()
    with serving(lambda _: str(answered.wait()).encode()) as port:
        with pytest.raises(PushError, match=r"Anki is busy: no answer to 'version' within 0.05 s; close its dialogs"):
            preflight(AnkiConnect(port=port, timeout=0.05))
        answered.set()


def test_no_proxy_stands_between(anki, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    preflight(anki)


@pytest.fixture
def push(anki, monkeypatch):
    """Return a function that runs the command with the test's port, and returns its exit code and output."""
    monkeypatch.setattr("deck.anki.push.AnkiConnect", partial(AnkiConnect, port=anki.port))

    def run(*arguments, answer=""):
        result = CliRunner().invoke(build_deck.app, ["push", *arguments], input=answer)
        return result.exit_code, result.stdout, " ".join(result.stderr.split())

    return run


def test_the_command_shows_the_plan_moves_prunes_and_opens_the_package(write, push, add_on, collection):
    write(note("one") + note("two"))
    assert push("--yes")[0] == 0
    Path("content/one.md").write_text(f"---\ndeck: Test::Other\n---\n\n{note('one')}")

    code, output, messages = push("--prune", "--yes")

    assert code == 0
    assert output.startswith("The next import touches 0 of 1 note. 1 is moved. 1 is retired.\n")
    assert "deletes 'two' with its history: Q two?" in output
    assert messages == "1 card moved, 1 note deleted; Anki shows its import dialog, press Import there"
    assert decks(collection) == {("one", 0): "Test::Other"}
    assert add_on.opened == [Path("build/Test.apkg").resolve().as_posix()] * 2


def test_the_command_prunes_what_was_retired_by_an_earlier_build(write, push, collection):
    write(note("one") + note("two"))
    push("--yes")
    build(write(note("one")), None, int(time.time()))

    assert push("--prune", "--yes")[2].startswith("0 cards moved, 1 note deleted")
    assert list(decks(collection)) == [("one", 0)]


@pytest.mark.usefixtures("push")
def test_the_command_asks_on_a_terminal_and_no_changes_nothing(write, add_on, monkeypatch, capsys):
    write(note("one"))
    author, terminal = pty.openpty()
    os.write(author, b"n\n")

    with os.fdopen(terminal, encoding="utf-8") as asked:
        monkeypatch.setattr("sys.stdin", asked)
        with pytest.raises(SystemExit) as ended:
            build_deck.app(["push"])

    assert (ended.value.code, "Push this into Anki?" in capsys.readouterr().err, add_on.opened) == (1, True, [])
    assert not Path("content/deck.lock").exists()
    os.close(author)


def test_the_command_tells_what_stands_in_the_way(write, push, add_on):
    write(note("one"))
    add_on.key = "secret"

    assert push("--yes")[::2] == (
        3,
        "AnkiConnect asks for an API key; set ANKICONNECT_KEY to the 'apiKey' of its configuration, if it has one",
    )
