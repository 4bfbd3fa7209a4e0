import threading

from deck.cache.changes import changes
from deck.cache.store import Store

NOTE = "## Q? {#one}\n\nA.\n"


def test_changes_are_reported_once_nothing_is_being_written_any_more(write):
    content = write(NOTE)
    pauses = []

    def edit(seconds):
        pauses.append(seconds)
        if len(pauses) <= 3:
            (content / "one.md").write_text("x" * len(pauses))

    found_changes = changes(content, Store(), pause=edit)
    next(found_changes)
    assert not pauses

    next(found_changes)
    assert pauses == [0.1, 0.03, 0.03, 0.03]


def test_hidden_files_and_files_that_vanish_change_nothing(write, monkeypatch):
    content = write(NOTE, {".git/index": "", "link.md": ""})
    (content / "link.md").unlink()
    (content / "link.md").symlink_to("nowhere")
    monkeypatch.setattr("deck.cache.changes.PERIOD", 0)
    looks = changes(content, Store())
    next(looks)
    (content / ".git/index").write_text("changed")
    found = threading.Thread(target=next, args=(looks,), daemon=True)
    found.start()
    found.join(0.2)
    assert found.is_alive()

    (content / "one.md").write_text("changed")
    found.join(5)
    assert not found.is_alive()


def test_a_file_that_a_build_writes_is_no_change(write):
    content, pauses = write(NOTE), []

    def lock_then_edit(seconds):
        pauses.append(seconds)
        if len(pauses) <= 2:
            (content / ("deck.lock", "one.md")[len(pauses) - 1]).write_text("changed")

    looks = changes(content, Store(), content / "deck.lock", lock_then_edit)
    next(looks)
    next(looks)

    assert pauses == [0.1, 0.1, 0.03]
