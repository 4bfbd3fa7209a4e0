"""Packages that Anki exported, compared with and verified: as good as the package that was imported."""

import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
import zstandard
from anki.collection import Collection
from support.clock import NOW
from support.exports import FORMS, export, export_collection
from support.learner import Learner
from support.samples import EVERYTHING, FILES

from deck import ContentError, build
from deck.anki.verify import verify
from deck.build import plan
from deck.history.published import read_package
from deck.safety.database import MOST_LETTERS, Unicase

TWO = "## One? {#one}\n\nFirst.\n\n## Two? {#two}\n\nSecond.\n"


@pytest.fixture
def learner(tmp_path):
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        yield Learner(collection)


@pytest.fixture(params=FORMS)
def exported(request, learner, tmp_path):
    """Return a function that exports what the learner has."""
    return lambda **options: export(learner.collection, tmp_path / f"{request.param}.apkg", request.param, **options)


def test_what_anki_exports_is_what_it_imported(write, learner, exported):
    package = build(write(EVERYTHING, FILES), None, NOW).package
    learner.imports(package)
    learner.reviews()

    assert read_package(exported(), "test") == read_package(package, "test")


def test_a_lost_lock_is_restored_from_an_export(write, learner, exported):
    package = build(write(EVERYTHING, FILES), None, NOW).package
    learner.imports(package)
    lock = Path("content/deck.lock")
    before = lock.read_bytes(), package.read_bytes()
    lock.unlink()

    build(Path("content"), None, NOW + 9, against=exported())

    assert (lock.read_bytes(), package.read_bytes()) == before


def test_a_note_that_was_edited_in_anki_is_named_as_changed(write, learner, exported):
    learner.imports(build(write(TWO), None, NOW).package)
    learner.edits("two", "Back", "mine")

    _, found = plan(write(TWO), NOW + 9, exported())

    assert [(each.id, each.what) for each in found.changed] == [("two", ("back",))]


@pytest.mark.parametrize("first_id", ["two", ""])
def test_a_note_that_the_learner_made_is_left_out(write, learner, exported, first_id):
    """Notes, Create Copy keeps the note type and the Id of the original; Add leaves the Id empty."""
    package = build(write(TWO), None, NOW).package
    learner.imports(package)
    original = learner.note("two")
    copy = learner.collection.new_note(original.note_type())
    copy.fields = [*original.fields]
    copy["Back"] = "a copy"
    copy["Id"] = first_id
    learner.collection.add_note(copy, original.cards()[0].did)

    assert read_package(exported(), "test") == read_package(package, "test")


def test_a_card_in_a_filtered_deck_counts_as_in_its_own(write, learner, exported):
    package = build(write(TWO), None, NOW).package
    learner.imports(package)
    filtered = learner.collection.sched.get_or_create_filtered_deck(0)
    filtered.config.search_terms[0].search = "Id:one"
    learner.collection.sched.add_or_update_filtered_deck(filtered)

    assert read_package(exported(scheduling=True), "test") == read_package(package, "test")


def test_a_note_type_with_another_field_is_reported(write, learner, exported):
    learner.imports(build(write(TWO), None, NOW).package)
    note_type = learner.note("one").note_type()
    learner.collection.models.add_field(note_type, learner.collection.models.new_field("Mine"))
    learner.collection.models.update_dict(note_type)

    with pytest.raises(ContentError) as raised:
        plan(write(TWO), NOW + 9, exported())

    assert (
        "has a note type 'Test: Card' with other fields than this deck's; name the package that was published, "
        in str(raised.value)
    )


def test_other_notes_of_the_collection_do_not_matter(write, learner, exported):
    package = build(write(TWO), None, NOW).package
    learner.imports(package)
    own = learner.collection.new_note(learner.collection.models.by_name("Basic"))
    own["Front"] = "mine"
    learner.collection.add_note(own, 1)

    assert read_package(exported(), "test") == read_package(package, "test")


def test_an_export_is_verified_as_the_package_is(write, learner, exported):
    package = build(write(EVERYTHING, FILES), None, NOW).package
    learner.imports(package)

    assert verify(exported()) == verify(package)


def test_a_whole_collection_is_distinguished_from_a_package(write, learner, tmp_path):
    learner.imports(build(write(TWO), None, NOW).package)
    backup = export_collection(learner.collection, tmp_path / "all.colpkg")
    message = "is a backup of a whole collection; export the deck as .apkg (File, Export) and name that"

    with pytest.raises(ContentError) as error:
        plan(Path("content"), NOW, backup)

    assert str(error.value) == f"{backup}:1: {message}"
    assert verify(backup).faults == (f"Anki cannot import the package: it {message}",)


