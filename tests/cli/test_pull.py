"""The command before it reaches Anki or a package; tests/edit has the rest."""

import socket
from contextlib import closing

NOTE = "## Q? {#one}\n\nA.\n"


def test_without_a_terminal_to_ask_on_pull_is_wrong_usage_unless_agreed_to(write, run):
    write(NOTE)

    assert run("pull") == (2, "", "there is no terminal on which to ask; pull with --yes or --diff")


def test_without_anki_something_is_missing(write, run):
    write(NOTE)
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    code, _, messages = run("pull", "--diff", "--port", port)

    assert code == 3
    assert f"no Anki answers at 127.0.0.1:{port}; start Anki" in messages


def test_what_is_no_package_is_named(write, run, tmp_path):
    write(NOTE)
    (tmp_path / "no.apkg").write_text("no")

    code, _, messages = run("pull", "--diff", "--from", "no.apkg")

    assert code == 1
    assert "no.apkg:1: " in messages
    assert run("pull", "--diff", "--from", "missing.apkg")[0] == 3
