"""Life cycles of a deck in real Anki: import, reviews, edits by the learner, a change by the author, import again."""

import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection
from msgspec.structs import replace
from support.exports import FORMS, export
from support.learner import Learner
from support.samples import FIGURE

from deck import ContentError, build
from deck.history.guid import guid_of
from deck.history.plan import NOTHING, Entry
from deck.history.plan_text import searches

TODAY = int(time.time())
TWO = "## One? {#one}\n\nFirst.\n\n## Two? {#two}\n\nSecond.\n"
THREE = TWO + "\n## Three? {#three}\n\nThird.\n"


@pytest.fixture
def learner(tmp_path):
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        yield Learner(collection)


@pytest.fixture
def publish(write):
    """Return a function that builds content, each time a hundred seconds later, and returns the package."""
    clock = iter(range(TODAY, TODAY + 10_000, 100))

    def build_package(notes="", files=None, **options):
        return build(write(notes, files), None, next(clock), **options).package

    return build_package


def guids(*first_ids):
    return [(guid_of("test", first_id), 0) for first_id in first_ids]


def test_an_unchanged_rebuild_touches_nothing_of_the_learners(publish, learner):
    learner.imports(publish(THREE))
    before = learner.reviews()
    learner.edits("one", "Back", "my own words")
    learner.tags("two", "marked", "leech")
    learner.collection.sched.suspend_cards(learner.note("three").card_ids())
    suspended = learner.scheduling
    note_type = learner.note("one").note_type()
    note_type["css"] += "/* mine */"
    learner.collection.models.update_dict(note_type)

    assert learner.imports(publish(THREE)) == (0, 0, 3)

    assert learner.note("one")["Back"] == "my own words"
    assert learner.note("two").tags == ["leech", "marked"]
    assert learner.scheduling == suspended != before
    assert learner.note("one").note_type()["css"].endswith("/* mine */")
    assert sorted(learner.reviewed) == sorted(guids("one", "two", "three"))


@pytest.mark.parametrize(
    ("changed", "field", "html"),
    [
        (THREE.replace("Second.", "Second, reworded."), "Back", "<p>Second, reworded.</p>"),
        (THREE.replace("Two?", "What is two?"), "Front", "<p>What is two?</p>"),
        (THREE.replace("Second.", "Second.\n\n### Extra\n\nMore."), "Extra", "<p>More.</p>"),
    ],
)
def test_one_edit_updates_one_note(publish, learner, changed, field, html):
    learner.imports(publish(THREE))
    before = learner.reviews()
    others = learner.mods(["one", "three"])

    assert learner.imports(publish(changed)) == (0, 1, 2)

    assert learner.note("two")[field] == html
    assert learner.mods(["one", "three"]) == others
    assert learner.scheduling == before


def test_each_note_holds_the_time_of_its_own_last_change(publish, learner):
    def releases():
        return [int(learner.note(first_id)["Release"]) - TODAY for first_id in ("one", "two", "three")]

    learner.imports(publish(THREE))
    assert releases() == [0, 0, 0]
    learner.imports(publish(THREE.replace("Second.", "Better.")))
    assert releases() == [0, 100, 0]
    learner.imports(publish(THREE.replace("Second.", "Better.").replace("{#three}", "{#drei was=three}")))
    assert releases() == [0, 100, 0]
    release = publish(THREE.replace("First.", "Best.").replace("Second.", "Better."))
    Path("content/deck.lock").unlink()
    learner.imports(publish(THREE.replace("First.", "Best."), against=release))
    assert releases() == [300, 400, 0]


def test_successive_edits_arrive_one_by_one(publish, learner):
    learner.imports(publish(THREE))
    learner.reviews()

    counts = [learner.imports(publish(THREE.replace("Third.", f"Third, {n}."))) for n in range(3)]

    assert counts == [(0, 1, 2)] * 3
    assert learner.note("three")["Back"] == "<p>Third, 2.</p>"


