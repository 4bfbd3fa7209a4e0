from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import FIGURE, PLAIN_TOML

from deck import build, check
from deck.build import plan
from deck.cli.formats import plan_as_text
from deck.history.plan import Entry
from deck.history.plan_text import summary

NOTES = """\
## One? {#one}

First.

## Two? {#two}

Second.

## Three {#three .cloze}

{{c1::a}} {{c2::b}}
"""


RETITLED = (
    "content/deck.lock:1: 'two' returns with another title: it was 'Two?' and is 'Quite different?'; "
    "give it a new id unless it is the same note"
)


@pytest.fixture
def planned(write):
    """Return a function that builds content, changes it, and returns the plan of what an import will do."""

    def plan_change(changed, notes=NOTES, files=None, **options):
        build(write(notes), None, NOW)
        _, found = plan(write(changed, files), NOW + 5, **options)
        return found

    return plan_change


def ids(entries):
    return [each.id for each in entries]


def test_nothing_changed(planned):
    found = planned(NOTES)

    assert (found.touched, found.unchanged) == (0, 3)
    assert summary(found) == "The next import touches 0 of 3 notes."


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Two?", "Really two?", ("front",)),
        ("Second.", "Better.", ("back",)),
        ("Second.", "Second.\n\n### Hint\n\nh\n", ("hint",)),
        ("{#two}", "{#two tags=x}", ("tags",)),
        ("{#two}", "{#two .reversed}", ("reverse", "cards")),
        ("Second.", "Better.\n\n" + FIGURE, ("back", "figure")),
        ("{{c2::b}}", "{{c2::b}} {{c3::c}}", ("text", "cards")),
    ],
)
def test_what_changed_of_a_note_is_named(planned, old, new, what):
    (entry,) = planned(NOTES.replace(old, new)).changed

    assert entry.what == what


def test_a_changed_figure_is_no_changed_text(planned):
    with_figure = NOTES.replace("Second.", FIGURE)

    (entry,) = planned(with_figure.replace("steps: 20", "steps: 30"), with_figure).changed

    assert entry == Entry("two", "two", "Two?", ("figure",))


def test_new_and_retired_notes_are_named_with_their_titles(planned):
    found = planned(NOTES.replace("## Two? {#two}\n\nSecond.", "## Four? {#four}\n\nFourth."))

    assert found.new == (Entry("four", "four", "Four?"),)
    assert found.retired == (Entry("two", "two", "Two?"),)
    assert summary(found) == "The next import touches 1 of 3 notes: 1 new. 1 is retired."


def test_a_note_that_moved_and_changed_is_in_both_lists(planned):
    two = "## Two? {#two}\n\nSecond.\n\n"
    other = "---\ndeck: Test::Other\n---\n\n## Two? {#two}\n\nBetter.\n"

    found = planned(NOTES.replace(two, ""), files={"other.md": other})

    assert ids(found.changed) == ["two"]
    assert found.moved == (Entry("two", "two", "Two?", ("Test::One", "Test::Other")),)


def test_a_renamed_note_is_untouched_but_named(planned):
    found = planned(NOTES.replace("{#two}", "{#zwei was=two}"))

    assert found.touched == 0
    assert found.renamed == (Entry("zwei", "two", "Two?", ("two",)),)


def test_a_returned_note_is_the_same_again(write):
    without = NOTES.replace("## Two? {#two}\n\nSecond.\n\n", "")
    for notes in (NOTES, without):
        build(write(notes), None, NOW)

    _, found = plan(write(NOTES), NOW + 5)

    assert (ids(found.returned), found.touched, found.warnings) == (["two"], 0, ())


def test_a_returned_note_with_another_title_is_warned_of(write):
    for notes in (NOTES, NOTES.replace("## Two? {#two}\n\nSecond.\n\n", "")):
        build(write(notes), None, NOW)

    (warning,) = check(
        write(
            NOTES.replace("Two?", "Quite different?"), {"deck.toml": PLAIN_TOML + 'lint.off = ["A", "G", "Q", "S"]\n'}
        ),
        NOW + 5,
    ).found

    assert (warning.level, str(warning)) == (
        "warning",
        RETITLED,
    )


