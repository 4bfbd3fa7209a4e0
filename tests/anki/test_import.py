"""Packages in real Anki."""

import re
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pytest
from anki.collection import Collection
from support.clock import NOW
from support.learner import Learner
from support.samples import DECK_TOML, EVERYTHING, FIGURE, FILES

from deck import build
from deck.anki.empty_collection import PackageInfo, empty_collection
from deck.anki.package import PackedNote, write_package
from deck.anki.verify import import_and_check, import_package, verify
from deck.history.guid import guid_of
from deck.history.lock import Record
from deck.note_types import CARD, Face
from deck.safety.package_archive import open_package


@pytest.fixture
def collection(tmp_path):
    with closing(Collection(str(tmp_path / "collection.anki2"))) as opened:
        yield opened


def note_by_id(collection, first_id):
    (note_id,) = collection.find_notes(f"Id:{first_id}")
    return collection.get_note(note_id)


def test_every_kind_of_note_is_imported_without_a_fault(write):
    verdict = verify(build(write(EVERYTHING, FILES), None, NOW).package)

    assert verdict.faults == ()
    assert (verdict.notes, verdict.cards, verdict.media, verdict.new, verdict.duplicate) == (5, 7, 3, 5, 5)


@pytest.mark.parametrize("answer", ["2", "a < b & c"])
def test_a_typed_note_needs_nothing_but_its_answer(write, answer):
    verdict = verify(build(write(f"## How many? {{#one .typed}}\n\n### Answer\n\n{answer}"), None, NOW).package)

    assert verdict.faults == ()


def test_anki_keeps_every_tag_that_is_accepted(write, collection):
    tags = ["c++", "#AK_Step1", "a'b", "c#", "x,y", "a:b", "1.2::\u00e4-\u4e2d", "(z)", "50%", "*"]
    note = f'## Q? {{#one tags="{" ".join(tags)}"}}\n\nA.'

    import_package(collection, build(write(note), None, NOW).package)

    assert sorted(note_by_id(collection, "one").tags) == sorted(tags)


@pytest.mark.parametrize("fields", [("a\x1fb", *[""] * 10), ("a", *[""] * 11), ("a", *[""] * 9)])
def test_a_package_is_not_written_with_fields_that_anki_would_refuse(fields):
    record = Record("one", 1, "Card", "Test", "T", (0,), 1, "source", (), {"Front": "a"})
    info = PackageInfo("Test", "test", Face("en", "Hint"), ("Test",), {}, {"Card": 1})

    with pytest.raises(AssertionError, match="note 'one' has too many or too few fields"):
        write_package(BytesIO(), empty_collection(info), [PackedNote(record, "guid", fields)], {}, b"")


def without_second_card(patch):
    patch.setattr("deck.render.note.cards_of", lambda *_: (0,))


def without_media(patch):
    patch.setattr("deck.compile.package_and_lock.draw_figures", lambda *_: ({}, 0))


def with_stray_media(patch):
    media = {"stray.toml": Path("content/deck.toml").read_bytes}
    patch.setattr("deck.compile.package_and_lock.draw_figures", lambda *_: (media, 0))


def with_one_guid(patch):
    patch.setattr("deck.compile.file.guid_of", lambda *_: "same")


def without_notes(patch):
    patch.setattr(
        "deck.compile.package_and_lock.write_package",
        lambda file, collection, _, media, mark: write_package(file, collection, (), media, mark),
    )


def with_empty_front(patch):
    fields = {**dict.fromkeys(CARD.field_names, ""), "Front": "<p></p>", "Back": "A."}
    patch.setattr("deck.render.note.fields_of", lambda note, _: {**fields, "Id": note.id})


def with_empty_back(patch):
    patch.setattr(
        "deck.render.note.fields_of",
        lambda note, _: {**dict.fromkeys(CARD.field_names, ""), "Front": "x", "Id": note.id},
    )