def test_tags_and_only_tags_arrive(publish, learner):
    learner.imports(publish(TWO))

    assert learner.imports(publish(TWO.replace("{#two}", '{#two tags="hard"}'))) == (0, 1, 1)
    assert learner.note("two").tags == ["hard"]


def test_a_moved_note_keeps_its_history_and_its_deck(publish, learner):
    learner.imports(publish(THREE))
    before = learner.reviews()
    other = "---\ndeck: Test::Other\n---\n\n## Two? {#two}\n\nSecond.\n"

    counts = learner.imports(publish(THREE.replace("## Two? {#two}\n\nSecond.\n", ""), {"other.md": other}))

    assert counts == (0, 0, 3)
    assert learner.scheduling == before
    assert learner.deck_of("two") == "Test::One"


def test_a_deleted_note_stays_with_its_history_and_its_neighbours_keep_theirs(publish, learner):
    learner.imports(publish(THREE))
    before = learner.reviews()

    assert learner.imports(publish(THREE.replace("## Two? {#two}\n\nSecond.\n", ""))) == (0, 0, 2)
    assert learner.scheduling == before

    assert learner.imports(publish(THREE)) == (0, 0, 3)
    assert learner.scheduling == before


@pytest.mark.parametrize("lost_lock", [False, True])
def test_a_renamed_note_keeps_its_history_with_or_without_the_lock(publish, learner, lost_lock):
    learner.imports(publish(TWO))
    before = learner.reviews()
    for name in ("second", "zwei"):
        if lost_lock:
            Path("content/deck.lock").unlink()
        changed = TWO.replace("{#two}", f"{{#{name} was=two}}")
        new, _, _ = learner.imports(publish(changed, new_lock=lost_lock))
        assert new == 0

    assert learner.scheduling == before
    assert learner.note("two")["Front"] == "<p>Two?</p>"


def test_a_new_cloze_and_a_new_direction_arrive_without_disturbing_the_old(publish, learner):
    notes = "## T {#c .cloze}\n\n{{c1::a}} b\n\n## R? {#r}\n\nA.\n"
    learner.imports(publish(notes))
    before = learner.reviews()

    counts = learner.imports(publish(notes.replace(" b", " {{c2::b}}").replace("{#r}", "{#r .reversed}")))

    assert counts == (0, 2, 0)
    after = learner.scheduling
    assert {key: after[key] for key in before} == before
    assert sorted(set(after) - set(before)) == sorted([(guid_of("test", "c"), 1), (guid_of("test", "r"), 1)])


def test_a_new_card_gets_no_review_of_a_deleted_note(publish, learner):
    """Anki keeps the reviews of deleted notes under the ids of their cards."""
    notes = "## X? {#x}\n\nA.\n\n## Z? {#z}\n\nB.\n"
    learner.imports(publish(notes))
    learner.reviews()
    learner.collection.remove_notes([learner.note("x").id])

    learner.imports(publish("## Z? {#z .reversed}\n\nB.\n"))

    assert learner.reviewed == guids("z")


def test_a_new_card_gets_no_review_of_a_card_that_is_no_longer_made(publish, learner):
    notes = "## Z? {#z .reversed}\n\nB.\n\n## Y? {#y}\n\nA.\n"
    learner.imports(publish(notes))
    learner.reviews()
    learner.imports(publish(notes.replace(" .reversed", "")))
    empty = learner.collection.get_empty_cards().notes
    learner.collection.remove_cards_and_orphaned_notes([card for note in empty for card in note.card_ids])

    learner.imports(publish("## Z? {#z}\n\nB.\n\n## Y? {#y .reversed}\n\nA.\n"))

    assert sorted(learner.reviewed) == sorted(guids("y", "z"))


def test_a_build_against_an_older_release_does_not_disturb_later_builds(publish, learner):
    """The lock must not combine the published fields with the source of a later build."""
    other = "\n## Y? {#y}\n\nY.\n"
    release = publish("## X? {#x}\n\nOld.\n" + other).rename("release.apkg")
    newer = "## X? {#x}\n\nNew.\n" + other
    publish(newer)
    publish(other, against=release)

    assert learner.imports(publish(newer)) == (2, 0, 0)