@pytest.mark.parametrize("changed", ["## Two? {#zwei}\n\nReworded.", "## Reworded? {#zwei}\n\nSecond."])
def test_a_vanished_id_whose_text_comes_under_another_is_suspected_to_be_a_rename(planned, changed):
    found = planned(NOTES.replace("## Two? {#two}\n\nSecond.", changed))

    assert found.warnings == (
        "'two' is missing and the new note 'zwei' says the same; if it was renamed, write {#zwei was=two}",
    )


def test_of_many_notes_that_say_the_same_each_is_suspected_once(planned):
    def notes(prefix):
        return "".join(f"## Same? {{#{prefix}-{number}}}\n\nSame {number % 2}.\n\n" for number in range(4))

    assert planned(notes("new"), notes("old")).warnings == tuple(
        f"'old-{number}' is missing and the new note 'new-{number}' says the same; "
        f"if it was renamed, write {{#new-{number} was=old-{number}}}"
        for number in range(4)
    )


EXCHANGED = (
    "now say what the others of them said; give each its id back, or learners keep the reviews of one for the other"
)


@pytest.mark.parametrize(
    ("ids", "named"),
    [
        (("two", "one", "three", "four"), "'two', 'one'"),
        (("two", "three", "one", "four"), "'two', 'three', 'one'"),
        (("two", "one", "four", "three"), "'two', 'one', 'four', 'three'"),
    ],
)
def test_notes_that_exchanged_their_ids_are_named(planned, ids, named):
    def notes(names):
        return "".join(f"## Q{n}? {{#{name}}}\n\nText {n}.\n\n" for n, name in enumerate(names))

    found = planned(notes(ids), notes(("one", "two", "three", "four")))

    assert found.warnings == (f"{named} {EXCHANGED}",)


def test_a_note_of_which_only_the_rest_changed_has_not_exchanged_its_id(planned):
    found = planned(NOTES.replace("{#two}", '{#two tags="new"}'))

    assert (ids(found.changed), found.warnings) == (["two"], ())


def test_a_note_that_says_what_a_deleted_one_said_has_not_exchanged_its_id(planned):
    found = planned("## One? {#one}\n\nSecond.\n", "## One? {#one}\n\nFirst.\n\n## One? {#two}\n\nSecond.\n")

    assert found.warnings == ()


def test_a_first_id_that_the_lock_never_knew_is_named(planned):
    found = planned(NOTES.replace("{#two}", "{#zwei was=tow}"))

    unknown = "'zwei' was 'tow', which the lock never knew, so learners get it as a new note; did you mean 'two'?"
    assert unknown in found.warnings


@pytest.mark.parametrize("notes", [NOTES, NOTES.replace("{#two}", "{#zwei was=two}")])
def test_a_first_id_that_the_lock_knew_is_not(planned, notes):
    assert planned(notes.replace("{#one}", "{#eins was=one}")).warnings == ()


def test_without_a_lock_any_first_id_is_believed(write):
    assert plan(write(NOTES.replace("{#two}", "{#zwei was=two}")), NOW)[1].warnings == ()


def test_a_lock_that_was_reverted_after_publishing_is_named(write):
    """As `git revert` does it, with content and lock: only the published package knows better."""
    build(write(NOTES), None, NOW)
    lock = Path("content/deck.lock").read_bytes()
    build(write(NOTES.replace("First.", "Published.")), Path("published.apkg"), NOW + 5)
    Path("content/deck.lock").write_bytes(lock)

    assert plan(write(NOTES), NOW + 9)[1].warnings == ()
    found = plan(write(NOTES), NOW + 9, Path("published.apkg"))[1]
    (warning,) = found.warnings
    assert warning == (
        "the package holds 'one' in a newer form than the lock; was the lock reverted, or not committed, or the note "
        "edited in Anki? commit the lock of this build"
    )
    assert ids(found.changed) == ["one"]


def test_a_draft_that_was_never_published_is_no_reverted_lock(write):
    build(write(NOTES), Path("published.apkg"), NOW)
    build(write(NOTES.replace("First.", "Draft.")), None, NOW + 5)

    assert plan(write(NOTES), NOW + 9, Path("published.apkg"))[1].warnings == ()


