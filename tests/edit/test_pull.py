"""What comes back of edits made in a real Anki collection, whose release the author has left behind or has not."""

import time
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection
from support.add_on import AddOn, serving
from support.clock import NOW
from support.exports import FORMS, export
from support.learner import Learner
from support.samples import FIGURE
from typer.testing import CliRunner

import build_deck
from deck import build

FILE = Path("content/one.md")
TWO = '## One? {#one}\n\nFirst thing.\n\n## Two? {#two tags="mine"}\n\nSecond thing.\n'


@pytest.fixture
def learner(tmp_path):
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        yield Learner(collection)


@pytest.fixture
def publish(write):
    """Return a function that builds content, each time a hundred seconds later, and returns the package's bytes."""
    clock = iter(range(NOW, NOW + 10_000, 100))

    def build_package(notes):
        return build(write(notes), None, next(clock)).package

    return build_package


@pytest.fixture
def pull(learner, tmp_path):
    """Return a function that exports the collection and pulls from that; it returns exit code, output and messages."""

    def pull_from_export(*options, form="latest"):
        package = export(learner.collection, tmp_path / "exported.apkg", form)
        result = CliRunner().invoke(build_deck.app, ["pull", "--from", str(package), *map(str, options)])
        return result.exit_code, result.stdout, result.stderr

    return pull_from_export


@pytest.mark.parametrize("form", FORMS)
def test_an_edit_comes_back_and_nothing_else_changes(publish, learner, pull, form):
    learner.imports(publish(TWO))
    before = FILE.read_text()
    learner.edits("two", "Back", "<p>Second <b>thing</b>.</p>")
    learner.edits("one", "Hint", "think")

    assert pull("--diff", form=form)[0] == 0
    assert FILE.read_text() == before
    code, _, messages = pull("--yes", form=form)

    assert (code, messages.splitlines()[-1]) == (0, "2 edits written, 0 left")
    wanted = before.replace("Second thing", "Second **thing**").replace(
        "thing.\n\n##", "thing.\n\n### Hint\n\nthink\n\n##", 1
    )
    assert FILE.read_text() == wanted
    assert pull("--yes", form=form)[0] == 0, "nothing is left to do"
    assert FILE.read_text() == wanted


def test_what_comes_back_reaches_learners_with_the_next_build_and_stays(publish, learner, pull):
    learner.imports(publish(TWO))
    learner.edits("two", "Back", "<p>Second <b>thing</b>.</p>")
    pull("--yes")

    learner.imports(build(Path("content"), None, int(time.time()) + 10).package)

    assert learner.note("two")["Back"] == "<p>Second <strong>thing</strong>.</p>"
    assert pull("--yes") == (0, "", "nothing to pull\n")


def test_without_an_edit_there_is_nothing_to_pull(publish, learner, pull):
    learner.imports(publish(TWO))
    learner.reviews()

    assert pull("--yes") == (0, "", "nothing to pull\n")


def test_an_older_release_is_no_edit_of_the_newer_source(publish, learner, pull):
    """Its text is the author's own, of one or two releases before."""
    learner.imports(publish(TWO))
    for text in ("Better.", "Best."):
        publish(TWO.replace("Second thing.", text))
        before = FILE.read_text()

        code, diff, messages = pull("--yes")

        assert (code, diff) == (0, "")
        assert "1 note in Anki holds another release than the last build ('two'); import that first" in messages
        assert FILE.read_text() == before


@pytest.mark.parametrize("behind", [1, 2])
def test_an_edit_of_an_older_release_is_shown_with_both_texts(publish, learner, pull, behind):
    learner.imports(publish(TWO))
    for text in ("Better.", "Best.")[:behind]:
        publish(TWO.replace("Second thing.", text))
    learner.edits("two", "Back", "<p>Second thing, edited.</p>")
    before = FILE.read_text()

    code, diff, messages = pull("--yes")

    assert (code, diff) == (1, "")
    assert "content/one.md:9: 'two', Back: it holds another release than the last build" in messages
    assert "  + Second thing, edited." in messages
    assert FILE.read_text() == before


@pytest.mark.parametrize("behind", [1, 2])
def test_against_the_package_of_an_older_release_its_edits_come_back(publish, learner, pull, tmp_path, behind):
    package = publish(TWO + "\n### Extra\n\nMore.\n")
    older = tmp_path / "older.apkg"
    older.write_bytes(package.read_bytes())
    learner.imports(older)
    for text in ("Better.", "Best.")[:behind]:
        publish(TWO.replace("Second thing.", text) + "\n### Extra\n\nMore.\n")
    learner.edits("two", "Extra", "<p>Much more.</p>")
    before = FILE.read_text()

    code, _, messages = pull("--yes", "--against", older)

    assert (code, messages.splitlines()[-1]) == (0, "1 edit written, 0 left")
    assert FILE.read_text() == before.replace("More.", "Much more.")


def test_where_source_and_anki_both_changed_both_are_shown_and_nothing_is_written(publish, learner, pull):
    learner.imports(publish(TWO))
    learner.edits("two", "Back", "<p>Second thing, edited.</p>")
    learner.edits("one", "Back", "<p>Same mend.</p>")
    before = FILE.read_text().replace("Second thing", "Second thing, rewritten").replace("First thing", "Same mend")
    FILE.write_text(before)

    code, diff, messages = pull("--yes")

    assert (code, diff) == (1, "")
    assert "'two', Back: both the source and Anki changed since the release" in messages
    assert "  - Second thing, rewritten." in messages
    assert "  + Second thing, edited." in messages
    assert FILE.read_text() == before