def with_unknown_field(patch):
    broken = replace(CARD.templates[0], front="{{Frnt}}")
    patch.setattr("deck.note_types.CARD", replace(CARD, templates=(broken, CARD.templates[1])))
    patch.setattr("deck.anki.empty_collection.NOTE_TYPES", (replace(CARD, templates=(broken, CARD.templates[1])),))


@pytest.mark.parametrize(
    ("notes", "plant", "fault"),
    [
        ("## Q? {#one .reversed}\n\nA.", without_second_card, "Check Database changed the number of cards from 1 to 2"),
        ("## Q? {#one}\n\n" + FIGURE, without_media, "missing media: fig-"),
        ("## Q? {#one}\n\nA.", with_stray_media, "media that Anki leaves out, since no field names it: stray.toml"),
        ("## Q? {#one}\n\nA.\n\n## R? {#two}\n\nB.", with_one_guid, "two notes have the GUID same"),
        ("## Q? {#one}\n\nA.", without_notes, "the package holds no notes"),
        ("## Q? {#one}\n\nA.", with_empty_front, "card 1 of one: its front is empty"),
        ("## Q? {#one}\n\nA.", with_empty_back, "card 1 of one: its back adds nothing to the front"),
        ("## Q? {#one}\n\nA.", with_unknown_field, "card 1 of one: "),
    ],
)
def test_a_fault_is_found(write, monkeypatch, notes, plant, fault):
    plant(monkeypatch)

    package = build(write(notes), None, NOW).package
    with open_package(package) as opened:
        media = opened.media_names()
    faults = import_and_check(package, media, Path.cwd()).faults  # without a process of its own

    assert any(each.startswith(fault) for each in faults), faults


def test_what_is_no_package_is_reported(tmp_path):
    path = tmp_path / "x.apkg"
    path.write_bytes(b"no zip")

    (fault,) = verify(path).faults
    assert fault.startswith("Anki cannot import the package")


def test_the_collection_holds_what_was_written(write, collection):
    import_package(collection, build(write(EVERYTHING, FILES), None, NOW).package)

    note = note_by_id(collection, "plain")
    assert note.guid == guid_of("test", "plain")
    assert note.note_type()["name"] == "Test: Card"
    assert note.tags == ["core"]
    assert note["Original"] == "what is &lt;plain&gt;?"
    assert collection.decks.name(note.cards()[0].did) == "Test::One"
    assert note_by_id(collection, "cloze").note_type()["name"] == "Test: Cloze"


def test_cards_show_what_they_should(write, collection):
    import_package(collection, build(write(EVERYTHING, FILES), None, NOW).package)

    plain, back_first, typed, cloze = (
        note_by_id(collection, "plain").cards()[0],
        note_by_id(collection, "reversed").cards()[1],
        note_by_id(collection, "typed").cards()[0],
        note_by_id(collection, "cloze").cards()[1],
    )
    assert 'Plain with <span class="nowrap">\\(x_{i}\\)?</span>' in plain.question()
    assert "what is &lt;plain" not in plain.answer()
    assert ("Meaning." in back_first.question(), "Term" in back_first.question()) == (True, False)
    assert "[[type:Answer]]" in typed.question()
    assert "[[type:Answer]]" in typed.answer()
    assert (
        '[<span class="cloze" data-cloze="<strong>bold</strong>" data-ordinal="3">[hint]</span>]'
        not in cloze.question()
    )
    assert "[hint]" in cloze.question()
    assert "\\(\\frac{a}{b_{c} }\\)" in cloze.question()
    hidden = r'It is <span class="nowrap"><span class="cloze" [^<>]*>\[\.\.\.\]</span>,</span> then'
    assert re.search(hidden, cloze.note().cards()[0].question())


def test_a_note_can_be_typed_in_its_first_direction_and_reversed(write, collection):
    note = "## Learning rate {#one .typed .reversed}\n\nIt scales a step.\n\n### Answer\n\neta\n"
    import_package(collection, build(write(note), None, NOW).package)

    first, second = note_by_id(collection, "one").cards()
    assert ("Learning rate" in first.question(), "[[type:Answer]]" in first.question()) == (True, True)
    assert ("It scales a step." in second.question(), "[[type:" in second.question() + second.answer()) == (True, False)
    assert "Learning rate" in second.answer()
    assert "Learning rate" not in second.question()


