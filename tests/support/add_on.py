"""What AnkiConnect does, in a real collection; it was compared with the add-on in Anki's desktop program."""

import json
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from anki.errors import AnkiException

from deck.anki.verify import import_package


class AddOn:
    """What the add-on does with a request; whoever sits before it *presses* Import at once."""

    def __init__(self, collection):
        self.collection = collection
        self.key = None
        self.presses = True
        self.opened = []
        self.refreshed = 0
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
            "getDecks": self.decks_of,
            "changeDeck": self.change_deck,
            "deleteNotes": lambda notes: collection.remove_notes(notes) and None,
            "guiImportFile": self.import_file,
            "modelNamesAndIds": lambda: {each.name: each.id for each in collection.models.all_names_and_ids()},
            "modelFieldNames": lambda modelName: collection.models.field_names(collection.models.by_name(modelName)),  # noqa: N803
            "modelStyling": lambda modelName: {"css": collection.models.by_name(modelName)["css"]},  # noqa: N803
            "modelTemplates": lambda modelName: {  # noqa: N803
                each["name"]: {"Front": each["qfmt"], "Back": each["afmt"]}
                for each in collection.models.by_name(modelName)["tmpls"]
            },
            "getActiveProfile": lambda: "User 1",
            "getProfiles": lambda: ["User 1"],
        }

    @property
    def open_collection(self):
        if not self.collection:
            raise LookupError("collection is not available")
        return self.collection

    def note_info(self, note_id):
        note = self.collection.get_note(note_id)
        cards = {note_id: cards} if (cards := list(note.card_ids())) else {}
        fields = {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())}
        known = {"noteId": note_id, "profile": "User 1", "fields": fields, "tags": note.tags, "mod": note.mod}
        return {**known, "cards": cards[note_id]}

    def decks_of(self, cards):
        decks = {}
        for card in cards:
            deck = self.collection.decks.name(self.collection.db.scalar("select did from cards where id = ?", card))
            decks.setdefault(deck, []).append(card)
        return decks

    def change_deck(self, cards, deck):
        """Move cards, out of filtered decks too, and have the window drawn anew."""
        self.refreshed += 1
        did = self.collection.decks.id(deck)
        for card in cards:
            assert not self.collection.get_card(card).odid, "it would be taken from its filtered deck"
            self.collection.db.execute("update cards set usn = -1, did = ? where id = ?", did, card)

    def import_file(self, path):
        self.opened.append(path)
        if self.presses:
            self.press_import()

    def press_import(self):
        import_package(self.collection, Path(self.opened[-1]))

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
            with suppress(OSError):
                self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