def test_no_warning_names_more_than_ten_notes(planned):
    def notes(names):
        return "".join(f"## Q{n}? {{#n{name}}}\n\nText {n}.\n\n" for n, name in enumerate(names))

    (warning,) = planned(notes([*range(1, 30), 0]), notes(range(30))).warnings

    assert warning.startswith("'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9', 'n10' and 20 more now say")


def test_cards_that_are_no_longer_made_are_named(planned):
    found = planned(NOTES.replace("{{c2::b}}", "b"))

    assert found.lost_cards == (Entry("three", "three", "Three", ("c2",)),)
    assert "Cards that are no longer made (Anki: Tools, Empty Cards):\n  three  Three: c2" in "\n".join(
        plan_as_text("test", found)
    ).replace("\n\n", "\n")


def test_a_new_style_is_named_and_touches_no_note(planned, write):
    assert planned(NOTES).note_types == ()
    write(NOTES, {"style.css": ".card { color: #333333 }"})

    found = plan(Path("content"), NOW + 5)[1]

    assert [(each.title, each.what) for each in found.note_types] == [
        ("Test: Card", ("style",)),
        ("Test: Cloze", ("style",)),
    ]
    assert found.touched == 0


def test_the_plan_compares_with_a_published_package(write):
    build(write(NOTES), Path("published.apkg"), NOW)
    build(write(NOTES.replace("First.", "Draft.")), None, NOW + 5)

    changed = NOTES.replace("First.", "Draft.").replace("Second.", "Final.")

    assert ids(plan(write(changed), NOW + 9)[1].changed) == ["two"]
    against = plan(write(changed), NOW + 9, Path("published.apkg"))[1]
    assert [(each.id, each.what) for each in against.changed] == [("one", ("back",)), ("two", ("back",))]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"no zip", "x.apkg:1: is not a package of Anki, or is damaged; name an .apkg"),
        (None, "x.apkg:1: is not of namespace 'test'; name the package that was published of this deck"),
    ],
)
def test_only_a_package_of_this_deck_can_be_compared_with(write, data, expected):
    other = 'name = "Other"\nnamespace = "other"\n'
    build(write("", {"deck.toml": other, "one.md": "---\ndeck: Other\n---\n## Q? {#one}\n\nA."}), Path("x.apkg"), NOW)
    Path("content/deck.lock").unlink()
    if data:
        Path("x.apkg").write_bytes(data)

    with pytest.raises(Exception) as raised:  # noqa: PT011
        plan(write(NOTES), NOW, Path("x.apkg"))

    assert str(raised.value) == expected


def test_the_plan_reads_as_a_sentence_then_note_by_note_then_what_to_know(planned):
    two = "## Two? {#two}\n\nSecond.\n\n"
    other = "---\ndeck: Test::Other\n---\n\n## Two? {#two}\n\nBetter.\n\n## Four? {#four}\n\nA.\n"

    found = planned(NOTES.replace(two, "").replace("## One? {#one}\n\nFirst.\n\n", ""), files={"other.md": other})

    assert (
        "\n".join(plan_as_text("test", found))
        == """\
The next import touches 2 of 3 notes: 1 new, 1 changed. 1 is moved. 1 is retired.

New:
  four  Four?

Changed:
  two  Two?: back

Moved (an import leaves cards where they are):
  two  Two?: from Test::One to Test::Other

Retired (an import deletes nothing):
  one  One?

Find the moved notes in Anki's browser:
  (mid:1961901497 OR mid:1675120238) (Id:two)

Find the retired notes in Anki's browser:
  (mid:1961901497 OR mid:1675120238) (Id:one)

What a learner should know:
  - your own edits and tags on the changed notes are replaced
  - retired notes stay until you delete them; a deleted note of the deck comes back, so suspend it instead
  - a field or card template that you added to a note type of this deck stops its updates"""
    )


def test_a_plan_writes_nothing(write):
    build(write(NOTES), None, NOW)
    before = Path("build/Test.apkg").read_bytes()

    plan(write(NOTES.replace("Second.", "Better.")), NOW + 5)

    assert "Better" not in Path("content/deck.lock").read_text()
    assert Path("build/Test.apkg").read_bytes() == before