def test_the_back_alone_names_the_subdeck(write, collection):
    import_package(collection, build(write(EVERYTHING, FILES), None, NOW).package)
    topic = '<div class="topic"><bdi>One</bdi></div>'

    for card in map(collection.get_card, collection.find_cards("")):
        assert (topic in card.question(), card.answer().count(topic)) == (False, 1)


def test_each_note_names_its_own_release_and_no_card_shows_it(write, collection):
    import_package(
        collection, build(write("## Q? {#one}\n\nA.\n\n## R {#two .cloze}\n\n{{c1::B}}."), None, NOW).package
    )

    for first_id in ("one", "two"):
        note = note_by_id(collection, first_id)
        assert (note["Release"], note.mod) == (str(NOW), NOW)
        assert not [card for card in note.cards() if str(NOW) in card.question() + card.answer()]


def test_decks_are_described_by_the_settings_and_by_the_leads_of_their_files(write, collection):
    settings = DECK_TOML + 'description = """\nOne\nline.\n\n- *two*\n- three\n"""\n'
    files = {
        "deck.toml": settings,
        "1.md": "---\ndeck: Test::One\n---\n\n# One\n\nThe rate ($\\eta$),\nand `lr`.\n\nMore.\n\n## Q? {#one}\n\nA.\n",
        "2.md": "---\ndeck: Test::One\n---\n\nAnother lead.\n\n## Q? {#two}\n\nA.\n",
        "3.md": "---\ndeck: Test::Two\n---\n\n## Q? {#three}\n\nA.\n",
    }

    import_package(collection, build(write(files=files), None, NOW).package)

    described = {name: collection.decks.by_name(name)["desc"] for name in ("Test", "Test::One", "Test::Two")}
    assert described == {
        "Test": "<p>One line.</p><ul><li><em>two</em></li><li>three</li></ul>",
        "Test::One": "The rate, and <code>lr</code>.",
        "Test::Two": "",
    }


@pytest.mark.parametrize(
    ("changed", "updated", "cards"),
    [
        ("## Q? {#one .reversed}\n\nA.", 1, 2),
        ("## Q? {#one .typed}\n\nA.\n\n### Answer\n\n1", 1, 1),
        ("## Q? {#one .reversed .typed}\n\nA.\n\n### Answer\n\n1", 1, 2),
        ("## Quite another question? {#one}\n\nAnother answer.", 1, 1),
        ("## Q? {#renamed was=one}\n\nA.", 0, 1),
    ],
)
def test_a_note_that_changes_keeps_its_history(write, collection, changed, updated, cards):
    import_package(collection, build(write("## Q? {#one}\n\nA."), None, NOW).package)
    before = Learner(collection).reviews()

    log = import_package(collection, build(write(changed), None, NOW + 100).package)

    assert (len(log.updated), len(log.new), len(log.conflicting)) == (updated, 0, 0)
    after = Learner(collection).scheduling
    assert len(after) == cards
    assert {key: after[key] for key in before} == before
    assert collection.db.scalar("select count() from revlog") == 1


def test_the_same_package_again_changes_nothing(write, collection):
    package = build(write(EVERYTHING, FILES), None, NOW).package
    import_package(collection, package)
    before = Learner(collection).reviews()

    log = import_package(collection, package)

    assert (len(log.duplicate), len(log.new), len(log.updated)) == (5, 0, 0)
    assert Learner(collection).scheduling == before


def test_the_deck_of_this_repository_is_sound(tmp_path):
    content = copytree(Path(__file__).parents[2] / "content", tmp_path / "content")

    report = build(content, tmp_path / "deck.apkg", NOW, cache=Path("build/cache"))

    verdict = verify(report.package)
    assert verdict.faults == ()
    assert (verdict.notes, verdict.cards, verdict.media) == (report.notes, report.cards, report.media)