def test_only_the_notes_that_show_a_changed_figure_are_updated(publish, learner):
    notes = THREE + "\n## Four? {#four}\n\n" + FIGURE
    learner.imports(publish(notes))

    assert learner.imports(publish(notes.replace("steps: 20", "steps: 21"))) == (0, 1, 3)


def test_a_raised_version_updates_the_notes_with_its_figures(publish, learner, monkeypatch, update_tool):
    notes = TWO + "\n## Four? {#four}\n\n" + FIGURE
    learner.imports(publish(notes))
    from figures.kinds import Descent

    monkeypatch.setattr(Descent, "version", 99)
    update_tool()

    assert learner.imports(publish(notes)) == (0, 1, 2)


def test_a_new_style_updates_the_cards_but_no_note(publish, learner, monkeypatch, update_tool):
    learner.imports(publish(TWO))
    monkeypatch.setattr("deck.anki.empty_collection.card_style", lambda _: ".card { color: red }")
    monkeypatch.setattr("deck.compile.record.card_style", lambda _: ".card { color: red }")
    update_tool()

    assert learner.imports(publish(TWO)) == (0, 0, 2)
    assert learner.note("one").note_type()["css"] == ".card { color: red }"


def test_the_learners_own_edit_is_replaced_only_in_notes_that_the_author_changed(publish, learner):
    learner.imports(publish(TWO))
    learner.edits("one", "Back", "mine")
    learner.edits("two", "Back", "mine")
    learner.collection.db.execute("update notes set mod = ?", TODAY + 50)

    learner.imports(publish(TWO.replace("Second.", "Better.")))

    assert (learner.note("one")["Back"], learner.note("two")["Back"]) == ("mine", "<p>Better.</p>")


def test_publishing_against_the_last_release_reaches_learners_who_missed_the_builds_between(publish, learner):
    first = publish(THREE)
    release = Path("release.apkg")
    release.write_bytes(first.read_bytes())
    learner.imports(release)
    publish(THREE.replace("Third.", "Third, draft."))

    final = publish(THREE.replace("Third.", "Third, final."), against=release)

    assert learner.imports(final) == (0, 1, 2)
    assert learner.note("three")["Back"] == "<p>Third, final.</p>"


def test_a_lost_lock_is_restored_from_the_published_package(publish, learner):
    package = publish(THREE)
    learner.imports(package)
    before = learner.reviews()
    lock = Path("content/deck.lock")
    written = lock.read_text()
    lock.unlink()

    again = publish(THREE, against=package)

    assert lock.read_text() == written
    assert learner.imports(again) == (0, 0, 3)
    assert learner.scheduling == before


@pytest.fixture
def copied(tmp_path):
    """Return a function that copies the content folder, as the beginning of a deck with a namespace of its own."""

    def copy(namespace):
        folder = shutil.copytree("content", tmp_path / namespace)
        (folder / "deck.lock").unlink(missing_ok=True)
        toml = folder / "deck.toml"
        toml.write_text(toml.read_text().replace('namespace = "test"', f'namespace = "{namespace}"'))
        return folder

    return copy


def test_two_decks_built_in_the_same_second_share_no_review(write, copied, learner):
    """The reviews of deleted cards stay in Anki, and would be those of any new card with the same id."""
    content = write("".join(f"## Q{n}? {{#n{n}}}\n\nA.\n\n" for n in range(30)))
    packages = [build(content, None, TODAY).package]
    packages += [build(copied(f"other-{n}"), Path(f"{n}.apkg"), TODAY).package for n in range(5)]
    learner.imports(packages[0])
    learner.reviews()
    assert len(learner.reviewed) == 30
    learner.collection.remove_notes(learner.collection.find_notes(""))

    for package in packages[1:]:
        assert learner.imports(package) == (30, 0, 0)

    assert learner.reviewed == []


