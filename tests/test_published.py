"""Packages that a stranger altered, compared with: what is in them is either what this tool writes, or refused."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from deck.build import build
from deck.errors import ContentError
from deck.verify import verify

NOW = 1_760_000_000
NOTE = "## Q? {#one}\n\nA.\n"
DATABASE = "collection.anki2"
REFUSED = "is no package of this tool; name the .apkg that was published"


@pytest.fixture
def altered(write, tmp_path):
    """Return a function that builds a package and lets SQL, or another packing, alter it."""

    def made(sql="", compression=ZIP_DEFLATED, **entries):
        package = build(write(NOTE), Path("published.apkg"), NOW).package
        with ZipFile(package) as archive:
            held = {name: archive.read(name) for name in archive.namelist()} | entries
        database = tmp_path / DATABASE
        database.write_bytes(held[DATABASE])
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(sql)
        with ZipFile(package, "w", compression) as archive:
            for name, data in (held | {DATABASE: database.read_bytes()}).items():
                archive.writestr(name, data)
        return package

    return made


NOTE_TYPES = "update col set models = json_set(models, '$.' || (select key from json_each(models)) || '.{}', {});"
RENUMBERED = "update notes set id = {0}; update cards set nid = {0};"
RENAMED = "update notes set flds = replace(flds, char(31) || 'one', char(31) || '{}')"


@pytest.mark.parametrize(
    "sql",
    [
        "update notes set mod = 1 << 62",
        "update notes set mod = -5",
        "update notes set mod = 1.5e300",
        "update notes set mod = 'abc'",
        "update notes set mod = x'00'",
        "update notes set flds = flds || char(31) || 'x'",
        RENUMBERED.format("1 << 62"),
        RENUMBERED.format("-7"),
        RENAMED.format("x) OR (deck:*"),
        RENAMED.format("a\nb"),
        RENAMED.format("\x1b]0;"),
        RENAMED.format(""),
        NOTE_TYPES.format("mod", "1 << 60"),
        NOTE_TYPES.format("mod", "'x'"),
        NOTE_TYPES.format("css", "null"),
    ],
)
def test_a_record_that_no_build_writes_is_refused_and_the_lock_stays(altered, write, sql):
    package = altered(f"{sql};")
    lock = write(NOTE.replace("A.", "B.")) / "deck.lock"
    before = lock.read_bytes()

    with pytest.raises(ContentError, match=REFUSED):
        build(Path("content"), None, NOW + 1, against=package)

    assert lock.read_bytes() == before


@pytest.mark.parametrize("number", ["'abc'", "1.5"])
def test_an_id_that_is_no_number_is_refused(altered, number):
    untyped = "create table other as select * from notes; drop table notes; alter table other rename to notes;"

    with pytest.raises(ContentError, match=REFUSED):
        build(Path("content"), None, NOW + 1, against=altered(untyped + RENUMBERED.format(number)))


COMPUTED = """
    create table other (id, mid, mod, tags, real, flds as (printf('%.*c', 400000000, 'x')));
    insert into other select id, mid, mod, tags, flds from notes;
    drop table notes; alter table other rename to notes;
"""
JOINED = """
    create table other as select id, mid, mod, tags, flds from notes;
    drop table notes; alter table other rename to notes;
    insert into notes select notes.* from notes,
        (with recursive n(x) as (select 1 union all select x + 1 from n limit 30000) select x from n);
    drop table cards; create table cards as select id as nid, 1 as did, 0 as ord from notes;
"""


@pytest.mark.parametrize("sql", [COMPUTED, JOINED], ids=["computed", "joined"])
def test_a_table_that_would_swell_or_never_end_is_refused_in_seconds(altered, sql):
    package = altered(sql)
    started = time.monotonic()

    with pytest.raises(ContentError, match=REFUSED):
        build(Path("content"), None, NOW + 1, against=package)

    assert time.monotonic() - started < 40


@pytest.mark.parametrize("compression", [ZIP_BZIP2, ZIP_LZMA])
def test_a_package_that_is_packed_in_another_way_is_refused_by_all(altered, compression):
    package = altered(compression=compression)
    with pytest.raises(ContentError, match="is packed as Anki packs nothing; export it again"):
        build(Path("content"), None, NOW + 1, against=package)
    assert "is packed as Anki packs nothing; export it again" in verify(package).faults[0]


def test_a_listing_of_media_that_would_swell_is_not_unpacked(altered):
    package = altered(media=b" " * 30_000_000)

    assert "lists more than 20 MB of names of media" in verify(package).faults[0]


def test_a_package_of_another_tool_is_verified_too(tmp_path):
    genanki = pytest.importorskip("genanki")
    model = genanki.Model(
        1, "M", fields=[{"name": "F"}], templates=[{"name": "C", "qfmt": "{{F}}", "afmt": "{{F}}<hr>"}]
    )
    deck = genanki.Deck(2, "D")
    deck.add_note(genanki.Note(model, ["f"]))
    genanki.Package(deck).write_to_file(tmp_path / "x.apkg")

    (fault,) = verify(tmp_path / "x.apkg").faults
    assert fault.endswith("its back adds nothing to the front")


@pytest.mark.parametrize("change", [{"time": 2**53 - 1}, {"nid": 5}])
def test_a_lock_that_leaves_no_room_for_an_edit_is_refused_rather_than_broken(write, change):
    build(write(NOTE + "\n## R? {#two}\n\nB.\n"), None, NOW)
    lock = Path("content/deck.lock")

    def changed(line):
        return json.dumps(json.loads(line) | change) if '"Card", "deck": "' in line else line

    lock.write_text("\n".join(map(changed, lock.read_text().split("\n"))))
    before, package = lock.read_bytes(), Path("build/Test.apkg").read_bytes()
    assert str(*change.values()).encode() in before

    with pytest.raises(ContentError, match="has numbers that leave no room for an edit; restore the lock"):
        build(write(NOTE.replace("A.", "C.") + "\n## R? {#two}\n\nB.\n"), None, NOW + 1)

    assert (lock.read_bytes(), Path("build/Test.apkg").read_bytes()) == (before, package)