@pytest.fixture
def latest(write, learner, tmp_path):
    """Return a function that exchanges entries of an export in Anki's own form."""
    learner.imports(build(write(TWO), None, NOW).package)
    path = export(learner.collection, tmp_path / "latest.apkg", "latest")

    def exchange(**entries):
        with ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()} | entries
        with ZipFile(path, "w", ZIP_STORED) as archive:
            for name, data in held.items():
                archive.writestr(name, data)
        return path

    return exchange


def zeros(size):
    """Return so many zeros, compressed to a few kB."""
    compressor = zstandard.ZstdCompressor().compressobj()
    return b"".join(compressor.compress(bytes(10**7)) for _ in range(size // 10**7)) + compressor.flush()


SWOLLEN = "would need more than 1000 MB unpacked; check that it is the right file"
DAMAGED = "is not a package of Anki, or is damaged; name an .apkg"
ODD = {
    "swollen database": ({"collection.anki21b": zeros(1_010_000_000)}, SWOLLEN),
    "swollen media": ({"0": zeros(600_000_000), "1": zeros(600_000_000)}, SWOLLEN),
    "swollen listing": ({"media": zeros(30_000_000)}, "lists more than 20 MB of media names"),
    "another version": ({"meta": b"\x08\x04"}, "is of a form that this tool does not know; update the tool"),
    "two messages": ({"meta": b"\x08\x03\x08\x01"}, DAMAGED),
    "no message": ({"meta": b"x"}, DAMAGED),
    "not compressed": ({"collection.anki21b": b"SQLite format 3\0"}, DAMAGED),
    "cut short": ({"collection.anki21b": zeros(10_000_000)[:-9]}, DAMAGED),
    "wide window": ({"0": b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(99)}, DAMAGED),
}


@pytest.mark.parametrize("name", ODD)
def test_a_package_in_the_newer_form_is_refused_before_it_does_harm(latest, name):
    entries, expected = ODD[name]
    package = latest(**entries)

    with pytest.raises(ContentError) as raised:
        plan(Path("content"), NOW, package)

    assert expected in str(raised.value)
    assert expected in verify(package).faults[0]


def test_media_that_are_listed_in_another_way_are_refused_by_verify(latest):
    assert verify(latest(media=zstandard.compress(b"\xff" * 99))).faults == (
        f"Anki cannot import the package: it {DAMAGED}",
    )


def test_the_newer_form_needs_a_library(latest, monkeypatch):
    package = latest()
    monkeypatch.setitem(sys.modules, "zstandard", None)

    with pytest.raises(ModuleNotFoundError):
        plan(Path("content"), NOW, package)


def test_two_entries_of_one_name_are_refused(latest):
    """Anki might read the other one."""
    package = latest()
    with ZipFile(package, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("collection.anki21b", b"")

    with pytest.raises(ContentError, match="uses a compression that Anki does not use; export it again"):
        plan(Path("content"), NOW, package)


def test_an_edit_of_the_database_is_read(latest, tmp_path):
    """What is refused above is refused for what it is: the same hands may change a note."""
    import sqlite3

    package = latest()
    database = tmp_path / "database"
    with ZipFile(package) as archive:
        database.write_bytes(
            zstandard.ZstdDecompressor().decompressobj().decompress(archive.read("collection.anki21b"))
        )
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("update notes set tags = ' hard '")
        connection.commit()
        connection.execute("pragma journal_mode = delete")

    records = read_package(latest(**{"collection.anki21b": zstandard.compress(database.read_bytes())}), "test").records

    assert [each.tags for each in records.values() if each.type == "Card"] == [("hard",), ("hard",)]


def test_names_in_any_case_are_in_anki_s_order(write, learner, exported):
    """The database holds them in the order of a collation that only Anki has."""
    tags = ["Zeta", "alpha", "Übung", "übrig", "beta", "STRASSE", "straße2"]
    notes = "".join(f'## Q{n}? {{#n{n} tags="{tag}"}}\n\nA.\n\n' for n, tag in enumerate(tags))
    files = {
        f"{deck}.md": f"---\ndeck: Test::{deck}\n---\n\n## Q? {{#in-{n}}}\n\nA.\n" for n, deck in enumerate("bAÄz")
    }
    package = build(write(notes, files), None, NOW).package
    learner.imports(package)

    assert read_package(exported(), "test") == read_package(package, "test")


def test_names_are_compared_without_regard_to_case_and_within_bounds():
    order = Unicase()

    assert [order.compare(*each) for each in (("a", "B"), ("B", "a"), ("Ä", "ä"), ("STRASSE", "straße"))] == [
        -1,
        1,
        0,
        0,
    ]
    assert order.compare("a" * MOST_LETTERS, "b") == 0
    assert order.compare("a", "b") == 0