def test_a_copy_of_a_deck_goes_its_own_way(write, copied, learner):
    content = write(TWO)
    learner.imports(build(content, None, TODAY).package)
    before = learner.reviews()
    copy = copied("other")

    assert learner.imports(build(copy, Path("copy.apkg"), TODAY).package) == (2, 0, 0)
    (copy / "one.md").write_text((copy / "one.md").read_text().replace("Second.", "Its own."))
    assert learner.imports(build(copy, Path("copy.apkg"), TODAY + 9).package) == (0, 1, 1)

    after = learner.scheduling
    assert {key: after[key] for key in before} == before
    backs = [learner.collection.get_note(each)["Back"] for each in learner.collection.find_notes("Id:two")]
    assert sorted(backs) == ["<p>Its own.</p>", "<p>Second.</p>"]


def test_after_a_release_ahead_of_the_clock_learners_keep_what_the_author_did_not_change(write, learner):
    """With a lock that is a year ahead, everything would be newer than any edit of theirs for a year."""
    late = TODAY + 365 * 86_400
    release = build(write(THREE), Path("release.apkg"), late).package
    learner.imports(release)
    before = learner.reviews()
    learner.edits("one", "Back", "mine")
    learner.collection.db.execute("update notes set mod = ? where flds like '%mine%'", late + 1)
    changed = write(THREE.replace("Second.", "Better."))

    with pytest.raises(ContentError, match="are ahead of this machine's clock"):
        build(changed, None, TODAY, clock=TODAY)
    package = build(changed, None, TODAY, clock=TODAY, against=release).package

    assert learner.imports(package) == (0, 1, 2)
    assert (learner.note("one")["Back"], learner.note("two")["Back"]) == ("mine", "<p>Better.</p>")
    assert learner.scheduling == before


@pytest.mark.parametrize("form", FORMS)
def test_what_is_built_against_an_export_touches_what_the_author_changed(publish, learner, form, tmp_path):
    """The lock is lost, the release too: what is left is what Anki exports."""
    learner.imports(publish(THREE))
    before = learner.reviews()
    exported = export(learner.collection, tmp_path / "export.apkg", form)
    Path("content/deck.lock").unlink()
    Path("build/Test.apkg").unlink()

    assert learner.imports(publish(THREE.replace("Third.", "Third, better."), against=exported)) == (0, 1, 2)

    assert learner.note("three")["Back"] == "<p>Third, better.</p>"
    assert learner.scheduling == before
    assert learner.imports(publish(THREE.replace("Third.", "Third, better."))) == (0, 0, 3)


def test_a_revert_after_publishing_reaches_learners_if_it_is_built_against_the_release(publish, learner):
    publish(THREE)
    lock = Path("content/deck.lock").read_bytes()
    release = publish(THREE.replace("Second.", "Wrong.")).rename("release.apkg")
    learner.imports(release)
    Path("content/deck.lock").write_bytes(lock)

    assert learner.imports(publish(THREE)) == (0, 0, 3)
    assert learner.note("two")["Back"] == "<p>Wrong.</p>"
    assert learner.imports(publish(THREE, against=release)) == (0, 1, 2)
    assert learner.note("two")["Back"] == "<p>Second.</p>"


def test_the_printed_search_finds_exactly_the_notes_it_names(publish, learner):
    learner.imports(publish(THREE))
    note_type = learner.collection.models.by_name("Basic")
    foreign = learner.collection.new_note(note_type)
    foreign["Front"] = "Id:one"
    learner.collection.add_note(foreign, 1)
    retired = (Entry("one", "one", ""), Entry("drei", "three", ""))
    ((what, (search,)),) = searches("test", replace(NOTHING, retired=retired))
    found = learner.collection.find_notes(search)

    assert what == "retired"
    assert {learner.collection.get_note(each)["Id"] for each in found} == {"one", "three"}
