"""What is printed reads as it was written, on any terminal, and does nothing to it."""

import os
import pty
import subprocess

import pytest
from support.patience import PATIENCE
from support.samples import FRONT_MATTER, PLAIN_TOML

NOTE = "## Q? {#one}\n\nA.\n"


def test_a_path_is_printed_as_it_is(write, run_apart):
    name = f"[draft]/:smile:{'a' * 90}.md"
    write(files={name: "---\ndeck: Test\n---\n## Q?\n\nA.\n"})

    assert run_apart("check")[2].startswith(f"content/{name}:4: error: the note has no id;")


def test_no_word_becomes_an_emoji_or_a_colour(write, run_apart):
    write("## Q? {#one}\n\nA [red]:smile:[/red]\n\n## :smile: [red]b[/red]?\n\nA.\n")

    messages = run_apart("check", environment={"COLUMNS": "200"})[2]

    assert ": error: the card shows ':smile:' as text; write the emoji itself: " in messages
    assert "     9 | ## :smile: [red]b[/red]?\n" in messages


@pytest.mark.parametrize("sent", ["\x1b]0;title\x07", "\x1b[2J", "\x9b2J", "\u202e", "\b\b"])
def test_a_terminal_obeys_nothing_that_content_says(write, run_apart, sent):
    write(f"## Q? {{#one}}\n\nA {sent} b.\n", {f"a{sent.strip()}b.md": FRONT_MATTER})
    printed = run_apart("check")
    write(files={"deck.toml": PLAIN_TOML.replace("Test", sent), "one.md": FRONT_MATTER + NOTE})
    printed += run_apart("check")

    assert not any(set(sent) - set("]0;titleJ[2 ") & set(str(each)) for each in printed)
    assert sent.encode("unicode_escape").decode()[:4] in "".join(map(str, printed))


def test_what_the_terminal_cannot_show_is_escaped(write, run_apart):
    write(NOTE + "😀\n\n1) x\n")

    _, output, messages = run_apart("check", "--diff", environment={"PYTHONIOENCODING": "ascii"})

    assert (messages, " \\U0001f600\n" in output) == ("", True)


@pytest.mark.parametrize(
    ("environment", "coloured"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]
)
def test_colour_is_for_a_terminal_that_wants_it(write, start, environment, coloured):
    write("## A {#a}\n")
    reader, writer = pty.openpty()

    start("check", stderr=writer, environment=environment).wait(timeout=PATIENCE)

    assert (b"\x1b[31m1 error" in os.read(reader, 10_000)) == coloured


def test_the_drawing_of_figures_shows_its_progress_on_a_terminal(write, start):
    write(
        NOTE
        + "\n```descent\nsurface: quadratic(a=1, b=50)\nstart: [-4, 1]\nsteps: 20\npaths:\n  gd: gd(lr=0.036)\n```\n"
    )
    reader, writer = pty.openpty()

    start("build", stderr=writer, stdout=subprocess.DEVNULL, environment={"TERM": "xterm"}).wait(timeout=PATIENCE)

    assert b"drawing figures" in os.read(reader, 100_000)
