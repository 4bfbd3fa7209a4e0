"""Comparison with altered packages: what is in them is either what this tool writes, or it is refused."""

import json
import re
import sqlite3
import time
import tracemalloc
import zlib
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from support.clock import NOW

from deck.anki.verify import verify
from deck.build import build
from deck.diagnostics import ContentError

NOTE = "## Q? {#one}\n\nA.\n"
DATABASE = "collection.anki2"
REFUSED = "is not a package of Anki, or is damaged; name an .apkg"


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
        "update notes set flds = char(27) || ']0;x' || char(7) || flds",
        """update col set decks = replace(decks, '"Test::One"', '"Test::One\\u001b"')""",
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
    create table other (id, mid, mod, tags, real, flds as (real || printf('%.*c', 9000000, 'x')));
    with recursive n(x) as (select 1 union all select x + 1 from n limit 3000)
        insert into other select id + x, mid, mod, tags, flds from notes, n;
    drop table notes; alter table other rename to notes;
    drop table cards; create table cards as select id as nid, 1 as did, 0 as ord from notes;
"""
SWOLLEN = """
    create table other (id, mid, mod, tags, real, flds as (printf('%.*c', 400000000, 'x')) stored);
    drop table notes; alter table other rename to notes;
"""
JOINED = """
    create table other as select id, mid, mod, tags, flds from notes;
    drop table notes; alter table other rename to notes;
    insert into notes select notes.* from notes,
        (with recursive n(x) as (select 1 union all select x + 1 from n limit 30000) select x from n);
    drop table cards; create table cards as select id as nid, 1 as did, 0 as ord from notes;
"""


UNTYPED = """
    create table other (id numeric, mid, mod, tags, flds);
    insert into other select id, mid, mod, tags, flds || printf('%.*c', 3000000, 'x') from notes;
    drop table notes; alter table other rename to notes; update notes set id = 7;
    drop table cards; create table cards (nid text, did, ord);
    with recursive n(x) as (select 1 union all select x + 1 from n limit 50000)
        insert into cards select printf('%0' || x || 'd', 7), 1, 0 from n where x < 3000;
"""


CHECKED = """
    pragma ignore_check_constraints = on;
    create table other (id, mid, mod, tags, flds, check (instr(zeroblob(8000000), zeroblob(4000000) || x'01') = 0));
    insert into other select id, mid, 'abc', tags, flds from notes;
    drop table notes; alter table other rename to notes;
"""
ENDLESS = {"computed": COMPUTED, "joined": JOINED, "untyped": UNTYPED, "checked": CHECKED}


@pytest.mark.parametrize("sql", ENDLESS.values(), ids=ENDLESS)
def test_a_table_that_would_swell_or_never_end_is_refused_in_seconds(altered, sql):
    package = altered(sql)
    started = time.monotonic()

    with pytest.raises(ContentError, match=REFUSED):
        build(Path("content"), None, NOW + 1, against=package)

    assert time.monotonic() - started < 10


def test_a_text_that_many_notes_share_is_refused(altered):
    """A file of some megabytes could hold a million notes of some megabytes each."""
    package = altered("""
        create table other as select id, mid, mod, tags, flds || printf('%.*c', 9000, 'a') as flds from notes;
        insert into other select id + 1000, mid, mod, tags, replace(flds, 'a', 'b') from other;
        drop table notes; alter table other rename to notes;
        insert into cards select id + 1000, nid + 1000, did, ord, mod, usn, type, queue, due, ivl, factor, reps,
            lapses, left, odue, odid, flags, data from cards;
    """)
    with ZipFile(package) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    leaf = re.compile(rb"(?<=\x1f)(?P<letter>[ab])(?P=letter)+(?P<page>.{4})", re.DOTALL)
    pages = {match["letter"]: match["page"] for match in leaf.finditer(held[DATABASE])}
    held[DATABASE] = held[DATABASE].replace(pages[b"b"], pages[b"a"])
    with ZipFile(package, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)

    with pytest.raises(ContentError, match=REFUSED):
        build(Path("content"), None, NOW + 1, against=package)


@pytest.mark.parametrize("checked", [2, 3, 100_000_000])
def test_an_entry_that_goes_on_where_it_says_that_it_ends_is_not_unpacked(tmp_path, checked):
    data = b"{}".ljust(100_000_000)
    with ZipFile(tmp_path / "x.apkg", "w", ZIP_DEFLATED) as archive:
        archive.writestr("media", data)
        archive.infolist()[0].file_size = 2
        archive.infolist()[0].CRC = zlib.crc32(data[:checked])

    tracemalloc.start()
    found = verify(tmp_path / "x.apkg")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found.faults == (f"Anki cannot import the package: it {REFUSED}",)
    assert peak < 10_000_000


@pytest.mark.parametrize("compression", [ZIP_BZIP2, ZIP_LZMA])
def test_a_package_that_is_packed_in_another_way_is_refused_by_all(altered, compression):
    package = altered(compression=compression)
    with pytest.raises(ContentError, match="uses a compression that Anki does not use; export it again"):
        build(Path("content"), None, NOW + 1, against=package)
    assert "uses a compression that Anki does not use; export it again" in verify(package).faults[0]


def test_a_listing_of_media_that_would_swell_is_not_unpacked(altered):
    package = altered(media=b" " * 30_000_000)

    assert "lists more than 20 MB of media names" in verify(package).faults[0]


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


DEFAULT = """
    create table other (id integer primary key, mid, mod, tags);
    insert into other select id, mid, mod, tags from notes;
    alter table other add column flds default '{}';
    drop table notes; alter table other rename to notes;
"""


def test_a_text_that_a_column_gives_by_default_is_refused(altered):
    """A file of some kilobytes could hold a million notes of some megabytes each."""
    package = altered(DEFAULT.format("\x1f".join(["Q", "A", *[""] * 6, "one", "", ""])))

    with pytest.raises(ContentError, match=REFUSED):
        build(Path("content"), None, NOW + 1, against=package)