def test_tags_come_back_but_those_of_anki_itself(publish, learner, pull):
    learner.imports(publish(TWO))
    learner.tags("one", "new", "leech")
    note = learner.note("two")
    note.tags = ["marked"]
    learner.collection.update_note(note)

    code, _, messages = pull("--yes")

    assert (code, messages.splitlines()[-1]) == (0, "2 edits written, 0 left")
    assert '## One? {#one tags="new"}' in FILE.read_text()
    assert "## Two? {#two}" in FILE.read_text()


def test_a_copy_made_in_anki_is_named_and_not_compared(publish, learner, pull):
    learner.imports(publish(TWO))
    original = learner.note("one")
    copy = learner.collection.new_note(original.note_type())
    copy.fields = ["<p>One?</p>", "<p>Mine.</p>", *original.fields[2:]]
    learner.collection.add_note(copy, original.cards()[0].did)

    code, diff, messages = pull("--yes")

    assert (code, diff) == (0, "")
    assert f"nid:{copy.id} is a copy of 'one' made in Anki, and not compared" in messages


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ('<p>First <span style="color: red">thing</span>.</p>', "no edit of the Markdown was found"),
        ('<p>First thing.<img src="paste.jpg"></p>', "a picture was added in Anki"),
        ("<div>" * 100, "it is too long for a card"),
    ],
)
def test_what_has_no_proof_is_left_with_the_reason(publish, learner, pull, html, reason):
    learner.imports(publish(TWO))
    before = FILE.read_text()
    learner.edits("one", "Back", html)

    code, diff, messages = pull("--yes")

    assert (code, diff) == (1, "")
    assert f"content/one.md:5: 'one', Back: {reason}" in messages
    assert FILE.read_text() == before


def test_an_edit_that_would_stop_the_next_build_is_left_with_the_rule(publish, learner, pull):
    learner.imports(publish("## What is 2 + 2? {#sum}\n\nIt is **4**.\n\n```check\nanswer: 2 + 2\n```\n"))
    before = FILE.read_text()
    learner.edits("sum", "Back", "<p>It is <b>5</b>.</p>")

    code, diff, messages = pull("--yes")

    assert (code, diff) == (1, "")
    assert "content/one.md:5: 'sum', Back: the Markdown for it would break F006: " in messages
    assert FILE.read_text() == before


def test_a_figure_whose_night_picture_was_deleted_is_left(publish, learner, pull):
    learner.imports(publish(f"## One? {{#one}}\n\nFirst thing.\n\n{FIGURE}"))
    html = learner.note("one")["Back"]
    dark = html[html.index('<img class="dark"') :]
    learner.edits("one", "Back", html.replace(dark[: dark.index(">") + 1], ""))

    code, diff, messages = pull("--yes")

    assert (code, diff) == (1, "")
    assert "'one', Back: a picture of a figure was changed or deleted in Anki" in messages


def test_without_a_lock_nothing_is_compared(publish, learner, pull):
    learner.imports(publish(TWO))
    Path("content/deck.lock").unlink()

    code, _, messages = pull("--yes")

    assert code == 1
    assert "content/deck.lock:1: " in messages
    assert "which release Anki holds is unknown" in messages


def test_an_export_of_another_deck_is_refused(publish, pull):
    publish(TWO)

    code, _, messages = pull("--yes")

    assert code == 1
    assert "holds no note of namespace 'test'; export the deck in Anki" in messages


def test_what_was_edited_in_the_running_anki_comes_back(publish, learner):
    learner.imports(publish(TWO))
    before = FILE.read_text()
    learner.edits("two", "Back", "<p>Second <b>thing</b>.</p>")

    with serving(AddOn(learner.collection).reply) as port:
        result = CliRunner().invoke(build_deck.app, ["pull", "--yes", "--port", str(port)])

    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "1 edit written, 0 left")
    assert FILE.read_text() == before.replace("Second thing", "Second **thing**")


def test_an_add_on_that_reports_no_times_is_believed_by_the_fields(publish, learner):
    """As that of July 2023."""
    learner.imports(publish(TWO))
    learner.edits("two", "Back", "<p>Second thing, mended.</p>")
    add_on = AddOn(learner.collection)
    notes_info = add_on.actions["notesInfo"]
    add_on.actions["notesInfo"] = lambda notes: [{**each, "mod": None} for each in notes_info(notes)]
    before = FILE.read_text()

    with serving(add_on.reply) as port:
        result = CliRunner().invoke(build_deck.app, ["pull", "--yes", "--port", str(port)])

    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "1 edit written, 0 left")
    assert FILE.read_text() == before.replace("thing.\n", "thing, mended.\n").replace("thing, mended", "thing", 1)


def test_plan_against_an_export_names_the_edits_that_an_import_would_replace(publish, learner, tmp_path):
    learner.imports(publish(TWO))
    learner.edits("two", "Back", "<p>Second thing, mended.</p>")
    package = export(learner.collection, tmp_path / "exported.apkg", "latest")

    result = CliRunner().invoke(build_deck.app, ["plan", "--against", str(package)])

    assert result.exit_code == 0
    assert "Warning: 'two' was edited in Anki; an import replaces that, pull first" in result.stdout
    assert result.stdout.count("Warning") == 1
