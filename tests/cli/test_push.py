"""The command before it reaches Anki; tests/anki/test_push.py has the rest."""

from pathlib import Path

NOTE = "## Q? {#one}\n\nA.\n"


def test_without_a_terminal_to_ask_on_push_is_wrong_usage_unless_agreed_to(write, run):
    write(NOTE)

    assert run("push") == (2, "", "there is no terminal on which to ask; push with --yes")
    assert not Path("build").exists()
